/** Event history: what LookupEvents finds by which attribute, when, in which order and in which pages, and what it refuses. */
import { utf8 } from '../../../model/bytes.ts';
import { assumed, documented } from '../../../model/evidence.ts';
import type { Planned, PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import {
  cloudtrail,
  iam,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  refused,
  type Step,
  s3,
  see,
  slug,
  tableOf,
} from '../telling.ts';
import { createDatabase, createWarehouse } from './calls.ts';
import { found, lookUp, sources } from './words.ts';

/** The table. */
export const cloudtrailHistory: BehaviourTable = tableOf(
  'cloudtrail/history',
  'CloudTrail: event history, as LookupEvents shows it',
  'cloudtrail',
  function* () {
    yield* attributes();
    yield* members();
    yield* when();
    yield* pages();
    yield* refusals();
    yield* resources();
  },
);

const disable = kms('DisableKey', { KeyId: KEY });
const LATER: Planned = { elapse: { minutes: 20 } };
const quiet: readonly Step[] = [...makeKey(), disable, LATER];
const byName = (name: string, more: PlannedInput = {}) => lookUp('EventName', name, more);
const first = { ...byName('DisableKey'), name: 'first' };

function* attributes(): Generator<Row> {
  const values: readonly (readonly [string, PlannedValue, PlannedInput])[] = [
    ['EventName', 'DisableKey', { EventName: 'DisableKey' }],
    ['ReadOnly', 'false', { EventName: 'DisableKey', ReadOnly: 'false' }],
    ['Username', 'admin', { EventName: 'DisableKey', Username: 'admin' }],
    ['ResourceType', 'AWS::KMS::Key', { EventName: 'DisableKey' }],
    ['ResourceName', KEY, { EventName: 'DisableKey' }],
    ['EventSource', 'kms.amazonaws.com', { EventName: 'DisableKey' }],
    ['EventId', { $ref: 'first.Events.0.EventId' }, { EventId: { $ref: 'first.Events.0.EventId' } }],
    ['AccessKeyId', { $ref: 'first.Events.0.AccessKeyId' }, { AccessKeyId: { $ref: 'first.Events.0.AccessKeyId' } }],
  ];
  for (const [key, value, event] of values)
    yield [
      `by-${slug(key)}`,
      `Events are found by ${key}`,
      documented(sources.operation('LookupAttribute')),
      [...quiet, first, see(lookUp(key, value), ok({ Events: { $contains: open(event) } }))],
    ];
  for (const [key, value] of [
    ['EventName', 'disablekey'],
    ['ReadOnly', 'true'],
    ['Username', 'nobody'],
    ['ResourceType', 'AWS::EC2::Volume'],
    ['ResourceName', 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555'],
    ['EventSource', 'ec2.amazonaws.com'],
    ['EventId', '11111111-2222-4333-8444-555555555555'],
    ['AccessKeyId', 'AKIAIOSFODNN7EXAMPLE'],
  ] as const)
    yield [
      `not-by-another-${slug(key)}`,
      `An event is not found by another ${key}: the value must be the same, letter by letter`,
      documented(sources.operation('LookupAttribute')),
      [...quiet, see(lookUp(key, value), ok({ Events: { $without: open({ EventName: 'DisableKey' }) } }))],
    ];
  yield [
    'without-attribute',
    'Without an attribute all management events are found',
    documented(sources.operation('LookupEvents')),
    [
      ...quiet,
      see(cloudtrail('LookupEvents'), ok({ Events: { $contains: open({ EventName: 'DisableKey' }) } })),
      see(cloudtrail('LookupEvents'), ok({ Events: { $contains: open({ EventName: 'CreateKey' }) } })),
    ],
  ];
  yield [
    'service-made-under-the-caller',
    'A KMS call that a service makes for a caller is found under the caller’s name',
    assumed(sources.history),
    [
      ...makeKey(),
      s3('CreateBucket', { Bucket: 'conformance-bucket' }),
      s3('PutObject', {
        Bucket: 'conformance-bucket',
        Key: 'k',
        Body: utf8('content'),
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: KEY,
      }),
      see(
        lookUp('Username', 'admin'),
        found({ EventName: 'GenerateDataKey' }, { userIdentity: open({ invokedBy: 'fas.s3.amazonaws.com' }) }),
      ),
    ],
  ];
}

function* members(): Generator<Row> {
  yield [
    'event-members',
    'An event is described beside its record: id, name, source, time, user, access key, resources, readOnly as text',
    documented(sources.operation('Event')),
    [
      ...quiet,
      see(
        byName('DisableKey'),
        ok({
          Events: [
            {
              EventId: { $is: 'text' },
              EventName: 'DisableKey',
              ReadOnly: 'false',
              AccessKeyId: { $like: '^A' },
              EventTime: { $is: 'number' },
              EventSource: 'kms.amazonaws.com',
              Username: { $is: 'text' },
              Resources: [{ ResourceType: 'AWS::KMS::Key', ResourceName: KEY }],
              CloudTrailEvent: { $document: open({ eventName: 'DisableKey', resources: [open({ ARN: KEY })] }) },
            },
          ],
        }),
      ),
    ],
  ];
  yield [
    'same-id-as-record',
    'The id of an event is the eventID of its record',
    documented(sources.operation('Event')),
    [
      ...quiet,
      first,
      see(
        byName('DisableKey'),
        ok({
          Events: [open({ CloudTrailEvent: { $document: open({ eventID: { $ref: 'first.Events.0.EventId' } }) } })],
        }),
      ),
    ],
  ];
}

function* when(): Generator<Row> {
  const seen = { Events: [open({ EventName: 'DisableKey' })] };
  yield [
    'within-fifteen-minutes',
    'An event is in event history fifteen minutes after the call at the latest',
    documented(sources.how),
    [...makeKey(), disable, { elapse: { minutes: 15 } }, see(byName('DisableKey'), ok(seen))],
  ];
  yield [
    'ninety-days',
    'Event history reaches back 90 days and no further',
    documented(sources.history),
    [
      ...makeKey(),
      disable,
      { elapse: { days: 89 } },
      see(byName('DisableKey'), ok(seen)),
      { elapse: { days: 2 } },
      see(byName('DisableKey'), ok({ Events: [] })),
    ],
  ];
  yield [
    'one-region',
    'Event history of a Region shows the events of that Region only',
    documented(sources.history),
    [...quiet, see(lookUp('EventName', 'DisableKey', {}, { region: 'eu-west-1' }), ok({ Events: [] }))],
  ];
  yield [
    'global-services',
    'Events of IAM are in the event history of us-east-1',
    documented(sources.concepts),
    [
      iam('CreateUser', { UserName: 'somebody' }),
      see(byName('CreateUser'), found({ EventName: 'CreateUser' }, { awsRegion: 'us-east-1' })),
    ],
  ];
  yield [
    'newest-first',
    'Events come newest first',
    documented(sources.operation('LookupEvents')),
    [
      ...makeKey(),
      disable,
      { elapse: { minutes: 1 } },
      kms('EnableKey', { KeyId: KEY }),
      LATER,
      see(
        lookUp('ReadOnly', 'false'),
        ok({
          Events: [
            open({ EventName: 'EnableKey' }),
            open({ EventName: 'DisableKey' }),
            open({ EventName: 'CreateKey' }),
          ],
        }),
      ),
    ],
  ];
  yield [
    'range',
    'StartTime and EndTime bound what is found',
    documented(sources.operation('LookupEvents')),
    [
      ...makeKey(),
      disable,
      { elapse: { hours: 1 } },
      see(byName('DisableKey', { StartTime: { $now: { minutes: -30 } } }), ok({ Events: [] })),
      see(byName('DisableKey', { StartTime: { $now: { minutes: -90 } }, EndTime: { $now: {} } }), ok(seen)),
      see(byName('DisableKey', { EndTime: { $now: { minutes: -90 } } }), ok({ Events: [] })),
    ],
  ];
  yield [
    'no-data-events',
    'Event history has no data events, with or without a trail that logs them',
    documented(sources.history),
    [
      s3('CreateBucket', { Bucket: 'conformance-bucket' }),
      s3('PutObject', { Bucket: 'conformance-bucket', Key: 'k', Body: utf8('content') }),
      LATER,
      see(lookUp('EventSource', 's3.amazonaws.com'), ok({ Events: { $without: open({ EventName: 'PutObject' }) } })),
    ],
  ];
}

const three: readonly Planned[] = [1, 2, 3].flatMap(() => [disable, kms('EnableKey', { KeyId: KEY })]);

function* pages(): Generator<Row> {
  const page = { ...byName('DisableKey', { MaxResults: 2 }), name: 'page' };
  const next: PlannedValue = { $ref: 'page.NextToken' };
  const start: readonly Step[] = [...makeKey(), ...three, LATER];
  yield [
    'pages',
    'Events come in pages of MaxResults; the token leads to the next page',
    documented(sources.operation('LookupEvents')),
    [
      ...start,
      see(page, ok({ Events: { $length: 2 }, NextToken: { $is: 'text' } })),
      see(
        byName('DisableKey', { MaxResults: 2, NextToken: next }),
        ok({ Events: { $length: 1 }, NextToken: { $absent: true } }),
      ),
    ],
  ];
  yield [
    'pages-do-not-overlap',
    'The next page begins after the last event of the page before',
    documented(sources.operation('LookupEvents')),
    [
      ...start,
      page,
      see(
        byName('DisableKey', { MaxResults: 2, NextToken: next }),
        ok({ Events: { $without: open({ EventId: { $ref: 'page.Events.1.EventId' } }) } }),
      ),
    ],
  ];
  for (const [what, call] of [
    ['another attribute', byName('EnableKey', { MaxResults: 2, NextToken: next })],
    ['another time', byName('DisableKey', { MaxResults: 2, NextToken: next, StartTime: { $now: { hours: -1 } } })],
  ] as const)
    yield [
      `token-with-${slug(what)}`,
      `A token is refused with ${what} than the call that gave it`,
      documented(sources.operation('LookupEvents')),
      [...start, page, see(call, refused(400, 'InvalidNextTokenException'))],
    ];
  yield [
    'token-that-is-none',
    'A text that is no token is refused',
    documented(sources.operation('LookupEvents')),
    [see(byName('DisableKey', { NextToken: 'nonsense' }), refused(400, 'InvalidNextTokenException'))],
  ];
  yield [
    'fifty-by-default',
    'A page has 50 events at most',
    documented(sources.operation('LookupEvents')),
    [
      ...makeKey(),
      ...Array.from({ length: 52 }, () => kms('DescribeKey', { KeyId: KEY })),
      LATER,
      see(byName('DescribeKey'), ok({ Events: { $length: 50 }, NextToken: { $is: 'text' } })),
    ],
  ];
}

function* refusals(): Generator<Row> {
  const attribute = (AttributeKey: string, AttributeValue: PlannedValue = 'x') => ({ AttributeKey, AttributeValue });
  const rows: readonly (readonly [string, string, PlannedInput, readonly string[]])[] = [
    [
      'two-attributes',
      'two attributes',
      { LookupAttributes: [attribute('EventName', 'DisableKey'), attribute('Username', 'admin')] },
      ['InvalidLookupAttributesException'],
    ],
    [
      'unknown-attribute',
      'an attribute that is none',
      { LookupAttributes: [attribute('EventVersion')] },
      ['ValidationException', 'InvalidLookupAttributesException'],
    ],
    [
      'range-backwards',
      'a range that ends before it begins',
      { StartTime: { $now: {} }, EndTime: { $now: { hours: -1 } } },
      ['InvalidTimeRangeException'],
    ],
    ['max-results-0', 'no results at all', { MaxResults: 0 }, ['ValidationException', 'InvalidMaxResultsException']],
    [
      'max-results-51',
      'more than 50 results',
      { MaxResults: 51 },
      ['ValidationException', 'InvalidMaxResultsException'],
    ],
    [
      'category',
      'a category that is none',
      { EventCategory: 'data' },
      ['ValidationException', 'InvalidEventCategoryException'],
    ],
  ];
  for (const [id, words, input, answers] of rows)
    yield [
      `refuses-${id}`,
      `LookupEvents refuses ${words}`,
      documented(sources.operation('LookupEvents')),
      [see(cloudtrail('LookupEvents', input), { answers, status: 400 })],
    ];
  yield [
    'denied',
    'LookupEvents needs a permission of its own',
    documented(sources.operation('LookupEvents')),
    [
      iam('CreateUser', { UserName: 'nobody' }),
      see(
        { ...cloudtrail('LookupEvents'), caller: { principal: `arn:aws:iam::${ACCOUNT}:user/nobody` } },
        refused(400, 'AccessDeniedException', { $like: 'is not authorized to perform: cloudtrail:LookupEvents' }),
      ),
    ],
  ];
}

/** Events by the resources that their parameters name. */
function* resources(): Generator<Row> {
  const calls: readonly (readonly [PlannedCall, string, string])[] = [
    [s3('CreateBucket', { Bucket: 'conformance-bucket' }), 'AWS::S3::Bucket', 'conformance-bucket'],
    [createDatabase(), 'AWS::RDS::DBInstance', 'conformance'],
    [createWarehouse, 'AWS::Redshift::Cluster', 'conformance'],
    [iam('CreateUser', { UserName: 'somebody' }), 'AWS::IAM::User', 'somebody'],
  ];
  for (const [call, ResourceType, ResourceName] of calls)
    yield [
      `resource-of-${slug(call.operation)}`,
      `${call.operation} is found by the name of what it makes, a ${ResourceType}`,
      documented(
        'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-supported-resource-types.html',
      ),
      [
        call,
        see(
          lookUp('ResourceName', ResourceName),
          found({ EventName: call.operation, Resources: { $contains: { ResourceType, ResourceName } } }),
        ),
      ],
    ];
}
