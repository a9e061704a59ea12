/**
 * The KMS calls that Redshift makes, by who makes them: as the caller (a forward access session), or as Redshift itself under
 * its grant. AWS logs the latter in an account of Redshift's own; here the service itself is shown (assumed).
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/services-redshift.html (documented).
 */
import type { Outcome, Via } from '../../call.ts';
import type { Context } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import type { Transaction } from '../../transaction.ts';
import type { Place } from '../arns.ts';
import { invalidValue } from '../errors.ts';
import { redshiftFacts } from '../facts.ts';
import type { ClusterKey, KeyGrant } from '../state.ts';

/** How calls that Redshift makes are marked. */
export const VIA: Via = { service: 'redshift', invokedBy: 'redshift.amazonaws.com' };
/** The AWS managed key of Redshift. */
export const AWS_REDSHIFT_ALIAS = 'alias/aws/redshift';

/** What the grant of a cluster lets Redshift do. */
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

/** An encryption context. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** Redshift at work for a cluster, a snapshot or a snapshot copy grant. */
export interface AtWork extends Place {
  readonly transaction: Transaction;
  /** ARN of what it works for. */
  readonly sourceArn: string;
}

/** Redshift as a principal: grants name it by Region. */
export const principalOf = (region: string): string => `redshift.${region}.amazonaws.com`;

/** Makes a KMS call as Redshift, in the Region of the key. */
export function asRedshift(work: AtWork, keyArn: string, operation: string, input: object): Outcome {
  const region = /^arn:aws:kms:([a-z0-9-]+):/.exec(keyArn)?.[1] ?? work.region;
  return work.transaction.perform({
    service: 'kms',
    operation,
    input: input as Record<string, unknown>,
    caller: { principal: principalOf(region), account: work.account, via: VIA, sourceArn: work.sourceArn },
    region,
  });
}

/** Makes a KMS call as the caller; a refusal leaves Redshift in Redshift's words. */
function asCaller<T>(context: Context, key: string, operation: string, input: object): T {
  const outcome = context.callAs(VIA, 'kms', operation, input);
  if (outcome.ok) return outcome.output as T;
  throw new AwsError(context.rules.redshift.translateKmsError(outcome.error, key));
}

/** ARN of the key that a request names; it must be symmetric and of this Region. */
function describeKey(context: Context, given: string): string {
  type Described = { readonly KeyMetadata: { readonly Arn: string; readonly KeySpec: string } };
  const { KeyMetadata: key } = asCaller<Described>(context, given, 'DescribeKey', { KeyId: given });
  if (key.KeySpec !== 'SYMMETRIC_DEFAULT')
    invalidValue(`The KMS key ${given} must be a symmetric encryption key.`, redshiftFacts['key-not-usable']);
  return key.Arn;
}

/** DescribeKey and CreateGrant as the caller. `bound` constrains the grant; a snapshot copy grant has no constraint. */
export function grantByCaller(context: Context, given: string, bound?: EncryptionContext): KeyGrant {
  const keyArn = describeKey(context, given);
  const made = asCaller<{ GrantId: string }>(context, given, 'CreateGrant', {
    KeyId: keyArn,
    GranteePrincipal: principalOf(context.region),
    RetiringPrincipal: principalOf(context.region),
    Operations: OPERATIONS,
    ...(bound ? { Constraints: { EncryptionContextSubset: bound } } : {}),
  });
  return { keyArn, id: made.GrantId };
}

const dataKeyInput = (keyArn: string, context: EncryptionContext) => ({
  KeyId: keyArn,
  KeySpec: 'AES_256',
  EncryptionContext: context,
});

/** A new cluster encryption key, made as the caller. Its plaintext comes at the launch. */
export function clusterKeyByCaller(context: Context, keyArn: string, bound: EncryptionContext): ClusterKey {
  const made = asCaller<{ CiphertextBlob: Uint8Array }>(
    context,
    keyArn,
    'GenerateDataKey',
    dataKeyInput(keyArn, bound),
  );
  return { kmsKeyArn: keyArn, wrapped: made.CiphertextBlob, context: bound };
}

/** A new cluster encryption key with its plaintext, made as Redshift; undefined where KMS refuses. */
export function clusterKeyByRedshift(
  work: AtWork,
  keyArn: string,
  bound: EncryptionContext,
): { readonly clusterKey: ClusterKey; readonly plaintext: Uint8Array } | undefined {
  const made = asRedshift(work, keyArn, 'GenerateDataKey', dataKeyInput(keyArn, bound));
  if (!made.ok) return undefined;
  const { CiphertextBlob: wrapped, Plaintext: plaintext } = made.output as Readonly<Record<string, Uint8Array>>;
  return { clusterKey: { kmsKeyArn: keyArn, wrapped: wrapped!, context: bound }, plaintext: plaintext! };
}

/** The plaintext of a cluster encryption key, asked for as the caller. */
export function openByCaller(context: Context, { kmsKeyArn, wrapped, context: bound }: ClusterKey): Uint8Array {
  const input = { CiphertextBlob: wrapped, EncryptionContext: bound };
  return asCaller<{ Plaintext: Uint8Array }>(context, kmsKeyArn!, 'Decrypt', input).Plaintext;
}

/** The plaintext of a cluster encryption key, asked for as Redshift; undefined where KMS refuses. */
export function openByRedshift(work: AtWork, { kmsKeyArn, wrapped, context }: ClusterKey): Uint8Array | undefined {
  const opened = asRedshift(work, kmsKeyArn!, 'Decrypt', { CiphertextBlob: wrapped, EncryptionContext: context });
  return opened.ok ? (opened.output as { Plaintext: Uint8Array }).Plaintext : undefined;
}

/** Redshift gives a grant back. One that is gone already, or whose key is, gives a refusal that changes nothing. */
export function retireGrant(work: AtWork, grant: KeyGrant | undefined): void {
  if (grant) asRedshift(work, grant.keyArn, 'RetireGrant', { KeyId: grant.keyArn, GrantId: grant.id });
}
