/** The analysis against doing it: every difference between what `impactOf` says of a world and what probes see in forks of it. */
import { changes } from '../../../model/impact/changes.ts';
import { impactOf } from '../../../model/impact/impact.ts';
import type { Effect, Impact, Seen } from '../../../model/impact/types.ts';
import type { Key } from '../../../model/kms/state.ts';
import type { Rules } from '../../../model/rules.ts';
import { elapse, step } from '../../../model/step.ts';
import type { World } from '../../../model/world.ts';
import { outcomeOf, type Probe, probesOf } from './probes.ts';
import { ADMIN } from './randomWorld.ts';

/** How often what was met: a comparison that never saw an effect proves nothing. */
export type Tally = Record<string, number>;

const WINDOW_DAYS = 7;
/** Longer than any look of RDS and what follows from it. */
const POLL = { hours: 4 };
/** Longer than S3 keeps a bucket-level key. */
const CACHE_MS = 301_000;
const KEYS = 2;
/** Of so many worlds, one waits for the end of the waiting period, and one undoes the changes. */
const THIRD = 3;

/** A comparison in one world. */
interface Look {
  readonly world: World;
  readonly rules: Rules;
  readonly tally: Tally;
  readonly differences: string[];
  /** What probes see in the world as it is, by their ids; later by `id@ms`. */
  readonly before: Map<string, string>;
  readonly run: number;
}

/** All differences in one world, as sentences. */
export function compare(world: World, rules: Rules, run: number, tally: Tally): readonly string[] {
  const look: Look = { world, rules, tally, differences: [], before: new Map(), run };
  const polled = pollOf(look, world);
  for (const key of keysOf(world, run)) {
    if (key.state === 'Disabled' || key.deletion) compareAsEnabled(look, key);
    const probes = probesOf(world, key.arn);
    for (const impact of impactOf(world, key.arn, { rules, windowDays: WINDOW_DAYS, caller: ADMIN }))
      compareChange(look, impact, probes, polled);
  }
  return look.differences;
}

/** Asked about as if it were enabled, a key that is disabled or pending deletion is what it would be once enabled. */
function compareAsEnabled({ world, rules, differences, tally }: Look, { arn, region, deletion }: Key): void {
  const windowDays = deletion?.atMs === undefined ? WINDOW_DAYS : (deletion.atMs - world.nowMs) / 86_400_000;
  const options = { rules, windowDays, caller: ADMIN };
  let current = world;
  for (const operation of deletion ? ['CancelKeyDeletion', 'EnableKey'] : ['EnableKey']) {
    const call = { service: 'kms', operation, input: { KeyId: arn }, caller: ADMIN, region } as const;
    const done = step(current, call, rules);
    if (!done.outcome.ok) return;
    current = done.world;
  }
  const thought = JSON.stringify(impactOf(world, arn, { ...options, asEnabled: true }));
  if (thought !== JSON.stringify(impactOf(current, arn, options)))
    differences.push(`${arn}: as if enabled it is not what it is once enabled`);
  tally.asEnabled = (tally.asEnabled ?? 0) + 1;
}

/** Few keys of each world; in the course of the worlds all kinds come up. */
function keysOf(world: World, run: number): readonly Key[] {
  const keys = [...world.kms.keys.values()];
  return keys.length <= KEYS ? keys : Array.from({ length: KEYS }, (_, n) => keys[(run + n) % keys.length]!);
}

function compareChange(
  look: Look,
  impact: Impact,
  probes: readonly Probe[],
  polled: ReadonlyMap<string, string>,
): void {
  const name = `${impact.change} of ${impact.keyArn}`;
  const done = make(look, impact);
  if (typeof done === 'string' || impact.refused) {
    const said = impact.refused ? `code ${impact.refused.code}` : 'possible';
    if (done !== said)
      look.differences.push(
        `${name}: the change is ${String(typeof done === 'string' ? done : 'possible')}, the analysis says ${said}`,
      );
    count(look, `${impact.change} refused`);
    return;
  }
  const effects = new Map(impact.effects.map((effect) => [idOf(effect), effect]));
  for (const [index, probe] of probes.entries()) {
    const effect = effects.get(probe.id);
    // Of what is said to stay as it is, a part of all worlds is proof enough.
    if (!effect && (look.run + index) % THIRD !== 0) continue;
    effects.delete(probe.id);
    const difference = compareProbe(look, done, probe, effect);
    if (difference) look.differences.push(`${name}: ${probe.id}: ${difference}`);
    if (effect && !difference) follow(look, impact, done, probe, effect, name);
  }
  comparePolls(look, done, effects, polled, name);
  for (const id of [...effects.keys()].filter((one) => !one.includes('.json.gz')))
    look.differences.push(`${name}: ${id} is said to break, and no probe knows it`);
}

