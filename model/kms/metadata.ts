/** KeyMetadata: what DescribeKey and CreateKey tell of a key. Source: API_KeyMetadata (documented), shapes recorded. */
import type { OutputOf } from '../call.ts';
import { algorithmsOf } from '../crypto/keySpecs.ts';
import { logDate } from '../time.ts';
import { type Key, keyArnOf } from './state.ts';

type KeyMetadata = NonNullable<OutputOf<'kms', 'DescribeKey'>['KeyMetadata']>;

/** The metadata of a key, members as AWS gives them for its kind and state; member by member, which is quicker than spreads. */
export function keyMetadata(key: Key): KeyMetadata {
  const metadata: KeyMetadata = {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdMs,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.keyUsage,
    KeyState: key.state as KeyMetadata['KeyState'],
  };
  addDeletion(metadata, key);
  metadata.Origin = key.origin;
  metadata.KeyManager = key.manager;
  metadata.CustomerMasterKeySpec = key.keySpec as KeyMetadata['CustomerMasterKeySpec'];
  metadata.KeySpec = key.keySpec;
  addAlgorithms(metadata, key);
  if (key.origin === 'EXTERNAL') addImport(metadata, key);
  if (key.keySpec === 'SYMMETRIC_DEFAULT' && key.currentMaterialId)
    metadata.CurrentKeyMaterialId = key.currentMaterialId;
  if (key.customKeyStoreId) metadata.CustomKeyStoreId = key.customKeyStoreId;
  if (key.xksKeyId) metadata.XksKeyConfiguration = { Id: key.xksKeyId };
  metadata.MultiRegion = key.multiRegion !== undefined;
  if (key.multiRegion) metadata.MultiRegionConfiguration = multiRegionConfiguration(key);
  return metadata;
}

/** DeletionDate only in PendingDeletion, PendingDeletionWindowInDays only in PendingReplicaDeletion (documented). */
function addDeletion(metadata: KeyMetadata, key: Key): void {
  if (key.state === 'PendingDeletion') metadata.DeletionDate = key.deletion?.atMs;
  if (key.state === 'PendingReplicaDeletion') metadata.PendingDeletionWindowInDays = key.deletion?.windowDays;
}

function addAlgorithms(metadata: KeyMetadata, key: Key): void {
  const algorithms = algorithmsOf(key.keySpec, key.keyUsage) as never[];
  if (key.keyUsage === 'ENCRYPT_DECRYPT') metadata.EncryptionAlgorithms = algorithms;
  else if (key.keyUsage === 'SIGN_VERIFY') metadata.SigningAlgorithms = algorithms;
  else if (key.keyUsage === 'GENERATE_VERIFY_MAC') metadata.MacAlgorithms = algorithms;
  else metadata.KeyAgreementAlgorithms = algorithms;
}

/** Expiration of the current imported material; gone with the material (recorded). */
function addImport(metadata: KeyMetadata, key: Key): void {
  const current = key.materials.find((material) => material.id === key.currentMaterialId);
  if (!current?.bytes) return;
  const validTo = current.imported?.validToMs;
  metadata.ExpirationModel = validTo === undefined ? 'KEY_MATERIAL_DOES_NOT_EXPIRE' : 'KEY_MATERIAL_EXPIRES';
  if (validTo !== undefined) metadata.ValidTo = validTo;
}

/** Who is primary and who replica, and where. Only for multi-Region keys. */
export function multiRegionConfiguration(key: Key): NonNullable<KeyMetadata['MultiRegionConfiguration']> {
  const { primaryRegion, replicaRegions } = key.multiRegion!;
  const place = (region: string) => ({ Arn: keyArnOf(region, key.account, key.id), Region: region });
  return {
    // While the primary Region is being updated both keys may show as replicas (documented).
    MultiRegionKeyType: key.region === primaryRegion && key.state !== 'Updating' ? 'PRIMARY' : 'REPLICA',
    PrimaryKey: place(primaryRegion),
    ReplicaKeys: replicaRegions.map(place),
  };
}

/** KeyMetadata in the style of CloudTrail: lower first letters at every depth, the date as text. */
export function recordedMetadata(key: Key): Record<string, unknown> {
  const { AWSAccountId, CreationDate, ...rest } = keyMetadata(key);
  const shown: Record<string, unknown> = { aWSAccountId: AWSAccountId };
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    shown[lowerFirst(name)] = recordedValue(value);
    if (name === 'Arn') shown.creationDate = logDate(CreationDate!);
  }
  return shown;
}

const lowerFirst = (name: string): string => name[0]!.toLowerCase() + name.slice(1);

function recordedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(recordedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [lowerFirst(name), recordedValue(part)]));
}
