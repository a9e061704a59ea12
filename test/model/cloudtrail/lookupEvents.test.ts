import { describe, expect, it } from 'vitest';
import type { OutputOf } from '../../../model/call.ts';
import { recordsOf } from '../../../model/cloudtrail/index.ts';
import { Table } from '../../../model/table.ts';
import type { World } from '../../../model/world.ts';
import {
  ACCOUNT,
  ADMIN,
  ask,
  INFRASTRUCTURE,
  KEY_ARN,
  later,
  OTHER,
  REGION,
  SESSION,
  withEntry,
  worldOf,
} from './support.ts';

type Output = OutputOf<'cloudtrail', 'LookupEvents'>;
const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.parse('2026-01-05T09:00:00Z');

function lookUp(world: World, input: object = {}, region = REGION): Output {
  const { outcome } = ask(world, 'LookupEvents', input, { principal: ADMIN }, region);
  if (!outcome.ok) throw new Error(`LookupEvents was refused: ${JSON.stringify(outcome.error)}`);
  return outcome.output;
}

const namesOf = (output: Output) => output.Events!.map((event) => event.EventName);
const attribute = (AttributeKey: string, AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey, AttributeValue }],
});

/** A minute apart, all old enough to be seen. */
function minutes(...events: readonly Parameters<typeof withEntry>[1][]): World {
  return later(worldOf(events.map((event, index) => ({ atMs: START + index * MINUTE, ...event }))), DAY);
}

