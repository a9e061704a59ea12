/** Log files: where and when they lie, under which key, and what becomes of those that cannot be delivered. */
import { documented } from '../../../model/evidence.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { cloudtrail, iam, kms, ok, open, type Row, s3, see, tableOf } from '../telling.ts';
import { underKey } from './deliveryUnderKey.ts';
import {
  BUCKET,
  bucket,
  create,
  delivered,
  files,
  folder,
  forbidDelivery,
  holding,
  lastError,
  letDeliver,
  list,
  listKeys,
  logging,
  on,
  one,
  read,
  sources,
  status,
  TRAIL,
  without,
} from './words.ts';

/** The table. */
export const cloudtrailDelivery: BehaviourTable = tableOf(
  'cloudtrail/delivery',
  'CloudTrail: the delivery of log files',
  'cloudtrail',
  function* () {
    yield* filesOfTrail();
    yield* reach();
    yield* failures();
    yield* underKey();
  },
);

const KEY_PATTERN = `^${folder()}\\d{4}/\\d\\d/\\d\\d/${ACCOUNT}_CloudTrail_${REGION}_\\d{8}T\\d{4}Z_[A-Za-z0-9]{16}\\.json\\.gz$`;

function* filesOfTrail(): Generator<Row> {
  yield [
    'file-name',
    'A log file is named by account, Region, minute and a unique text, in a folder for each day',
    documented(sources.files),
    [
      ...logging(),
      listKeys,
      delivered(),
      see(list(), ok({ Contents: { $contains: open({ Key: { $like: KEY_PATTERN } }) } })),
    ],
  ];
  yield [
    'file-contents',
    'A log file is gzip of JSON with a list of records',
    documented(sources.files),
    [
      ...logging(),
      ...one,
      see(read(), ok({ Body: { $document: { Records: { $contains: open({ eventVersion: { $like: '^1\\.' } }) } } } })),
    ],
  ];
  yield [
    'file-has-the-event',
    'The record of a call is in a log file',
    documented(sources.files),
    [...logging(), ...one, see(read(), holding({ eventName: 'ListKeys', recipientAccountId: ACCOUNT }))],
  ];
  yield [
    'within-minutes',
    'Log files come about five minutes after the call on average',
    documented(sources.how),
    [
      ...logging(),
      listKeys,
      see(
        list(),
        ok({ Contents: { $contains: open({ Key: { $like: '\\.json\\.gz$' } }) } }, { within: { minutes: 15 } }),
      ),
    ],
  ];
  yield [
    'encrypted-by-default',
    'Log files are encrypted under keys that S3 manages unless the trail has a key',
    documented(sources.encrypted),
    [
      ...logging(),
      ...one,
      see(
        s3('HeadObject', { Bucket: BUCKET, Key: { $ref: 'files.Contents.0.Key' } }),
        ok({ ServerSideEncryption: 'AES256' }),
      ),
    ],
  ];
  yield [
    'prefix',
    'A prefix stands before the folders of the trail',
    documented(sources.operation('CreateTrail')),
    [
      s3('CreateBucket', { Bucket: BUCKET }),
      letDeliver(`team/AWSLogs/${ACCOUNT}/*`),
      create({ S3KeyPrefix: 'team' }),
      on('StartLogging'),
      listKeys,
      delivered(`team/${folder()}`),
      see(list(`team/${folder()}`), ok({ Contents: { $contains: open({ Key: { $like: `^team/${folder()}` } }) } })),
    ],
  ];
  yield [
    'status',
    'The status of a trail that delivers tells when it did, in two forms, and no error',
    documented(sources.operation('GetTrailStatus')),
    [
      ...logging(),
      ...one,
      see(
        status,
        ok({
          IsLogging: true,
          LatestDeliveryTime: { $is: 'number' },
          LatestDeliveryAttemptTime: { $like: '^\\d{4}-\\d\\d-\\d\\dT' },
          LatestDeliveryAttemptSucceeded: { $like: '^\\d{4}-\\d\\d-\\d\\dT' },
          TimeLoggingStarted: { $like: '^\\d{4}-\\d\\d-\\d\\dT' },
          StartLoggingTime: { $is: 'number' },
          LatestDeliveryError: { $absent: true },
        }),
      ),
    ],
  ];
  yield [
    'not-before-start',
    'A new trail does not log before StartLogging',
    documented(sources.operation('StartLogging')),
    [
      ...bucket,
      create(),
      listKeys,
      { elapse: { minutes: 30 } },
      see(list(), ok({ Contents: { $absent: true } })),
      see(status, ok({ IsLogging: false })),
    ],
  ];
  yield [
    'stopped',
    'A stopped trail delivers what was before and nothing of what comes after',
    documented(sources.operation('StopLogging')),
    [
      ...logging(),
      listKeys,
      on('StopLogging'),
      kms('ListAliases'),
      { elapse: { minutes: 30 } },
      files(),
      see(read(), holding({ eventName: 'ListKeys' })),
      see(read(), without({ eventName: 'ListAliases' })),
      see(status, ok({ IsLogging: false, TimeLoggingStopped: { $like: '^\\d{4}' } })),
    ],
  ];
}

