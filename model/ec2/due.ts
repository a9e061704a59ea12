/** What the agenda remembers of things that EC2 finishes later: enough to act in the name of the call that began them. */
import type { AnyCall } from '../call.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../transaction.ts';
import type { Place } from './rows.ts';
import type { KeyUser } from './rules.ts';

/** The call behind a due thing, as plain data. */
export interface BeganBy extends Place {
  readonly caller: AnyCall['caller'];
  readonly connection?: AnyCall['connection'];
  /** The call's number: its request id appears in notifications. */
  readonly callNumber: number;
}

/** The call that is running, to be kept on the agenda. */
export function beganBy(context: Context): BeganBy {
  const { caller, connection } = context.call;
  return {
    account: context.account,
    region: context.region,
    caller,
    ...(connection ? { connection } : {}),
    callNumber: context.number,
  };
}

/** Who makes KMS calls for a due thing. */
export function keyUserOf(transaction: Transaction, began: BeganBy): KeyUser {
  const { account, region, caller, connection } = began;
  return { transaction, account, region, call: { caller, connection } };
}
