/**
 * ScheduleKeyDeletion, CancelKeyDeletion, and what happens when the waiting period is over.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html (documented). AWS may delete up to 24
 * hours later than asked for; DeletionDate is authoritative and the model keeps to it.
 */
import type { Context } from '../../context.ts';
import { logDate } from '../../time.ts';
import type { Transaction } from '../../transaction.ts';
import { removeKey, startWaiting, withoutDeletion } from '../deletion.ts';
import { invalid, kmsRulesText } from '../errors.ts';
import { putKey } from '../make.ts';
import { echoKeyArn, keyOperation } from '../operation.ts';
import type { Key } from '../state.ts';

/** Days of a waiting period that was not chosen. */
export const DEFAULT_WINDOW_DAYS = 30;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const scheduleKeyDeletion = keyOperation('ScheduleKeyDeletion', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({ keyId: input.KeyId, pendingWindowInDays: input.PendingWindowInDays ?? DEFAULT_WINDOW_DAYS }),
  },
  facts: (input) => ({
    more: {
      'kms:schedulekeydeletionpendingwindowindays': [String(input.PendingWindowInDays ?? DEFAULT_WINDOW_DAYS)],
    },
  }),
  run(context, key, input) {
    const windowDays = input.PendingWindowInDays ?? DEFAULT_WINDOW_DAYS;
    if (windowDays < 7 || windowDays > 30) {
      // The wire allows 1 to 365; the service's own check is documented, its text is not recorded.
      invalid('PendingWindowInDays must be between 7 and 30 days.', kmsRulesText['window-out-of-range']);
    }
    const scheduled = schedule(context, key, windowDays);
    putKey(context, scheduled);
    const deletionMs = scheduled.deletion?.atMs;
    context.record.responseElements = {
      keyId: key.arn,
      keyState: scheduled.state,
      ...(deletionMs === undefined ? {} : { deletionDate: logDate(deletionMs) }),
      pendingWindowInDays: windowDays,
    };
    return {
      KeyId: key.arn,
      ...(deletionMs === undefined ? {} : { DeletionDate: deletionMs }),
      KeyState: scheduled.state as 'PendingDeletion' | 'PendingReplicaDeletion',
      PendingWindowInDays: windowDays,
    };
  },
});

/** A primary with replicas waits for their deletion before its own waiting period begins (documented). */
function schedule(context: Context, key: Key, windowDays: number): Key {
  const { transaction, rules } = context;
  const hasReplicas = key.multiRegion?.primaryRegion === key.region && key.multiRegion.replicaRegions.length > 0;
  if (!hasReplicas) return startWaiting(transaction, key, 'SCHEDULE_DELETION', windowDays);
  const waiting = transaction.move(rules.kms.keyLifecycle, key.arn, key, 'SCHEDULE_REPLICA_DELETION');
  return { ...waiting, deletion: { windowDays } };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export const cancelKeyDeletion = keyOperation('CancelKeyDeletion', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }) },
  run(context, key) {
    putKey(context, withoutDeletion(context.transaction, key));
    echoKeyArn(context, key);
    return { KeyId: key.arn };
  },
});

/** The waiting period is over: key, material, aliases and grants are gone for ever. */
export function deleteKey(transaction: Transaction, detail: { keyArn: string }): void {
  const key = transaction.world.kms.keys.get(detail.keyArn);
  if (!key) return;
  removeKey(transaction, key);
}
