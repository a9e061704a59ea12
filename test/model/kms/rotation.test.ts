import { describe, expect, it } from 'vitest';
import { AWAY, bytes, Cloud } from './cloud.ts';

const PLAIN = bytes('plain');
const DAY_MS = 86_400_000;
const inAway = { region: AWAY };

describe('automatic rotation', () => {
  it('makes new material current each period and keeps the old ones for decrypting', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    const first = { blob: cloud.encrypt(KeyId, PLAIN), id: cloud.describe(KeyId).CurrentKeyMaterialId };
    cloud.wait({ days: 89 });
    expect(cloud.describe(KeyId).CurrentKeyMaterialId).toBe(first.id);
    cloud.wait({ days: 1 });
    const second = cloud.describe(KeyId).CurrentKeyMaterialId;
    expect(second).not.toBe(first.id);
    expect(cloud.ok('Decrypt', { CiphertextBlob: first.blob })).toMatchObject({
      Plaintext: PLAIN,
      KeyMaterialId: first.id,
    });
    expect(cloud.ok('GenerateDataKey', { KeyId, KeySpec: 'AES_256' }).KeyMaterialId).toBe(second);
    cloud.wait({ days: 90 });
    const { Rotations } = cloud.ok('ListKeyRotations', { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' });
    expect(Rotations.map((one: { KeyMaterialState: string }) => one.KeyMaterialState)).toEqual([
      'NON_CURRENT',
      'NON_CURRENT',
      'CURRENT',
    ]);
    expect(cloud.decrypt(first.blob)).toEqual(PLAIN);
  });

  it('is recorded as a service event', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    cloud.wait({ days: 90 });
    const record = cloud.record('RotateKey');
    expect(record).toMatchObject({ eventType: 'AwsServiceEvent', userIdentity: { invokedBy: 'AWS Internal' } });
    expect(record.serviceEventDetails).toMatchObject({ rotationType: 'AUTOMATIC', keyOrigin: 'AWS_KMS' });
    expect(record).not.toHaveProperty('requestID');
  });

  it('counts its period from the last call of EnableKeyRotation', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('EnableKeyRotation', { KeyId });
    expect(cloud.ok('GetKeyRotationStatus', { KeyId })).toMatchObject({
      RotationPeriodInDays: 365,
      NextRotationDate: cloud.world.nowMs + 365 * DAY_MS,
    });
    cloud.wait({ days: 100 });
    cloud.ok('EnableKeyRotation', { KeyId, RotationPeriodInDays: 200 });
    cloud.wait({ days: 199 });
    expect(cloud.ok('ListKeyRotations', { KeyId }).Rotations).toEqual([]);
    cloud.wait({ days: 1 });
    expect(cloud.ok('ListKeyRotations', { KeyId }).Rotations).toHaveLength(1);
  });

  it('waits while the key is disabled and happens when it is enabled', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    cloud.ok('DisableKey', { KeyId });
    cloud.wait({ days: 120 });
    expect(cloud.ok('GetKeyRotationStatus', { KeyId }).KeyRotationEnabled).toBe(true);
    expect(cloud.ok('ListKeyRotations', { KeyId }).Rotations).toEqual([]);
    cloud.ok('EnableKey', { KeyId });
    expect(cloud.ok('ListKeyRotations', { KeyId }).Rotations).toHaveLength(1);
  });

  it('shows as off while the key is pending deletion, and as before when the deletion is cancelled', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('EnableKeyRotation', { KeyId });
    const before = cloud.ok('GetKeyRotationStatus', { KeyId });
    cloud.ok('ScheduleKeyDeletion', { KeyId });
    expect(cloud.ok('GetKeyRotationStatus', { KeyId }).KeyRotationEnabled).toBe(false);
    cloud.ok('CancelKeyDeletion', { KeyId });
    expect(cloud.ok('GetKeyRotationStatus', { KeyId })).toEqual(before);
  });

  it('stops when it is turned off', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    cloud.ok('DisableKeyRotation', { KeyId });
    cloud.wait({ days: 400 });
    expect(cloud.ok('ListKeyRotations', { KeyId }).Rotations).toEqual([]);
  });
});

