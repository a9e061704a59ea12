import { describe, expect, it } from 'vitest';
import { AWAY, bytes, Cloud } from './cloud.ts';

const PLAIN = bytes('plain');
const DAY_MS = 86_400_000;
const inAway = { region: AWAY };

describe('a scheduled deletion', () => {
  it('takes the key with all that hung on it when the waiting period is over, not before', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('CreateAlias', { AliasName: 'alias/one', TargetKeyId: KeyId });
    const blob = cloud.encrypt(KeyId, PLAIN);
    cloud.ok('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    cloud.wait({ days: 7, ms: -1 });
    expect(cloud.state(KeyId)).toBe('PendingDeletion');
    cloud.wait({ ms: 1 });
    expect(cloud.error('DescribeKey', { KeyId })).toMatchObject({
      code: 'NotFoundException',
      message: `Key '${KeyId}' does not exist`,
    });
    expect(cloud.code('DescribeKey', { KeyId: 'alias/one' })).toBe('NotFoundException');
    expect(cloud.code('Decrypt', { CiphertextBlob: blob })).toBe('AccessDeniedException');
    expect(cloud.record('DeleteKey')).toMatchObject({
      eventType: 'AwsServiceEvent',
      resources: [{ ARN: KeyId }],
      requestParameters: null,
    });
    cloud.ok('CreateAlias', { AliasName: 'alias/one', TargetKeyId: cloud.key() });
  });

  it.each([6, 31])('refuses a waiting period of %i days', (PendingWindowInDays) => {
    const cloud = new Cloud();
    expect(cloud.code('ScheduleKeyDeletion', { KeyId: cloud.key(), PendingWindowInDays })).toBe('ValidationException');
  });

  it('lands in Disabled when it is cancelled, whatever the key was before', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('ScheduleKeyDeletion', { KeyId });
    cloud.ok('CancelKeyDeletion', { KeyId });
    expect(cloud.state(KeyId)).toBe('Disabled');
    cloud.wait({ days: 60 });
    expect(cloud.state(KeyId)).toBe('Disabled');
  });
});

