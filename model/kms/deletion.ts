/** The end of a key: the waiting period, and everything that goes with the key when it is over. */
import type { Transaction } from '../transaction.ts';
import { resourceOf, storeKey } from './make.ts';
import { relatedKeys } from './related.ts';
import { type Key, type KmsState, keyArnOf, kmsWith } from './state.ts';

const DAY_MS = 86_400_000;

/** A waiting period in milliseconds. */
export const waitingPeriodMs = (days: number): number => days * DAY_MS;

/** The key with its waiting period begun. */
export function startWaiting(
  transaction: Transaction,
  key: Key,
  event: 'SCHEDULE_DELETION' | 'LAST_REPLICA_DELETED',
  windowDays: number,
): Key {
  const moved = transaction.move(transaction.rules.kms.keyLifecycle, key.arn, key, event);
  const lengthMs = transaction.rules.kms.waitingPeriodMs(windowDays);
  const due = transaction.schedule(lengthMs, 'kms.deleteKey', { keyArn: key.arn });
  return { ...moved, deletion: { windowDays, atMs: transaction.nowMs + lengthMs, due } };
}

/** The key with its deletion cancelled. */
export function withoutDeletion(transaction: Transaction, key: Key): Key {
  transaction.cancel(key.deletion?.due);
  const moved = transaction.move(transaction.rules.kms.keyLifecycle, key.arn, key, 'CANCEL_DELETION');
  return { ...moved, deletion: undefined };
}

/** Deletes a key, notes it, and lets a primary go that only waited for this replica. */
export function removeKey(transaction: Transaction, key: Key): void {
  transaction.move(transaction.rules.kms.keyLifecycle, key.arn, key, 'DELETE');
  transaction.cancel(key.rotation.automatic?.due);
  for (const material of key.materials) transaction.cancel(material.imported?.due);
  transaction.update({ kms: withoutKey(transaction.world.kms, key) });
  transaction.recordServiceEvent({
    service: 'kms',
    eventName: 'DeleteKey',
    readOnly: false,
    region: key.region,
    accounts: [key.account],
    responseElements: { keyId: key.arn },
    resources: [resourceOf(key)],
  });
  if (key.multiRegion) leaveRelated(transaction, key);
}

/** The set without a deleted replica; the primary's waiting period starts only when its last replica is gone. */
function leaveRelated(transaction: Transaction, gone: Key): void {
  const replicaRegions = gone.multiRegion!.replicaRegions.filter((region) => region !== gone.region);
  for (const related of relatedKeys(transaction, gone)) {
    storeKey(transaction, { ...related, multiRegion: { ...related.multiRegion!, replicaRegions } });
  }
  const primary = transaction.world.kms.keys.get(keyArnOf(gone.multiRegion!.primaryRegion, gone.account, gone.id));
  if (primary?.state !== 'PendingReplicaDeletion' || replicaRegions.length > 0) return;
  storeKey(transaction, startWaiting(transaction, primary, 'LAST_REPLICA_DELETED', primary.deletion!.windowDays));
}

/** KMS without a key and all that hung on it. */
export function withoutKey(kms: KmsState, key: Key): KmsState {
  let { aliases, aliasesOfKey } = kms;
  for (const [row, aliasArn] of [...aliasesOfKey.withPrefix(`${key.arn}|`)]) {
    aliases = aliases.delete(aliasArn);
    aliasesOfKey = aliasesOfKey.delete(row);
  }
  return kmsWith(withoutGrants(kms, key), {
    keys: kms.keys.delete(key.arn),
    lastUses: kms.lastUses.delete(key.arn),
    aliases,
    aliasesOfKey,
  });
}

/** KMS without the grants of a key. */
export function withoutGrants(kms: KmsState, key: Key): KmsState {
  let { grants, grantsOfGrantee, grantTokens, retirableGrants } = kms;
  const prefix = `${key.arn}|`;
  for (const [row, grant] of [...grants.withPrefix(prefix)]) {
    grants = grants.delete(row);
    if (grant.retiringPrincipal) retirableGrants = retirableGrants.delete(`${grant.retiringPrincipal}|${row}`);
    for (const token of grant.tokens) grantTokens = grantTokens.delete(token);
  }
  for (const [row] of [...grantsOfGrantee.withPrefix(prefix)]) grantsOfGrantee = grantsOfGrantee.delete(row);
  const grantCounts = kms.grantCounts.delete(key.arn);
  return kmsWith(kms, { grants, grantCounts, grantsOfGrantee, grantTokens, retirableGrants });
}
