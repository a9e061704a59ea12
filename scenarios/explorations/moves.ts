/** What explorations have in common: the key, what can be done with it, and how calls are written. */
import { type Planned, type PlannedCall, ref } from '../contract.ts';

type Rest = Pick<PlannedCall, 'caller' | 'name' | 'wait'>;
const of =
  (service: PlannedCall['service']) =>
  (operation: string, input: PlannedCall['input'], rest: Rest = {}): PlannedCall => ({
    service,
    operation,
    input,
    ...rest,
  });

export const kms = of('kms');
export const s3 = of('s3');
export const ebs = of('ebs');
export const ec2 = of('ec2');
export const rds = of('rds');
export const redshift = of('redshift');

/**
 * Time passes: long enough for everything that a service has begun, and not for a waiting period of seven days, which is
 * over the second time. Calls take no time, so what is under way meets each of them before it is done.
 */
export const FOUR_DAYS: Planned = { elapse: { days: 4 } };

/** Makes the key. */
export const CREATE_KEY = kms('CreateKey', {}, { name: 'createKey' });
export const KEY = ref('createKey.KeyMetadata.KeyId');
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