const idOf = ({ resource: { service, kind, id }, probe: { operation } }: Effect): string =>
  `${service} ${kind} ${id} ${operation}`;

const count = ({ tally }: Look, what: string): void => {
  tally[what] = (tally[what] ?? 0) + 1;
};

/** As probes write it. */
const seenAs = ({ code, state }: Seen): string =>
  [code === undefined ? [] : `code ${code}`, state === undefined ? [] : `state ${state}`].flat().join(' ');

/** Makes the change by calls; the refusal of the first that is refused. */
function make({ world, rules }: Look, impact: Impact): World | string {
  const key = world.kms.keys.get(impact.keyArn)!;
  const change = changes.find(({ id }) => id === impact.change)!;
  let current = world;
  for (const { operation, input } of change.calls(world, key, { caller: ADMIN, windowDays: WINDOW_DAYS, rules })) {
    const call = { service: 'kms', operation, input, caller: ADMIN, region: key.region } as const;
    const { world: after, outcome } = step(current, call, rules);
    if (!outcome.ok) return `code ${outcome.error.code}`;
    current = after;
  }
  return current;
}

function compareProbe(look: Look, done: World, probe: Probe, effect: Effect | undefined): string | undefined {
  const before = outcomeBefore(look, probe, 0);
  if (before !== 'ok') return effect && `is said to break, but it does not work anyway: ${before}`;
  const now = outcomeOf(probe, done, look.rules);
  if (effect?.when === 'afterCache') return compareCache(look, done, probe, effect, now);
  const said = effect ? seenAs(effect.seen) : 'ok';
  if (now !== said) return `${now}, the analysis says ${said}`;
  if (effect) count(look, `${effect.when} ${effect.resource.service} ${effect.probe.operation}`);
  if (effect || !probe.id.startsWith('s3 ')) return undefined;
  // What S3 serves from memory would break later: nothing was said, so nothing may.
  if (outcomeBefore(look, probe, CACHE_MS) !== 'ok') return undefined;
  const later = outcomeOf(probe, elapse(done, { ms: CACHE_MS }, look.rules).world, look.rules);
  return later === 'ok' ? undefined : `${later} after some minutes, and the analysis says nothing of it`;
}

function outcomeBefore(look: Look, probe: Probe, afterMs: number): string {
  const name = `${probe.region} ${probe.id}@${afterMs}`;
  const known = look.before.get(name);
  if (known !== undefined) return known;
  const world = afterMs === 0 ? look.world : elapse(look.world, { ms: afterMs }, look.rules).world;
  const outcome = outcomeOf(probe, world, look.rules);
  look.before.set(name, outcome);
  return outcome;
}

/** Works until the moment before, and breaks at the moment that is said. */
function compareCache(look: Look, done: World, probe: Probe, effect: Effect, now: string): string | undefined {
  const { rules } = look;
  const at = (ms: number) => outcomeOf(probe, elapse(done, { ms }, rules).world, rules);
  const seen = [now, at(effect.afterMs! - 1), at(effect.afterMs!)].join(', ');
  const said = ['ok', 'ok', seenAs(effect.seen)].join(', ');
  count(look, `afterCache ${effect.probe.operation}`);
  return seen === said ? undefined : `${seen}; the analysis says ${said}`;
}

