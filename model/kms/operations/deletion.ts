/**
 * ScheduleKeyDeletion, CancelKeyDeletion, and what happens when the waiting period is over.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html (documented). AWS may delete up to 24
 * hours later than asked for; DeletionDate is authoritative and the model keeps to it.
 */
import { logDate } from '../../time.ts';
import type { Transaction } from '../../transaction.ts';
import { invalid, kmsRulesText } from '../errors.ts';
import { putKey } from '../make.ts';
import { echoKeyArn, keyOperation } from '../operation.ts';
import type { Key, KmsState } from '../state.ts';

/** Days of a waiting period that was not chosen. */
export const DEFAULT_WINDOW_DAYS = 30;
const DAY_MS = 86_400_000;

/** A waiting period in milliseconds. */
export const waitingPeriodMs = (days: number): number => days * DAY_MS;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const scheduleKeyDeletion = keyOperation('ScheduleKeyDeletion', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      keyId: input.KeyId,
      pendingWindowInDays: input.PendingWindowInDays ?? DEFAULT_WINDOW_DAYS,
    }),
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
    const { transaction, rules, nowMs } = context;
    const moved = transaction.move(rules.kms.keyLifecycle, key.arn, key, 'SCHEDULE_DELETION');
    const afterMs = rules.kms.waitingPeriodMs(windowDays);
    const due = transaction.schedule(afterMs, 'kms.deleteKey', { keyArn: key.arn });
    const atMs = nowMs + afterMs;
    putKey(context, { ...moved, deletion: { windowDays, atMs, due } });
    context.record.responseElements = {
      keyId: key.arn,
      keyState: moved.state,
      deletionDate: logDate(atMs),
      pendingWindowInDays: windowDays,
    };
    return {
      KeyId: key.arn,
      DeletionDate: atMs,
      KeyState: 'PendingDeletion' as const,
      PendingWindowInDays: windowDays,
    };
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export const cancelKeyDeletion = keyOperation('CancelKeyDeletion', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }) },
  run(context, key) {
    context.transaction.cancel(key.deletion?.due);
    const moved = context.transaction.move(context.rules.kms.keyLifecycle, key.arn, key, 'CANCEL_DELETION');
    putKey(context, { ...moved, deletion: undefined });
    echoKeyArn(context, key);
    return { KeyId: key.arn };
  },
});

/** The waiting period is over: key, material, aliases and grants are gone for ever. */
export function deleteKey(transaction: Transaction, detail: { keyArn: string }): void {
  const key = transaction.world.kms.keys.get(detail.keyArn);
  if (!key) return;
  transaction.move(transaction.rules.kms.keyLifecycle, key.arn, key, 'DELETE');
  transaction.world = { ...transaction.world, kms: withoutKey(transaction.world.kms, key) };
  transaction.recordServiceEvent({
    service: 'kms',
    eventName: 'DeleteKey',
    readOnly: false,
    region: key.region,
    accounts: [key.account],
    responseElements: { keyId: key.arn },
    resources: [{ accountId: key.account, type: 'AWS::KMS::Key', ARN: key.arn }],
  });
}

/** KMS without a key and all that hung on it. */
function withoutKey(kms: KmsState, key: Key): KmsState {
  let { aliases, aliasesOfKey, grants, grantsOfGrantee, grantTokens } = kms;
  const prefix = `${key.arn}|`;
  for (const [row, aliasArn] of [...aliasesOfKey.withPrefix(prefix)]) {
    aliases = aliases.delete(aliasArn);
    aliasesOfKey = aliasesOfKey.delete(row);
  }
  for (const [row, grant] of [...grants.withPrefix(prefix)]) {
    grants = grants.delete(row);
    for (const token of grant.tokens) grantTokens = grantTokens.delete(token);
  }
  for (const [row] of [...grantsOfGrantee.withPrefix(prefix)]) grantsOfGrantee = grantsOfGrantee.delete(row);
  return { keys: kms.keys.delete(key.arn), aliases, aliasesOfKey, grants, grantsOfGrantee, grantTokens };
}