const abroad = { region: 'eu-west-1' };

function* reach(): Generator<Row> {
  yield [
    'one-region',
    'A trail of one Region does not log calls in others',
    documented(sources.concepts),
    [
      ...logging(),
      kms('ListAliases', {}, abroad),
      ...one,
      { elapse: { minutes: 10 } },
      see(list(folder('CloudTrail', 'eu-west-1')), ok({ Contents: { $absent: true } })),
    ],
  ];
  yield [
    'all-regions',
    'A multi-Region trail logs each Region in files under the folder of that Region',
    documented(sources.concepts),
    [
      ...logging({ IsMultiRegionTrail: true }),
      kms('ListAliases', {}, abroad),
      delivered(folder('CloudTrail', 'eu-west-1')),
      files(folder('CloudTrail', 'eu-west-1')),
      see(read(), holding({ eventName: 'ListAliases', awsRegion: 'eu-west-1' })),
    ],
  ];
  yield [
    'global-services',
    'Events of IAM are under us-east-1',
    documented(sources.concepts),
    [
      ...logging(),
      iam('CreateUser', { UserName: 'somebody' }),
      delivered(),
      files(),
      see(read(), holding({ eventName: 'CreateUser', awsRegion: 'us-east-1' })),
    ],
  ];
  yield [
    'without-global-services',
    'A trail without global service events leaves those of IAM out',
    documented(sources.concepts),
    [
      ...logging({ IncludeGlobalServiceEvents: false }),
      iam('CreateUser', { UserName: 'somebody' }),
      ...one,
      see(read(), without({ eventName: 'CreateUser' })),
    ],
  ];
  yield [
    'shadow-trails',
    'A multi-Region trail is shown in other Regions too, unless shadow trails are left out',
    documented(sources.operation('DescribeTrails')),
    [
      ...logging({ IsMultiRegionTrail: true }),
      see(cloudtrail('DescribeTrails', {}, abroad), ok({ trailList: [open({ Name: TRAIL, HomeRegion: REGION })] })),
      see(cloudtrail('DescribeTrails', { includeShadowTrails: false }, abroad), ok({ trailList: [] })),
    ],
  ];
}

function* failures(): Generator<Row> {
  yield [
    'bucket-closed',
    'Files that the bucket refuses are not delivered: the status says AccessDenied, logging goes on',
    documented(sources.operation('GetTrailStatus')),
    [...logging(), forbidDelivery, listKeys, lastError('AccessDenied')],
  ];
  yield [
    'bucket-gone',
    'Files for a bucket that is gone are not delivered: NoSuchBucket',
    documented(sources.operation('GetTrailStatus')),
    [
      ...bucket,
      create(),
      s3('DeleteObject', { Bucket: BUCKET, Key: `AWSLogs/${ACCOUNT}/CloudTrail/` }),
      s3('DeleteBucket', { Bucket: BUCKET }),
      on('StartLogging'),
      lastError('NoSuchBucket'),
    ],
  ];
  yield [
    'delivered-later',
    'What could not be delivered is, once the bucket lets CloudTrail in again, and the error is gone',
    documented(sources.bucketPolicy),
    [
      ...logging(),
      forbidDelivery,
      listKeys,
      lastError('AccessDenied'),
      letDeliver(),
      see(status, ok({ LatestDeliveryError: { $absent: true } }, { within: { hours: 2 } })),
      files(),
      see(read(0), ok()),
      { elapse: { hours: 1 } },
      files(),
      see(list(), ok({ Contents: { $contains: open({ Key: { $like: KEY_PATTERN } }) } })),
    ],
  ];
  yield [
    'thirty-days',
    'CloudTrail tries for 30 days',
    documented(sources.bucketPolicy),
    [
      ...logging(),
      forbidDelivery,
      listKeys,
      { elapse: { days: 29 } },
      letDeliver(),
      { elapse: { hours: 2 } },
      files(),
      see(read(), holding({ eventName: 'ListKeys' })),
    ],
  ];
}
