/**
 * Whether KMS would say yes, worked out from the policies, grants and states in a world: nothing is called, nothing is
 * encrypted, no time passes. The rules themselves are KMS's own (`kms/authorize.ts`, `kms/keyStates.ts`).
 */
import type { Caller, Connection } from '../call.ts';
import { Context } from '../context.ts';
import { AwsError, type ErrorOutcome } from '../errors.ts';
import { checkAlgorithm } from '../kms/algorithms.ts';
import { keyToOpen } from '../kms/ciphertexts.ts';
import { checkChildGrant, storeGrant } from '../kms/grants.ts';
import { invalidCiphertext } from '../kms/material.ts';
import { useKey } from '../kms/operation.ts';
import type { EncryptionContext, Grant, Key } from '../kms/state.ts';
import type { Rules } from '../rules.ts';
import { Transaction } from '../transaction.ts';
import type { World } from '../world.ts';

/** A call to KMS as far as its answer depends on the key. */
export interface Ask {
  readonly operation: string;
  readonly caller: Caller;
  readonly region: string;
  readonly connection?: Partial<Connection>;
  /** The key as the request names it; for ReEncrypt that of the destination. */
  readonly keyId?: string;
  /** Decrypt and ReEncrypt: what is opened. */
  readonly ciphertext?: Uint8Array;
  readonly encryptionContext?: EncryptionContext;
  /** ReEncrypt: that of the destination. */
  readonly destinationContext?: EncryptionContext;
  /** CreateGrant: what is granted, with the encryption context as the constraint. */
  readonly grant?: { readonly grantee: string; readonly operations: readonly string[] };
  /** Condition keys of management operations. */
  readonly more?: Readonly<Record<string, readonly string[]>>;
}

/** A refusal, and which of the asks met it. */
export interface Refusal {
  readonly error: ErrorOutcome;
  readonly index: number;
  readonly ask: Ask;
}

const ALGORITHM = { 'kms:encryptionalgorithm': ['SYMMETRIC_DEFAULT'] } as const;
const MANAGEMENT = /^(Create|Put|Disable|Enable|Schedule|Cancel|Revoke|Retire|Describe|Delete)/;

/** The first of some asks that KMS refuses. A grant that one of them makes is there for those after it. */
export function firstRefusal(world: World, asks: readonly Ask[], rules: Rules): Refusal | undefined {
  const transaction = new Transaction(world, rules);
  for (const [index, ask] of asks.entries()) {
    const error = refusalOf(transaction, ask);
    if (error) return { error, index, ask };
  }
  return undefined;
}

/** What a rule refuses, or undefined. Defects are thrown on. */
export function refusalBy(check: () => void): ErrorOutcome | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof AwsError) return thrown.outcome;
    throw thrown;
  }
}

/** A call that is thought about, not made. */
export function contextOf(
  transaction: Transaction,
  service: 'kms' | 's3',
  operation: string,
  { caller, region, connection }: Pick<Ask, 'caller' | 'region' | 'connection'>,
  input: Readonly<Record<string, unknown>> = {},
): Context {
  const call = { service, operation, input, caller, region, ...(connection ? { connection } : {}) };
  return new Context(transaction, call as never, transaction.world.sequence);
}

function refusalOf(transaction: Transaction, ask: Ask): ErrorOutcome | undefined {
  const { operation, keyId } = ask;
  const context = contextOf(transaction, 'kms', operation, ask, keyId === undefined ? {} : { KeyId: keyId });
  return refusalBy(() => {
    context.identify();
    if (ask.ciphertext) open(context, ask, ask.ciphertext);
    if (keyId !== undefined) use(context, ask, keyId);
  });
}

/** The ciphertext's key may be used, and the generation of material that made it is there. */
function open(context: Context, ask: Ask, ciphertext: Uint8Array): void {
  const operation = ask.operation === 'ReEncrypt' ? 'ReEncrypt' : 'Decrypt';
  const action = operation === 'ReEncrypt' ? 'ReEncryptFrom' : 'Decrypt';
  const { key, blob } = keyToOpen(
    context,
    operation,
    { action, encryptionContext: ask.encryptionContext, more: ALGORITHM },
    {
      ciphertext,
      keyId: undefined,
      algorithm: 'SYMMETRIC_DEFAULT',
      encryptionContext: ask.encryptionContext,
      ignoreCiphertext: false,
    },
  );
  if (!key.materials.some(({ id, bytes }) => id === blob?.keyMaterialId && bytes)) invalidCiphertext();
}

function use(context: Context, ask: Ask, keyId: string): void {
  const { operation } = ask;
  const reEncrypts = operation === 'ReEncrypt';
  const management = MANAGEMENT.test(operation);
  const { key, leave } = useKey(context, operation, keyId, {
    aliases: operation !== 'CreateGrant',
    ...(management ? {} : { usage: usageOf(operation) }),
    ...(reEncrypts ? { as: 'ReEncryptTo' } : {}),
    use: {
      action: reEncrypts ? 'ReEncryptTo' : operation,
      encryptionContext: reEncrypts ? ask.destinationContext : ask.encryptionContext,
      more: management ? grantFacts(ask) : ALGORITHM,
    },
  });
  if (operation.startsWith('GenerateDataKey')) checkAlgorithm(key, 'SYMMETRIC_DEFAULT');
  if (!ask.grant) return;
  const grant = grantOf(context, key, ask, ask.grant);
  if (leave.grant) checkChildGrant(leave.grant, grant);
  storeGrant(context, grant);
}

const USAGES: Readonly<Record<string, Key['keyUsage']>> = {
  Sign: 'SIGN_VERIFY',
  Verify: 'SIGN_VERIFY',
  GenerateMac: 'GENERATE_VERIFY_MAC',
  VerifyMac: 'GENERATE_VERIFY_MAC',
  DeriveSharedSecret: 'KEY_AGREEMENT',
};
const usageOf = (operation: string): Key['keyUsage'] => USAGES[operation] ?? 'ENCRYPT_DECRYPT';

const grantFacts = ({ grant, more }: Ask) =>
  grant
    ? {
        'kms:grantoperations': grant.operations,
        'kms:granteeprincipal': [grant.grantee],
        'kms:grantconstrainttype': ['EncryptionContextSubset'],
      }
    : more;

function grantOf(context: Context, key: Key, ask: Ask, wanted: NonNullable<Ask['grant']>): Grant {
  const { encryptionContext } = ask;
  return {
    id: `thought of ${context.world.kms.grants.size}`,
    keyArn: key.arn,
    state: context.rules.kms.grantLifecycle.initial,
    name: '',
    granteePrincipal: wanted.grantee,
    operations: wanted.operations as Grant['operations'],
    ...(encryptionContext ? { constraints: { encryptionContextSubset: encryptionContext } } : {}),
    issuingAccount: `arn:aws:iam::${context.account}:root`,
    createdMs: context.nowMs,
    tokens: [`thought of ${context.world.kms.grants.size}`],
  };
}
