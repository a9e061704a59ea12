/**
 * How a KMS operation is declared: which key it names, what it needs, what it does. The order of checks stands here once:
 * validation, the key, authorization, the key's kind, its state, its usage, the deed, and at last DryRun.
 * The order is recorded for the pairs named in the fact table of `kms/errors.ts`, otherwise assumed.
 */
import type { InputOf, OperationName, OutputOf } from '../call.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { documented, type Evidence } from '../evidence.ts';
import { type Operation, type OperationTrail, operation } from '../operation.ts';
import type { TrailResource } from '../trail.ts';
import { authorizeKey, type KeyUse, kmsAction, type Leave } from './authorize.ts';
import { kmsRulesText } from './errors.ts';
import { findKey } from './find.ts';
import { resourceOf } from './make.ts';
import { seeing, spreading } from './propagation.ts';
import { checkRequestQuota } from './requestQuotas.ts';
import type { Key } from './state.ts';
import { validateKms } from './validate.ts';

type Name = OperationName<'kms'>;
type Input<N extends Name> = InputOf<'kms', N>;
type Output<N extends Name> = OutputOf<'kms', N>;

/** The declaration of an operation that names one key. */
export interface KeyOperation<N extends Name> {
  readonly readOnly: boolean;
  /** Default: the operation's page of the API reference. */
  readonly evidence?: Evidence;
  readonly trail: OperationTrail<Input<N>, Output<N>>;
  /** The identifier of the key in the input. */
  readonly keyId: (input: Input<N>) => string;
  /** Whether an alias may stand for the key. */
  readonly aliases?: boolean;
  /** The key usage that the operation needs. */
  readonly usage?: Key['keyUsage'];
  /** What authorization must know beside the action. */
  readonly facts?: (input: Input<N>, context: Context) => Omit<KeyUse, 'action'>;
  /** Checks of the key's kind that come before its state (`not a multi-Region primary key`). */
  readonly kind?: (context: Context, key: Key, input: Input<N>) => void;
  readonly run: (context: Context, key: Key, input: Input<N>, leave: Leave) => Output<N>;
}

/** Page of the API reference of an operation. */
export const apiPage = (name: string): Evidence =>
  documented(`https://docs.aws.amazon.com/kms/latest/APIReference/API_${name}.html`);

const NO_FACTS: Omit<KeyUse, 'action'> = {};

/** Declares an operation on one key. */
export function keyOperation<N extends Name>(name: N, declared: KeyOperation<N>): Operation<Input<N>, Output<N>> {
  return kmsOperation(name, {
    ...declared,
    run(context, input) {
      const { encryptionContext, more, refusedOn } = declared.facts?.(input, context) ?? NO_FACTS;
      const { key, leave } = useKey(context, name, declared.keyId(input), {
        aliases: declared.aliases,
        usage: declared.usage,
        use: { action: name, encryptionContext, more, refusedOn },
        kind: declared.kind && ((found) => declared.kind!(context, found, input)),
      });
      return declared.run(context, key, input, leave);
    },
  });
}

/** Declares an operation that names no key, or finds its keys itself. Validation and DryRun come with it. */
export function kmsOperation<N extends Name>(
  name: N,
  declared: {
    readonly readOnly: boolean;
    readonly evidence?: Evidence;
    readonly trail: OperationTrail<Input<N>, Output<N>>;
    readonly run: (context: Context, input: Input<N>) => Output<N>;
  },
): Operation<Input<N>, Output<N>> {
  return operation('kms', name, {
    readOnly: declared.readOnly,
    evidence: declared.evidence ?? apiPage(name),
    trail: declared.trail,
    validate: validateKms(name) as (input: Input<N>) => void,
    run(context, input) {
      const { quotas, propagationMs } = context.world.options.faults;
      if (quotas) checkRequestQuota(context);
      refuseRecipient(context);
      const run = () => declared.run(context, input);
      const output = propagationMs === 0 ? run() : declared.readOnly ? seeing(context, run) : spreading(context, run);
      // The refusal takes everything back that the run has done; what is left is that it would have succeeded.
      if ((input as { DryRun?: boolean }).DryRun)
        refuse('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.', {
          rule: kmsRulesText['dry-run'],
        });
      return output;
    },
  });
}

/** Answers for Nitro enclaves are encrypted under a key in the attestation document: not simulated, and said so. */
function refuseRecipient(context: Context): void {
  if (context.call.input.Recipient === undefined) return;
  refuse('UnsupportedOperationException', 'Recipient (attestation by AWS Nitro Enclaves) is not simulated.', {
    rule: kmsRulesText['no-enclaves'],
  });
}

/** How to use a key. */
export interface UseOptions {
  readonly aliases?: boolean;
  readonly usage?: Key['keyUsage'];
  readonly use: KeyUse;
  readonly kind?: (key: Key) => void;
  /** Name under which the state table and the usage message know the operation; default its own. */
  readonly as?: string;
}

/** Finds a key, notes it in the record, and checks authorization, kind, state and usage, in this order. */
export function useKey(
  context: Context,
  name: string,
  given: string,
  options: UseOptions,
): { readonly key: Key; readonly leave: Leave } {
  const key = findKey(context, given, { aliases: options.aliases, action: kmsAction(options.use.action) });
  noteKey(context, key);
  const leave = authorizeKey(context, key, options.use, given);
  options.kind?.(key);
  context.rules.kms.checkKeyState(name, key.arn, key.state);
  checkUsage(key, options.usage, options.as ?? name);
  return { key, leave };
}

/** Refuses a key that serves another purpose (recorded text). */
export function checkUsage(key: Key, usage: Key['keyUsage'] | undefined, operationName: string): void {
  if (usage === undefined || key.keyUsage === usage) return;
  refuse(
    'InvalidKeyUsageException',
    `${key.arn} key usage is ${key.keyUsage} which is not valid for ${operationName}.`,
    { rule: kmsRulesText['wrong-usage'] },
  );
}

/** Adds a key to the resources of the call's CloudTrail record. */
export function noteKey(context: Context, key: Key): void {
  const { resources } = context.record;
  if (resources?.some((known) => known.ARN === key.arn)) return;
  context.record.resources = resources ? [...resources, resourceOf(key)] : resourcesOf(key);
  if (key.customKeyStoreId) {
    context.record.additionalEventData = { ...context.record.additionalEventData, ...storeOf(key) };
  }
}

/** What most records on a key name. They share it: a long trail is mostly records on a few keys. */
const alone = new WeakMap<Key, readonly TrailResource[]>();

function resourcesOf(key: Key): readonly TrailResource[] {
  let resources = alone.get(key);
  if (!resources) {
    resources = [resourceOf(key)];
    alone.set(key, resources);
  }
  return resources;
}

/** Where a key of a custom key store lives, as its records show (documented: the log examples ct-decrypt). */
export const storeOf = (key: Key): Record<string, unknown> => ({
  ...(key.customKeyStoreId ? { customKeyStoreId: key.customKeyStoreId } : {}),
  ...(key.xksKeyId ? { xksKeyId: key.xksKeyId } : {}),
});

/** `responseElements` of the operations that echo the key ARN since December 2022. */
export function echoKeyArn(context: Context, key: Key): void {
  context.record.responseElements = { keyId: key.arn };
}
