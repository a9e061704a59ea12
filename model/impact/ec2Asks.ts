/**
 * The calls to KMS that EC2 makes for disks, in the order of `ec2/encryption/encryptDisk.ts` and `ec2/encryption/hostKeys.ts`:
 * as the caller, and in the infrastructure session of an instance or disk under a grant that the caller makes first.
 */
import type { Caller } from '../call.ts';
import {
  contextOf as diskContext,
  FRONT_END,
  INTERNAL,
  infrastructureSession,
  regionOfKey,
} from '../ec2/encryption/keyCalls.ts';
import { isAlias, keyArnAsFarAsKnown, keyForKms } from '../ec2/encryption/keyNames.ts';
import type { Place } from '../ec2/rows.ts';
import type { DataKey, DiskSource } from '../ec2/state.ts';
import type { World } from '../world.ts';
import type { Ask } from './asks.ts';

/** Who uses disks where. */
export interface DiskUser extends Place {
  readonly world: World;
  readonly caller: Caller;
}

const asCaller = (user: DiskUser, operation: string, rest: Partial<Ask>): Ask => ({
  operation,
  caller: { ...user.caller, via: FRONT_END },
  region: user.region,
  ...rest,
});

const createGrant = (user: DiskUser, keyId: string, sessionId: string, contextId: string): Ask =>
  asCaller(user, 'CreateGrant', {
    keyId,
    encryptionContext: diskContext(contextId),
    grant: { grantee: infrastructureSession(user, sessionId), operations: ['Decrypt'] },
  });

/** Decrypt in a session: of a data key that is there, or of one that will be. */
const inSession = (user: DiskUser, keyId: string, sessionId: string, contextId: string, dataKey?: DataKey): Ask => ({
  operation: 'Decrypt',
  caller: { principal: infrastructureSession(user, sessionId), via: INTERNAL },
  region: regionOfKey(user, keyId),
  encryptionContext: diskContext(contextId),
  ...(dataKey ? { ciphertext: dataKey.wrapped } : { keyId }),
});

/** Opening a data key as the caller: the blocks of a snapshot, or what a disk under another key is made of. */
export const openAsCaller = (user: DiskUser, dataKey: DataKey): Ask =>
  asCaller(user, 'Decrypt', {
    region: regionOfKey(user, dataKey.kmsKeyArn),
    ciphertext: dataKey.wrapped,
    encryptionContext: diskContext(dataKey.contextId),
  });

/** A data key comes into the memory of an instance's host. */
export const loadAsks = (user: DiskUser, instanceId: string, dataKey: DataKey): readonly Ask[] => [
  createGrant(user, dataKey.kmsKeyArn, instanceId, dataKey.contextId),
  inSession(user, dataKey.kmsKeyArn, instanceId, dataKey.contextId, dataKey),
];

/** The same for a volume that is still to be made. */
export const loadNewAsks = (
  user: DiskUser,
  instanceId: string,
  kmsKeyId: string,
  contextId: string,
): readonly Ask[] => {
  const keyArn = keyArnAsFarAsKnown(user.world, user, kmsKeyId);
  return [createGrant(user, keyArn, instanceId, contextId), inSession(user, keyArn, instanceId, contextId)];
};

/** A new volume or copy, named `contextId`, under a key as the request names it. */
export function diskAsks(
  user: DiskUser,
  contextId: string,
  kmsKeyId: string,
  source: DiskSource | undefined,
): readonly Ask[] {
  const named = keyForKms(user.world, user, kmsKeyId);
  const described = contextId.startsWith('snap-') || (source !== undefined && isAlias(named));
  const key = described ? keyArnAsFarAsKnown(user.world, user, named) : named;
  const describe = described ? [asCaller(user, 'DescribeKey', { keyId: named, region: regionOfKey(user, named) })] : [];
  const generate = asCaller(user, 'GenerateDataKeyWithoutPlaintext', {
    keyId: key,
    encryptionContext: diskContext(contextId),
  });
  if (!source) return [...describe, generate];
  const { dataKey } = source;
  if (dataKey && keyArnAsFarAsKnown(user.world, user, key) === dataKey.kmsKeyArn)
    return [...describe, generate, rewrap(user, contextId, key, dataKey)];
  return [
    ...describe,
    ...(dataKey ? [openAsCaller(user, dataKey)] : []),
    createGrant(user, key, contextId, contextId),
    generate,
    inSession(user, key, contextId, contextId),
  ];
}

/** The same data key, bound to the new disk. */
const rewrap = (user: DiskUser, contextId: string, keyId: string, dataKey: DataKey): Ask =>
  asCaller(user, 'ReEncrypt', {
    ciphertext: dataKey.wrapped,
    encryptionContext: diskContext(dataKey.contextId),
    keyId,
    destinationContext: diskContext(contextId),
  });
