/**
 * The blast radius of a key: what breaks when it is disabled, deleted, locked up or its grants are revoked; when; and until
 * when it can be made good. Worked out from what stands in a world and from the rules, without doing it: a property test
 * holds the answers against doing it and letting time pass.
 *
 * Looked at are the ways in which the simulated services use a key: objects, uploads and buckets of S3, volumes, instances,
 * snapshots, images and defaults of EC2, databases and snapshots of RDS, clusters and snapshots of Redshift, trails, grants
 * and the key itself. What is under way when the key is lost (a boot, a copy, a restore) is not: it fails or goes through
 * as it would at its next step. Services that are not simulated stand in `otherServices.ts`.
 */
import { aws } from '../aws.ts';
import type { Caller } from '../call.ts';
import { expireMaterial } from '../kms/importing.ts';
import { DEFAULT_WINDOW_DAYS } from '../kms/operations/deletion.ts';
import type { Key } from '../kms/state.ts';
import type { Rules } from '../rules.ts';
import { Transaction } from '../transaction.ts';
import type { World } from '../world.ts';
import { firstRefusal, type Refusal, refusalBy } from './asks.ts';
import { type Change, changes, deleted, deletionMs, enabled, type Settings } from './changes.ts';
import type { Dependency } from './dependency.ts';
import { dependents } from './dependents.ts';
import type { ChangeId, Effect, Impact, Recovery } from './types.ts';

/** What may be chosen. */
export interface ImpactOptions {
  /** Only this change; default all that apply to the key. */
  readonly change?: ChangeId;
  /** Who makes the change and uses the resources; default the user `admin` of the key's account, or its root user. */
  readonly caller?: Caller;
  /** Waiting period of a deletion in days, 7 to 30; default 30, as in ScheduleKeyDeletion. */
  readonly windowDays?: number;
  readonly rules?: Rules;
  /**
   * Ask about a key that is disabled or pending deletion as if it were enabled: what is broken already, and what is lost with
   * it; a deletion that is scheduled keeps its date.
   */
  readonly asEnabled?: boolean;
}

const DAY_MS = 86_400_000;

/** What a change of a key breaks, for each change. Throws a RangeError for a key or a caller that the world does not have. */
export function impactOf(given: World, keyArn: string, options: ImpactOptions = {}): readonly Impact[] {
  if (!given.kms.keys.has(keyArn)) throw new RangeError(`There is no key ${keyArn} in this world.`);
  const rules = options.rules ?? aws;
  const world = options.asEnabled ? enabled(given, keyArn, rules) : given;
  const key = world.kms.keys.get(keyArn)!;
  const caller = options.caller ?? administratorOf(world, key.account, rules);
  if (!rules.identityOf(world.iam, caller)) throw new RangeError(`There is no ${caller.principal} in this world.`);
  const scheduledMs = options.asEnabled ? given.kms.keys.get(keyArn)!.deletion?.atMs : undefined;
  const windowDays =
    scheduledMs === undefined ? (options.windowDays ?? DEFAULT_WINDOW_DAYS) : (scheduledMs - given.nowMs) / DAY_MS;
  const settings: Settings = { caller, windowDays, rules };
  const wanted = changes.filter(({ id, applies }) => (options.change ? id === options.change : applies(world, key)));
  const working = workingDependencies(world, key, settings);
  return wanted.map((change) => impactOfChange(world, key, change, working, settings));
}

/** The user `admin` of an account, or its root user where there is none. */
function administratorOf(world: World, account: string, rules: Rules): Caller {
  const admin = { principal: `arn:aws:iam::${account}:user/admin` };
  return rules.identityOf(world.iam, admin) ? admin : { principal: `arn:aws:iam::${account}:root` };
}

/** The dependencies that KMS would answer if nothing happened to the key. */
function workingDependencies(world: World, key: Key, settings: Settings): readonly Dependency[] {
  const found: Dependency[] = [];
  for (const list of dependents)
    for (const one of list(world, key.arn, settings))
      if (!firstRefusal(later(world, one.afterMs, settings), one.asks, settings.rules)) found.push(one);
  return found;
}