describe('event history', () => {
  const mixed = minutes(
    {
      eventName: 'CreateKey',
      readOnly: false,
      resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: KEY_ARN }],
    },
    { eventName: 'Decrypt', caller: { principal: SESSION, via: { service: 's3', invokedBy: 'fas.s3.amazonaws.com' } } },
    { eventName: 'GetObject', service: 's3', category: 'Data' },
    {
      eventName: 'StartInstances',
      service: 'ec2',
      readOnly: false,
      requestParameters: { instancesSet: { items: [{ instanceId: 'i-1' }] } },
    },
    { eventName: 'Decrypt', caller: { principal: INFRASTRUCTURE } },
    { eventName: 'DescribeKey', region: 'eu-west-1' },
    { eventName: 'DescribeKey', accounts: [OTHER, ACCOUNT], caller: { principal: `arn:aws:iam::${OTHER}:root` } },
    { eventName: 'ListKeys', accounts: [OTHER] },
    {
      eventName: 'RotateKey',
      eventType: 'AwsServiceEvent',
      readOnly: false,
      caller: undefined,
      requestParameters: null,
    },
    { eventName: 'DescribeKey', caller: { principal: `arn:aws:iam::${ACCOUNT}:root` } },
  );

  it('shows the management events of one account and Region, newest first', () => {
    expect(namesOf(lookUp(mixed))).toEqual([
      'DescribeKey',
      'RotateKey',
      'DescribeKey',
      'Decrypt',
      'StartInstances',
      'Decrypt',
      'CreateKey',
    ]);
    expect(namesOf(lookUp(mixed, {}, 'eu-west-1'))).toEqual(['DescribeKey']);
  });

  it.each([
    ['EventName', 'Decrypt', ['Decrypt', 'Decrypt']],
    ['EventName', 'decrypt', []],
    ['ReadOnly', 'false', ['RotateKey', 'StartInstances', 'CreateKey']],
    ['Username', 'alice', ['Decrypt']],
    ['Username', 'admin', ['StartInstances', 'CreateKey']],
    ['Username', 'root', ['DescribeKey']],
    ['Username', 'i-0123456789abcdef0', ['Decrypt']],
    ['ResourceType', 'AWS::EC2::Instance', ['StartInstances']],
    ['ResourceName', 'i-1', ['StartInstances']],
    ['ResourceName', KEY_ARN, ['CreateKey']],
    ['EventSource', 'ec2.amazonaws.com', ['StartInstances']],
    ['AccessKeyId', 'AKIANOBODY', []],
  ])('finds events by %s %s', (key, value, expected) => {
    expect(namesOf(lookUp(mixed, attribute(key, value)))).toEqual(expected);
  });

  it('finds an event by its id and by its access key', () => {
    const record = recordsOf(mixed, { account: ACCOUNT, region: REGION })[0]!;
    const byId = lookUp(mixed, attribute('EventId', record.eventID)).Events!;
    expect(byId.map((event) => event.EventId)).toEqual([record.eventID]);
    const byKey = lookUp(mixed, attribute('AccessKeyId', record.userIdentity.accessKeyId!));
    expect(namesOf(byKey)).toEqual(['StartInstances', 'CreateKey']);
  });

  it('describes an event beside its record', () => {
    const event = lookUp(mixed, attribute('EventName', 'CreateKey')).Events![0]!;
    const record = recordsOf(mixed, { account: ACCOUNT, region: REGION })[0]!;
    expect(JSON.parse(event.CloudTrailEvent!)).toEqual(record);
    expect({ ...event, CloudTrailEvent: undefined }).toEqual({
      EventId: record.eventID,
      EventName: 'CreateKey',
      ReadOnly: 'false',
      AccessKeyId: record.userIdentity.accessKeyId,
      EventTime: START,
      EventSource: 'kms.amazonaws.com',
      Username: 'admin',
      Resources: [{ ResourceType: 'AWS::KMS::Key', ResourceName: KEY_ARN }],
    });
  });

  it('has no name for services and for callers of other accounts', () => {
    const unnamed = lookUp(mixed).Events!.filter((event) => event.Username === undefined);
    expect(unnamed.map((event) => event.EventName)).toEqual(['RotateKey', 'DescribeKey']);
  });

  it('shows an event when its delay is over and not before', () => {
    const world = worldOf([{ eventName: 'DisableKey' }]);
    expect(namesOf(lookUp(later(world, 15 * MINUTE - 1)))).toEqual([]);
    expect(namesOf(lookUp(later(world, 15 * MINUTE)))).toEqual(['DisableKey']);
    const prompt = worldOf([{ eventName: 'DisableKey' }], { timings: { eventHistoryDelayMs: 0 } });
    expect(namesOf(lookUp(prompt))).toEqual(['DisableKey']);
  });

  it('shows all events of one moment together', () => {
    const moment = ['A', 'B', 'C', 'D', 'E'].map((eventName) => ({ eventName, atMs: START + 500 }));
    const world = worldOf([{ eventName: 'Before' }, ...moment, { eventName: 'After', atMs: START + MINUTE }]);
    const at = (ms: number) => namesOf(lookUp({ ...world, nowMs: START + 500 + 15 * MINUTE + ms }));
    expect(at(-1)).toEqual(['Before']);
    expect(at(0)).toEqual(['E', 'D', 'C', 'B', 'A', 'Before']);
  });

  it('forgets an event after 90 days', () => {
    const world = worldOf([{ eventName: 'DisableKey' }]);
    expect(namesOf(lookUp(later(world, 90 * DAY)))).toEqual(['DisableKey']);
    expect(namesOf(lookUp(later(world, 90 * DAY + 1)))).toEqual([]);
  });

  it('keeps to the time range, ends included, in whole seconds', () => {
    const world = minutes({ eventName: 'A' }, { eventName: 'B', atMs: START + MINUTE + 900 }, { eventName: 'C' });
    const range = (StartTime?: number, EndTime?: number) => namesOf(lookUp(world, { StartTime, EndTime }));
    expect(range(START + MINUTE, START + MINUTE)).toEqual(['B']);
    expect(range(START + MINUTE)).toEqual(['C', 'B']);
    expect(range(undefined, START + MINUTE)).toEqual(['B', 'A']);
    expect(range(START + MINUTE + 1)).toEqual(['C']);
    expect(range(undefined, START - 1)).toEqual([]);
    expect(range(START + DAY * 2)).toEqual([]);
  });

  it('has no Insights events', () => {
    expect(lookUp(mixed, { EventCategory: 'insight' })).toEqual({ Events: [] });
  });

  it('is itself recorded, with its parameters', () => {
    const { world } = ask(worldOf(), 'LookupEvents', {
      ...attribute('EventName', 'A'),
      StartTime: START,
      MaxResults: 3,
    });
    const record = recordsOf(world, { account: ACCOUNT, region: REGION })[0]!;
    expect(record).toMatchObject({ eventName: 'LookupEvents', readOnly: true, responseElements: null });
    expect(record.requestParameters).toEqual({
      lookupAttributes: [{ attributeKey: 'EventName', attributeValue: 'A' }],
      startTime: 'Jan 5, 2026, 9:00:00 AM',
      maxResults: 3,
    });
  });
});

