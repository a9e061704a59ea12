/**
 * Making a failing plan small. fast-check removes and simplifies what was drawn; then every call is tried without, and
 * every value tried simpler, until nothing more can go. All of it is decided by playing the plan again.
 */
import fc from 'fast-check';
import { isCall, type Planned, type PlannedCall, type PlannedValue } from '../../scenarios/contract.ts';
import type { Registry } from './registry.ts';
import type { PlanSource } from './swarm.ts';

/** Plays a plan; the things it made if it still fails the same way, undefined if it does not. */
export type StillFails = (plan: readonly Planned[]) => Promise<Registry | undefined>;

/** At most so many plans are played for one failure; a count keeps shrinking reproducible, unlike a clock. */
const BUDGET = 2000;
/** One of so many is for what was drawn; the passes after it shorten what fast-check cannot. */
const PART_FOR_DRAWN = 5;

/** The smallest plan found that still fails, with at most `budget` plays. */
export async function shrink(
  source: PlanSource,
  stillFails: StillFails,
  budget: number = BUDGET,
): Promise<readonly Planned[]> {
  const spent = { plays: 0 };
  const judged: StillFails = async (plan) => (spent.plays++ < budget ? stillFails(plan) : undefined);
  const forDrawn = Math.ceil(budget / PART_FOR_DRAWN);
  const drawn = await shrinkDrawn(source, async (plan) => (spent.plays < forDrawn ? judged(plan) : undefined));
  return simplify(drawn, judged);
}

async function shrinkDrawn(source: PlanSource, stillFails: StillFails): Promise<readonly Planned[]> {
  const property = fc.asyncProperty(source.rows, async (rows) => {
    if (await stillFails(source.planOf(rows))) throw new StillFailing();
  });
  const { counterexample } = await fc.check(property, { seed: source.seed, numRuns: 1, unbiased: true });
  return source.planOf(counterexample?.[0] ?? []);
}

/** Thrown to tell fast-check that a plan fails. */
class StillFailing extends Error {}

/** Removes calls one by one and simplifies values, as long as the plan still fails. */
export async function simplify(plan: readonly Planned[], stillFails: StillFails): Promise<readonly Planned[]> {
  let current = plan;
  for (let smaller: readonly Planned[] | undefined = current; smaller; ) {
    current = smaller;
    smaller = (await removeOne(current, stillFails)) ?? (await simplifyOne(current, stillFails));
  }
  return current;
}

/** Removes as many calls as can go, last to first; undefined if none can. */
async function removeOne(plan: readonly Planned[], stillFails: StillFails): Promise<readonly Planned[] | undefined> {
  let current = plan;
  for (let at = plan.length - 1; at >= 0; at--) {
    const registry = await stillFails(current);
    const without = registry && withoutItem(current, at, registry);
    if (without && (await stillFails(without))) current = without;
  }
  return current.length < plan.length ? current : undefined;
}

/** The plan without an item; references to later things count on from one less. */
function withoutItem(plan: readonly Planned[], at: number, registry: Registry): readonly Planned[] {
  const gone = [...registry.things()].filter((thing) => thing.planIndex === at);
  const retarget = (kind: string, n: number): number => {
    const index = registry.count(kind) === 0 ? n : n % registry.count(kind);
    return index - gone.filter((thing) => thing.kind === kind && registry.indexOf(thing) < index).length;
  };
  return plan.filter((_, index) => index !== at).map((planned) => mapReferences(planned, retarget));
}

/** An item with the numbers of its references changed. */
function mapReferences(planned: Planned, change: (kind: string, n: number) => number): Planned {
  if (!isCall(planned)) return planned;
  return { ...planned, input: mapValue(planned.input, change) as PlannedCall['input'] };
}

function mapValue(value: PlannedValue, change: (kind: string, n: number) => number): PlannedValue {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return (value as readonly PlannedValue[]).map((item) => mapValue(item, change));
  const members = value as { readonly [member: string]: PlannedValue };
  if ('$any' in members) return { ...members, n: change(String(members.$any), Number(members.n)) };
  return Object.fromEntries(Object.entries(members).map(([name, part]) => [name, mapValue(part, change)]));
}

/** Takes the simpler forms of each item that still fail; undefined if none does. */
async function simplifyOne(plan: readonly Planned[], stillFails: StillFails): Promise<readonly Planned[] | undefined> {
  let current = plan;
  for (let at = 0; at < plan.length; at++) {
    for (let again = true; again; ) {
      again = false;
      for (const simpler of simplerItems(current[at] as Planned)) {
        const candidate = current.with(at, simpler);
        if (!(await stillFails(candidate))) continue;
        current = candidate;
        again = true;
        break;
      }
    }
  }
  return current === plan ? undefined : current;
}

/** Forms of an item that say less, simplest first. */
function* simplerItems(planned: Planned): Generator<Planned> {
  if (!isCall(planned)) return;
  for (const member of ['wait', 'caller', 'connection', 'region'] as const) {
    if (planned[member] === undefined) continue;
    const { [member]: _, ...rest } = planned;
    yield rest;
  }
  for (const input of simplerMembers(planned.input)) yield { ...planned, input };
}

type Members = { readonly [member: string]: PlannedValue };

/** Every member left out, or simpler. */
function* simplerMembers(members: Members): Generator<Members> {
  for (const [name, value] of Object.entries(members)) {
    const { [name]: _, ...others } = members;
    yield others;
    for (const simpler of simplerValues(value)) yield { ...members, [name]: simpler };
  }
}

function* simplerValues(value: PlannedValue): Generator<PlannedValue> {
  if (value instanceof Uint8Array) {
    for (const length of [1, 32]) if (value.length > length) yield value.slice(0, length);
  } else if (Array.isArray(value)) {
    const list = value as readonly PlannedValue[];
    for (const [at, item] of list.entries()) for (const simpler of simplerValues(item)) yield list.with(at, simpler);
  } else if (typeof value === 'object' && value !== null) {
    const members = value as Members;
    if ('$any' in members) yield* simplerReferences(members);
    else if (!Object.keys(members).some((name) => name.startsWith('$'))) yield* simplerMembers(members);
  }
}

/** Keys by their id rather than by alias or ARN, and the first things rather than later ones. */
function* simplerReferences({ $any, n, give }: Members): Generator<PlannedValue> {
  if ($any === 'alias' || ($any === 'key' && give !== 'id'))
    for (const key of [0, 1, 2]) yield { $any: 'key', n: key, give: 'id' };
  if (Number(n) > 0) yield { $any, n: 0, give } as PlannedValue;
}
