import { describe, expect, it } from 'vitest';
import { ACCOUNT, BUCKET, bucketPolicy, keyPolicy, REGION, Scene, TRAIL, TRAIL_ARN } from './trailWorld.ts';

const OTHER = '210987654321';
const FOLDER = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/01/05/`;

describe('log files', () => {
  it('come every five minutes, with events that are at least half as old', () => {
    const scene = new Scene().logging();
    scene.wait({ minutes: 2 }).must('kms', 'ListKeys');
    scene.wait({ minutes: 1 }).must('kms', 'ListAliases');
    scene.wait({ minutes: 2 });
    expect(scene.namesDelivered()).toEqual(['StartLogging', 'ListKeys']);
    scene.wait({ minutes: 4 });
    expect(scene.namesDelivered()).not.toContain('ListAliases');
    scene.wait({ minutes: 1 });
    expect(scene.namesDelivered()).toContain('ListAliases');
  });

  it('are named by account, Region, minute and a unique text, and are gzip of JSON', () => {
    const scene = new Scene().logging().wait({ minutes: 5 });
    const [key] = scene.keys();
    expect(key).toMatch(
      new RegExp(`^${FOLDER}${ACCOUNT}_CloudTrail_${REGION}_20260105T0905Z_[0-9A-Za-z]{16}\\.json\\.gz$`),
    );
    const stored = scene.must('s3', 'GetObject', { Bucket: BUCKET, Key: key });
    expect(stored).toMatchObject({ ContentType: 'application/json', ContentEncoding: 'gzip' });
    expect(Object.keys(JSON.parse(scene.text(key!)))).toEqual(['Records']);
  });

  it('are not written when there is nothing in them, and go on afterwards', () => {
    const scene = new Scene().logging().wait({ hours: 1 });
    expect(scene.keys()).toHaveLength(1);
    scene.must('kms', 'ListAliases');
    expect(scene.wait({ minutes: 10 }).namesDelivered()).toContain('ListAliases');
  });

  it('stand under the prefix of the trail', () => {
    const scene = new Scene().withBucket(BUCKET, bucketPolicy(BUCKET, 'team/'));
    scene.must('cloudtrail', 'CreateTrail', { Name: TRAIL, S3BucketName: BUCKET, S3KeyPrefix: 'team' });
    scene.must('cloudtrail', 'StartLogging', { Name: TRAIL });
    expect(scene.wait({ minutes: 5 }).keys()[0]).toMatch(new RegExp(`^team/${FOLDER}`));
  });

  it('are the same bytes in every run', () => {
    const bytes = () => {
      const scene = new Scene().logging();
      scene.must('kms', 'CreateKey');
      scene.wait({ minutes: 10 });
      return scene.keys().map((key) => [key, ...scene.must('s3', 'GetObject', { Bucket: BUCKET, Key: key }).Body]);
    };
    expect(bytes()).toEqual(bytes());
  });
});

describe('a trail', () => {
  it('leaves nothing due while it does not log', () => {
    const scene = new Scene().withTrail({ EnableLogFileValidation: true });
    expect(scene.world.agenda.size).toBe(0);
    scene.must('cloudtrail', 'StartLogging', { Name: TRAIL });
    expect(scene.world.agenda.size).toBe(2);
    scene.wait({ hours: 5 });
    expect(scene.world.agenda.size).toBe(2);
    scene.must('cloudtrail', 'StopLogging', { Name: TRAIL });
    scene.wait({ minutes: 5 });
    expect(scene.world.agenda.size).toBe(0);
  });

  it('leaves nothing due after it is deleted, but what it had is delivered', () => {
    const scene = new Scene().logging({ EnableLogFileValidation: true });
    scene.must('cloudtrail', 'DeleteTrail', { Name: TRAIL });
    expect(scene.world.agenda.size).toBe(0);
    expect(scene.namesDelivered()).toContain('StartLogging');
    expect(scene.keys('/CloudTrail-Digest/')).toHaveLength(1);
  });

  it('logs up to and including StopLogging, and again from StartLogging on', () => {
    const scene = new Scene().logging();
    scene.must('cloudtrail', 'StopLogging', { Name: TRAIL });
    scene.must('kms', 'ListKeys');
    scene.must('cloudtrail', 'StartLogging', { Name: TRAIL });
    scene.must('kms', 'ListAliases');
    scene.wait({ minutes: 10 });
    expect(scene.namesDelivered()).toEqual(['StartLogging', 'StopLogging', 'StartLogging', 'ListAliases']);
  });

  it('logs nothing from before it was started, however long that was', () => {
    const scene = new Scene().withTrail().wait({ days: 3 });
    scene.must('kms', 'ListKeys');
    scene.must('cloudtrail', 'StartLogging', { Name: TRAIL });
    scene.wait({ hours: 1 });
    scene.must('cloudtrail', 'StopLogging', { Name: TRAIL });
    scene.wait({ hours: 1 }).must('kms', 'ListAliases');
    scene.must('cloudtrail', 'StartLogging', { Name: TRAIL });
    expect(scene.wait({ hours: 1 }).namesDelivered()).toEqual(['StartLogging', 'StopLogging', 'StartLogging']);
  });

  it('of one Region logs that Region, of all Regions each in files of its own', () => {
    const one = new Scene().logging();
    const all = new Scene().logging({ IsMultiRegionTrail: true });
    for (const scene of [one, all]) {
      scene.must('kms', 'ListKeys', {}, { region: 'eu-west-1' });
      scene.must('kms', 'ListAliases');
      scene.wait({ minutes: 10 });
      expect(scene.namesDelivered('/CloudTrail/us-east-1/')).toContain('ListAliases');
    }
    expect(one.keys('/eu-west-1/')).toEqual([]);
    expect(all.namesDelivered('/CloudTrail/eu-west-1/')).toEqual(['ListKeys']);
    expect(all.delivered('/CloudTrail/eu-west-1/')[0]!.awsRegion).toBe('eu-west-1');
  });

  it('of each account gets its own copy of what both see, under one sharedEventID', () => {
    const otherTrail = `arn:aws:cloudtrail:${REGION}:${OTHER}:trail/theirs`;
    const scene = new Scene({
      principals: [
        { arn: `arn:aws:iam::${OTHER}:user/guest`, managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      ],
    }).logging();
    const guest = { principal: `arn:aws:iam::${OTHER}:user/guest` };
    scene.must('s3', 'CreateBucket', { Bucket: 'their-logs' }, guest);
    const policy = bucketPolicy('their-logs', '', otherTrail, OTHER);
    scene.must('s3', 'PutBucketPolicy', { Bucket: 'their-logs', Policy: policy }, guest);
    scene.must('cloudtrail', 'CreateTrail', { Name: 'theirs', S3BucketName: 'their-logs' }, guest);
    scene.must('cloudtrail', 'StartLogging', { Name: 'theirs' }, guest);
    const shared = JSON.parse(keyPolicy());
    shared.Statement.push({ Effect: 'Allow', Principal: { AWS: guest.principal }, Action: 'kms:*', Resource: '*' });
    const key = scene.makeKey(JSON.stringify(shared));
    scene.must('kms', 'DescribeKey', { KeyId: key }, guest);
    scene.must('kms', 'ListKeys', {}, guest);
    scene.wait({ minutes: 5 });
    expect(scene.namesDelivered()).not.toContain('ListKeys');
    const own = scene.delivered().find((record) => record.eventName === 'DescribeKey')!;
    const theirs = JSON.parse(scene.textAs(guest.principal, 'their-logs')).Records.find(
      (record: { eventName: string }) => record.eventName === 'DescribeKey',
    );
    expect(own.sharedEventID).toBe(theirs.sharedEventID);
    expect(own.eventID).not.toBe(theirs.eventID);
    expect([own.recipientAccountId, theirs.recipientAccountId]).toEqual([ACCOUNT, OTHER]);
    expect(own.userIdentity.type).toBe('AWSAccount');
    expect(theirs.userIdentity.type).toBe('IAMUser');
  });
});

describe('what cannot be delivered', () => {
  it('is tried again until the bucket takes it, and the status tells', () => {
    const scene = new Scene().logging();
    scene.must('s3', 'DeleteBucketPolicy', { Bucket: BUCKET });
    scene.must('kms', 'ListKeys');
    scene.wait({ minutes: 5 });
    expect(scene.status()).toMatchObject({
      IsLogging: true,
      LatestDeliveryError: 'AccessDenied',
      LatestDeliveryAttemptTime: '2026-01-05T09:05:00Z',
      LatestDeliveryAttemptSucceeded: '',
    });
    expect(scene.keys()).toEqual([]);
    scene.withPolicy().wait({ minutes: 10 });
    expect(scene.status()).toMatchObject({
      LatestDeliveryAttemptTime: '2026-01-05T09:15:00Z',
      LatestDeliveryAttemptSucceeded: '2026-01-05T09:15:00Z',
    });
    expect(scene.status().LatestDeliveryError).toBeUndefined();
    expect(scene.namesDelivered().slice(0, 4)).toEqual([
      'StartLogging',
      'DeleteBucketPolicy',
      'ListKeys',
      'GetTrailStatus',
    ]);
  });

  it('waits longer after each failure, at most an hour', () => {
    const scene = new Scene().logging();
    scene.must('s3', 'DeleteBucketPolicy', { Bucket: BUCKET });
    const attempts: string[] = [];
    for (let minutes = 0; minutes < 300; minutes += 5) {
      const at = scene.wait({ minutes: 5 }).status().LatestDeliveryAttemptTime as string;
      if (at !== attempts.at(-1)) attempts.push(at);
    }
    expect(attempts.map((at) => at.slice(11, 16))).toEqual([
      '09:05',
      '09:15',
      '09:35',
      '10:15',
      '11:15',
      '12:15',
      '13:15',
    ]);
  });

  it('is given up after 30 days', () => {
    const scene = new Scene().logging();
    scene.must('kms', 'ListKeys');
    scene.must('s3', 'DeleteBucketPolicy', { Bucket: BUCKET });
    scene.wait({ days: 29 }).must('kms', 'ListAliases');
    scene.wait({ days: 1, hours: 2 });
    scene.withPolicy().wait({ hours: 2 });
    const names = scene.namesDelivered();
    expect(names).toContain('ListAliases');
    expect(names).not.toContain('ListKeys');
  });

  it('in one Region only does not come twice in the others', () => {
    const scene = new Scene().logging({ IsMultiRegionTrail: true });
    scene.withPolicy(
      BUCKET,
      bucketPolicy().replace(`AWSLogs/${ACCOUNT}/*`, `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/*`),
    );
    scene.must('kms', 'ListKeys');
    scene.must('kms', 'ListAliases', {}, { region: 'eu-west-1' });
    scene.wait({ minutes: 40 });
    expect(scene.status().LatestDeliveryError).toBe('AccessDenied');
    expect(scene.keys('/eu-west-1/')).toEqual([]);
    scene.withPolicy().wait({ hours: 1 });
    expect(
      scene
        .namesDelivered()
        .filter((name) => name.startsWith('List') && name !== 'ListObjectsV2')
        .sort(),
    ).toEqual(['ListAliases', 'ListKeys']);
    expect(scene.status().LatestDeliveryError).toBeUndefined();
  });

  it('loses nothing and repeats nothing, however much piles up', () => {
    const scene = new Scene().logging();
    scene.must('s3', 'DeleteBucketPolicy', { Bucket: BUCKET });
    for (let count = 0; count < 40; count++) scene.must('kms', 'ListKeys');
    scene.wait({ minutes: 30 }).withPolicy();
    scene.wait({ hours: 1 });
    const ids = scene
      .delivered()
      .filter((record) => record.eventName === 'ListKeys')
      .map((record) => record.eventID);
    expect(new Set(ids).size).toBe(40);
    expect(ids).toHaveLength(40);
  });

  it('of a stopped trail is still tried', () => {
    const scene = new Scene().logging();
    scene.must('s3', 'DeleteBucketPolicy', { Bucket: BUCKET });
    scene.must('cloudtrail', 'StopLogging', { Name: TRAIL });
    scene.wait({ minutes: 20 });
    expect(scene.world.agenda.size).toBe(1);
    scene.withPolicy().wait({ hours: 1 });
    expect(scene.namesDelivered()).toEqual(['StartLogging', 'DeleteBucketPolicy', 'StopLogging']);
    expect(scene.world.agenda.size).toBe(0);
  });

  it('to a deleted bucket is NoSuchBucket', () => {
    const scene = new Scene().withBucket();
    scene.must('cloudtrail', 'CreateTrail', { Name: TRAIL, S3BucketName: BUCKET });
    scene.must('s3', 'DeleteObject', { Bucket: BUCKET, Key: `AWSLogs/${ACCOUNT}/CloudTrail/` });
    scene.must('s3', 'DeleteBucket', { Bucket: BUCKET });
    scene.must('cloudtrail', 'StartLogging', { Name: TRAIL });
    expect(scene.wait({ minutes: 5 }).status().LatestDeliveryError).toBe('NoSuchBucket');
  });
});

describe('a trail under a KMS key', () => {
  function encrypted() {
    const scene = new Scene();
    const key = scene.makeKey();
    return { scene: scene.logging({ KmsKeyId: key }), key };
  }

  it('writes files that only the key opens, with the trail in the encryption context', () => {
    const { scene, key } = encrypted();
    scene.wait({ minutes: 5 });
    const [file] = scene.keys();
    const stored = scene.must('s3', 'HeadObject', { Bucket: BUCKET, Key: file });
    expect(stored).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
    const made = [...scene.world.trail.values()].filter((entry) => entry.eventName === 'GenerateDataKey').at(-1)!;
    expect(made.requestParameters).toMatchObject({
      encryptionContext: { 'aws:cloudtrail:arn': TRAIL_ARN, 'aws:s3:arn': `arn:aws:s3:::${BUCKET}/${file}` },
    });
    scene.must('kms', 'DisableKey', { KeyId: key });
    expect(scene.call('s3', 'GetObject', { Bucket: BUCKET, Key: file }).error.code).toBe('KMS.DisabledException');
  });

  it('goes on logging while its key is disabled, and delivers everything when it is enabled again', () => {
    const { scene, key } = encrypted();
    scene.must('kms', 'DisableKey', { KeyId: key });
    scene.must('kms', 'ListKeys');
    scene.wait({ minutes: 5 });
    expect(scene.status()).toMatchObject({ IsLogging: true, LatestDeliveryError: 'KMS.DisabledException' });
    scene.must('kms', 'EnableKey', { KeyId: key });
    scene.wait({ minutes: 10 });
    expect(scene.status().LatestDeliveryError).toBeUndefined();
    expect(scene.namesDelivered()).toEqual(
      expect.arrayContaining(['StartLogging', 'DisableKey', 'ListKeys', 'EnableKey']),
    );
  });
});
