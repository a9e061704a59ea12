/** What a record says: its fields by kind of event, what it leaves out, and which events are of which class. */
import { documented, recorded } from '../../../model/evidence.ts';
import type { Planned, PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { into, KEY, KEY_ID, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  ec2,
  iam,
  kms,
  open,
  type PlannedInput,
  type Row,
  rds,
  redshift,
  type Step,
  slug,
  sts,
  tableOf,
} from '../telling.ts';
import { ABSENT, bucket, CIPHERTEXT, decrypt, describeKey, disable, encrypt, GUID, put, recording } from './calls.ts';
import { classes } from './recordClasses.ts';
import { sources } from './words.ts';

/** The table. */
export const cloudtrailRecords: BehaviourTable = tableOf(
  'cloudtrail/records',
  'CloudTrail: what a record says, by kind of event',
  'cloudtrail',
  function* () {
    yield* fields();
    yield* readOnly();
    yield* ofKms();
    yield* classes();
  },
);

/** Kinds of event, each by one call. */
const KINDS: Readonly<Record<string, readonly [readonly Step[], PlannedCall]>> = {
  'a KMS call that changes': [makeKey(), disable],
  'a KMS call that reads': [makeKey(), describeKey],
  'an EC2 call': [[], ec2('CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 1 })],
  'an S3 bucket call': [[], bucket],
  'an S3 object call': [[bucket], put],
  'an RDS call': [[], rds('DescribeDBInstances')],
  'a Redshift call': [[], redshift('DescribeClusters')],
  'an IAM call': [[], iam('CreateUser', { UserName: 'somebody' })],
  'an STS call': [[], sts('GetCallerIdentity')],
  'a CloudTrail call': [[], { service: 'cloudtrail', operation: 'DescribeTrails', input: {} }],
};

/** Fields that every record of a direct call has. */
const FIELDS: Readonly<Record<string, PlannedInput>> = {
  'eventVersion is 1.11 or later of major 1': { eventVersion: { $like: '^1\\.(1[1-9]|[2-9]\\d)$' } },
  'eventTime is UTC in whole seconds': { eventTime: { $like: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' } },
  'eventType is AwsApiCall': { eventType: 'AwsApiCall' },
  'eventID and requestID are there': { eventID: GUID, requestID: { $is: 'text' } },
  'recipientAccountId is the account': { recipientAccountId: ACCOUNT },
  'tlsDetails tell of the connection': {
    tlsDetails: open({
      tlsVersion: { $like: '^TLSv1\\.[23]$' },
      cipherSuite: { $is: 'text' },
      clientProvidedHostHeader: { $is: 'text' },
    }),
  },
  'sourceIPAddress and userAgent are those of the client': {
    sourceIPAddress: { $like: '^(\\d{1,3}\\.){3}\\d{1,3}$|:' },
    userAgent: { $is: 'text' },
  },
  'invokedBy is not there': { userIdentity: open({ invokedBy: ABSENT, accountId: ACCOUNT }) },
  'errorCode and errorMessage are not there on success': { errorCode: ABSENT, errorMessage: ABSENT },
};

function* fields(): Generator<Row> {
  for (const [kind, [before, call]] of Object.entries(KINDS))
    for (const [what, record] of Object.entries(FIELDS))
      yield [
        `field-${slug(kind)}-${slug(what)}`,
        `The record of ${kind}: ${what}`,
        documented(sources.contents),
        [...before, recording(call, record)],
      ];
  const sources_: readonly (readonly [string, string])[] = Object.entries({
    'a KMS call that reads': 'kms',
    'an EC2 call': 'ec2',
    'an S3 bucket call': 's3',
    'an RDS call': 'rds',
    'a Redshift call': 'redshift',
    'an IAM call': 'iam',
    'an STS call': 'sts',
    'a CloudTrail call': 'cloudtrail',
  });
  for (const [kind, service] of sources_) {
    const [before, call] = KINDS[kind] as readonly [readonly Step[], PlannedCall];
    yield [
      `source-${service}`,
      `The record of ${kind} names its service, its operation and its Region`,
      documented(sources.contents),
      [
        ...before,
        recording(call, { eventSource: `${service}.amazonaws.com`, eventName: call.operation, awsRegion: REGION }),
      ],
    ];
  }
  yield [
    'resources-of-kms',
    'The record of a KMS call names the key in resources, by account, type and ARN',
    recorded(sources.lab),
    [...makeKey(), recording(disable, { resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: KEY }] })],
  ];
  yield [
    'no-resources-of-ec2',
    'The record of an EC2 call has no resources',
    recorded(sources.lab),
    [recording((KINDS['an EC2 call'] as readonly [unknown, PlannedCall])[1], { resources: ABSENT })],
  ];
  yield [
    'console-absent',
    'sessionCredentialFromConsole is not there for calls with an access key',
    recorded(sources.lab),
    [...makeKey(), recording(disable, { sessionCredentialFromConsole: ABSENT })],
  ];
}

/** readOnly by operation of KMS. */
const READS =
  'Decrypt DescribeKey Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GetKeyPolicy GetKeyRotationStatus ListAliases ListGrants ListKeyPolicies ListKeys ListResourceTags ReEncrypt';
const CHANGES =
  'CancelKeyDeletion CreateAlias CreateGrant CreateKey DisableKey DisableKeyRotation EnableKey EnableKeyRotation PutKeyPolicy RetireGrant RevokeGrant ScheduleKeyDeletion TagResource UntagResource UpdateAlias UpdateKeyDescription';

const policy: PlannedValue = {
  $json: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
    ],
  },
};
const grant = kms(
  'CreateGrant',
  { KeyId: KEY, GranteePrincipal: `arn:aws:iam::${ACCOUNT}:root`, Operations: ['Decrypt', 'RetireGrant'] },
  { name: 'grant' },
);
const GRANT: PlannedInput = { KeyId: KEY, GrantId: { $ref: 'grant.GrantId' } };
const alias: PlannedInput = { AliasName: 'alias/conformance', TargetKeyId: KEY };
const inputs: Readonly<Record<string, readonly [PlannedInput, ...Planned[]]>> = {
  Decrypt: [decrypt.input, encrypt()],
  Encrypt: [encrypt().input],
  GenerateDataKey: [{ KeyId: KEY, KeySpec: 'AES_256' }],
  GenerateDataKeyWithoutPlaintext: [{ KeyId: KEY, KeySpec: 'AES_256' }],
  ListAliases: [{}],
  ListKeys: [{}],
  ReEncrypt: [
    { CiphertextBlob: CIPHERTEXT, SourceEncryptionContext: { project: 'x' }, DestinationKeyId: OTHER_KEY },
    otherKey,
    encrypt(),
  ],
  CreateAlias: [alias],
  UpdateAlias: [{ AliasName: 'alias/conformance', TargetKeyId: OTHER_KEY }, otherKey, kms('CreateAlias', alias)],
  CreateGrant: [grant.input],
  RetireGrant: [GRANT, grant],
  RevokeGrant: [GRANT, grant],
  CreateKey: [{}],
  PutKeyPolicy: [{ KeyId: KEY, Policy: policy }],
  ScheduleKeyDeletion: [{ KeyId: KEY, PendingWindowInDays: 7 }],
  CancelKeyDeletion: [{ KeyId: KEY }, ...into('PendingDeletion')],
  TagResource: [{ KeyId: KEY, Tags: [{ TagKey: 'a', TagValue: 'b' }] }],
  UntagResource: [{ KeyId: KEY, TagKeys: ['a'] }],
  UpdateKeyDescription: [{ KeyId: KEY, Description: 'x' }],
};

function* readOnly(): Generator<Row> {
  for (const [names, value] of [
    [READS, true],
    [CHANGES, false],
  ] as const)
    for (const operation of names.split(' ')) {
      const [input, ...before] = inputs[operation] ?? [{ KeyId: KEY }];
      yield [
        `read-only-${slug(operation)}`,
        `The record of ${operation} says readOnly ${value}, and that it is a management event`,
        /^(Decrypt|CreateGrant|DisableKey|RetireGrant|GenerateDataKeyWithoutPlaintext)$/.test(operation)
          ? recorded(sources.lab)
          : documented(sources.kms),
        [
          ...makeKey(),
          ...before,
          recording(kms(operation, input), { readOnly: value, managementEvent: true, eventCategory: 'Management' }),
        ],
      ];
    }
}

function* ofKms(): Generator<Row> {
  yield [
    'key-arn-echoed',
    'The answer in a record names the key by its ARN, the request as the caller wrote it',
    recorded(sources.lab),
    [
      ...makeKey(),
      recording(kms('DisableKey', { KeyId: KEY_ID }), {
        requestParameters: { keyId: KEY_ID },
        responseElements: { keyId: KEY },
      }),
    ],
  ];
  yield [
    'decrypt-without-key',
    'The record of a Decrypt that names no key has context and algorithm only; the key is in resources',
    recorded(sources.lab),
    [
      ...makeKey(),
      encrypt(),
      recording(decrypt, {
        requestParameters: { encryptionContext: { project: 'x' }, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
        responseElements: null,
        resources: [open({ ARN: KEY })],
      }),
    ],
  ];
  yield [
    'algorithm-shown',
    'The record of Encrypt shows the algorithm though the request does not',
    documented(sources.kmsEvent('encrypt')),
    [...makeKey(), recording(encrypt(), { requestParameters: open({ encryptionAlgorithm: 'SYMMETRIC_DEFAULT' }) })],
  ];
  for (const [call, before] of [
    [encrypt(), []],
    [decrypt, [encrypt()]],
    [kms('GenerateDataKey', { KeyId: KEY, KeySpec: 'AES_256' }), []],
  ] as const) {
    yield [
      `material-${slug(call.operation)}`,
      `The record of ${call.operation} tells which key material worked`,
      recorded(sources.lab),
      [
        ...makeKey(),
        ...before,
        recording(call, { additionalEventData: open({ keyMaterialId: { $like: '^[0-9a-f]{64}$' } }) }),
      ],
    ];
    yield [
      `no-secrets-${slug(call.operation)}`,
      `The record of ${call.operation} has neither plaintext nor ciphertext, and no answer`,
      documented(sources.kms),
      [
        ...makeKey(),
        ...before,
        recording(call, {
          requestParameters: open({ plaintext: ABSENT, ciphertextBlob: ABSENT }),
          responseElements: null,
        }),
      ],
    ];
  }
  yield [
    'no-policy-in-answer',
    'The record of GetKeyPolicy does not hold the policy',
    documented(sources.kms),
    [...makeKey(), recording(kms('GetKeyPolicy', { KeyId: KEY }), { responseElements: null })],
  ];
  yield [
    'no-grant-token',
    'The record of CreateGrant holds the id of the grant and the key, and no token',
    recorded(sources.lab),
    [...makeKey(), recording(grant, { responseElements: { grantId: { $like: '^[0-9a-f]{64}$' }, keyId: KEY } })],
  ];
  yield [
    'dry-run',
    'The record of a dry run that would have succeeded says so as an error',
    documented('https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html'),
    [
      ...makeKey(),
      recording(
        encrypt({ DryRun: true }),
        {
          errorCode: 'DryRunOperationException',
          errorMessage: 'The request would have succeeded, but the DryRun option is set.',
        },
        { answers: ['DryRunOperationException'] },
      ),
    ],
  ];
}
