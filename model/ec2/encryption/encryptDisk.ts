/**
 * Makes the data key of a new volume, or of a copy of a snapshot, and encrypts its blocks under it.
 *
 * | made from                          | KMS calls in order                                                            |
 * |------------------------------------|-------------------------------------------------------------------------------|
 * | nothing                            | GenerateDataKeyWithoutPlaintext                                               |
 * | unencrypted snapshot               | CreateGrant, GenerateDataKeyWithoutPlaintext, Decrypt                         |
 * | encrypted snapshot, same key       | GenerateDataKeyWithoutPlaintext, ReEncrypt (the same data key, wrapped anew)  |
 * | encrypted snapshot, other key      | Decrypt (the source's), CreateGrant, GenerateDataKeyWithoutPlaintext, Decrypt |
 *
 * A copy, and a key named by its alias where a grant is needed, begin with DescribeKey. Decrypt of the new data key is made
 * in an infrastructure session under the grant, which EC2 retires when the blocks are written; all others are the caller's.
 * Sources: first row recorded (CloudTrail records published with an AWS Academy lab, May 2026); second row documented,
 * https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html, its grantee assumed; the set of calls of
 * the others is assumed from the permissions that
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html asks for.
 */
import type { Outcome } from '../../call.ts';
import { Table } from '../../table.ts';
import type { EncryptedDisk, KeyRefusal, KeyUser } from '../rules.ts';
import type { DataKey, DiskSource } from '../state.ts';
import { DATA_KEY_BYTES, reencryptBlocks } from './blocks.ts';
import { asCaller, contextOf, createGrant, decryptInSession, refusalOf, regionOfKey, retireGrant } from './keyCalls.ts';
import { isAlias, keyArnAsFarAsKnown, keyForKms } from './keyNames.ts';

/** Stops the work at the first refusal of KMS. */
class Refused {
  readonly refusal: KeyRefusal;
  constructor(refusal: KeyRefusal) {
    this.refusal = refusal;
  }
}

function need<T>(operation: string, outcome: Outcome): T {
  if (!outcome.ok) throw new Refused(refusalOf(operation, outcome));
  return outcome.output as T;
}

/** See the head of this file. `contextId` is the id of the new volume or copy, `kmsKeyId` its key as the request named it. */
export function encryptDisk(
  user: KeyUser,
  contextId: string,
  kmsKeyId: string,
  source: DiskSource | undefined,
): EncryptedDisk | KeyRefusal {
  try {
    return make(user, contextId, kmsKeyId, source);
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.refusal;
    throw thrown;
  }
}

function make(user: KeyUser, contextId: string, kmsKeyId: string, source: DiskSource | undefined): EncryptedDisk {
  const { world } = user.transaction;
  const named = keyForKms(world, user, kmsKeyId);
  const described = contextId.startsWith('snap-') || (source && isAlias(named));
  const key = described ? describeKey(user, named) : named;
  if (!source) return { dataKey: generate(user, contextId, key), blocks: Table.empty() };
  if (source.dataKey && keyArnAsFarAsKnown(world, user, key) === source.dataKey.kmsKeyArn)
    return { dataKey: rewrap(user, contextId, key, source.dataKey), blocks: source.blocks };
  return reencrypt(user, contextId, key, source);
}

function describeKey(user: KeyUser, key: string): string {
  const outcome = asCaller(user, 'DescribeKey', { KeyId: key }, regionOfKey(user, key));
  return need<{ KeyMetadata: { Arn: string } }>('DescribeKey', outcome).KeyMetadata.Arn;
}

/** A new data key, wrapped by the key. */
function generate(user: KeyUser, contextId: string, key: string): DataKey {
  const operation = 'GenerateDataKeyWithoutPlaintext';
  const input = { KeyId: key, NumberOfBytes: DATA_KEY_BYTES, EncryptionContext: contextOf(contextId) };
  const made = need<{ CiphertextBlob: Uint8Array; KeyId: string }>(operation, asCaller(user, operation, input));
  return { id: user.transaction.random.uuid(), kmsKeyArn: made.KeyId, wrapped: made.CiphertextBlob, contextId };
}

/** The same data key, bound to the new disk. The data key that AWS generates meanwhile is not used. */
function rewrap(user: KeyUser, contextId: string, key: string, source: DataKey): DataKey {
  generate(user, contextId, key);
  const outcome = asCaller(user, 'ReEncrypt', {
    CiphertextBlob: source.wrapped,
    SourceEncryptionContext: contextOf(source.contextId),
    DestinationKeyId: key,
    DestinationEncryptionContext: contextOf(contextId),
  });
  const { CiphertextBlob } = need<{ CiphertextBlob: Uint8Array }>('ReEncrypt', outcome);
  return { ...source, wrapped: CiphertextBlob, contextId };
}

/** A new data key and the blocks encrypted anew under it. */
function reencrypt(user: KeyUser, contextId: string, key: string, source: DiskSource): EncryptedDisk {
  const { transaction } = user;
  const { cipher } = transaction.rules;
  const from = source.dataKey && { cipher, plaintext: openSource(user, source.dataKey) };
  const granted = createGrant(user, key, contextId, contextId);
  const grant = { keyArn: key, id: need<{ GrantId: string }>('CreateGrant', granted).GrantId };
  try {
    const dataKey = generate(user, contextId, key);
    const plaintext = plaintextOf(decryptInSession(user, contextId, dataKey, granted.call));
    const blocks = reencryptBlocks(source.blocks, from, { cipher, plaintext }, transaction.random);
    if (!blocks)
      throw new Refused({ refused: { operation: 'Decrypt', code: 'InvalidCiphertextException', message: '' } });
    return { dataKey, blocks };
  } finally {
    retireGrant(user, grant);
  }
}

function openSource(user: KeyUser, dataKey: DataKey): Uint8Array {
  const input = { CiphertextBlob: dataKey.wrapped, EncryptionContext: contextOf(dataKey.contextId) };
  return plaintextOf(asCaller(user, 'Decrypt', input, regionOfKey(user, dataKey.kmsKeyArn)));
}

const plaintextOf = (outcome: Outcome): Uint8Array => need<{ Plaintext: Uint8Array }>('Decrypt', outcome).Plaintext;