/** In some worlds: what is seen when the key is gone for ever; whether undoing the change brings everything back. */
function follow(look: Look, impact: Impact, done: World, probe: Probe, effect: Effect, name: string): void {
  if (look.run % THIRD === 0 && impact.deletionMs !== undefined && /^(s3|kms|ec2) /.test(probe.id)) {
    const gone = outcomeOf(probe, afterDeletion(look, done), look.rules);
    const said = effect.lost ? seenAs(effect.lost.seen) : 'nothing';
    count(look, 'lost');
    if (gone !== said)
      look.differences.push(`${name}: ${probe.id}: ${gone} when the key is gone, the analysis says ${said}`);
  }
  if (look.run % THIRD === 1 && effect.when !== 'afterCache') {
    const undone = undo(look, impact, done);
    if (!undone) return;
    const again = outcomeOf(probe, undone, look.rules);
    count(look, 'recovered');
    if (again !== 'ok')
      look.differences.push(`${name}: ${probe.id}: ${again} after ${effect.recoverable?.by.join(', ')}`);
  }
}

const goneWorlds = new WeakMap<World, World>();

/** Nobody looks at trails then, so that they need not deliver for days. */
function afterDeletion({ rules }: Look, done: World): World {
  const known = goneWorlds.get(done);
  if (known) return known;
  const quiet = [...done.cloudtrail.trails.values()].reduce(
    (current, { arn: Name, homeRegion: region }) =>
      step(current, { service: 'cloudtrail', operation: 'StopLogging', input: { Name }, caller: ADMIN, region }, rules)
        .world,
    done,
  );
  const gone = elapse(quiet, { days: WINDOW_DAYS }, rules).world;
  goneWorlds.set(done, gone);
  return gone;
}

function undo({ world, rules }: Look, { change, keyArn }: Impact, done: World): World | undefined {
  const key = world.kms.keys.get(keyArn)!;
  const calls: Partial<Record<string, readonly (readonly [string, object])[]>> = {
    disable: [['EnableKey', {}]],
    delete: [
      ['CancelKeyDeletion', {}],
      ['EnableKey', {}],
    ],
    'lock-out': [['PutKeyPolicy', { Policy: key.policy.text, BypassPolicyLockoutSafetyCheck: true }]],
  };
  return calls[change]?.reduce(
    (current, [operation, input]) =>
      step(
        current,
        { service: 'kms', operation, input: { KeyId: keyArn, ...input }, caller: ADMIN, region: key.region },
        rules,
      ).world,
    done,
  );
}

/** What services find out by themselves: databases that lose their key, and when; trails that deliver no more. */
function pollOf({ rules }: Look, world: World): ReadonlyMap<string, string> {
  const seen = new Map<string, string>();
  const call = {
    service: 'kms',
    operation: 'ListKeys',
    input: {},
    caller: ADMIN,
    region: world.options.region,
  } as const;
  const { world: after, events } = elapse(step(world, call, rules).world, POLL, rules);
  for (const event of events) {
    if (event.type !== 'transition' || !event.event.startsWith('LOSE_KEY')) continue;
    const [, , , , , kind, id] = event.resource.split(':');
    const name =
      kind === 'db' ? `rds DB instance ${id} DescribeDBInstances` : `rds DB cluster ${id} DescribeDBClusters`;
    const isMember = [...world.rds.instances.values()].some((one) => one.id === id && one.clusterId !== undefined);
    if (!isMember) seen.set(name, `state ${event.to} at ${event.atMs}`);
  }
  for (const { name, delivery } of after.cloudtrail.trails.values())
    if (delivery.state === 'Failing') seen.set(`cloudtrail trail ${name} GetTrailStatus`, `code ${delivery.error}`);
  return seen;
}

function comparePolls(
  look: Look,
  done: World,
  effects: Map<string, Effect>,
  before: ReadonlyMap<string, string>,
  name: string,
): void {
  const seen = pollOf(look, done);
  for (const id of new Set([
    ...seen.keys(),
    ...[...effects].filter(([, { when }]) => when === 'nextPoll').map(([id]) => id),
  ])) {
    const effect = effects.get(id);
    effects.delete(id);
    const at = effect?.afterMs === undefined ? '' : ` at ${look.world.nowMs + effect.afterMs}`;
    const said = effect ? seenAs(effect.seen) + at : before.get(id);
    const now = seen.get(id);
    if (effect) count(look, `nextPoll ${effect.resource.service} ${effect.seen.state ?? 'failing'}`);
    // A trail that fails anyway may fail by another code.
    const failsAnyway = !effect && id.startsWith('cloudtrail') && before.has(id) && now !== undefined;
    if (said !== now && !failsAnyway) look.differences.push(`${name}: ${id}: ${now}, the analysis says ${said}`);
  }
}
