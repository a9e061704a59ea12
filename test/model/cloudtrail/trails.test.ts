import { describe, expect, it } from 'vitest';
import { getNextSnapshot } from 'xstate';
import { recordsOf } from '../../../model/cloudtrail/index.ts';
import { deliveryLifecycle, trailLifecycle } from '../../../model/cloudtrail/trail.machine.ts';
import { machineOf } from '../../../model/lifecycle.ts';
import { ACCOUNT, BUCKET, bucketPolicy, keyPolicy, REGION, Scene, TRAIL, TRAIL_ARN } from './trailWorld.ts';

const create = (scene: Scene, input: object = {}, caller: object = {}) =>
  scene.call('cloudtrail', 'CreateTrail', { Name: TRAIL, S3BucketName: BUCKET, ...input }, caller);
const recordOf = (scene: Scene, eventName: string) =>
  recordsOf(scene.world, { account: ACCOUNT, region: REGION }).find((record) => record.eventName === eventName)!;

describe('CreateTrail', () => {
  it('answers with the settings, defaults filled in, and does not begin to log', () => {
    const scene = new Scene().withBucket();
    expect(create(scene)).toEqual({
      Name: TRAIL,
      S3BucketName: BUCKET,
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: false,
      TrailARN: TRAIL_ARN,
      LogFileValidationEnabled: false,
      IsOrganizationTrail: false,
    });
    expect(scene.status()).toEqual({
      IsLogging: false,
      LatestDeliveryAttemptTime: '',
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      LatestDeliveryAttemptSucceeded: '',
      TimeLoggingStarted: '',
      TimeLoggingStopped: '',
    });
  });

  it('is recorded with small letters', () => {
    const scene = new Scene().withBucket();
    create(scene, { EnableLogFileValidation: true, TagsList: [{ Key: 'team', Value: 'red' }] });
    const record = recordOf(scene, 'CreateTrail');
    expect(record.requestParameters).toEqual({
      name: TRAIL,
      s3BucketName: BUCKET,
      enableLogFileValidation: true,
      tagsList: [{ key: 'team', value: 'red' }],
    });
    expect(record.responseElements).toMatchObject({ name: TRAIL, trailARN: TRAIL_ARN, logFileValidationEnabled: true });
    expect(record).toMatchObject({ eventSource: 'cloudtrail.amazonaws.com', readOnly: false });
  });

  it('shows what names the key as its ARN', () => {
    const scene = new Scene().withBucket();
    const key = scene.makeKey();
    scene.must('kms', 'CreateAlias', { AliasName: 'alias/logs', TargetKeyId: key });
    const named = { id: key.slice(-36), alias: 'alias/logs', arn: key };
    for (const [name, KmsKeyId] of Object.entries(named)) {
      scene.withPolicy(BUCKET, bucketPolicy(BUCKET, '', `${TRAIL_ARN}-${name}`));
      scene.must('kms', 'PutKeyPolicy', { KeyId: key, Policy: keyPolicy(`${TRAIL_ARN}-${name}`) });
      expect(create(scene, { Name: `${TRAIL}-${name}`, KmsKeyId }).KmsKeyId).toBe(key);
    }
  });

  const longPrefix = 'p'.repeat(201);
  it.each([
    ['InvalidTrailNameException', 'Trail name cannot be blank!', { Name: '' }],
    ['InvalidTrailNameException', /^Trail name too short.*length: 2 characters\.$/, { Name: 'ab' }],
    ['InvalidTrailNameException', /^Trail name too long.*length: 129 characters\.$/, { Name: 'a'.repeat(129) }],
    ['InvalidTrailNameException', 'Trail name must starts with a letter or number.', { Name: '-abc' }],
    ['InvalidTrailNameException', 'Trail name must ends with a letter or number.', { Name: 'abc.' }],
    ['InvalidTrailNameException', /can only contain/, { Name: 'a b c' }],
    ['InvalidTrailNameException', /invalid/, { Name: 'a..b' }],
    ['InvalidTrailNameException', /invalid/, { Name: '192.168.5.4' }],
    ['InvalidS3BucketNameException', /Bad_Bucket/, { S3BucketName: 'Bad_Bucket' }],
    ['S3BucketDoesNotExistException', 'S3 bucket nowhere does not exist!', { S3BucketName: 'nowhere' }],
    ['InvalidS3PrefixException', /201/, { S3KeyPrefix: longPrefix }],
    [
      'InsufficientS3BucketPolicyException',
      `Incorrect S3 bucket policy is detected for bucket: ${BUCKET}`,
      { Name: 'other' },
    ],
    ['InsufficientS3BucketPolicyException', /audit-logs/, { S3KeyPrefix: 'unexpected' }],
    [
      'InvalidParameterCombinationException',
      'Multi-Region trail must include global service events.',
      { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false },
    ],
    ['OrganizationsNotInUseException', /organization/, { IsOrganizationTrail: true }],
    ['InvalidKmsKeyIdException', /nonsense/, { KmsKeyId: 'nonsense' }],
    ['KmsKeyNotFoundException', /does not exist/, { KmsKeyId: '11111111-2222-4333-8444-555555555555' }],
    ['InvalidTagParameterException', /aws:/, { TagsList: [{ Key: 'aws:x', Value: 'y' }] }],
    [
      'InvalidTagParameterException',
      /more than once/,
      {
        TagsList: [
          { Key: 'a', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      },
    ],
    [
      'TagsLimitExceededException',
      /50/,
      { TagsList: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: 'v' })) },
    ],
  ])('is refused with %s %s', (code, message, input) => {
    const scene = new Scene().withBucket();
    const before = scene.world.cloudtrail;
    const { error } = create(scene, input);
    expect(error).toMatchObject({
      code,
      status: 400,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect(scene.world.cloudtrail).toBe(before);
  });

  it('is refused when CloudTrail may put log files but not read the ACL of the bucket', () => {
    const policy = JSON.parse(bucketPolicy());
    policy.Statement = policy.Statement.slice(1);
    const scene = new Scene().withBucket(BUCKET, JSON.stringify(policy));
    expect(create(scene).error.code).toBe('InsufficientS3BucketPolicyException');
  });

  it('is refused for keys that CloudTrail cannot use, each in its way', () => {
    const scene = new Scene().withBucket();
    const closed = scene.must('kms', 'CreateKey').KeyMetadata.Arn;
    expect(create(scene, { KmsKeyId: closed }).error).toMatchObject({
      code: 'InsufficientEncryptionPolicyException',
      message: `Insufficient permissions to access S3 bucket ${BUCKET} or KMS key ${closed}.`,
    });
    const disabled = scene.makeKey();
    scene.must('kms', 'DisableKey', { KeyId: disabled });
    expect(create(scene, { KmsKeyId: disabled }).error.code).toBe('KmsKeyDisabledException');
    const dying = scene.makeKey();
    scene.must('kms', 'ScheduleKeyDeletion', { KeyId: dying });
    expect(create(scene, { KmsKeyId: dying }).error.code).toBe('KmsException');
    const elsewhere = scene.must('kms', 'CreateKey', { Policy: keyPolicy() }, { region: 'eu-west-1' }).KeyMetadata.Arn;
    expect(create(scene, { KmsKeyId: elsewhere }).error.code).toBe('KmsKeyNotFoundException');
  });

  it('is refused for a name that is taken and for a sixth trail, multi-Region trails counted everywhere', () => {
    const scene = new Scene().withTrail();
    expect(create(scene).error).toMatchObject({
      code: 'TrailAlreadyExistsException',
      message: `Trail ${TRAIL} already exists for customer: ${ACCOUNT}`,
    });
    const names = ['two', 'three', 'four', 'five'];
    for (const [index, name] of names.entries()) {
      scene.withPolicy(BUCKET, bucketPolicy(BUCKET, '', `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${name}`));
      expect(create(scene, { Name: name, IsMultiRegionTrail: index === 0 }).error).toBeUndefined();
    }
    expect(create(scene, { Name: 'six' }).error).toMatchObject({
      code: 'MaximumNumberOfTrailsExceededException',
      message: `User: ${ACCOUNT} already has 5 trails in ${REGION}.`,
    });
    scene.withPolicy(BUCKET, bucketPolicy(BUCKET, '', `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/six`));
    expect(create(scene, { Name: 'six' }, { region: 'eu-west-1' }).error).toBeUndefined();
  });

  it('needs leave, which the trail is named for', () => {
    const principal = `arn:aws:iam::${ACCOUNT}:user/reader`;
    const scene = new Scene({
      principals: [
        {
          arn: principal,
          policies: {
            tagged: {
              Version: '2012-10-17',
              Statement: {
                Effect: 'Allow',
                Action: 'cloudtrail:CreateTrail',
                Resource: TRAIL_ARN,
                Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } },
              },
            },
          },
        },
      ],
    }).withBucket();
    expect(create(scene, {}, { principal }).error).toMatchObject({
      code: 'AccessDeniedException',
      message: `User: ${principal} is not authorized to perform: cloudtrail:CreateTrail on resource: ${TRAIL_ARN} because no identity-based policy allows the cloudtrail:CreateTrail action`,
    });
    expect(create(scene, { TagsList: [{ Key: 'team', Value: 'red' }] }, { principal }).error).toBeUndefined();
  });
});