describe('rotation on demand', () => {
  it('takes a while, shows meanwhile, and leaves the next automatic date alone', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('EnableKeyRotation', { KeyId });
    const { NextRotationDate } = cloud.ok('GetKeyRotationStatus', { KeyId });
    const before = cloud.describe(KeyId).CurrentKeyMaterialId;
    cloud.ok('RotateKeyOnDemand', { KeyId });
    expect(cloud.ok('GetKeyRotationStatus', { KeyId }).OnDemandRotationStartDate).toBe(cloud.world.nowMs);
    expect(cloud.describe(KeyId).CurrentKeyMaterialId).toBe(before);
    expect(cloud.code('RotateKeyOnDemand', { KeyId })).toBe('ConflictException');
    cloud.wait({ minutes: 1 });
    const after = cloud.ok('GetKeyRotationStatus', { KeyId });
    expect(after).toMatchObject({ NextRotationDate });
    expect(after).not.toHaveProperty('OnDemandRotationStartDate');
    expect(cloud.describe(KeyId).CurrentKeyMaterialId).not.toBe(before);
    expect(cloud.record('RotateKey').serviceEventDetails).toMatchObject({ rotationType: 'ON_DEMAND' });
  });

  it('is refused when an automatic rotation is due within twenty minutes', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    cloud.wait({ days: 89, hours: 23, minutes: 41 });
    expect(cloud.code('RotateKeyOnDemand', { KeyId })).toBe('ConflictException');
  });

  it('keeps every ciphertext of 25 rotations readable, and no more are allowed', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    const blobs = Array.from({ length: 25 }, () => {
      const blob = cloud.encrypt(KeyId, PLAIN);
      cloud.ok('RotateKeyOnDemand', { KeyId });
      cloud.wait({ minutes: 1 });
      return blob;
    });
    expect(cloud.code('RotateKeyOnDemand', { KeyId })).toBe('LimitExceededException');
    for (const blob of blobs) expect(cloud.decrypt(blob)).toEqual(PLAIN);
  });

  it('is not lost to a key that is disabled meanwhile', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    const blob = cloud.encrypt(KeyId, PLAIN);
    cloud.ok('RotateKeyOnDemand', { KeyId });
    cloud.ok('DisableKey', { KeyId });
    cloud.wait({ minutes: 1 });
    cloud.ok('EnableKey', { KeyId });
    expect(cloud.decrypt(blob)).toEqual(PLAIN);
    expect(cloud.ok('GetKeyRotationStatus', { KeyId })).not.toHaveProperty('OnDemandRotationStartDate');
  });

  it('does not happen while the key is pending deletion, and goes on when it is enabled again', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('RotateKeyOnDemand', { KeyId });
    cloud.ok('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    cloud.wait({ days: 1 });
    expect(cloud.ok('ListKeyRotations', { KeyId }).Rotations).toEqual([]);
    cloud.ok('CancelKeyDeletion', { KeyId });
    cloud.ok('EnableKey', { KeyId });
    expect(cloud.ok('ListKeyRotations', { KeyId }).Rotations).toMatchObject([{ RotationType: 'ON_DEMAND' }]);
    expect(cloud.ok('GetKeyRotationStatus', { KeyId })).not.toHaveProperty('OnDemandRotationStartDate');
  });
});

