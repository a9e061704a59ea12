/** Making trails, what they show, and which events they log by their selectors. */
import { utf8 } from '../../../model/bytes.ts';
import { documented } from '../../../model/evidence.ts';
import type { Planned, PlannedCall } from '../../contract.ts';
import { REGION } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import {
  answer,
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
  bucket,
  create,
  delivered,
  files,
  holding,
  logging,
  on,
  read,
  select,
  sources,
  TRAIL,
  TRAIL_ARN,
  without,
} from './words.ts';

/** The table. */
export const cloudtrailTrails: BehaviourTable = tableOf(
  'cloudtrail/trails',
  'CloudTrail: making trails and selecting what they log',
  'cloudtrail',
  function* () {
    yield* selected();
    yield* making();
  },
);

const listKeys = kms('ListKeys');
/** A call is made, and a file with it is there. */
const one: readonly Step[] = [listKeys, delivered(), files()];
const abroad = { region: 'eu-west-1' };

const BUCKET_ARN = 'arn:aws:s3:::conformance-bucket/';
const objects: readonly Planned[] = [
  s3('CreateBucket', { Bucket: 'conformance-bucket' }),
  s3('PutObject', { Bucket: 'conformance-bucket', Key: 'k', Body: utf8('content') }),
  s3('GetObject', { Bucket: 'conformance-bucket', Key: 'k' }),
];
const field = (Field: string, Equals: string[]) => ({ Field, Equals });

/** Selectors, calls, what is in the files and what is not. */
function* selected(): Generator<Row> {
  const management = { ReadWriteType: 'All', IncludeManagementEvents: true };
  const dataOf = (values: string[]) => ({
    ...management,
    DataResources: [{ Type: 'AWS::S3::Object', Values: values }],
  });
  const rows: readonly (readonly [string, string, PlannedInput | undefined, readonly string[], readonly string[]])[] = [
    [
      'default',
      'A new trail logs management events and no data events',
      undefined,
      ['CreateBucket', 'ListKeys'],
      ['PutObject', 'GetObject'],
    ],
    [
      'data-of-bucket',
      'A selector for the objects of a bucket logs their data events too',
      { EventSelectors: [dataOf([BUCKET_ARN])] },
      ['PutObject', 'GetObject', 'ListKeys'],
      [],
    ],
    [
      'data-of-other',
      'A selector for another bucket does not log those of this one',
      { EventSelectors: [dataOf(['arn:aws:s3:::another-bucket/'])] },
      ['ListKeys'],
      ['PutObject'],
    ],
    [
      'data-of-all',
      'A selector for S3 as a whole logs the data events of every bucket',
      { EventSelectors: [dataOf(['arn:aws:s3'])] },
      ['PutObject', 'GetObject'],
      [],
    ],
    [
      'write-only',
      'A selector for writes leaves reads out',
      { EventSelectors: [{ ...management, ReadWriteType: 'WriteOnly' }] },
      ['CreateBucket'],
      ['ListKeys'],
    ],
    [
      'read-only',
      'A selector for reads leaves writes out',
      { EventSelectors: [{ ...management, ReadWriteType: 'ReadOnly' }] },
      ['ListKeys'],
      ['CreateBucket'],
    ],
    [
      'without-kms',
      'KMS can be left out of the management events',
      { EventSelectors: [{ ...management, ExcludeManagementEventSources: ['kms.amazonaws.com'] }] },
      ['CreateBucket'],
      ['ListKeys'],
    ],
    [
      'advanced-data',
      'Advanced selectors log the data events that their fields select, and management events only if asked',
      {
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              field('eventCategory', ['Data']),
              field('resources.type', ['AWS::S3::Object']),
              field('readOnly', ['false']),
            ],
          },
        ],
      },
      ['PutObject'],
      ['GetObject', 'ListKeys'],
    ],
    [
      'advanced-management',
      'An advanced selector for management events can leave out KMS',
      {
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              field('eventCategory', ['Management']),
              { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
            ],
          },
        ],
      },
      ['CreateBucket'],
      ['ListKeys'],
    ],
  ];
  for (const [id, words, selectors, inside, outside] of rows)
    yield [
      `selects-${id}`,
      words,
      documented(id.includes('data') ? sources.data : sources.management),
      [
        ...bucket,
        create(),
        ...(selectors ? [select(selectors)] : []),
        on('StartLogging'),
        ...objects,
        listKeys,
        { elapse: { minutes: 6 } },
        files(),
        ...inside.map((eventName) => see(read(), holding({ eventName }))),
        ...outside.map((eventName) => see(read(), without({ eventName }))),
      ],
    ];
  yield [
    'default-selectors',
    'A new trail answers with one selector: all management events, no data resources',
    documented(sources.operation('GetEventSelectors')),
    [
      ...bucket,
      create(),
      see(
        cloudtrail('GetEventSelectors', { TrailName: TRAIL }),
        ok({
          TrailARN: TRAIL_ARN,
          EventSelectors: [
            {
              ReadWriteType: 'All',
              IncludeManagementEvents: true,
              DataResources: [],
              ExcludeManagementEventSources: [],
            },
          ],
        }),
      ),
    ],
  ];
  const wrong: readonly (readonly [string, string, PlannedInput])[] = [
    [
      'both-kinds',
      'selectors of both kinds',
      {
        EventSelectors: [management],
        AdvancedEventSelectors: [{ FieldSelectors: [field('eventCategory', ['Management'])] }],
      },
    ],
    ['six', 'more than five selectors', { EventSelectors: Array.from({ length: 6 }, () => management) }],
    ['wildcard', 'a wildcard in a data resource', { EventSelectors: [dataOf(['arn:aws:s3:::*/'])] }],
    [
      'no-category',
      'an advanced selector without a category',
      { AdvancedEventSelectors: [{ FieldSelectors: [field('readOnly', ['true'])] }] },
    ],
    [
      'data-without-type',
      'an advanced selector of data events without a type of resource',
      { AdvancedEventSelectors: [{ FieldSelectors: [field('eventCategory', ['Data'])] }] },
    ],
    [
      'exclude-ec2',
      'leaving out another service than KMS and the RDS Data API',
      { EventSelectors: [{ ...management, ExcludeManagementEventSources: ['ec2.amazonaws.com'] }] },
    ],
  ];
  for (const [id, words, input] of wrong)
    yield [
      `selectors-refused-${id}`,
      `PutEventSelectors refuses ${words}`,
      documented(sources.operation('PutEventSelectors')),
      [...bucket, create(), see(select(input), refused(400, 'InvalidEventSelectorsException'))],
    ];
}