describe('UpdateTrail', () => {
  it('changes what is given and keeps the rest', () => {
    const scene = new Scene().withTrail({ EnableLogFileValidation: true });
    const key = scene.makeKey();
    const updated = scene.must('cloudtrail', 'UpdateTrail', { Name: TRAIL, KmsKeyId: key, IsMultiRegionTrail: true });
    expect(updated).toMatchObject({ KmsKeyId: key, IsMultiRegionTrail: true, LogFileValidationEnabled: true });
    const cleared = scene.must('cloudtrail', 'UpdateTrail', { Name: TRAIL_ARN, KmsKeyId: '' });
    expect(cleared).not.toHaveProperty('KmsKeyId');
    expect(cleared).toMatchObject({ IsMultiRegionTrail: true });
  });

  it('tries the new bucket and leaves the trail as it was when it cannot be used', () => {
    const scene = new Scene().withTrail();
    scene.must('s3', 'CreateBucket', { Bucket: 'closed-bucket' });
    const { error } = scene.call('cloudtrail', 'UpdateTrail', { Name: TRAIL, S3BucketName: 'closed-bucket' });
    expect(error.code).toBe('InsufficientS3BucketPolicyException');
    expect(scene.must('cloudtrail', 'GetTrail', { Name: TRAIL }).Trail.S3BucketName).toBe(BUCKET);
  });
});