describe('a multi-Region primary', () => {
  function pair() {
    const cloud = new Cloud();
    const primary = cloud.key({ MultiRegion: true });
    const replica = cloud.ok('ReplicateKey', { KeyId: primary, ReplicaRegion: AWAY }).ReplicaKeyMetadata.Arn;
    cloud.wait({ minutes: 1 });
    return { cloud, primary, replica };
  }

  it('waits for the deletion of its replicas before its own waiting period begins', () => {
    const { cloud, primary, replica } = pair();
    const scheduled = cloud.ok('ScheduleKeyDeletion', { KeyId: primary, PendingWindowInDays: 10 });
    expect(scheduled).toEqual({ KeyId: primary, KeyState: 'PendingReplicaDeletion', PendingWindowInDays: 10 });
    expect(cloud.describe(primary)).toMatchObject({ PendingDeletionWindowInDays: 10 });
    expect(cloud.describe(primary)).not.toHaveProperty('DeletionDate');
    cloud.wait({ days: 100 });
    expect(cloud.state(primary)).toBe('PendingReplicaDeletion');
    cloud.ok('ScheduleKeyDeletion', { KeyId: replica, PendingWindowInDays: 7 }, inAway);
    cloud.wait({ days: 7 });
    expect(cloud.describe(primary)).toMatchObject({
      KeyState: 'PendingDeletion',
      DeletionDate: cloud.world.nowMs + 10 * DAY_MS,
    });
    cloud.wait({ days: 10 });
    expect(cloud.code('DescribeKey', { KeyId: primary })).toBe('NotFoundException');
  });

  it('waits for the last of several replicas', () => {
    const { cloud, primary, replica } = pair();
    const elsewhere = { region: 'eu-central-1' };
    const { Arn } = cloud.ok('ReplicateKey', { KeyId: primary, ReplicaRegion: elsewhere.region }).ReplicaKeyMetadata;
    cloud.ok('ScheduleKeyDeletion', { KeyId: primary });
    cloud.ok('ScheduleKeyDeletion', { KeyId: replica, PendingWindowInDays: 7 }, inAway);
    cloud.wait({ days: 8 });
    expect(cloud.state(primary)).toBe('PendingReplicaDeletion');
    cloud.ok('ScheduleKeyDeletion', { KeyId: Arn, PendingWindowInDays: 7 }, elsewhere);
    cloud.wait({ days: 7 });
    expect(cloud.state(primary)).toBe('PendingDeletion');
  });

  it('can be cancelled while it waits, and stays when its replica goes', () => {
    const { cloud, primary, replica } = pair();
    cloud.ok('ScheduleKeyDeletion', { KeyId: primary });
    cloud.ok('CancelKeyDeletion', { KeyId: primary });
    cloud.ok('ScheduleKeyDeletion', { KeyId: replica, PendingWindowInDays: 7 }, inAway);
    cloud.wait({ days: 60 });
    expect(cloud.state(primary)).toBe('Disabled');
    expect(cloud.describe(primary).MultiRegionConfiguration.ReplicaKeys).toEqual([]);
  });

  it('can have a deleted replica again, under the same id', () => {
    const { cloud, primary, replica } = pair();
    cloud.ok('ScheduleKeyDeletion', { KeyId: replica, PendingWindowInDays: 7 }, inAway);
    cloud.wait({ days: 7 });
    const again = cloud.ok('ReplicateKey', { KeyId: primary, ReplicaRegion: AWAY });
    expect(again.ReplicaKeyMetadata.Arn).toBe(replica);
  });

  it("and its replicas open each other's ciphertext; everything else is their own", () => {
    const { cloud, primary, replica } = pair();
    const blob = cloud.encrypt(primary, PLAIN);
    cloud.ok('DisableKey', { KeyId: primary });
    expect(cloud.decrypt(blob, {}, inAway)).toEqual(PLAIN);
    expect(cloud.code('Decrypt', { CiphertextBlob: blob })).toBe('DisabledException');
    cloud.ok('TagResource', { KeyId: primary, Tags: [{ TagKey: 'team', TagValue: 'blue' }] });
    expect(cloud.ok('ListResourceTags', { KeyId: replica }, inAway).Tags).toEqual([]);
  });

  it('changes places with a replica; both are Updating meanwhile and go on working', () => {
    const { cloud, primary, replica } = pair();
    cloud.ok('UpdatePrimaryRegion', { KeyId: primary, PrimaryRegion: AWAY });
    expect([cloud.state(primary), cloud.state(replica, inAway)]).toEqual(['Updating', 'Updating']);
    expect(cloud.decrypt(cloud.encrypt(primary, PLAIN), {}, inAway)).toEqual(PLAIN);
    cloud.wait({ minutes: 1 });
    const kinds = [cloud.describe(primary), cloud.describe(replica, inAway)].map(
      (one) => one.MultiRegionConfiguration.MultiRegionKeyType,
    );
    expect(kinds).toEqual(['REPLICA', 'PRIMARY']);
    expect(cloud.code('ReplicateKey', { KeyId: primary, ReplicaRegion: 'eu-central-1' })).toBe(
      'UnsupportedOperationException',
    );
  });

  it('shows in the trail of both Regions when it is replicated and when it moves', () => {
    const { cloud, primary, replica } = pair();
    const made = cloud.records().filter(({ eventName, awsRegion }) => eventName === 'CreateKey' && awsRegion === AWAY);
    expect(made).toMatchObject([
      { userIdentity: { invokedBy: 'kms.amazonaws.com' }, eventType: 'AwsApiCall', resources: [{ ARN: replica }] },
    ]);
    cloud.ok('UpdatePrimaryRegion', { KeyId: primary, PrimaryRegion: AWAY });
    const moved = cloud.records().filter(({ eventName }) => eventName === 'UpdatePrimaryRegion');
    expect(moved.map(({ awsRegion }) => awsRegion).sort()).toEqual([AWAY, 'us-east-1']);
    expect(new Set(moved.map(({ requestID }) => requestID)).size).toBe(1);
    expect(cloud.record('UpdatePrimaryRegion')).toMatchObject({
      awsRegion: AWAY,
      requestParameters: { keyId: replica, primaryRegion: AWAY },
    });
  });
});
