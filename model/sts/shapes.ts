/**
 * The input of the STS operations that are simulated, and the errors AWS's model names for each.
 *
 * Source: AWS's published API model of STS (2011-06-15), as in botocore 1.43.11,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html (documented).
 */
import { errorTable } from '../validation/errorTable.ts';
import { type InputShape, integerOf, list, listOf, required, textOf } from '../validation/shape.ts';

const serialNumber = textOf(9, 256, '[\\w+=/:,.@-]*');
const tokenCode = textOf(6, 6, '[\\d]*');

/** The input of each operation, by its name in the API. */
export const shapes = {
  GetCallerIdentity: {},
  AssumeRole: {
    RoleArn: required(
      textOf(
        20,
        2048,
        '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+',
      ),
    ),
    RoleSessionName: required(textOf(2, 64, '[\\w+=,.@-]*')),
    PolicyArns: list,
    'PolicyArns[].arn': textOf(
      20,
      2048,
      '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+',
    ),
    Policy: textOf(1, undefined, '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+'),
    DurationSeconds: integerOf(900, 43200),
    Tags: listOf(undefined, 50),
    'Tags[].Key': required(textOf(1, 128, '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+')),
    'Tags[].Value': required(textOf(0, 256, '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*')),
    TransitiveTagKeys: listOf(undefined, 50),
    'TransitiveTagKeys[]': textOf(1, 128, '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+'),
    ExternalId: textOf(2, 1224, '[\\w+=,.@:\\/-]*'),
    SerialNumber: serialNumber,
    TokenCode: tokenCode,
    SourceIdentity: textOf(2, 64, '[\\w+=,.@-]*'),
    ProvidedContexts: listOf(1, 5),
    'ProvidedContexts[].ProviderArn': textOf(
      20,
      2048,
      '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+',
    ),
    'ProvidedContexts[].ContextAssertion': textOf(4, 2048),
  },
  GetSessionToken: { DurationSeconds: integerOf(900, 129600), SerialNumber: serialNumber, TokenCode: tokenCode },
} satisfies Readonly<Record<string, InputShape>>;

/** HTTP status by modelled error code, as it stands in an answer. */
export const modelledErrors = errorTable(
  `
  AssumeRole: MalformedPolicyDocument PackedPolicyTooLarge RegionDisabledException=403 ExpiredTokenException
  GetSessionToken: RegionDisabledException=403
`,
);