const ON_ONE_TRAIL = {
  UpdateTrail: 'Name',
  DeleteTrail: 'Name',
  StartLogging: 'Name',
  StopLogging: 'Name',
  GetTrail: 'Name',
  GetTrailStatus: 'Name',
  GetEventSelectors: 'TrailName',
} as const;

describe.each(Object.entries(ON_ONE_TRAIL))('%s', (operation, member) => {
  it('does not know trails that do not exist, and refuses what is no ARN', () => {
    const scene = new Scene();
    expect(scene.call('cloudtrail', operation, { [member]: TRAIL }).error).toMatchObject({
      code: 'TrailNotFoundException',
      message: `Unknown trail: ${operation === 'GetTrailStatus' ? TRAIL_ARN : TRAIL} for the user: ${ACCOUNT}`,
    });
    expect(scene.call('cloudtrail', operation, { [member]: 'arn:aws:s3:::bucket' }).error.code).toBe(
      'CloudTrailARNInvalidException',
    );
  });

  it('is made in the home Region, if it changes anything', () => {
    const scene = new Scene().withTrail({ IsMultiRegionTrail: true });
    const elsewhere = { region: 'eu-west-1' };
    const reads = operation.startsWith('Get');
    for (const name of [TRAIL, TRAIL_ARN]) {
      const { error } = scene.call('cloudtrail', operation, { [member]: name }, elsewhere);
      expect(error?.code).toBe(reads && name === TRAIL_ARN ? undefined : 'InvalidHomeRegionException');
    }
  });
});

