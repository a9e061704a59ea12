/** The blast radius of a key in small worlds: each class of effects, each change, its words, times and recovery. */
import { describe, expect, it } from 'vitest';
import { impactOf } from '../../../model/impact/impact.ts';
import type { ChangeId, Effect, Impact } from '../../../model/impact/types.ts';
import { ACCOUNT, Cloud, REGION, ZONE } from '../ec2/cloud.ts';

const LAUNCH = { ImageId: 'ami-0f3f0f7f3bf4aa211', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 };
const MINUTES = 60_000;
const DAYS = 24 * 60 * MINUTES;

/** A cloud with a key. */
function withKey() {
  const cloud = new Cloud('impact');
  const { KeyMetadata } = cloud.kms('CreateKey');
  return { cloud, keyArn: KeyMetadata.Arn as string, keyId: KeyMetadata.KeyId as string };
}

const impactBy = (cloud: Cloud, keyArn: string, change: ChangeId, windowDays = 7): Impact =>
  impactOf(cloud.world, keyArn, { change, windowDays })[0]!;

/** `kind operation: when, what is seen`, for the resources of one service. */
const told = ({ effects }: Impact, service: string): string[] =>
  effects
    .filter(({ resource }) => resource.service === service)
    .map(
      ({ resource, probe, when, seen }) =>
        `${resource.kind} ${probe.operation}: ${when}, ${[seen.code, seen.state].filter(Boolean).join(' ')}`,
    );

const effectOn = ({ effects }: Impact, operation: string): Effect =>
  effects.find(({ probe }) => probe.operation === operation)!;

describe('objects and buckets', () => {
  function bucket(BucketKeyEnabled: boolean) {
    const made = withKey();
    const { cloud, keyArn } = made;
    cloud.do('s3', 'CreateBucket', { Bucket: 'reports' });
    cloud.do('s3', 'PutBucketEncryption', {
      Bucket: 'reports',
      ServerSideEncryptionConfiguration: {
        Rules: [
          { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn }, BucketKeyEnabled },
        ],
      },
    });
    cloud.do('s3', 'PutObject', { Bucket: 'reports', Key: 'one', Body: new Uint8Array(3) });
    return made;
  }

  it('break at once, with the code that S3 makes of the refusal', () => {
    const { cloud, keyArn } = bucket(false);
    expect(told(impactBy(cloud, keyArn, 'disable'), 's3')).toEqual([
      'bucket PutObject: atOnce, KMS.DisabledException',
      'object GetObject: atOnce, KMS.DisabledException',
    ]);
    expect(told(impactBy(cloud, keyArn, 'lock-out'), 's3')).toEqual([
      'bucket PutObject: atOnce, AccessDenied',
      'object GetObject: atOnce, AccessDenied',
    ]);
  });

  it('with an S3 Bucket Key break when its time is over, counted from when S3 got it', () => {
    const { cloud, keyArn } = bucket(true);
    cloud.wait({ minutes: 2 });
    const impact = impactBy(cloud, keyArn, 'disable');
    expect(told(impact, 's3')).toEqual([
      'bucket PutObject: afterCache, KMS.DisabledException',
      'object GetObject: afterCache, KMS.DisabledException',
    ]);
    expect(effectOn(impact, 'GetObject').afterMs).toBe(3 * MINUTES);
  });

  it('are lost for ever when the waiting period is over, and can be brought back till then', () => {
    const { cloud, keyArn } = bucket(false);
    const impact = impactBy(cloud, keyArn, 'delete', 7);
    const endMs = cloud.world.nowMs + 7 * DAYS;
    expect(impact.deletionMs).toBe(endMs);
    expect(effectOn(impact, 'GetObject')).toMatchObject({
      seen: { code: 'KMS.KMSInvalidStateException' },
      recoverable: { by: ['CancelKeyDeletion', 'EnableKey'], untilMs: endMs },
      lost: { atMs: endMs, seen: { code: 'AccessDenied' } },
    });
  });

  it('do not notice that grants are revoked', () => {
    const { cloud, keyArn } = bucket(false);
    cloud.kms('CreateGrant', {
      KeyId: keyArn,
      GranteePrincipal: `arn:aws:iam::${ACCOUNT}:root`,
      Operations: ['Decrypt'],
    });
    expect(told(impactBy(cloud, keyArn, 'revoke-grants'), 's3')).toEqual([]);
  });

  it('that a bucket policy keeps from the caller anyway are no effect of the key', () => {
    const { cloud, keyArn } = bucket(false);
    cloud.do('s3', 'PutBucketPolicy', {
      Bucket: 'reports',
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
      }),
    });
    expect(told(impactBy(cloud, keyArn, 'disable'), 's3')).toEqual(['bucket PutObject: atOnce, KMS.DisabledException']);
  });
});

