import { describe, expect, it } from 'vitest';
import { AWAY, bytes, Cloud, material } from './cloud.ts';

const PLAIN = bytes('plain');
const DAY_MS = 86_400_000;

function imported(more: object = {}) {
  const cloud = new Cloud();
  const KeyId = cloud.key({ Origin: 'EXTERNAL' });
  const id = cloud.import(KeyId, material(1), more);
  return { cloud, KeyId, id };
}
const expiring = (cloud: Cloud, days: number) => ({
  ExpirationModel: 'KEY_MATERIAL_EXPIRES',
  ValidTo: cloud.world.nowMs + days * DAY_MS,
});
const NEW = { ImportType: 'NEW_KEY_MATERIAL' };

describe('a key with imported material', () => {
  it('waits for its material, works with it, waits again when it is deleted, and opens old ciphertext after re-import', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ Origin: 'EXTERNAL' });
    expect(cloud.error('Encrypt', { KeyId, Plaintext: PLAIN }).message).toBe(`${KeyId} is pending import.`);
    const id = cloud.import(KeyId, material(1));
    const blob = cloud.encrypt(KeyId, PLAIN);
    cloud.ok('DeleteImportedKeyMaterial', { KeyId });
    expect(cloud.describe(KeyId)).toMatchObject({ KeyState: 'PendingImport', CurrentKeyMaterialId: id });
    expect(cloud.code('Decrypt', { CiphertextBlob: blob })).toBe('KMSInvalidStateException');
    expect(cloud.import(KeyId, material(1))).toBe(id);
    expect(cloud.decrypt(blob)).toEqual(PLAIN);
  });

  it('takes no other material than its own', () => {
    const { cloud, KeyId } = imported();
    cloud.ok('DeleteImportedKeyMaterial', { KeyId });
    expect(cloud.code('ImportKeyMaterial', cloud.wrapped(KeyId, material(2)))).toBe('IncorrectKeyMaterialException');
    expect(cloud.state(KeyId)).toBe('PendingImport');
  });

  it('does not share ciphertext with another key of the same material', () => {
    const { cloud, KeyId } = imported();
    const other = cloud.key({ Origin: 'EXTERNAL' });
    cloud.import(other, material(1));
    const blob = cloud.encrypt(KeyId, PLAIN);
    expect(cloud.code('Decrypt', { CiphertextBlob: blob, KeyId: other })).toBe('IncorrectKeyException');
  });

  it('loses material that expires, at its moment, and has it back after re-import', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ Origin: 'EXTERNAL' });
    cloud.import(KeyId, material(1), expiring(cloud, 10));
    expect(cloud.describe(KeyId)).toMatchObject({
      ExpirationModel: 'KEY_MATERIAL_EXPIRES',
      ValidTo: cloud.world.nowMs + 10 * DAY_MS,
    });
    const blob = cloud.encrypt(KeyId, PLAIN);
    cloud.wait({ days: 10, ms: -1 });
    expect(cloud.decrypt(blob)).toEqual(PLAIN);
    cloud.wait({ ms: 1 });
    expect(cloud.code('Decrypt', { CiphertextBlob: blob })).toBe('KMSInvalidStateException');
    const record = cloud.record('DeleteExpiredKeyMaterial');
    expect(record).toMatchObject({ eventType: 'AwsServiceEvent', serviceEventDetails: { keyId: KeyId.split('/')[1] } });
    cloud.import(KeyId, material(1));
    cloud.wait({ days: 400 });
    expect(cloud.decrypt(blob)).toEqual(PLAIN);
  });

  it('keeps to the last expiry that was given', () => {
    const { cloud, KeyId } = imported();
    cloud.import(KeyId, material(1), expiring(cloud, 5));
    cloud.import(KeyId, material(1), expiring(cloud, 20));
    expect(cloud.world.agenda.size).toBe(1);
    cloud.wait({ days: 19 });
    expect(cloud.state(KeyId)).toBe('Enabled');
    cloud.wait({ days: 1 });
    expect(cloud.state(KeyId)).toBe('PendingImport');
  });

  it('rotates to new material that was imported for it, and needs all of it', () => {
    const { cloud, KeyId, id } = imported();
    const blob = cloud.encrypt(KeyId, PLAIN);
    const next = cloud.import(KeyId, material(2), NEW);
    expect(cloud.describe(KeyId).CurrentKeyMaterialId).toBe(id);
    cloud.ok('RotateKeyOnDemand', { KeyId });
    cloud.wait({ minutes: 1 });
    expect(cloud.describe(KeyId).CurrentKeyMaterialId).toBe(next);
    expect(cloud.decrypt(blob)).toEqual(PLAIN);
    cloud.ok('DeleteImportedKeyMaterial', { KeyId, KeyMaterialId: id });
    expect(cloud.state(KeyId)).toBe('PendingImport');
    cloud.import(KeyId, material(1));
    expect(cloud.state(KeyId)).toBe('Enabled');
    expect(cloud.decrypt(blob)).toEqual(PLAIN);
  });

  it('has a rotation status, of rotations on demand only, while its material is there', () => {
    const { cloud, KeyId, id } = imported();
    cloud.import(KeyId, material(2), NEW);
    cloud.ok('RotateKeyOnDemand', { KeyId });
    const status = cloud.ok('GetKeyRotationStatus', { KeyId });
    expect(status).toEqual({
      KeyId: KeyId.split('/')[1],
      KeyRotationEnabled: false,
      OnDemandRotationStartDate: cloud.world.nowMs,
    });
    expect(cloud.code('EnableKeyRotation', { KeyId })).toBe('UnsupportedOperationException');
    cloud.ok('DeleteImportedKeyMaterial', { KeyId, KeyMaterialId: id });
    expect(cloud.error('GetKeyRotationStatus', { KeyId }).message).toContain('origin is EXTERNAL');
  });

  it('loses the material that it was to rotate to without harm', () => {
    const { cloud, KeyId, id } = imported();
    const next = cloud.import(KeyId, material(2), NEW);
    cloud.ok('RotateKeyOnDemand', { KeyId });
    cloud.ok('DeleteImportedKeyMaterial', { KeyId, KeyMaterialId: next });
    cloud.wait({ minutes: 1 });
    expect(cloud.describe(KeyId)).toMatchObject({ KeyState: 'Enabled', CurrentKeyMaterialId: id });
    expect(cloud.ok('GetKeyRotationStatus', { KeyId })).not.toHaveProperty('OnDemandRotationStartDate');
  });

  it('waits until all of its materials are back', () => {
    const { cloud, KeyId, id } = imported();
    const next = cloud.import(KeyId, material(2), NEW);
    cloud.ok('RotateKeyOnDemand', { KeyId });
    cloud.wait({ minutes: 1 });
    for (const KeyMaterialId of [id, next]) cloud.ok('DeleteImportedKeyMaterial', { KeyId, KeyMaterialId });
    cloud.import(KeyId, material(2));
    expect(cloud.state(KeyId)).toBe('PendingImport');
    cloud.import(KeyId, material(1));
    expect(cloud.describe(KeyId)).toMatchObject({ KeyState: 'Enabled', CurrentKeyMaterialId: next });
  });

  it('forgets material that only waited', () => {
    const { cloud, KeyId } = imported();
    const waiting = cloud.import(KeyId, material(2), NEW);
    cloud.ok('DeleteImportedKeyMaterial', { KeyId, KeyMaterialId: waiting });
    expect(cloud.state(KeyId)).toBe('Enabled');
    expect(cloud.code('RotateKeyOnDemand', { KeyId })).toBe('KMSInvalidStateException');
  });

  it('stays pending deletion when its material goes, and cannot be enabled without it afterwards', () => {
    const { cloud, KeyId } = imported();
    cloud.ok('ScheduleKeyDeletion', { KeyId });
    cloud.ok('DeleteImportedKeyMaterial', { KeyId });
    expect(cloud.state(KeyId)).toBe('PendingDeletion');
    cloud.ok('CancelKeyDeletion', { KeyId });
    expect(cloud.state(KeyId)).toBe('Disabled');
    expect(cloud.code('EnableKey', { KeyId })).toBe('KMSInvalidStateException');
    cloud.import(KeyId, material(1));
    cloud.ok('EnableKey', { KeyId });
    expect(cloud.decrypt(cloud.encrypt(KeyId, PLAIN))).toEqual(PLAIN);
  });
});