describe('pages of event history', () => {
  const world = minutes(...Array.from({ length: 120 }, (_, index) => ({ eventName: `E${index}` })));

  /** All pages, following the tokens. */
  function pages(input: object): (string | undefined)[][] {
    const all: (string | undefined)[][] = [];
    let NextToken: string | undefined;
    do {
      const output = lookUp(world, { ...input, NextToken });
      all.push(namesOf(output));
      NextToken = output.NextToken;
    } while (NextToken);
    return all;
  }

  it('have 50 events unless told otherwise, and together every event once', () => {
    expect(pages({}).map((page) => page.length)).toEqual([50, 50, 20]);
    expect(pages({ MaxResults: 40 }).map((page) => page.length)).toEqual([40, 40, 40]);
    expect(pages({ MaxResults: 7 }).flat()).toEqual(Array.from({ length: 120 }, (_, index) => `E${119 - index}`));
  });

  it('do not shift when more happens between two of them', () => {
    const first = lookUp(world, { MaxResults: 2 });
    const more = later(withEntry(world, { eventName: 'New' }), DAY);
    expect(namesOf(lookUp(more, { MaxResults: 2, NextToken: first.NextToken }))).toEqual(['E117', 'E116']);
  });

  it('are refused with a token of other parameters, a changed token, or none at all', () => {
    const { NextToken } = lookUp(world, { MaxResults: 2, StartTime: START });
    const refusals = [
      { NextToken },
      { NextToken, StartTime: START + 1000 },
      { NextToken, StartTime: START, EndTime: START + DAY },
      { NextToken, StartTime: START, ...attribute('ReadOnly', 'true') },
      { NextToken: 'AAAA', StartTime: START },
      { NextToken: '§', StartTime: START },
      { NextToken: '', StartTime: START },
      { NextToken: btoa(atob(NextToken!).replace(/^\d+/, '5')), StartTime: START },
    ].map((input) => ask(world, 'LookupEvents', input).outcome);
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ ok: false, error: { code: 'InvalidNextTokenException', status: 400 } });
    const elsewhere = ask(world, 'LookupEvents', { NextToken, StartTime: START }, { principal: ADMIN }, 'eu-west-1');
    expect(elsewhere.outcome).toMatchObject({ error: { code: 'InvalidNextTokenException' } });
  });

  it('cost no look at what they do not show', () => {
    let looks = 0;
    const entries = Array.from({ length: 20_000 }, (_, index) => [index + 1, entryAt(index + 1)] as const);
    const counted = (target: object, name: string | symbol) => {
      looks += 1;
      return Reflect.get(target, name);
    };
    function entryAt(call: number) {
      const entry = { ...world.trail.get(1)!, call, atMs: START + call * 1000 };
      return new Proxy(entry, { get: (target, name) => counted(target, name) });
    }
    const large = { ...world, trail: Table.of(entries), nowMs: START + 20_000_000 };
    const { Events } = lookUp(large, { EndTime: START + 9_000_000 });
    expect(Events).toHaveLength(50);
    expect(Events![0]!.EventTime).toBe(START + 9_000_000);
    expect(looks).toBeLessThan(5_000);
  });
});

describe('a lookup is refused', () => {
  const long = 'x'.repeat(2001);
  it.each([
    [
      'InvalidLookupAttributesException',
      { LookupAttributes: ['EventName', 'EventId'].map((AttributeKey) => ({ AttributeKey, AttributeValue: 'A' })) },
    ],
    ['InvalidLookupAttributesException', attribute('Color', 'red')],
    ['InvalidLookupAttributesException', attribute('toString', 'red')],
    ['InvalidLookupAttributesException', attribute('EventName', '')],
    ['InvalidLookupAttributesException', attribute('EventName', long)],
    ['InvalidLookupAttributesException', { LookupAttributes: [{ AttributeKey: 'EventName' }] }],
    ['InvalidEventCategoryException', { EventCategory: 'management' }],
    ['InvalidMaxResultsException', { MaxResults: 0 }],
    ['InvalidMaxResultsException', { MaxResults: 51 }],
    ['InvalidTimeRangeException', { StartTime: START + 1, EndTime: START }],
  ])('with %s for %j', (code, input) => {
    const { outcome, world } = ask(worldOf(), 'LookupEvents', input);
    expect(outcome).toMatchObject({ ok: false, error: { code, status: 400 } });
    expect(recordsOf(world, { account: ACCOUNT, region: REGION })[0]).toMatchObject({ errorCode: code });
  });

  it('without leave, in the words of AWS', () => {
    const principal = `arn:aws:iam::${ACCOUNT}:user/nobody`;
    const { outcome, world } = ask(worldOf(), 'LookupEvents', {}, { principal });
    expect(outcome).toMatchObject({
      error: {
        code: 'AccessDeniedException',
        message: `User: ${principal} is not authorized to perform: cloudtrail:LookupEvents because no identity-based policy allows the cloudtrail:LookupEvents action`,
      },
    });
    expect(recordsOf(world, { account: ACCOUNT, region: REGION })[0]).toMatchObject({ errorCode: 'AccessDenied' });
  });

  it('to credentials that belong to nobody', () => {
    const { outcome } = ask(worldOf(), 'LookupEvents', {}, { principal: `arn:aws:iam::${ACCOUNT}:user/ghost` });
    expect(outcome).toMatchObject({ error: { code: 'UnrecognizedClientException' } });
  });
});

describe('CloudTrail', () => {
  it('says which operations are unknown to AWS and which are only left out', () => {
    expect(ask(worldOf(), 'LookupEvent').outcome).toMatchObject({ error: { code: 'UnknownOperationException' } });
    expect(ask(worldOf(), 'StartQuery').outcome).toMatchObject({ error: { code: 'UnsupportedOperationException' } });
  });
});