describe('instances and disks', () => {
  it('go on while they run and fail at the next start or attachment', () => {
    const { cloud, keyArn } = withKey();
    cloud.ec2('RunInstances', {
      ...LAUNCH,
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: keyArn } }],
    });
    cloud.wait();
    const impact = impactBy(cloud, keyArn, 'disable');
    expect(told(impact, 'ec2')).toEqual([
      'instance StartInstances: nextStart, Client.InternalError stopped',
      'volume AttachVolume: nextAttach, CustomerKeyHasBeenRevoked',
    ]);
    expect(effectOn(impact, 'StartInstances').what).toMatch(/^runs on/);
    expect(effectOn(impact, 'StartInstances').recoverable).toEqual({ by: ['EnableKey', 'StartInstances'] });
  });

  it('a snapshot gives nothing any more, at once', () => {
    const { cloud, keyArn } = withKey();
    const { VolumeId } = cloud.ec2('CreateVolume', {
      AvailabilityZone: ZONE,
      Size: 1,
      Encrypted: true,
      KmsKeyId: keyArn,
    });
    cloud.wait();
    cloud.ec2('CreateSnapshot', { VolumeId });
    cloud.wait();
    expect(told(impactBy(cloud, keyArn, 'disable'), 'ec2')).toEqual([
      'volume AttachVolume: nextAttach, CustomerKeyHasBeenRevoked',
      'snapshot CreateVolume: atOnce, InvalidVolume.NotFound',
      'snapshot CopySnapshot: atOnce, error',
    ]);
  });

  it('a default key reaches what is not encrypted yet', () => {
    const { cloud, keyArn } = withKey();
    cloud.ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: keyArn });
    cloud.ec2('EnableEbsEncryptionByDefault');
    expect(told(impactBy(cloud, keyArn, 'disable'), 'ec2')).toEqual([
      'EBS default key CreateVolume: atOnce, InvalidVolume.NotFound',
      'EBS default key RunInstances: nextStart, Client.InvalidKMSKey.InvalidState terminated',
    ]);
  });
});

