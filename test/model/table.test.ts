import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../model/table.ts';

const edits = fc.array(fc.tuple(fc.constantFrom('set', 'delete'), fc.nat({ max: 60 }), fc.nat()), { maxLength: 200 });

describe('Table', () => {
  it('behaves like a Map whose keys are sorted', () => {
    fc.assert(
      fc.property(edits, (list) => {
        let table = Table.empty<number, number>();
        const map = new Map<number, number>();
        for (const [what, key, value] of list) {
          table = what === 'set' ? table.set(key, value) : table.delete(key);
          if (what === 'set') map.set(key, value);
          else map.delete(key);
        }
        expect([...table.entries()]).toEqual([...map].sort(([a], [b]) => a - b));
        expect(table.size).toBe(map.size);
      }),
      { seed: 1 },
    );
  });

  it('finds, cuts and lists rows from any key on as a sorted list does', () => {
    const keys = fc.array(fc.nat({ max: 400 }), { maxLength: 150 });
    fc.assert(
      fc.property(keys, keys, fc.nat({ max: 400 }), (first, added, from) => {
        let table = Table.of(first.map((key) => [key, -key] as const));
        for (const key of added) table = table.set(key, key);
        const rows = [
          ...new Map([...first.map((key) => [key, -key] as const), ...added.map((key) => [key, key] as const)]),
        ];
        rows.sort(([a], [b]) => a - b);
        const above = rows.filter(([key]) => key >= from);
        expect([...table.entries(from)]).toEqual(above);
        expect([...table.values(from)]).toEqual(above.map(([, row]) => row));
        expect([...table.entriesReversed(from)]).toEqual(rows.filter(([key]) => key <= from).reverse());
        expect([...table.entriesReversed()]).toEqual([...rows].reverse());
        expect([table.firstKey(), table.lastKey()]).toEqual([rows[0]?.[0], rows.at(-1)?.[0]]);
        expect([table.get(from), table.has(from)]).toEqual(
          above[0]?.[0] === from ? [above[0][1], true] : [undefined, false],
        );
        expect([...table.startingAt(from).entries()]).toEqual(above);
        expect(table.startingAt(from).size).toBe(above.length);
        expect([...table.entries()]).toEqual(rows);
      }),
      { seed: 3 },
    );
  });

  it('never changes a table that somebody holds', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const held: [Table<number, number>, string][] = [];
        let table = Table.empty<number, number>();
        for (const [what, key, value] of list) {
          held.push([table, JSON.stringify([...table.entries()])]);
          table = what === 'set' ? table.set(key, value) : table.delete(key);
        }
        for (const [old, text] of held) expect(JSON.stringify([...old.entries()])).toBe(text);
      }),
      { seed: 2 },
    );
  });

  it('yields the rows of a prefix and nothing else', () => {
    const table = Table.of<string, number>([
      ['a/1', 1],
      ['b/1', 2],
      ['b/2', 3],
      ['c/1', 4],
    ]);
    expect([...table.withPrefix('b/')]).toEqual([
      ['b/1', 2],
      ['b/2', 3],
    ]);
  });
});
