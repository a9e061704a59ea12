/** Which events are of which class, and which of them event history shows. */
import { documented } from '../../../model/evidence.ts';
import type { Planned, PlannedCall } from '../../contract.ts';
import { makeKey } from '../keyUnderTest.ts';
import { ok, open, type PlannedInput, type Row, rowsOf, see, slug } from '../telling.ts';
import { BUCKET, bucket, createDatabase, createWarehouse, decrypt, encrypt, object, put, recording } from './calls.ts';
import { found, lookUp, sources } from './words.ts';

/** Event, class, and whether event history shows it. */
const CLASSES = `
event                            | class
kms Decrypt                      | Management
kms CreateKey                    | Management
s3 CreateBucket                  | Management
s3 PutBucketEncryption           | Management
s3 PutBucketPolicy               | Management
s3 PutObject                     | Data
s3 GetObject                     | Data
s3 HeadObject                    | Data
s3 CopyObject                    | Data
s3 DeleteObject                  | Data
ec2 CreateVolume                 | Management
ec2 EnableEbsEncryptionByDefault | Management
ec2 DescribeVolumes              | Management
ebs StartSnapshot                | Management
rds CreateDBInstance             | Management
rds DescribeDBInstances          | Management
redshift CreateCluster           | Management
redshift DescribeClusters        | Management
iam CreateUser                   | Management
sts GetCallerIdentity            | Management
`;
const classInputs: Readonly<Record<string, readonly [PlannedInput, ...Planned[]]>> = {
  'kms Decrypt': [decrypt.input, encrypt()],
  's3 CreateBucket': [{ Bucket: BUCKET }],
  's3 PutBucketEncryption': [
    {
      Bucket: BUCKET,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    },
    bucket,
  ],
  's3 PutBucketPolicy': [
    {
      Bucket: BUCKET,
      Policy: {
        $json: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: `arn:aws:s3:::${BUCKET}/*`,
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    bucket,
  ],
  's3 PutObject': [put.input, bucket],
  's3 GetObject': [object, bucket, put],
  's3 HeadObject': [object, bucket, put],
  's3 CopyObject': [{ Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/k` }, bucket, put],
  's3 DeleteObject': [object, bucket, put],
  'ec2 CreateVolume': [{ AvailabilityZone: 'us-east-1a', Size: 1 }],
  'ebs StartSnapshot': [{ VolumeSize: 1 }],
  'rds CreateDBInstance': [createDatabase().input],
  'redshift CreateCluster': [createWarehouse.input],
  'iam CreateUser': [{ UserName: 'somebody' }],
};

/** The rows. */
export function* classes(): Generator<Row> {
  for (const row of rowsOf<'event' | 'class'>(CLASSES)) {
    const [service = 'kms', operation = ''] = row.event.split(' ');
    const [input, ...before] = classInputs[row.event] ?? [{}];
    const call: PlannedCall = { service: service as PlannedCall['service'], operation, input };
    const management = row.class === 'Management';
    const evidence = documented(service === 's3' && !management ? sources.data : sources.management);
    yield [
      `class-${slug(row.event)}`,
      `${row.event} is a ${row.class.toLowerCase()} event`,
      evidence,
      [...makeKey(), ...before, recording(call, { eventCategory: row.class, managementEvent: management })],
    ];
    const lookup = lookUp('EventName', operation);
    yield [
      `history-${slug(row.event)}`,
      `Event history ${management ? 'shows' : 'never shows'} ${row.event}`,
      documented(sources.history),
      [
        ...makeKey(),
        ...before,
        call,
        ...(management
          ? [see(lookup, found({ EventName: operation, EventSource: `${service}.amazonaws.com` }))]
          : [{ elapse: { minutes: 30 } }, see(lookup, ok({ Events: [] }))]),
      ],
    ];
  }
  yield [
    'secrets-of-databases',
    'The records of CreateDBInstance and CreateCluster hide the password',
    documented('https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/logging-using-cloudtrail.html'),
    [
      recording(createDatabase(), { requestParameters: open({ masterUserPassword: '****' }) }),
      recording(createWarehouse, { requestParameters: open({ masterUserPassword: '****' }) }),
    ],
  ];
}
