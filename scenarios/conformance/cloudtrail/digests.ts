/** Digest files: their names, fields, chain and signatures, and the keys that verify them. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import type { BehaviourTable, Expectation } from '../behaviour.ts';
import {
  cloudtrail,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  refused,
  type Step,
  s3,
  see,
  tableOf,
} from '../telling.ts';
import {
  BUCKET,
  delivered,
  files,
  folder,
  forbidDelivery,
  letDeliver,
  list,
  logging,
  on,
  read,
  sources,
  status,
  TRAIL,
} from './words.ts';

/** The table. */
export const cloudtrailDigests: BehaviourTable = tableOf(
  'cloudtrail/digests',
  'CloudTrail: digest files and the keys that verify them',
  'cloudtrail',
  function* () {
    yield* names();
    yield* contents();
    yield* chain();
    yield* signatures();
    yield* keys();
  },
);

const DIGESTS = folder('CloudTrail-Digest');
const validated = logging({ EnableLogFileValidation: true });
const digests = files(DIGESTS, 'digests');
/** One hour of a trail with a log file in it, and its digest. */
const hour: readonly Step[] = [...validated, kms('ListKeys'), delivered(DIGESTS, { hours: 2 }), files(), digests];
/** A second hour with nothing in it. */
const secondHour: readonly Step[] = [...hour, { elapse: { hours: 1 } }, digests];
const readDigest = (index = 0) => read(index, 'digests');
const says = (members: PlannedInput): Expectation => ok({ Body: { $document: open(members) } });
const HEX = { $like: '^[0-9a-f]{64}$' };
const KEY_OF_FIRST: PlannedValue = { $ref: 'digests.Contents.0.Key' };
const headDigest = (index = 0) => s3('HeadObject', { Bucket: BUCKET, Key: { $ref: `digests.Contents.${index}.Key` } });
const TIME = { $like: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' };

function* names(): Generator<Row> {
  yield [
    'name',
    'A digest is named by account, Region, trail, home Region and the second of its end, in a folder for each day',
    documented(sources.digests),
    [
      ...hour,
      see(
        list(DIGESTS),
        ok({
          Contents: {
            $contains: open({
              Key: {
                $like: `^${DIGESTS}\\d{4}/\\d\\d/\\d\\d/${ACCOUNT}_CloudTrail-Digest_${REGION}_${TRAIL}_${REGION}_\\d{8}T\\d{6}Z\\.json\\.gz$`,
              },
            }),
          },
        }),
      ),
    ],
  ];
  yield [
    'every-hour',
    'A digest comes every hour, also when there was no log file',
    documented(sources.digests),
    [...validated, { elapse: { minutes: 195 } }, see(list(DIGESTS), ok({ KeyCount: 3 }))],
  ];
  yield [
    'only-if-asked',
    'A trail without log file validation has no digests',
    documented(sources.digests),
    [...logging(), kms('ListKeys'), { elapse: { hours: 3 } }, see(list(DIGESTS), ok({ Contents: { $absent: true } }))],
  ];
  yield [
    'last',
    'When logging stops a last digest lists what is left, and no more come',
    documented(sources.digests),
    [
      ...hour,
      kms('ListAliases'),
      on('StopLogging'),
      { elapse: { minutes: 30 } },
      see(list(DIGESTS), ok({ KeyCount: 2 })),
      { elapse: { hours: 3 } },
      see(list(DIGESTS), ok({ KeyCount: 2 })),
    ],
  ];
  yield [
    'status',
    'The status tells when the last digest was delivered',
    documented(sources.operation('GetTrailStatus')),
    [
      ...hour,
      see(status, ok({ LatestDigestDeliveryTime: { $is: 'number' }, LatestDigestDeliveryError: { $absent: true } })),
    ],
  ];
  yield [
    'refused',
    'A digest that the bucket refuses shows in the status, and a later one reaches back to where it began',
    assumed(sources.digests),
    [
      ...validated,
      forbidDelivery,
      see(status, ok({ LatestDigestDeliveryError: 'AccessDenied' }, { within: { hours: 2 } })),
      letDeliver(),
      delivered(DIGESTS, { hours: 3 }),
      see(status, ok({ LatestDigestDeliveryError: { $absent: true } })),
    ],
  ];
}

function* contents(): Generator<Row> {
  const members: readonly (readonly [string, PlannedInput])[] = [
    ['account', { awsAccountId: ACCOUNT }],
    ['start and end', { digestStartTime: TIME, digestEndTime: TIME }],
    ['its own place', { digestS3Bucket: BUCKET, digestS3Object: KEY_OF_FIRST }],
    [
      'key and algorithm of its signature',
      { digestPublicKeyFingerprint: { $like: '^[0-9a-f]{32}$' }, digestSignatureAlgorithm: 'SHA256withRSA' },
    ],
    ['oldest and newest event', { oldestEventTime: TIME, newestEventTime: TIME }],
    [
      'log files with their hashes',
      {
        logFiles: {
          $contains: {
            s3Bucket: BUCKET,
            s3Object: { $ref: 'files.Contents.0.Key' },
            hashValue: HEX,
            hashAlgorithm: 'SHA-256',
            newestEventTime: TIME,
            oldestEventTime: TIME,
          },
        },
      },
    ],
  ];
  for (const [what, pattern] of members)
    yield [
      `says-${what.replaceAll(' ', '-')}`,
      `A digest says ${what}`,
      documented(sources.digests),
      [...hour, see(readDigest(), says(pattern))],
    ];
  yield [
    'empty-hour',
    'The digest of an hour without log files has an empty list',
    documented(sources.digests),
    [...validated, { elapse: { minutes: 130 } }, digests, see(readDigest(1), says({ logFiles: [] }))],
  ];
  yield [
    'not-its-signature',
    'A digest does not hold its own signature',
    documented(sources.digests),
    [...hour, see(readDigest(), says({ digestSignature: { $absent: true }, signature: { $absent: true } }))],
  ];
}

function* chain(): Generator<Row> {
  yield [
    'first',
    'The first digest of a trail has no previous one: all that would name it is null',
    documented(sources.digests),
    [
      ...hour,
      see(
        readDigest(),
        says({
          previousDigestS3Bucket: null,
          previousDigestS3Object: null,
          previousDigestHashValue: null,
          previousDigestHashAlgorithm: null,
          previousDigestSignature: null,
        }),
      ),
    ],
  ];
  yield [
    'second',
    'The next digest names the one before: its place, its hash, its signature',
    documented(sources.digests),
    [
      ...secondHour,
      { ...headDigest(), name: 'head' },
      see(
        readDigest(1),
        says({
          previousDigestS3Bucket: BUCKET,
          previousDigestS3Object: KEY_OF_FIRST,
          previousDigestHashValue: HEX,
          previousDigestHashAlgorithm: 'SHA-256',
          previousDigestSignature: { $ref: 'head.Metadata.signature' },
        }),
      ),
    ],
  ];
  yield [
    'restarted',
    'Logging again begins a new chain',
    documented(sources.digests),
    [
      ...hour,
      on('StopLogging'),
      { elapse: { minutes: 30 } },
      on('StartLogging'),
      { elapse: { minutes: 70 } },
      digests,
      see(readDigest(2), says({ previousDigestS3Object: null })),
    ],
  ];
}

function* signatures(): Generator<Row> {
  yield [
    'signature',
    'The signature of a digest stands in the metadata of its object: hexadecimal, with its algorithm',
    documented(sources.digests),
    [
      ...hour,
      see(
        headDigest(),
        ok({ Metadata: { signature: { $like: '^[0-9a-f]{512}$' }, 'signature-algorithm': 'SHA256withRSA' } }),
      ),
    ],
  ];
  yield [
    'encrypted',
    'Digests are encrypted under keys that S3 manages',
    documented(sources.encrypted),
    [...hour, see(headDigest(), ok({ ServerSideEncryption: 'AES256' }))],
  ];
  yield [
    'signatures-differ',
    'No two digests have the same signature',
    documented(sources.digests),
    [
      ...secondHour,
      { ...headDigest(), name: 'head' },
      see(headDigest(1), ok({ Metadata: open({ signature: { $not: { $ref: 'head.Metadata.signature' } } }) })),
    ],
  ];
}

function* keys(): Generator<Row> {
  yield [
    'public-key',
    'ListPublicKeys gives keys with their bytes, their fingerprint and the time of their validity',
    documented(sources.operation('ListPublicKeys')),
    [
      see(
        cloudtrail('ListPublicKeys'),
        ok({
          PublicKeyList: {
            $contains: {
              Value: { $is: 'bytes' },
              ValidityStartTime: { $is: 'number' },
              ValidityEndTime: { $is: 'number' },
              Fingerprint: { $like: '^[0-9a-f]{32}$' },
            },
          },
        }),
      ),
    ],
  ];
  yield [
    'key-of-digest',
    'The key that a digest names by its fingerprint is among those of its time',
    documented(sources.operation('ListPublicKeys')),
    [
      ...hour,
      { ...cloudtrail('ListPublicKeys', { StartTime: { $now: { hours: -2 } }, EndTime: { $now: {} } }), name: 'keys' },
      see(readDigest(), says({ digestPublicKeyFingerprint: { $ref: 'keys.PublicKeyList.0.Fingerprint' } })),
    ],
  ];
  yield [
    'key-each-region',
    'Each Region signs with keys of its own',
    documented(sources.operation('ListPublicKeys')),
    [
      { ...cloudtrail('ListPublicKeys'), name: 'keys' },
      see(
        cloudtrail('ListPublicKeys', {}, { region: 'eu-west-1' }),
        ok({ PublicKeyList: { $without: open({ Fingerprint: { $ref: 'keys.PublicKeyList.0.Fingerprint' } }) } }),
      ),
    ],
  ];
  yield [
    'keys-range-backwards',
    'A range of times that ends before it begins is refused',
    documented(sources.operation('ListPublicKeys')),
    [
      see(
        cloudtrail('ListPublicKeys', { StartTime: { $now: {} }, EndTime: { $now: { hours: -1 } } }),
        refused(400, 'InvalidTimeRangeException'),
      ),
    ],
  ];
}
