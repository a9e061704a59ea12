import { describe, expect, it } from 'vitest';
import { readSelectors } from '../../../model/cloudtrail/selectorInput.ts';
import { DEFAULT_SELECTORS, selects } from '../../../model/cloudtrail/selectors.ts';
import type { TrailEntry } from '../../../model/trail.ts';
import { withEntry, worldOf } from './support.ts';
import { bucketPolicy, Scene, TRAIL, TRAIL_ARN } from './trailWorld.ts';

const entry = (parts: Partial<TrailEntry>): TrailEntry => {
  const world = withEntry(worldOf(), parts);
  return world.trail.get(world.trail.lastKey()!)!;
};
const object = (ARN: string) => [{ accountId: '123456789012', type: 'AWS::S3::Object', ARN }];

const EVENTS = {
  'kms read': entry({}),
  'kms write': entry({ eventName: 'DisableKey', readOnly: false }),
  'ec2 write': entry({ service: 'ec2', eventName: 'StartInstances', readOnly: false }),
  'put a': entry({
    service: 's3',
    eventName: 'PutObject',
    category: 'Data',
    readOnly: false,
    resources: object('arn:aws:s3:::alpha/x'),
  }),
  'get b': entry({
    service: 's3',
    eventName: 'GetObject',
    category: 'Data',
    resources: object('arn:aws:s3:::bravo/y'),
  }),
  block: entry({
    service: 'ebs',
    eventName: 'GetSnapshotBlock',
    category: 'Data',
    resources: [{ accountId: '1', type: 'AWS::EC2::Snapshot', ARN: 'arn:aws:ec2:us-east-1::snapshot/s' }],
  }),
};
type EventKind = keyof typeof EVENTS;
const MANAGEMENT: EventKind[] = ['kms read', 'kms write', 'ec2 write'];

const classic = (...EventSelectors: object[]) => ({ EventSelectors }) as never;
const s3 = (...Values: string[]) => ({
  IncludeManagementEvents: false,
  DataResources: [{ Type: 'AWS::S3::Object', Values }],
});
const advanced = (...selectors: object[][]) =>
  ({ AdvancedEventSelectors: selectors.map((FieldSelectors) => ({ FieldSelectors })) }) as never;
const is = (Field: string, ...Equals: string[]) => ({ Field, Equals });
const data = [is('eventCategory', 'Data'), is('resources.type', 'AWS::S3::Object')];

