import { describe, expect, it } from 'vitest';
import { requestIdOf } from '../../../model/ids.ts';
import { AWAY, bytes, Cloud } from './cloud.ts';

const PLAIN = bytes('plain');
const last = (cloud: Cloud, KeyId: string, options = {}) =>
  cloud.ok('GetKeyLastUsage', { KeyId }, options).KeyLastUsage;

describe('GetKeyLastUsage', () => {
  it('is empty while no use is known', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    expect(cloud.ok('GetKeyLastUsage', { KeyId })).toEqual({
      KeyId: KeyId.split('/')[1],
      KeyLastUsage: {},
      TrackingStartDate: cloud.world.nowMs,
      KeyCreationDate: cloud.world.nowMs,
    });
  });

  it('tells the last successful use by operation, time and request; failures and reads do not count', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.wait({ hours: 1 });
    const call = cloud.next;
    const blob = cloud.encrypt(KeyId, PLAIN);
    const used = {
      Operation: 'Encrypt',
      Timestamp: cloud.world.nowMs,
      KmsRequestId: requestIdOf(cloud.world.seed, call),
      CloudTrailEventId: cloud.record('Encrypt').eventID,
    };
    cloud.wait({ hours: 1 });
    cloud.describe(KeyId);
    cloud.code('Decrypt', { CiphertextBlob: blob, EncryptionContext: { wrong: 'one' } });
    cloud.code('Encrypt', { KeyId, Plaintext: PLAIN, DryRun: true });
    expect(last(cloud, KeyId)).toEqual(used);
  });

  it('counts ReEncrypt for both keys', () => {
    const cloud = new Cloud();
    const [from, to] = [cloud.key(), cloud.key()];
    cloud.ok('ReEncrypt', { CiphertextBlob: cloud.encrypt(from, PLAIN), DestinationKeyId: to });
    expect([last(cloud, from).Operation, last(cloud, to).Operation]).toEqual(['ReEncrypt', 'ReEncrypt']);
  });

  it('counts a primary and its replica apart', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ MultiRegion: true });
    const replica = cloud.ok('ReplicateKey', { KeyId, ReplicaRegion: AWAY }).ReplicaKeyMetadata.Arn;
    cloud.wait({ minutes: 1 });
    cloud.encrypt(KeyId, PLAIN);
    expect(last(cloud, replica, { region: AWAY })).toEqual({});
  });
});
