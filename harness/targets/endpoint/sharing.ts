/**
 * Values that were read twice, as one: what did not change from one reading of a world to the next is the same object again,
 * as it is in a simulation in process, where invariants tell by that what a step changed.
 */
import { equalBytes } from '../../../model/bytes.ts';
import { Table } from '../../../model/table.ts';

/** `now`, with everything that is as it was `before` replaced by what stood there. Both are plain data with tables and bytes. */
export function shared<T>(before: unknown, now: T): T {
  if (now instanceof Uint8Array) return (before instanceof Uint8Array && equalBytes(before, now) ? before : now) as T;
  if (now instanceof Table) return (before instanceof Table ? sharedTable(before, now) : now) as T;
  if (Array.isArray(now)) return (Array.isArray(before) ? sharedList(before, now) : now) as T;
  if (typeof now !== 'object' || now === null) return now;
  if (typeof before !== 'object' || before === null || Array.isArray(before) || before instanceof Table) return now;
  return sharedMembers(before as Members, now as Members) as T;
}

type Members = Readonly<Record<string, unknown>>;

function sharedTable(before: Table<string, unknown>, now: Table<string, unknown>): Table<string, unknown> {
  let same = before.size === now.size;
  const rows = [...now.entries()].map(([key, row]) => {
    const was = before.get(key);
    const is = shared(was, row);
    same &&= was !== undefined && is === was;
    return [key, is] as const;
  });
  return same ? before : Table.of(rows);
}

function sharedList(before: readonly unknown[], now: readonly unknown[]): readonly unknown[] {
  const items = now.map((item, index) => shared(before[index], item));
  return before.length === items.length && items.every((item, index) => item === before[index]) ? before : items;
}

function sharedMembers(before: Members, now: Members): Members {
  const members = Object.entries(now).map(([name, member]) => [name, shared(before[name], member)] as const);
  const same = members.every(([name, member]) => member === before[name]);
  return same && Object.keys(before).length === members.length ? before : Object.fromEntries(members);
}
