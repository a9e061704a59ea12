/** What explorations have in common: the key, what can be done with it, and time. */
import { kms } from '../calls.ts';
import { type Planned, ref } from '../contract.ts';

/**
 * Time passes: long enough for everything that a service has begun, and not for a waiting period of seven days, which is
 * over the second time. Calls take no time, so what is under way meets each of them before it is done.
 */
export const FOUR_DAYS: Planned = { elapse: { days: 4 } };

/** Makes the key. */
export const CREATE_KEY = kms('CreateKey', {}, { name: 'createKey' });
/** The id of the key. */
export const KEY = ref('createKey.KeyMetadata.KeyId');
/** Its ARN. */
export const KEY_ARN = ref('createKey.KeyMetadata.Arn');
/** Headers of a write to S3 under the key. */
export const UNDER_KEY = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN };

/** What an administrator can do with the state of a key. */
export const keyMoves: readonly Planned[] = [
  kms('DisableKey', { KeyId: KEY }),
  kms('EnableKey', { KeyId: KEY }),
  kms('ScheduleKeyDeletion', { KeyId: KEY, PendingWindowInDays: 7 }),
  kms('CancelKeyDeletion', { KeyId: KEY }),
];

/** Families of invariants that every exploration must obey, whatever is in it. */
export const EVERYWHERE = ['keys', 'access', 'calls', 'trail', 'secrecy'] as const;
