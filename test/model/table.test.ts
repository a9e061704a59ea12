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