function impactOfChange(
  world: World,
  key: Key,
  change: Change,
  working: readonly Dependency[],
  settings: Settings,
): Impact {
  const refused = refusalOfChange(world, key, change, settings);
  const endMs = change.id === 'delete' ? deletionMs(world, key, settings) : undefined;
  const head = {
    change: change.id,
    title: change.title,
    undo: change.undo,
    keyArn: key.arn,
    caller: settings.caller,
    ...(endMs === undefined || refused ? {} : { deletionMs: endMs }),
  };
  if (refused) return { ...head, refused, effects: [] };
  const after = change.after(world, key, settings);
  const gone = endMs === undefined ? undefined : deleted(after, key);
  const effects = working.flatMap((one) => {
    const refusal = firstRefusal(later(after, one.afterMs, settings), one.asks, settings.rules);
    if (!refusal) return [];
    const lost = gone && firstRefusal(gone, one.asks, settings.rules);
    const seenLost = lost && endMs !== undefined ? { lost: { atMs: endMs, seen: one.seen(lost) } } : {};
    return [{ ...effectOf(world, one, refusal, change, endMs), ...seenLost }];
  });
  return { ...head, effects };
}

/** KMS's refusal of the first call that the change needs. */
function refusalOfChange(world: World, key: Key, change: Change, settings: Settings): Impact['refused'] {
  if (change.id === 'delete-material' && !change.applies(world, key)) {
    const error = refusalBy(() => void change.after(world, key, settings));
    if (error) return { code: error.code, ...(error.message ? { message: error.message } : {}) };
  }
  const { caller } = settings;
  const asks = change
    .calls(world, key, settings)
    .map(({ operation, more }) => ({ operation, caller, region: key.region, keyId: key.arn, more }));
  const refusal = firstRefusal(world, asks, settings.rules);
  if (!refusal) return undefined;
  const { code, message } = refusal.error;
  return { code, ...(message ? { message } : {}) };
}

function effectOf(
  world: World,
  one: Dependency,
  refusal: Refusal,
  change: Change,
  endMs: number | undefined,
): Omit<Effect, 'lost'> {
  const { resource, when, afterMs, probe, what, rule } = one;
  const recoverable = recoveryOf(world, one, refusal, change, endMs);
  return {
    resource,
    when,
    ...(when === 'atOnce' ? { afterMs: 0 } : afterMs === undefined ? {} : { afterMs }),
    probe,
    what,
    seen: one.seen(refusal),
    ...(recoverable ? { recoverable } : {}),
    rule: typeof rule === 'function' ? rule(refusal) : rule,
  };
}

/** A grant that a service made for itself is out of its owner's reach (assumed); everything else the undoing brings back. */
function recoveryOf(
  world: World,
  one: Dependency,
  { ask }: Refusal,
  change: Change,
  endMs: number | undefined,
): Recovery | undefined {
  if (change.id === 'revoke-grants' && ask.caller.principal.endsWith('.amazonaws.com')) return undefined;
  const ends = [
    endMs,
    one.untilMs,
    one.windowMs === undefined ? undefined : world.nowMs + (one.afterMs ?? 0) + one.windowMs,
  ].filter((end) => end !== undefined);
  return { by: [...change.undo, ...(one.followUp ?? [])], ...(ends.length > 0 ? { untilMs: Math.min(...ends) } : {}) };
}

/** The world's keys as they will stand by then if nobody does anything: deletions and expiries that are due. */
function later(world: World, afterMs: number | undefined, { rules }: Settings): World {
  if (!afterMs) return world;
  const untilMs = world.nowMs + afterMs;
  let current: World = { ...world, nowMs: untilMs };
  for (const [, { atMs, kind, detail }] of world.agenda.entries()) {
    if (atMs > untilMs) break;
    const key = current.kms.keys.get(String(detail.keyArn));
    if (!key) continue;
    // A key whose deletion was cancelled, or put off, has nothing on the agenda; a change that is only thought of has not either.
    if (kind === 'kms.deleteKey') current = deleted(current, key);
    if (kind !== 'kms.expireMaterial') continue;
    const transaction = new Transaction(current, rules);
    expireMaterial(transaction, detail as never);
    current = { ...current, kms: transaction.world.kms };
  }
  return current;
}
