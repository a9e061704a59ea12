/** Log files under a key: which calls they take, who reads them, and what becomes of them without it. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import { answer, cloudtrail, kms, ok, open, type Row, type Step, see, slug } from '../telling.ts';
import { letEncrypt } from './keyStates.ts';
import {
  BUCKET,
  bucket,
  create,
  delivered,
  files,
  folder,
  lastError,
  listKeys,
  logging,
  on,
  one,
  read,
  sources,
  status,
  TRAIL_ARN,
} from './words.ts';

const dataKeys = cloudtrail('LookupEvents', {
  LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'GenerateDataKey' }],
});

/** Event history shows a GenerateDataKey like this in time. */
const dataKeyFor = (record: Readonly<Record<string, PlannedValue>>, withinMinutes: number) =>
  ok(
    { Events: { $contains: open({ CloudTrailEvent: { $document: open(record) } }) } },
    { within: { minutes: withinMinutes } },
  );

/** The rows. */
export function* underKey(): Generator<Row> {
  const encrypted: readonly Step[] = [...makeKey(), letEncrypt, ...logging({ KmsKeyId: KEY })];
  yield [
    'key-trial',
    'CreateTrail tries the key with GenerateDataKey, as CloudTrail, with the ARN of the trail as context',
    documented(sources.kmsTrail),
    [
      ...makeKey(),
      letEncrypt,
      ...bucket,
      create({ KmsKeyId: KEY }),
      see(
        dataKeys,
        dataKeyFor(
          {
            userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
            requestParameters: open({ encryptionContext: { 'aws:cloudtrail:arn': TRAIL_ARN } }),
          },
          20,
        ),
      ),
    ],
  ];
  yield [
    'key-of-file',
    'Each file asks for a data key with the ARNs of the trail and of the file as context',
    documented(sources.kmsTrail),
    [
      ...encrypted,
      listKeys,
      delivered(),
      see(
        dataKeys,
        dataKeyFor(
          {
            requestParameters: open({
              encryptionContext: {
                'aws:cloudtrail:arn': TRAIL_ARN,
                'aws:s3:arn': { $like: `^arn:aws:s3:::${BUCKET}/${folder()}.*\\.json\\.gz$` },
              },
            }),
          },
          30,
        ),
      ),
    ],
  ];
  yield [
    'file-under-key',
    'Log files are encrypted under the key of the trail, and S3 opens them for who may use it',
    documented(sources.encrypted),
    [
      ...encrypted,
      ...one,
      see(
        read(),
        ok({
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId: KEY,
          Body: { $document: open({ Records: { $contains: open({}) } }) },
        }),
      ),
    ],
  ];
  yield [
    'logging-goes-on',
    'With the key disabled logging goes on and delivery fails; with the key back everything is delivered',
    assumed(sources.encrypted),
    [
      ...encrypted,
      kms('DisableKey', { KeyId: KEY }),
      kms('ListAliases'),
      lastError({ $like: 'KMS|Disabled' }),
      kms('EnableKey', { KeyId: KEY }),
      see(status, ok({ LatestDeliveryError: { $absent: true } }, { within: { hours: 2 } })),
      files(),
      see(read(0), ok()),
    ],
  ];
  const names: readonly (readonly [string, PlannedValue])[] = [
    ['its id', { $ref: 'key.KeyMetadata.KeyId' }],
    ['its alias', 'alias/conformance'],
    ['the ARN of its alias', `arn:aws:kms:${REGION}:${ACCOUNT}:alias/conformance`],
  ];
  for (const [how, name] of names)
    yield [
      `key-by-${slug(how)}`,
      `A trail may name its key by ${how}; it shows its ARN`,
      documented(sources.operation('CreateTrail')),
      [
        ...makeKey(),
        letEncrypt,
        kms('CreateAlias', { AliasName: 'alias/conformance', TargetKeyId: KEY }),
        ...bucket,
        see(create({ KmsKeyId: name }), ok({ KmsKeyId: KEY })),
      ],
    ];
  yield [
    'key-name-that-is-none',
    'A text that can be no key is refused',
    documented(sources.operation('CreateTrail')),
    [...bucket, see(create({ KmsKeyId: 'no key' }), answer('400 InvalidKmsKeyIdException'))],
  ];
  yield [
    'key-taken-away',
    'An empty key takes the key of a trail away',
    documented(sources.operation('UpdateTrail')),
    [...encrypted, see(on('UpdateTrail', { KmsKeyId: '' }), ok({ KmsKeyId: { $absent: true } }))],
  ];
}
