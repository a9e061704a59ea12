/**
 * Making storage: a data key, and pages under it. With a KMS key RDS asks, under its grant, for
 * GenerateDataKeyWithoutPlaintext and Decrypt; before that, for Decrypt of the data key of what the pages come from.
 */
import { concat } from '../../bytes.ts';
import { NONCE_BYTES } from '../../crypto/cipher.ts';
import { updateRds } from '../rows.ts';
import type { DataKey, KeyGrant, Storage } from '../state.ts';
import { type AtWork, asRds, type EncryptionContext } from './keyCalls.ts';
import { openPages } from './pages.ts';

const DATA_KEY_BYTES = 32;
const NOTHING = new Uint8Array();

/** What new storage shall be. */
export interface StoragePlan {
  readonly encrypted: boolean;
  /** Absent for a key that AWS owns. */
  readonly grant?: KeyGrant;
  readonly context: EncryptionContext;
}

/** The key that AWS owns in a Region, made when it is first needed. */
function ownedKey(work: AtWork): Uint8Array {
  const { ownedKeys } = work.transaction.world.rds;
  const known = ownedKeys.get(work.region);
  if (known) return known;
  const made = work.transaction.random.bytes(DATA_KEY_BYTES);
  updateRds(work.transaction, { ownedKeys: ownedKeys.set(work.region, made) });
  return made;
}

/** The plaintext of a data key, or undefined where KMS refuses. */
export function openDataKey(work: AtWork, dataKey: DataKey): Uint8Array | undefined {
  const { kmsKeyArn, wrapped, context } = dataKey;
  if (kmsKeyArn === undefined) {
    const { cipher } = work.transaction.rules;
    return cipher.open(ownedKey(work), wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES), NOTHING);
  }
  const opened = asRds(work, kmsKeyArn, 'Decrypt', { CiphertextBlob: wrapped, EncryptionContext: context });
  return opened.ok ? (opened.output as { Plaintext: Uint8Array }).Plaintext : undefined;
}

/** A new data key and its plaintext, or undefined where KMS refuses. */
function newDataKey(work: AtWork, plan: StoragePlan): { dataKey: DataKey; loadedKey: Uint8Array } | undefined {
  const { context, grant } = plan;
  if (!grant) return ownedDataKey(work, context);
  const operation = 'GenerateDataKeyWithoutPlaintext';
  const input = { KeyId: grant.keyArn, KeySpec: 'AES_256', EncryptionContext: context };
  const made = asRds(work, grant.keyArn, operation, input);
  if (!made.ok) return undefined;
  const { CiphertextBlob: wrapped } = made.output as { CiphertextBlob: Uint8Array };
  const dataKey = { kmsKeyArn: grant.keyArn, wrapped, context };
  const loadedKey = openDataKey(work, dataKey);
  return loadedKey && { dataKey, loadedKey };
}

function ownedDataKey(work: AtWork, context: EncryptionContext) {
  const { random, rules } = work.transaction;
  const loadedKey = random.bytes(DATA_KEY_BYTES);
  const nonce = random.bytes(NONCE_BYTES);
  const wrapped = concat(nonce, rules.cipher.seal(ownedKey(work), nonce, loadedKey, NOTHING));
  return { dataKey: { wrapped, context }, loadedKey };
}

/** The pages of what a database or copy is made from, in the clear; undefined where KMS refuses. */
function sourcePages(work: AtWork, source: Storage): readonly Uint8Array[] | undefined {
  const key = source.dataKey && openDataKey(work, source.dataKey);
  return openPages(work.transaction.rules.cipher, source, key);
}

/** Storage with the pages given, or those of a source; undefined where KMS refuses one of the keys. */
export function makeStorage(
  work: AtWork,
  plan: StoragePlan,
  from: readonly Uint8Array[] | Storage,
): Storage | undefined {
  const pages = 'pages' in from ? sourcePages(work, from) : from;
  if (!pages) return undefined;
  const { rules, random } = work.transaction;
  const key = plan.encrypted ? newDataKey(work, plan) : undefined;
  if (plan.encrypted && !key) return undefined;
  return {
    encrypted: plan.encrypted,
    ...(plan.grant ? { kmsKeyArn: plan.grant.keyArn, grant: plan.grant } : {}),
    ...key,
    pages: pages.map((page, index) => rules.rds.sealPage(rules.cipher, key?.loadedKey, index, page, random)),
  };
}
