/**
 * Cleaning up: everything that carries the tag of a run (or of any run) goes. What cannot go at once is waited for a while;
 * what stays is told. Keys are scheduled for deletion with the shortest waiting period there is, seven days.
 */
import type { Outcome, Service } from '../../../../model/call.ts';
import { TAG } from '../tags.ts';
import { waitUntil } from '../waiting.ts';
import { buckets } from './buckets.ts';
import { clusters, databases } from './databases.ts';
import { disks } from './disks.ts';
import { keys } from './keys.ts';
import { trails } from './trails.ts';
import { users } from './users.ts';

/** Plain members. */
export type Members = Readonly<Record<string, unknown>>;

/** Makes a call as the owner; refusals are outcomes. */
export type Owner = (service: Service, operation: string, input: Members) => Promise<Outcome>;

/** A thing that was found, how it is told, and what removes it. */
export interface Leftover {
  readonly kind: string;
  readonly id: string;
  /** Calls in order; the first refusal ends them. */
  readonly remove: () => Promise<Outcome>;
}

/** Finds the leftovers of one kind. `mine` looks at a value of the tag. */
export type Finder = (
  owner: Owner,
  mine: (tags: readonly Members[] | undefined) => boolean,
) => Promise<readonly Leftover[]>;

/** What became of the leftovers. */
export interface Cleaned {
  /** `instance i-0abc`, in the order of removal. */
  readonly removed: readonly string[];
  /** What is still there, and why. */
  readonly left: readonly string[];
  /** Lists that were refused: nobody knows what is there. */
  readonly unseen: readonly string[];
}

/** How to clean. */
export interface CleanSettings {
  /** Only of this run; default: of all. */
  readonly run?: string;
  /** Longest wait for things to let go of each other, and the pause between two tries. */
  readonly patienceMs: number;
  readonly pollMs: number;
}

/** In this order: instances let go of volumes, everything lets go of keys. */
const FINDERS: readonly Finder[] = [trails, disks, databases, clusters, buckets, keys, users];

/** Removes what a run left behind; there is an owner for each Region to look in. */
export async function clean(owners: readonly Owner[], { run, patienceMs, pollMs }: CleanSettings): Promise<Cleaned> {
  const mine = (tags: readonly Members[] | undefined) =>
    (tags ?? []).some(
      (tag) => (tag.Key ?? tag.TagKey) === TAG && (run === undefined || (tag.Value ?? tag.TagValue) === run),
    );
  const removed = new Set<string>();
  const unseen = new Set<string>();
  let left = new Map<string, string>();
  const sweep = async () => {
    const stayed = new Map<string, string>();
    for (const find of FINDERS)
      for (const owner of owners)
        for (const { kind, id, remove } of await found(find, owner, mine, unseen)) {
          const outcome = await remove();
          if (outcome.ok) removed.add(`${kind} ${id}`);
          else stayed.set(`${kind} ${id}`, whyNot(outcome.error));
        }
    for (const name of left.keys()) if (!stayed.has(name)) removed.add(name);
    left = stayed;
    return left.size === 0;
  };
  await waitUntil(sweep, patienceMs, pollMs);
  return { removed: [...removed], left: [...left].map(([name, why]) => `${name}: ${why}`), unseen: [...unseen] };
}

const whyNot = ({ code, message }: { readonly code: string; readonly message?: string }): string =>
  message === undefined ? code : `${code} (${message})`;

async function found(find: Finder, owner: Owner, mine: Parameters<Finder>[1], unseen: Set<string>) {
  try {
    return await find(owner, mine);
  } catch (error) {
    if (!(error instanceof RefusedList)) throw error;
    unseen.add(error.message);
    return [];
  }
}

/** A list was refused. */
class RefusedList extends Error {}

/** Makes calls in order until one is refused. */
export async function inOrder(owner: Owner, calls: readonly (readonly [Service, string, Members])[]): Promise<Outcome> {
  let last: Outcome = { ok: true, output: {}, call: 0 };
  for (const [service, operation, input] of calls) {
    last = await owner(service, operation, input);
    if (!last.ok) return last;
  }
  return last;
}

/** All pages of a list. */
export async function all(
  owner: Owner,
  service: Service,
  operation: string,
  [items, next, marker]: readonly [string, string, string],
  input: Members = {},
): Promise<readonly Members[]> {
  const found: Members[] = [];
  for (let token: unknown; ; ) {
    const outcome = await owner(service, operation, token === undefined ? input : { ...input, [marker]: token });
    if (!outcome.ok) throw new RefusedList(`${service}:${operation} ${whyNot(outcome.error)}`);
    found.push(...((outcome.output[items] ?? []) as Members[]));
    token = outcome.output[next];
    if (token === undefined || token === '') return found;
  }
}
