/** KeyMetadata: what DescribeKey and CreateKey tell of a key. Source: API_KeyMetadata (documented), shapes recorded. */
import type { OutputOf } from '../call.ts';
import type { Key } from './state.ts';

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
    ...(key.state === 'PendingDeletion' ? { DeletionDate: key.deletion?.atMs } : {}),
    Origin: key.origin,
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.keySpec as KeyMetadata['CustomerMasterKeySpec'],
    KeySpec: key.keySpec,
    ...(key.keySpec === 'SYMMETRIC_DEFAULT'
      ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT' as const], CurrentKeyMaterialId: key.currentMaterialId }
      : {}),
    MultiRegion: key.id.startsWith('mrk-'),
  };
}
