/**
 * The KMS calls that RDS makes, by who makes them: as the caller (a forward access session), or as RDS itself under the
 * grant that the database or snapshot has.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html (documented: CreateGrant and
 * DescribeKey are the caller's); grantee, operations of the grant and the names in CloudTrail are assumed.
 */
import type { Outcome, OutputOf, Via } from '../../call.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../transaction.ts';
import type { Place } from '../arns.ts';
import { type KeyRole, keyNotAccessible } from '../errors.ts';
import type { KeyGrant } from '../state.ts';

/** How calls that RDS makes are marked. */
export const VIA: Via = { service: 'rds', invokedBy: 'rds.amazonaws.com' };

/** What the grant of a database or snapshot lets RDS do. */
export const OPERATIONS = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'CreateGrant',
  'RetireGrant',
  'DescribeKey',
] as const;

/** RDS at work for one database or snapshot. */
export interface AtWork extends Place {
  readonly transaction: Transaction;
  /** ARN of what it works for. */
  readonly sourceArn: string;
}

/** An encryption context. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** RDS as a principal: grants name it by Region. */
export const principalOf = (region: string): string => `rds.${region}.amazonaws.com`;

/** The Region of a key or grant: that of the key's ARN. */
const regionOf = (keyArn: string, otherwise: string): string =>
  /^arn:aws:kms:([a-z0-9-]+):/.exec(keyArn)?.[1] ?? otherwise;

/** Makes a KMS call as RDS, in the Region of the key. */
export function asRds(work: AtWork, keyArn: string, operation: string, input: object): Outcome {
  const region = regionOf(keyArn, work.region);
  return work.transaction.perform({
    service: 'kms',
    operation,
    input: input as Record<string, unknown>,
    caller: { principal: principalOf(region), account: work.account, via: VIA, sourceArn: work.sourceArn },
    region,
  });
}

/** What DescribeKey says of the key that a request names, asked as its caller, or KMSKeyNotAccessibleFault. */
function describedKey(context: Context, given: string, role: KeyRole) {
  const described = context.callAs(VIA, 'kms', 'DescribeKey', { KeyId: given });
  if (!described.ok) return keyNotAccessible(given, role);
  const { KeyMetadata: key } = described.output as OutputOf<'kms', 'DescribeKey'>;
  if (key!.KeySpec !== 'SYMMETRIC_DEFAULT' || key!.KeyUsage !== 'ENCRYPT_DECRYPT') return keyNotAccessible(given, role);
  return key!;
}

/** ARN of the key that a request names for something beside the storage, which is not granted: it must be enabled. */
export function enabledKey(context: Context, given: string): string {
  const key = describedKey(context, given, 'specified');
  return key.KeyState === 'Enabled' ? key.Arn! : keyNotAccessible(given);
}

const grantInput = (keyArn: string, region: string, bound: EncryptionContext) => ({
  KeyId: keyArn,
  GranteePrincipal: principalOf(region),
  RetiringPrincipal: principalOf(region),
  Operations: OPERATIONS,
  Constraints: { EncryptionContextSubset: bound },
});

/**
 * Asks KMS, as the caller, what the key is and for the grant that RDS will use. Refuses with KMSKeyNotAccessibleFault, which
 * hides a missing permission.
 */
export function grantByCaller(
  context: Context,
  given: string,
  bound: EncryptionContext,
  role: KeyRole = 'specified',
): KeyGrant {
  const keyArn = describedKey(context, given, role).Arn!;
  const granted = context.callAs(VIA, 'kms', 'CreateGrant', grantInput(keyArn, context.region, bound));
  if (!granted.ok) return keyNotAccessible(given, role);
  return { keyArn, id: (granted.output as { GrantId: string }).GrantId };
}

/** A further grant that RDS makes for itself under the one it has; undefined where KMS refuses. */
export function grantByRds(work: AtWork, keyArn: string, bound: EncryptionContext): KeyGrant | undefined {
  const input = grantInput(keyArn, regionOf(keyArn, work.region), bound);
  const granted = asRds(work, keyArn, 'CreateGrant', input);
  return granted.ok ? { keyArn, id: (granted.output as { GrantId: string }).GrantId } : undefined;
}

/** RDS gives a grant back. One that is gone already, or whose key is, gives a refusal that changes nothing. */
export function retireGrant(work: AtWork, grant: KeyGrant | undefined): void {
  if (grant) asRds(work, grant.keyArn, 'RetireGrant', { KeyId: grant.keyArn, GrantId: grant.id });
}
