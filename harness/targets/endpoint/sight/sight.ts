/**
 * What is known of an endpoint: rows that describe, list, get and head calls told, kept until they are asked again. An
 * observation is a picture of it; rows and tables that did not change are the same objects in the next picture.
 */
import type { Outcome, Service } from '../../../../model/call.ts';
import type { Observation } from '../../../../scenarios/contract.ts';
import type { Place } from '../places.ts';

/** Names of the tables of an observation. */
export type TableName = Exclude<keyof Observation, 'atMs'>;
/** The row of a table. */
export type Row<T extends TableName> = Observation[T] extends ReadonlyMap<string, infer Seen> ? Seen : never;

/** Plain members of an output. */
export type Members = Readonly<Record<string, unknown>>;

/** Asks the endpoint as somebody of an account who may see it. */
export type Ask = (place: Place, service: Service, operation: string, input: Members) => Promise<Outcome>;

/** The tables, in the order of an observation. */
const TABLES: readonly TableName[] = [
  'keys',
  'aliases',
  'grants',
  'buckets',
  'objects',
  'volumes',
  'snapshots',
  'instances',
  'databases',
  'databaseSnapshots',
  'clusters',
  'clusterSnapshots',
];

/** Texts by which a row may be recognised as one's own. */
type Mark = {
  readonly [Name in 'arn' | 'id' | 'name' | 'bucket']?: string;
} & { readonly attachments?: readonly { readonly instanceId: string }[] };

/** Rows that were told, table by table; where others have things, too, only one's own. */
export class Sight {
  readonly #told: ReadonlySet<string> | undefined;
  readonly #tables = new Map<TableName, ReadonlyMap<string, unknown>>(TABLES.map((name) => [name, new Map()]));

  /** `told`: ids and names that the session has heard or said, by which its own things are known; undefined: all are. */
  constructor(told?: ReadonlySet<string>) {
    this.#told = told;
  }

  /** Whether a row is one's own. */
  isMine({ attachments = [], ...marks }: Mark): boolean {
    const told = this.#told;
    if (!told) return true;
    const texts = [marks.arn, marks.id, marks.name, marks.bucket, ...attachments.map(({ instanceId }) => instanceId)];
    return texts.some((text) => text !== undefined && told.has(text));
  }

  /** The rows of a table. */
  rows<T extends TableName>(table: T): ReadonlyMap<string, Row<T>> {
    return this.#tables.get(table) as ReadonlyMap<string, Row<T>>;
  }

  /** Replaces the rows of a table for which `mine` holds by others. */
  replace<T extends TableName>(
    table: T,
    mine: (row: Row<T>, id: string) => boolean,
    rows: Iterable<[string, Row<T>]>,
  ): void {
    const before = this.rows(table);
    const next = new Map([...before].filter(([id, row]) => !mine(row, id)));
    for (const [id, row] of rows) if (this.isMine(row as Mark)) next.set(id, same(before.get(id), row));
    const sorted = new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
    if (sorted.size !== before.size || [...sorted].some(([id, row]) => before.get(id) !== row))
      this.#tables.set(table, sorted);
  }

  /** Takes over everything that another observation shows. */
  become(seen: Observation): void {
    for (const table of TABLES) this.replace(table, () => true, seen[table] as Iterable<[string, never]>);
  }

  /** What can be seen now. */
  observation(atMs: number): Observation {
    return { atMs, ...Object.fromEntries(this.#tables) } as unknown as Observation;
  }
}

const same = <Seen>(before: Seen | undefined, now: Seen): Seen =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;

/** All pages of a list; undefined where the endpoint refuses to tell. */
export async function pages(
  ask: Ask,
  place: Place,
  [service, operation]: readonly [Service, string],
  input: Members,
  { items, next, marker }: { readonly items: string; readonly next: string; readonly marker: string },
): Promise<readonly Members[] | undefined> {
  const found: Members[] = [];
  for (let token: unknown; ; ) {
    const outcome = await ask(place, service, operation, token === undefined ? input : { ...input, [marker]: token });
    if (!outcome.ok) return undefined;
    found.push(...((outcome.output[items] ?? []) as Members[]));
    token = outcome.output[next];
    if (token === undefined || token === '') return found;
  }
}

/** Leaves out members without a value. */
export const defined = <T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== '')) as T;
