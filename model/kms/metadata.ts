/** KeyMetadata: what DescribeKey and CreateKey tell of a key. Source: API_KeyMetadata (documented), shapes recorded. */
import type { OutputOf } from '../call.ts';
import { algorithmsOf } from '../crypto/keySpecs.ts';
import { logDate } from '../time.ts';
import { type Key, keyArnOf } from './state.ts';

type KeyMetadata = NonNullable<OutputOf<'kms', 'DescribeKey'>['KeyMetadata']>;

/** The metadata of a key, members as AWS gives them for its kind and state. */
export function keyMetadata(key: Key): KeyMetadata {
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdMs,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.keyUsage,
    KeyState: key.state as KeyMetadata['KeyState'],
    ...deletionMembers(key),
    Origin: key.origin,
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.keySpec as KeyMetadata['CustomerMasterKeySpec'],
    KeySpec: key.keySpec,
    ...algorithmMembers(key),
    ...importMembers(key),
    ...(key.keySpec === 'SYMMETRIC_DEFAULT' && key.currentMaterialId
      ? { CurrentKeyMaterialId: key.currentMaterialId }
      : {}),
    ...(key.customKeyStoreId ? { CustomKeyStoreId: key.customKeyStoreId } : {}),
    ...(key.xksKeyId ? { XksKeyConfiguration: { Id: key.xksKeyId } } : {}),
    MultiRegion: key.multiRegion !== undefined,
    ...(key.multiRegion ? { MultiRegionConfiguration: multiRegionConfiguration(key) } : {}),
  };
}

/** DeletionDate only in PendingDeletion, PendingDeletionWindowInDays only in PendingReplicaDeletion (documented). */
function deletionMembers(key: Key): Partial<KeyMetadata> {
  if (key.state === 'PendingDeletion') return { DeletionDate: key.deletion?.atMs };
  if (key.state === 'PendingReplicaDeletion') return { PendingDeletionWindowInDays: key.deletion?.windowDays };
  return {};
}

function algorithmMembers(key: Key): Partial<KeyMetadata> {
  const algorithms = algorithmsOf(key.keySpec, key.keyUsage) as never[];
  switch (key.keyUsage) {
    case 'ENCRYPT_DECRYPT':
      return { EncryptionAlgorithms: algorithms };
    case 'SIGN_VERIFY':
      return { SigningAlgorithms: algorithms };
    case 'GENERATE_VERIFY_MAC':
      return { MacAlgorithms: algorithms };
    default:
      return { KeyAgreementAlgorithms: algorithms };
  }
}

/** Expiration of the current material; gone with the material (recorded). */
function importMembers(key: Key): Partial<KeyMetadata> {
  const current = key.materials.find((material) => material.id === key.currentMaterialId);
  if (key.origin !== 'EXTERNAL' || !current?.bytes) return {};
  const validTo = current.imported?.validToMs;
  if (validTo === undefined) return { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' };
  return { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: validTo };
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