describe('a trail selects', () => {
  it('all management events and no data events unless told otherwise', () => {
    expect(Object.keys(EVENTS).filter((kind) => selects(DEFAULT_SELECTORS, EVENTS[kind as EventKind]))).toEqual(
      MANAGEMENT,
    );
    expect(readSelectors(classic({}))).toEqual(DEFAULT_SELECTORS);
  });

  it.each<[string, never, EventKind[]]>([
    ['reads', classic({ ReadWriteType: 'ReadOnly' }), ['kms read']],
    ['writes', classic({ ReadWriteType: 'WriteOnly' }), ['kms write', 'ec2 write']],
    ['everything but KMS', classic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }), ['ec2 write']],
    ['all objects', classic(s3('arn:aws:s3')), ['put a', 'get b']],
    ['one bucket', classic(s3('arn:aws:s3:::alpha/')), ['put a']],
    ['a bucket beside management events', classic({}, s3('arn:aws:s3:::bravo/')), [...MANAGEMENT, 'get b']],
    ['writes to objects', classic({ ...s3('arn:aws:s3'), ReadWriteType: 'WriteOnly' }), ['put a']],
    ['management events by fields', advanced([is('eventCategory', 'Management')]), MANAGEMENT],
    [
      'no KMS by fields',
      advanced([is('eventCategory', 'Management'), { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }]),
      ['ec2 write'],
    ],
    ['reads by fields', advanced([is('eventCategory', 'Management'), is('readOnly', 'true')]), ['kms read']],
    ['objects by fields', advanced(data), ['put a', 'get b']],
    [
      'snapshots by fields',
      advanced([is('eventCategory', 'Data'), is('resources.type', 'AWS::EC2::Snapshot')]),
      ['block'],
    ],
    [
      'a prefix of ARNs',
      advanced([...data, { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::bravo/', 'arn:aws:s3:::charlie/'] }]),
      ['get b'],
    ],
    ['all but two suffixes', advanced([...data, { Field: 'resources.ARN', NotEndsWith: ['/x', '/z'] }]), ['get b']],
    [
      'names that begin so and end so',
      advanced([...data, { Field: 'eventName', StartsWith: ['Put'], EndsWith: ['Object'] }]),
      ['put a'],
    ],
    [
      'any of several selectors',
      advanced([is('eventCategory', 'Management'), is('readOnly', 'false')], data),
      ['kms write', 'ec2 write', 'put a', 'get b'],
    ],
  ])('%s', (_, given, expected) => {
    const selectors = readSelectors(given);
    expect(Object.keys(EVENTS).filter((kind) => selects(selectors, EVENTS[kind as EventKind]))).toEqual(expected);
  });
});

const words = (count: number) => Array.from({ length: count }, (_, at) => `arn:aws:s3:::bucket${at}/`);

describe('PutEventSelectors', () => {
  it.each<[string, unknown]>([
    ['none', {}],
    [
      'both kinds',
      { EventSelectors: [{}], AdvancedEventSelectors: [{ FieldSelectors: [is('eventCategory', 'Management')] }] },
    ],
    ['six', classic({}, {}, {}, {}, {}, {})],
    ['251 data resources', classic(s3(...words(251)))],
    ['an unknown type', classic({ DataResources: [{ Type: 'AWS::S3::Bucket', Values: ['arn:aws:s3'] }] })],
    ['a bucket without a slash', classic(s3('arn:aws:s3:::alpha'))],
    ['a wildcard', classic(s3('arn:aws:s3:::*/*'))],
    ['another source to leave out', classic({ ExcludeManagementEventSources: ['ec2.amazonaws.com'] })],
    [
      'a source to leave out of nothing',
      classic({ IncludeManagementEvents: false, ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
    ],
    ['another ReadWriteType', classic({ ReadWriteType: 'Both' })],
    ['no category', advanced([is('readOnly', 'true')])],
    ['an unknown category', advanced([is('eventCategory', 'Insight')])],
    ['data without a type', advanced([is('eventCategory', 'Data')])],
    [
      'two types',
      advanced([is('eventCategory', 'Data'), is('resources.type', 'AWS::S3::Object', 'AWS::EC2::Snapshot')]),
    ],
    ['an unknown field', advanced([is('eventCategory', 'Management'), is('color', 'red')])],
    ['a field of data events', advanced([is('eventCategory', 'Management'), is('eventName', 'X')])],
    ['a field twice', advanced([...data, is('eventName', 'X'), is('eventName', 'Y')])],
    ['no comparison', advanced([...data, { Field: 'eventName' }])],
    ['readOnly maybe', advanced([...data, is('readOnly', 'maybe')])],
    ['readOnly otherwise compared', advanced([...data, { Field: 'readOnly', NotEquals: ['true'] }])],
    ['a source to keep', advanced([is('eventCategory', 'Management'), is('eventSource', 'kms.amazonaws.com')])],
    ['501 values', advanced([...data, is('resources.ARN', ...words(499))])],
  ])('refuses %s', (_, given) => {
    const scene = new Scene().withTrail();
    const { error } = scene.call('cloudtrail', 'PutEventSelectors', { TrailName: TRAIL, ...(given as object) });
    expect(error).toMatchObject({ code: 'InvalidEventSelectorsException', status: 400 });
  });

  it('takes what is just allowed', () => {
    const scene = new Scene().withTrail();
    const put = (given: object) => scene.call('cloudtrail', 'PutEventSelectors', { TrailName: TRAIL, ...given }).error;
    expect(put(classic({}, {}, {}, {}, s3(...words(250))))).toBeUndefined();
    expect(put(advanced([...data, is('resources.ARN', ...words(498))]))).toBeUndefined();
  });

  it('replaces the selectors, of the other kind too, and GetEventSelectors shows them', () => {
    const scene = new Scene().withTrail();
    const get = () => scene.must('cloudtrail', 'GetEventSelectors', { TrailName: TRAIL });
    expect(get()).toEqual({ TrailARN: TRAIL_ARN, EventSelectors: DEFAULT_SELECTORS.selectors });
    const given = advanced(data) as object;
    expect(scene.must('cloudtrail', 'PutEventSelectors', { TrailName: TRAIL, ...given })).toEqual({
      TrailARN: TRAIL_ARN,
      ...given,
    });
    expect(get()).toEqual({ TrailARN: TRAIL_ARN, ...given });
    expect(scene.must('cloudtrail', 'GetTrail', { Name: TRAIL }).Trail.HasCustomEventSelectors).toBe(true);
    scene.must('cloudtrail', 'PutEventSelectors', { TrailName: TRAIL, EventSelectors: [{}] });
    expect(scene.must('cloudtrail', 'GetTrail', { Name: TRAIL }).Trail.HasCustomEventSelectors).toBe(false);
  });

  it('decides what is delivered: data events only when they are asked for, KMS not when it is left out', () => {
    const scene = new Scene().withTrail();
    scene.withBucket('reports', bucketPolicy('reports'));
    const use = () => {
      scene.must('s3', 'PutObject', { Bucket: 'reports', Key: 'a', Body: new Uint8Array(3) });
      scene.must('kms', 'ListKeys');
      scene.wait({ minutes: 10 });
      return scene.delivered();
    };
    scene.must('cloudtrail', 'StartLogging', { Name: TRAIL });
    expect(use().map((record) => record.eventName)).toEqual(['StartLogging', 'ListKeys']);
    scene.must('cloudtrail', 'PutEventSelectors', {
      TrailName: TRAIL,
      EventSelectors: [
        {
          ExcludeManagementEventSources: ['kms.amazonaws.com'],
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::reports/'] }],
        },
      ],
    });
    const later = use().slice(2);
    const names = later.map((record) => record.eventName);
    expect(names).toContain('PutObject');
    expect(names).toContain('PutEventSelectors');
    expect(names).not.toContain('ListKeys');
    expect(later.find((record) => record.eventName === 'PutObject')).toMatchObject({
      eventCategory: 'Data',
      managementEvent: false,
    });
  });
});