describe('ImportKeyMaterial', () => {
  it.each([{ ImportType: 'NEW_KEY_MATERIAL' }, { KeyMaterialDescription: 'mine' }, { KeyMaterialId: 'a'.repeat(64) }])(
    'tells materials apart in symmetric encryption keys only: %o',
    (member) => {
      const cloud = new Cloud();
      const KeyId = cloud.key({ Origin: 'EXTERNAL', KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
      expect(cloud.code('ImportKeyMaterial', cloud.wrapped(KeyId, material(1), member))).toBe('ValidationException');
      expect(cloud.state(KeyId)).toBe('PendingImport');
    },
  );

  it('takes no id for new material', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ Origin: 'EXTERNAL' });
    const input = cloud.wrapped(KeyId, material(1), { ...NEW, KeyMaterialId: 'a'.repeat(64) });
    expect(cloud.code('ImportKeyMaterial', input)).toBe('ValidationException');
  });

  it('refuses a token of another key, an old one, and one that does not open the material', () => {
    const { cloud, KeyId } = imported();
    const other = cloud.key({ Origin: 'EXTERNAL' });
    const input = cloud.wrapped(KeyId, material(1));
    expect(cloud.code('ImportKeyMaterial', { ...input, KeyId: other })).toBe('InvalidImportTokenException');
    const EncryptedKeyMaterial = new Uint8Array(256).fill(9);
    expect(cloud.code('ImportKeyMaterial', { ...input, EncryptedKeyMaterial })).toBe('InvalidCiphertextException');
    cloud.wait({ hours: 24 });
    expect(cloud.code('ImportKeyMaterial', input)).toBe('ExpiredImportTokenException');
  });

  it('does not use a token up by failing', () => {
    const { cloud, KeyId } = imported();
    const input = cloud.wrapped(KeyId, material(1));
    const refused = cloud.error('ImportKeyMaterial', { ...input, ExpirationModel: undefined });
    expect(refused.message).toBe('A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES');
    expect(cloud.try('ImportKeyMaterial', input).ok).toBe(true);
  });

  it.each([
    ['in the past', -1],
    ['more than 365 days away', 366],
  ])('refuses a ValidTo %s', (_, days) => {
    const { cloud, KeyId } = imported();
    const input = cloud.wrapped(KeyId, material(1), expiring(cloud, days));
    expect(cloud.code('ImportKeyMaterial', input)).toBe('ValidationException');
  });

  it('refuses material of the wrong length', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ Origin: 'EXTERNAL' });
    expect(cloud.code('ImportKeyMaterial', cloud.wrapped(KeyId, material(1, 16)))).toBe('InvalidCiphertextException');
  });
});

