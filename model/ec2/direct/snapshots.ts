/** The snapshots that the EBS direct APIs work on, and their data keys. */
import type { Context } from '../../context.ts';
import type { BlockKey } from '../encryption/blocks.ts';
import { asCaller, contextOf, refusalOf, regionOfKey } from '../encryption/keyCalls.ts';
import type { KeyUser } from '../rules.ts';
import { lookUpSnapshot, mayUse } from '../snapshots/find.ts';
import { storageTierOf } from '../snapshots/tier.ts';
import type { Snapshot } from '../state.ts';
import { invalid, keyUnusable, notFound } from './errors.ts';

/** A completed snapshot that the caller may read. */
export function readable(context: Context, id: string): Snapshot {
  const snapshot = lookUpSnapshot(context, id);
  if (!snapshot || !mayUse(context.account, snapshot)) return notFound(id);
  if (snapshot.state !== 'completed') return invalid('INVALID_SNAPSHOT_ID', `The snapshot '${id}' is not completed.`);
  if (storageTierOf(snapshot) === 'archive') return invalid('INVALID_SNAPSHOT_ID', `The snapshot '${id}' is archived.`);
  return snapshot;
}

/** A snapshot of the caller's that StartSnapshot began and that is not complete. */
export function writable(context: Context, id: string): Snapshot & Required<Pick<Snapshot, 'writing'>> {
  const snapshot = lookUpSnapshot(context, id);
  if (snapshot?.account !== context.account) return notFound(id);
  const { writing } = snapshot;
  if (snapshot.state !== 'pending' || !writing)
    return invalid('INVALID_SNAPSHOT_ID', `The snapshot '${id}' is not pending, or was not begun by StartSnapshot.`);
  return { ...snapshot, writing };
}

/** The number of blocks of a snapshot's disk. */
export const blockCount = (snapshot: Snapshot): number => snapshot.sizeGiB * 2048;

/** Who makes the KMS calls for a call that is running. */
export function keyUser(context: Context): KeyUser {
  const { transaction, account, region, call } = context;
  return { transaction, account, region, call };
}

/** The snapshot's data key, decrypted by KMS as the caller for this one call (assumed); undefined for no encryption. */
export function openKey(context: Context, snapshot: Snapshot): BlockKey | undefined {
  const { dataKey } = snapshot;
  if (!dataKey) return undefined;
  const user = keyUser(context);
  const input = { CiphertextBlob: dataKey.wrapped, EncryptionContext: contextOf(dataKey.contextId) };
  const outcome = asCaller(user, 'Decrypt', input, regionOfKey(user, dataKey.kmsKeyArn));
  if (!outcome.ok) return keyUnusable(refusalOf('Decrypt', outcome));
  return { cipher: context.rules.cipher, plaintext: (outcome.output as { Plaintext: Uint8Array }).Plaintext };
}