describe('rotation of multi-Region keys', () => {
  function pair() {
    const cloud = new Cloud();
    const primary = cloud.key({ MultiRegion: true });
    const replica = cloud.ok('ReplicateKey', { KeyId: primary, ReplicaRegion: AWAY }).ReplicaKeyMetadata.Arn;
    cloud.wait({ minutes: 1 });
    return { cloud, primary, replica };
  }

  it('is set on the primary and reaches the replica', () => {
    const { cloud, primary, replica } = pair();
    expect(cloud.code('EnableKeyRotation', { KeyId: replica }, inAway)).toBe('UnsupportedOperationException');
    cloud.ok('EnableKeyRotation', { KeyId: primary, RotationPeriodInDays: 90 });
    expect(cloud.ok('GetKeyRotationStatus', { KeyId: replica }, inAway).KeyRotationEnabled).toBe(true);
    cloud.wait({ days: 90 });
    const current = cloud.describe(primary).CurrentKeyMaterialId;
    expect(cloud.describe(replica, inAway).CurrentKeyMaterialId).toBe(current);
    expect(cloud.decrypt(cloud.encrypt(primary, PLAIN), {}, inAway)).toEqual(PLAIN);
    expect(cloud.record('SynchronizeMultiRegionKey')).toMatchObject({
      eventType: 'AwsApiCall',
      awsRegion: 'us-east-1',
      responseElements: { keyId: primary },
      resources: [{ ARN: primary }],
    });
  });

  it('goes on when the replica is deleted', () => {
    const { cloud, primary, replica } = pair();
    cloud.ok('EnableKeyRotation', { KeyId: primary, RotationPeriodInDays: 90 });
    cloud.ok('ScheduleKeyDeletion', { KeyId: replica, PendingWindowInDays: 7 }, inAway);
    cloud.wait({ days: 90 });
    expect(cloud.ok('ListKeyRotations', { KeyId: primary }).Rotations).toHaveLength(1);
  });

  it('moves with the primary Region', () => {
    const { cloud, primary, replica } = pair();
    cloud.ok('EnableKeyRotation', { KeyId: primary, RotationPeriodInDays: 90 });
    cloud.ok('UpdatePrimaryRegion', { KeyId: primary, PrimaryRegion: AWAY });
    cloud.wait({ minutes: 1 });
    cloud.ok('ScheduleKeyDeletion', { KeyId: primary, PendingWindowInDays: 7 });
    cloud.wait({ days: 90 });
    expect(cloud.ok('ListKeyRotations', { KeyId: replica }, inAway).Rotations).toHaveLength(1);
  });

  it('is finished by the new primary if the primary Region moves while it is under way', () => {
    const { cloud, primary, replica } = pair();
    cloud.ok('RotateKeyOnDemand', { KeyId: primary });
    cloud.ok('UpdatePrimaryRegion', { KeyId: primary, PrimaryRegion: AWAY });
    cloud.wait({ minutes: 1 });
    expect(cloud.ok('ListKeyRotations', { KeyId: replica }, inAway).Rotations).toHaveLength(1);
    expect(cloud.describe(primary).CurrentKeyMaterialId).toBe(cloud.describe(replica, inAway).CurrentKeyMaterialId);
    expect(cloud.ok('GetKeyRotationStatus', { KeyId: replica }, inAway)).not.toHaveProperty(
      'OnDemandRotationStartDate',
    );
  });

  it('keeps to the last schedule, whatever moved meanwhile', () => {
    const { cloud, primary, replica } = pair();
    cloud.ok('EnableKeyRotation', { KeyId: primary, RotationPeriodInDays: 90 });
    cloud.ok('RotateKeyOnDemand', { KeyId: primary });
    cloud.ok('UpdatePrimaryRegion', { KeyId: primary, PrimaryRegion: AWAY });
    cloud.wait({ days: 30 });
    cloud.ok('DisableKeyRotation', { KeyId: replica }, inAway);
    cloud.ok('EnableKeyRotation', { KeyId: replica, RotationPeriodInDays: 90 }, inAway);
    cloud.wait({ days: 89 });
    expect(cloud.ok('ListKeyRotations', { KeyId: replica }, inAway).Rotations).toHaveLength(1);
    cloud.wait({ days: 1 });
    expect(cloud.ok('ListKeyRotations', { KeyId: replica }, inAway).Rotations).toHaveLength(2);
  });
});