function* making(): Generator<Row> {
  const rows: readonly (readonly [string, string, readonly Step[], PlannedCall, string])[] = [
    [
      'no-bucket',
      'CreateTrail refuses a bucket that does not exist',
      [],
      create(),
      '400 S3BucketDoesNotExistException',
    ],
    [
      'closed-bucket',
      'CreateTrail refuses a bucket whose policy does not let CloudTrail in',
      [s3('CreateBucket', { Bucket: BUCKET })],
      create(),
      '400 InsufficientS3BucketPolicyException',
    ],
    [
      'short-name',
      'A name of two characters is refused',
      bucket,
      create({ Name: 'ab' }),
      '400 InvalidTrailNameException',
    ],
    ['taken', 'A name that is taken is refused', [...bucket, create()], create(), '400 TrailAlreadyExistsException'],
    ['unknown', 'A trail that does not exist is not found', [], on('GetTrail'), '400 TrailNotFoundException'],
    [
      'bad-arn',
      'An ARN that is not of a trail is refused',
      [],
      cloudtrail('GetTrail', { Name: 'arn:aws:s3:::bucket' }),
      '400 CloudTrailARNInvalidException',
    ],
    [
      'other-region',
      'A multi-Region trail is not changed outside its home Region',
      logging({ IsMultiRegionTrail: true }),
      on('StopLogging', {}, abroad),
      '400 InvalidHomeRegionException',
    ],
    [
      'sixth',
      'A sixth trail in a Region is refused',
      [...bucket, letDeliverAll, ...[1, 2, 3, 4, 5].map((number) => create({ Name: `trail-${number}` }))],
      create({ Name: 'trail-6' }),
      '400 MaximumNumberOfTrailsExceededException',
    ],
  ];
  for (const [id, words, before, call, code] of rows)
    yield [
      id,
      words,
      documented(id === 'sixth' ? sources.limits : sources.operation(call.operation)),
      [...before, see(call, answer(code))],
    ];
  yield [
    'shown',
    'A trail shows its settings',
    documented(sources.operation('GetTrail')),
    [
      ...bucket,
      create({ EnableLogFileValidation: true }),
      see(
        on('GetTrail'),
        ok({
          Trail: open({
            Name: TRAIL,
            TrailARN: TRAIL_ARN,
            S3BucketName: BUCKET,
            HomeRegion: REGION,
            IncludeGlobalServiceEvents: true,
            IsMultiRegionTrail: false,
            LogFileValidationEnabled: true,
            HasCustomEventSelectors: false,
          }),
        }),
      ),
      see(cloudtrail('ListTrails'), ok({ Trails: [{ TrailARN: TRAIL_ARN, Name: TRAIL, HomeRegion: REGION }] })),
    ],
  ];
  yield [
    'stop-recorded',
    'StopLogging is the last that a trail logs, so that who stopped it shows',
    documented(sources.digests),
    [
      ...logging(),
      listKeys,
      on('StopLogging'),
      { elapse: { minutes: 30 } },
      files(),
      see(read(), holding({ eventName: 'StopLogging' })),
    ],
  ];
  yield [
    'deleted',
    'A deleted trail is not found; its files stay',
    documented(sources.operation('DeleteTrail')),
    [
      ...logging(),
      ...one,
      on('DeleteTrail'),
      see(on('GetTrail'), answer('400 TrailNotFoundException')),
      see(read(), ok()),
    ],
  ];
}

/** A bucket policy for trails of any name. */
const letDeliverAll: Planned = s3('PutBucketPolicy', {
  Bucket: BUCKET,
  Policy: {
    $json: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Action: ['s3:GetBucketAcl', 's3:PutObject'],
          Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
        },
      ],
    },
  },
});
