/** What CloudTrail records of calls to S3: data events and management events. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { PlannedCall } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { ok, type PlannedInput, type Row, rowsOf, s3, see, slug, tableOf } from '../telling.ts';
import { BUCKET, bucket, CONTENT, get, head, kmsDefault, OBJECT, OWN, put, setDefault, sources } from './words.ts';

/** The table. */
export const s3DataEvents: BehaviourTable = tableOf(
  's3/data-events',
  'S3: data events and management events',
  's3',
  function* () {
    yield* records();
  },
);

const APPLIED = `
write                  | applied
{}                     | Default_SSE_S3
AES256                 | SSE_S3
aws:kms                | SSE_KMS
default aws:kms        | Default_SSE_KMS
`;

function* records(): Generator<Row> {
  for (const { write, applied } of rowsOf<'write' | 'applied'>(APPLIED)) {
    const mode: PlannedInput = write === '{}' || write.startsWith('default') ? {} : { ServerSideEncryption: write };
    yield [
      `sse-applied-${slug(applied)}`,
      `The data event of a write with ${write === '{}' ? 'nothing' : write} says SSEApplied ${applied}`,
      documented(sources.dataEvents),
      [
        bucket,
        ...(write.startsWith('default') ? [kmsDefault()] : []),
        see(
          put(mode),
          ok(undefined, {
            record: {
              eventCategory: 'Data',
              managementEvent: false,
              readOnly: false,
              additionalEventData: { $open: true, SSEApplied: applied },
            },
          }),
        ),
      ],
    ];
  }
  yield [
    'sse-applied-sse-c',
    'The data event of a write with a customer-provided key says SSEApplied SSE_C',
    assumed(sources.dataEvents),
    [
      bucket,
      setDefault({ BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }),
      see(put(OWN), ok(undefined, { record: { additionalEventData: { $open: true, SSEApplied: 'SSE_C' } } })),
    ],
  ];
  yield [
    'additional-event-data',
    'The data event of a write tells the bytes in and out, the signature, the cipher and the second id of the request',
    documented(sources.dataEvents),
    [
      bucket,
      see(
        put(),
        ok(undefined, {
          record: {
            additionalEventData: {
              $open: true,
              bytesTransferredIn: CONTENT.length,
              bytesTransferredOut: 0,
              SignatureVersion: 'SigV4',
              AuthenticationMethod: 'AuthHeader',
              CipherSuite: { $is: 'text' },
              'x-amz-id-2': { $is: 'text' },
            },
          },
        }),
      ),
    ],
  ];
  const management: readonly (readonly [string, PlannedCall, boolean])[] = [
    ['PutBucketEncryption', kmsDefault(), false],
    ['GetBucketEncryption', s3('GetBucketEncryption', { Bucket: BUCKET }), true],
  ];
  for (const [name, call, readOnly] of management)
    yield [
      `management-${slug(name)}`,
      `${name} is a management event`,
      documented(sources.dataEvents),
      [bucket, see(call, ok(undefined, { record: { eventCategory: 'Management', managementEvent: true, readOnly } }))],
    ];
  const data: readonly (readonly [string, PlannedCall])[] = [
    ['GetObject', get()],
    ['HeadObject', head()],
    ['DeleteObject', s3('DeleteObject', { Bucket: BUCKET, Key: OBJECT })],
  ];
  for (const [name, call] of data)
    yield [
      `data-${slug(name)}`,
      `${name} is a data event`,
      documented(sources.dataEvents),
      [bucket, put(), see(call, ok(undefined, { record: { eventCategory: 'Data', managementEvent: false } }))],
    ];
}
