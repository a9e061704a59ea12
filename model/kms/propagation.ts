/**
 * Eventual consistency: for a while after a change, reads and uses may still see KMS as it was before. A world asks for it
 * by `faults.propagationMs`; changes themselves are always made on what is so now. A grant token makes its grant usable at
 * once.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency
 * (documented); how long it takes and who sees what is drawn from the seed (assumed).
 */
import type { Context } from '../context.ts';
import { Random, seedState } from '../random.ts';
import { type KmsState, kmsWith } from './state.ts';

/** KMS as it was before a change that has not spread yet. */
export interface Past {
  /** Milliseconds since 1970 from which on the change is seen by everybody. */
  readonly untilMs: number;
  readonly kms: KmsState;
}

/** Runs a change and remembers what it changed, for those who do not see it yet. */
export function spreading<T>(context: Context, change: () => T): T {
  const { propagationMs } = context.world.options.faults;
  const { past: _, ...before } = context.world.kms;
  const result = change();
  const { kms } = context.world;
  if (kms.keys === before.keys && kms.grants === before.grants && kms.aliases === before.aliases) return result;
  const delayMs = drawFor(context, 'spread').below(propagationMs + 1);
  const lagging = stillLagging(context);
  context.update({ kms: kmsWith(kms, { past: [...lagging, { untilMs: context.nowMs + delayMs, kms: before }] }) });
  return result;
}

/** Runs a read or use on KMS as this caller sees it: as it is, or as it was before a change that has not spread. */
export function seeing<T>(context: Context, use: () => T): T {
  if (context.world.kms.past === undefined) return use();
  const lagging = stillLagging(context);
  if (lagging.length === 0 || namesManagedKey(context)) return use();
  const draw = drawFor(context, 'see');
  const seen = draw.below(2) === 0 ? undefined : lagging[draw.below(lagging.length)];
  if (!seen) return use();
  const now = context.world.kms;
  const { importTokens: tokens, lastUses: uses } = now;
  context.update({
    kms: { ...withTokens(context, seen.kms, now), importTokens: tokens, lastUses: uses, past: now.past },
  });
  const result = use();
  const { importTokens, keyPairs, lastUses } = context.world.kms;
  // What a use leaves behind is kept; everything else is as it is now.
  context.update({ kms: { ...now, importTokens, keyPairs, lastUses } });
  return result;
}

/** With a grant token, grants are as they are now (documented: using-grant-token). */
function withTokens(context: Context, seen: KmsState, now: KmsState): KmsState {
  const { GrantTokens } = context.call.input as { GrantTokens?: readonly string[] };
  if (!GrantTokens?.length) return seen;
  const { grants, grantCounts, grantsOfGrantee, grantTokens, retirableGrants } = now;
  return { ...seen, grants, grantCounts, grantsOfGrantee, grantTokens, retirableGrants };
}

/** AWS managed keys are made by their first use, which is a change. */
const namesManagedKey = (context: Context): boolean => String(context.call.input.KeyId).includes('alias/aws/');

const stillLagging = (context: Context): readonly Past[] =>
  (context.world.kms.past ?? []).filter(({ untilMs }) => untilMs > context.nowMs);

/** Draws that depend on the call alone, so that a refused call leaves the world's generator as it was. */
const drawFor = (context: Context, purpose: string): Random =>
  new Random(seedState(`${purpose}:${context.number.toString(16)}:${context.world.seed}`));
