/** Plays one plan in process and over a wire, and tells where the two histories differ. */
import { isDeepStrictEqual } from 'node:util';
import { Player } from '../../../harness/runner/play.ts';
import type { Target } from '../../../harness/targets/target.ts';
import { Unsendable } from '../../../harness/targets/unable.ts';
import { toPlain } from '../../../model/serialise.ts';
import type { WorldEvent } from '../../../model/transaction.ts';
import type { CallEntry, Entry, Observation, Planned, TrailRecord } from '../../../scenarios/contract.ts';

/** What two histories came to. */
export interface Comparison {
  readonly steps: number;
  /** Steps that no client can say; in process they are left out, too. */
  readonly unsendable: number;
  readonly differences: readonly string[];
}

/** Plays item by item at both targets. What the wire cannot say is left out in process, too. */
export async function sameHistory(
  simulated: Target,
  wire: Target,
  seed: string,
  plan: readonly Planned[],
): Promise<Comparison> {
  const here = new Player(await simulated.begin(seed));
  const there = new Player(await wire.begin(seed));
  const differences: string[] = [];
  let unsendable = 0;
  for (const planned of plan) {
    const [fromHere, fromThere] = [here.history.length, there.history.length];
    try {
      await there.play([planned]);
    } catch (error) {
      if (!(error instanceof Unsendable)) throw error;
      unsendable++;
      continue;
    }
    await here.play([planned]);
    differences.push(...differ(here.history.slice(fromHere), there.history.slice(fromThere)));
    if (differences.length > 0) break;
  }
  return { steps: here.history.length, unsendable, differences };
}

function* differ(here: readonly Entry[], there: readonly Entry[]): Generator<string> {
  if (here.length !== there.length) yield `${here.length} entries in process, ${there.length} over the wire`;
  for (const [index, entry] of here.entries()) {
    const other = there[index];
    if (!other) return;
    const label = entry.type === 'call' ? `${entry.call.service}:${entry.call.operation}` : 'elapse';
    yield* unequal(`${label} began`, entry.atMs, other.atMs);
    if (entry.type === 'call') yield* unequal(`${label} came to`, outcome(entry), outcome(other as CallEntry));
    yield* unequal(`${label} left the records`, entry.records.map(record), other.records.map(record));
    yield* unequal(`${label} left the events`, entry.events.filter(isToldOf), other.events);
    yield* differInside(label, entry, other);
    for (const table of Object.keys(TABLES) as (keyof typeof TABLES)[])
      yield* unequal(`${label} left ${table}`, rows(entry.after, table), rows(other.after, table));
  }
}

/** That there is a record is told by the record. */
const isToldOf = ({ type }: WorldEvent): boolean => type !== 'record';

/** Services whose insides are compared. What clients add to their requests stands in the trail, and in log files in S3. */
const INSIDES = ['kms', 'ec2', 'rds', 'redshift', 'iam'] as const;

function* differInside(label: string, { world: here }: Entry, { world: there }: Entry): Generator<string> {
  if (!here || !there) {
    yield `${label}: the inside is seen ${here ? 'only in process' : there ? 'only over the wire' : 'nowhere'}`;
    return;
  }
  for (const service of INSIDES) {
    yield* unequal(`${label} left inside ${service}`, toPlain(here.after[service]), toPlain(there.after[service]));
    if (here.before[service] === here.after[service] && there.before[service] !== there.after[service])
      yield `${label} changed nothing inside ${service}, and over the wire it is another object`;
  }
}

const TABLES = {
  keys: 1,
  aliases: 1,
  grants: 1,
  buckets: 1,
  objects: 1,
  volumes: 1,
  snapshots: 1,
  instances: 1,
  databases: 1,
  databaseSnapshots: 1,
  clusters: 1,
  clusterSnapshots: 1,
} as const satisfies Record<Exclude<keyof Observation, 'atMs'>, 1>;

const rows = (seen: Observation, table: keyof typeof TABLES) =>
  Object.fromEntries(seen[table] as ReadonlyMap<string, unknown>);

function* unequal(what: string, here: unknown, there: unknown): Generator<string> {
  if (!isDeepStrictEqual(here, there))
    yield `${what} ${JSON.stringify(here)} in process, ${JSON.stringify(there)} over the wire`;
}

/** The answer, without what only the model tells (which rule decided) and what XML cannot say (no list, an empty one). */
function outcome({ outcome: told }: CallEntry) {
  if (told.ok) return full(told.output);
  const { code, message, status } = told.error;
  return { code, status, ...(message === undefined ? {} : { message }) };
}

function full(value: unknown, name?: string): unknown {
  // The text of a record; what came over a wire has its members in the order of the wire.
  if (name === 'CloudTrailEvent' && typeof value === 'string') return record(JSON.parse(value) as TrailRecord);
  if (Array.isArray(value)) return value.map((part) => full(part));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const members = Object.entries(value).map(([member, part]) => [member, full(part, member)] as const);
  return Object.fromEntries(members.filter(([, part]) => !isEmpty(part)));
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** What every client adds to its requests, and records show. */
const ADDED = ['Content-Length', 'x-amz-sdk-checksum-algorithm'];
/** The SDK says so of a body whose type nobody told. */
const UNTOLD_TYPE = 'application/octet-stream';

function record(told: TrailRecord): unknown {
  const { requestParameters, ...rest } = JSON.parse(JSON.stringify(told)) as TrailRecord;
  const said = Object.entries(requestParameters ?? {}).filter(
    ([name, value]) => !ADDED.includes(name) && !(name === 'Content-Type' && value === UNTOLD_TYPE),
  );
  return { ...rest, requestParameters: requestParameters ? Object.fromEntries(said) : requestParameters };
}