describe('databases', () => {
  function database(BackupRetentionPeriod: number) {
    const made = withKey();
    made.cloud.do('rds', 'CreateDBInstance', {
      DBInstanceIdentifier: 'orders',
      Engine: 'mysql',
      DBInstanceClass: 'db.t3.micro',
      AllocatedStorage: 20,
      MasterUsername: 'keeper',
      MasterUserPassword: 'a-password-of-tests',
      StorageEncrypted: true,
      KmsKeyId: made.keyArn,
      BackupRetentionPeriod,
    });
    made.cloud.wait({ minutes: 30 });
    return made;
  }

  it('are stopped when RDS acts on the loss, and come back by a start for seven days', () => {
    const { cloud, keyArn } = database(1);
    const { afterMs, recoverable, seen } = effectOn(impactBy(cloud, keyArn, 'disable'), 'DescribeDBInstances');
    expect(seen.state).toBe('inaccessible-encryption-credentials-recoverable');
    // Created after 5 minutes and looked at every hour since; two hours from the discovery to the change of status.
    expect(afterMs).toBe((5 + 60 - 30 + 120) * MINUTES);
    expect(recoverable).toEqual({
      by: ['EnableKey', 'StartDBInstance'],
      untilMs: cloud.world.nowMs + afterMs! + 7 * DAYS,
    });
  });

  it('without backups are lost at that moment', () => {
    const { cloud, keyArn } = database(0);
    const { afterMs, recoverable, seen } = effectOn(impactBy(cloud, keyArn, 'disable'), 'DescribeDBInstances');
    expect(seen.state).toBe('inaccessible-encryption-credentials');
    expect(recoverable).toEqual({ by: ['EnableKey'], untilMs: cloud.world.nowMs + afterMs! });
  });

  it('live on their grant: a policy does not reach them, a revocation does, for good', () => {
    const { cloud, keyArn } = database(1);
    expect(told(impactBy(cloud, keyArn, 'lock-out'), 'rds')).toEqual([]);
    const impact = impactBy(cloud, keyArn, 'revoke-grants');
    expect(told(impact, 'rds')).toEqual([
      'DB instance DescribeDBInstances: nextPoll, inaccessible-encryption-credentials-recoverable',
      'DB instance StartDBInstance: nextStart, KMSKeyNotAccessibleFault',
      'DB instance RebootDBInstance: nextStart, KMSKeyNotAccessibleFault',
      'DB instance CreateDBSnapshot: atOnce, failed',
    ]);
    expect(impact.effects.filter(({ resource }) => resource.service === 'rds').map((one) => one.recoverable)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('come back in the window that is said, and not after it', () => {
    const { cloud, keyArn, keyId } = database(1);
    const { recoverable } = effectOn(impactBy(cloud, keyArn, 'disable'), 'DescribeDBInstances');
    const start = (beforeMs: number) => {
      const fork = new Cloud('fork');
      fork.world = cloud.world;
      fork.kms('DisableKey', { KeyId: keyId });
      fork.wait({ ms: recoverable!.untilMs! - fork.world.nowMs - beforeMs });
      fork.kms('EnableKey', { KeyId: keyId });
      return fork.try('rds', 'StartDBInstance', { DBInstanceIdentifier: 'orders' });
    };
    expect(start(1)).toMatchObject({ ok: true });
    expect(start(0)).toMatchObject({ ok: false, error: { code: 'InvalidDBInstanceState' } });
  });
});

it('a cluster of Redshift serves on and waits at its next reboot', () => {
  const { cloud, keyArn } = withKey();
  cloud.do('redshift', 'CreateCluster', {
    ClusterIdentifier: 'sales',
    NodeType: 'ra3.large',
    ClusterType: 'single-node',
    MasterUsername: 'keeper',
    MasterUserPassword: 'A-password-of-tests-1',
    KmsKeyId: keyArn,
  });
  cloud.wait({ hours: 1 });
  expect(told(impactBy(cloud, keyArn, 'disable'), 'redshift')).toEqual(['cluster RebootCluster: nextStart, rebooting']);
});

it('a grant is told by whom it served', () => {
  const { cloud, keyArn } = withKey();
  cloud.do('iam', 'CreateUser', { UserName: 'reader' });
  const reader = `arn:aws:iam::${ACCOUNT}:user/reader`;
  cloud.kms('CreateGrant', { KeyId: keyArn, GranteePrincipal: reader, Operations: ['Decrypt'] });
  const { effects } = impactBy(cloud, keyArn, 'revoke-grants');
  expect(effects).toMatchObject([
    {
      resource: { kind: 'grant' },
      what: `${reader} cannot Decrypt any more`,
      seen: { code: 'AccessDeniedException' },
      recoverable: { by: ['CreateGrant'] },
      rule: { id: 'impact.grantee-needs-grant' },
    },
  ]);
});

describe('changes', () => {
  it('those that apply to the key are told, in order', () => {
    const { cloud, keyArn } = withKey();
    expect(impactOf(cloud.world, keyArn).map(({ change }) => change)).toEqual(['disable', 'delete', 'lock-out']);
  });

  it('that KMS refuses have no effects', () => {
    const { cloud, keyArn } = withKey();
    cloud.kms('ScheduleKeyDeletion', { KeyId: keyArn });
    expect(impactBy(cloud, keyArn, 'disable')).toMatchObject({
      refused: { code: 'KMSInvalidStateException' },
      effects: [],
    });
    expect(impactBy(cloud, keyArn, 'delete-material').refused?.code).toBe('UnsupportedOperationException');
  });

  it('of a key that does not work anyway break nothing', () => {
    const { cloud, keyArn } = withKey();
    cloud.kms('DisableKey', { KeyId: keyArn });
    expect(impactBy(cloud, keyArn, 'delete').effects).toEqual([]);
  });

  it('leave the world as it was', () => {
    const { cloud, keyArn } = withKey();
    const before = cloud.world;
    impactOf(before, keyArn);
    expect(cloud.world).toBe(before);
  });

  it('of a key or by a caller that does not exist are an error that says so', () => {
    const { cloud, keyArn } = withKey();
    const missing = `arn:aws:kms:${REGION}:${ACCOUNT}:key/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee`;
    expect(() => impactOf(cloud.world, missing)).toThrow(`There is no key ${missing} in this world.`);
    const nobody = { principal: `arn:aws:iam::${ACCOUNT}:user/nobody` };
    expect(() => impactOf(cloud.world, keyArn, { caller: nobody })).toThrow(
      'There is no arn:aws:iam::123456789012:user/nobody',
    );
  });
});