describe('an imported key pair', () => {
  it('shows its public key also while its private half is deleted', () => {
    const cloud = new Cloud();
    const pair = cloud.ok('GenerateDataKeyPair', { KeyId: cloud.key(), KeyPairSpec: 'ECC_NIST_P256' });
    const KeyId = cloud.key({ Origin: 'EXTERNAL', KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    cloud.import(KeyId, pair.PrivateKeyPlaintext);
    expect(cloud.ok('GetPublicKey', { KeyId }).PublicKey).toEqual(pair.PublicKey);
    cloud.ok('DeleteImportedKeyMaterial', { KeyId });
    expect(cloud.ok('GetPublicKey', { KeyId }).PublicKey).toEqual(pair.PublicKey);
  });
});

describe('a multi-Region key with imported material', () => {
  const inAway = { region: AWAY };

  function pair() {
    const cloud = new Cloud();
    const primary = cloud.key({ Origin: 'EXTERNAL', MultiRegion: true });
    cloud.import(primary, material(1));
    const replica = cloud.ok('ReplicateKey', { KeyId: primary, ReplicaRegion: AWAY }).ReplicaKeyMetadata.Arn;
    cloud.wait({ minutes: 1 });
    return { cloud, primary, replica };
  }

  it('needs its material imported into every replica', () => {
    const { cloud, primary, replica } = pair();
    const blob = cloud.encrypt(primary, PLAIN);
    expect(cloud.state(replica, inAway)).toBe('PendingImport');
    cloud.import(replica, material(1), {}, inAway);
    expect(cloud.decrypt(blob, {}, inAway)).toEqual(PLAIN);
  });

  it('rotates only when every related key has the new material, then all of them', () => {
    const { cloud, primary, replica } = pair();
    cloud.import(replica, material(1), {}, inAway);
    const blob = cloud.encrypt(primary, PLAIN);
    const newest = (KeyId: string, options = {}) =>
      cloud.ok('ListKeyRotations', { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }, options).Rotations.at(-1);
    const wrong = cloud.wrapped(replica, material(2), NEW, inAway);
    expect(cloud.code('ImportKeyMaterial', wrong, inAway)).toBe('IncorrectKeyMaterialException');
    const next = cloud.import(primary, material(2), NEW);
    expect(newest(primary).KeyMaterialState).toBe('PENDING_MULTI_REGION_IMPORT_AND_ROTATION');
    expect(cloud.code('RotateKeyOnDemand', { KeyId: primary })).toBe('KMSInvalidStateException');
    cloud.import(replica, material(2), NEW, inAway);
    expect([newest(primary), newest(replica, inAway)]).toMatchObject([
      { KeyMaterialState: 'PENDING_ROTATION' },
      { KeyMaterialState: 'PENDING_ROTATION' },
    ]);
    cloud.ok('RotateKeyOnDemand', { KeyId: primary });
    cloud.wait({ minutes: 1 });
    expect(cloud.describe(primary).CurrentKeyMaterialId).toBe(next);
    expect(cloud.describe(replica, inAway).CurrentKeyMaterialId).toBe(next);
    expect(cloud.decrypt(blob, {}, inAway)).toEqual(PLAIN);
    expect(cloud.decrypt(cloud.encrypt(primary, PLAIN), {}, inAway)).toEqual(PLAIN);
    expect(cloud.ok('ListKeyRotations', { KeyId: replica }, inAway).Rotations).toHaveLength(1);
  });

  it('has one material everywhere: a replica takes no other, not even first', () => {
    const { cloud, replica } = pair();
    const other = cloud.wrapped(replica, material(2), {}, inAway);
    expect(cloud.code('ImportKeyMaterial', other, inAway)).toBe('IncorrectKeyMaterialException');
  });

  it('needs every material of its primary in a replica that was made after a rotation', () => {
    const cloud = new Cloud();
    const primary = cloud.key({ Origin: 'EXTERNAL', MultiRegion: true });
    cloud.import(primary, material(1));
    const old = cloud.encrypt(primary, PLAIN);
    cloud.import(primary, material(2), NEW);
    cloud.ok('RotateKeyOnDemand', { KeyId: primary });
    cloud.wait({ minutes: 1 });
    const replica = cloud.ok('ReplicateKey', { KeyId: primary, ReplicaRegion: AWAY }).ReplicaKeyMetadata.Arn;
    cloud.wait({ minutes: 1 });
    cloud.import(replica, material(2), {}, inAway);
    expect(cloud.state(replica, inAway)).toBe('PendingImport');
    cloud.import(replica, material(1), {}, inAway);
    expect(cloud.state(replica, inAway)).toBe('Enabled');
    expect(cloud.decrypt(old, {}, inAway)).toEqual(PLAIN);
  });

  it('tells its replicas of new material, and takes it from them when it is deleted from the primary', () => {
    const { cloud, primary, replica } = pair();
    cloud.import(replica, material(1), {}, inAway);
    const id = cloud.import(primary, material(2), { ...NEW, KeyMaterialDescription: 'next' });
    const materials = () =>
      cloud.ok('ListKeyRotations', { KeyId: replica, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }, inAway).Rotations;
    expect(materials().at(-1)).toMatchObject({
      KeyMaterialId: id,
      KeyMaterialState: 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION',
      ImportState: 'PENDING_IMPORT',
      KeyMaterialDescription: 'next',
    });
    expect(cloud.state(replica, inAway)).toBe('Enabled');
    cloud.import(replica, material(2), {}, inAway);
    cloud.ok('DeleteImportedKeyMaterial', { KeyId: replica, KeyMaterialId: id }, inAway);
    expect(materials().at(-1)).toMatchObject({ KeyMaterialId: id, ImportState: 'PENDING_IMPORT' });
    expect(cloud.code('RotateKeyOnDemand', { KeyId: primary })).toBe('KMSInvalidStateException');
    cloud.ok('DeleteImportedKeyMaterial', { KeyId: primary, KeyMaterialId: id });
    expect(materials()).toHaveLength(1);
    expect([cloud.state(primary), cloud.state(replica, inAway)]).toEqual(['Enabled', 'Enabled']);
  });

  it('waits for its material when that expires while the primary Region is being moved', () => {
    const { cloud, primary, replica } = pair();
    cloud.import(replica, material(1), {}, inAway);
    const expiring = { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: cloud.world.nowMs + 1_000 };
    cloud.import(primary, material(1), expiring);
    cloud.ok('UpdatePrimaryRegion', { KeyId: primary, PrimaryRegion: AWAY });
    cloud.wait({ seconds: 1 });
    expect(cloud.state(primary)).toBe('PendingImport');
    expect(cloud.code('Encrypt', { KeyId: primary, Plaintext: PLAIN })).toBe('KMSInvalidStateException');
    cloud.wait({ minutes: 1 });
    expect([cloud.state(primary), cloud.state(replica, inAway)]).toEqual(['PendingImport', 'Enabled']);
    expect(cloud.describe(replica, inAway).MultiRegionConfiguration.MultiRegionKeyType).toBe('PRIMARY');
  });
});
