/** Cases of a group as a matrix: rows and columns in the order in which they come. */
import type { ReportCase, ReportGroup } from './tree.ts';

/** A matrix of cases; a cell may hold several, such as one for each kind of key. */
export interface Matrix {
  /** Columns that hold anything. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: ReadonlyMap<string, readonly ReportCase[]> }[];
}

/** The matrix of a group that has columns. */
export function matrixOf({ columns = [], cases }: ReportGroup): Matrix {
  const rows = [...byRow(cases)].map(([name, ones]) => ({ name, cells: grouped(ones, ({ column = '' }) => column) }));
  return { columns: columns.filter((column) => rows.some(({ cells }) => cells.has(column))), rows };
}

/** Cases by their row; those that have none stand together under `cases`. */
export const byRow = (cases: readonly ReportCase[]): ReadonlyMap<string, readonly ReportCase[]> =>
  grouped(cases, ({ row = 'cases' }) => row);

/** Items by what `key` says of them, in the order of their coming. */
export function grouped<Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