describe('reading trails', () => {
  const scene = new Scene().withTrail({ IsMultiRegionTrail: true });
  const far = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/far`;
  scene.withPolicy(BUCKET, bucketPolicy(BUCKET, '', far));
  scene.must('cloudtrail', 'CreateTrail', { Name: 'far', S3BucketName: BUCKET }, { region: 'eu-west-1' });
  const describeIn = (region: string, input: object = {}) =>
    scene
      .must('cloudtrail', 'DescribeTrails', input, { region })
      .trailList.map((trail: { Name: string }) => trail.Name);

  it('shows one with all it is set to', () => {
    expect(scene.must('cloudtrail', 'GetTrail', { Name: TRAIL }).Trail).toEqual({
      Name: TRAIL,
      S3BucketName: BUCKET,
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: true,
      HomeRegion: REGION,
      TrailARN: TRAIL_ARN,
      LogFileValidationEnabled: false,
      HasCustomEventSelectors: false,
      HasInsightSelectors: false,
      IsOrganizationTrail: false,
    });
  });

  it.each([
    [REGION, {}, [TRAIL]],
    ['eu-west-1', {}, ['far', TRAIL]],
    ['eu-west-1', { includeShadowTrails: false }, ['far']],
    [REGION, { trailNameList: [TRAIL] }, [TRAIL]],
    [REGION, { trailNameList: ['far', 'missing'] }, []],
    [REGION, { trailNameList: [far] }, ['far']],
    [REGION, { trailNameList: [far], includeShadowTrails: false }, []],
  ])('describes in %s, asked for %j: %j', (region, input, names) => {
    expect(describeIn(region, input)).toEqual(names);
  });

  it('lists all of the account, wherever it is asked', () => {
    for (const region of [REGION, 'ap-south-1'])
      expect(scene.must('cloudtrail', 'ListTrails', {}, { region }).Trails).toEqual([
        { TrailARN: far, Name: 'far', HomeRegion: 'eu-west-1' },
        { TrailARN: TRAIL_ARN, Name: TRAIL, HomeRegion: REGION },
      ]);
    expect(scene.call('cloudtrail', 'ListTrails', { NextToken: 'x' }).error.code).toBe('InvalidTokenException');
  });
});

describe('tags', () => {
  const tagsOf = (scene: Scene) =>
    scene.must('cloudtrail', 'ListTags', { ResourceIdList: [TRAIL_ARN] }).ResourceTagList[0].TagsList;
  const change = (scene: Scene, operation: string, TagsList: object[], ResourceId = TRAIL_ARN) =>
    scene.call('cloudtrail', operation, { ResourceId, TagsList });

  it('are added, replaced, removed and listed', () => {
    const scene = new Scene().withTrail({ TagsList: [{ Key: 'a', Value: '1' }] });
    change(scene, 'AddTags', [
      { Key: 'b', Value: '2' },
      { Key: 'a', Value: '3' },
    ]);
    expect(tagsOf(scene)).toEqual([
      { Key: 'a', Value: '3' },
      { Key: 'b', Value: '2' },
    ]);
    change(scene, 'RemoveTags', [{ Key: 'a' }, { Key: 'b', Value: 'other' }, { Key: 'c' }]);
    expect(tagsOf(scene)).toEqual([{ Key: 'b', Value: '2' }]);
  });

  it('are refused for what is no trail, and beyond 50', () => {
    const scene = new Scene().withTrail();
    const tag = [{ Key: 'a', Value: '1' }];
    expect(change(scene, 'AddTags', tag, TRAIL).error.code).toBe('CloudTrailARNInvalidException');
    expect(change(scene, 'AddTags', tag, `${TRAIL_ARN}-missing`).error.code).toBe('ResourceNotFoundException');
    const store = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/11111111-2222-4333-8444-555555555555`;
    expect(change(scene, 'AddTags', tag, store).error.code).toBe('ResourceTypeNotSupportedException');
    const many = Array.from({ length: 50 }, (_, at) => ({ Key: `k${at}`, Value: 'v' }));
    expect(change(scene, 'AddTags', many).error).toBeUndefined();
    expect(change(scene, 'AddTags', tag).error.code).toBe('TagsLimitExceededException');
    const arns = Array.from({ length: 21 }, () => TRAIL_ARN);
    expect(scene.call('cloudtrail', 'ListTags', { ResourceIdList: arns }).error.code).toBe(
      'CloudTrailARNInvalidException',
    );
  });
});

describe('starting and stopping twice', () => {
  it('changes nothing', () => {
    const scene = new Scene().logging();
    const { startedMs } = scene.world.cloudtrail.trails.get(TRAIL_ARN)!;
    scene.wait({ minutes: 1 }).must('cloudtrail', 'StartLogging', { Name: TRAIL });
    expect(scene.world.cloudtrail.trails.get(TRAIL_ARN)!.startedMs).toBe(startedMs);
    expect(scene.world.agenda.size).toBe(1);
    scene.must('cloudtrail', 'StopLogging', { Name: TRAIL });
    const { stoppedMs } = scene.world.cloudtrail.trails.get(TRAIL_ARN)!;
    scene.wait({ minutes: 30 }).must('cloudtrail', 'StopLogging', { Name: TRAIL });
    expect(scene.world.cloudtrail.trails.get(TRAIL_ARN)!.stoppedMs).toBe(stoppedMs);
  });
});

describe.each([trailLifecycle, deliveryLifecycle])('the lifecycle $id', (compiled) => {
  it('is the machine of the same declaration', () => {
    const machine = machineOf(compiled as never);
    for (const state of compiled.states)
      for (const event of compiled.events) {
        const target = (compiled.table as Record<string, Record<string, string>>)[state]![event];
        const next = getNextSnapshot(machine, machine.resolveState({ value: state }), { type: event }).value;
        expect(next).toBe(target ?? state);
      }
  });
});
