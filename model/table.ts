/**
 * A persistent table: an immutable, ordered map whose `set` costs the same with ten rows or a hundred thousand.
 * It is `sorted-btree` behind a value's face: the tree is cloned lazily (shared nodes, copied on the way down) before
 * each change. The rows of the highest keys stand beside it in two small arrays: a table that grows at its end, as the
 * trail does with every call, touches its tree only once in so many rows, and a small table needs none.
 * Order is the order of the keys, never of hashing, so everything that lists rows is deterministic.
 */
import sortedBTree from 'sorted-btree';

// sorted-btree is CommonJS: its class is the `default` member of what Node imports; Vitest and bundlers unwrap that.
const BTree = sortedBTree.default ?? (sortedBTree as unknown as typeof sortedBTree.default);
type Tree<K, V> = InstanceType<typeof BTree<K, V>>;

/** Plain order of JavaScript strings (UTF-16 code units) or numbers. */
function plainOrder(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** At most so many rows stand beside the tree. */
const LAST_ROWS = 32;

/** Index of the first of these ascending keys that is not lower than `key`. */
function placeOf<K extends string | number>(keys: readonly K[], key: K): number {
  let [low, high] = [0, keys.length];
  // Most new keys belong at the end.
  if (high > 0 && keys[high - 1]! < key) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Own loops, also below: array methods either grow an array on the way (this one) or are slow (`with`, `toSpliced`). */
function inserted<T>(list: readonly T[], at: number, value: T): T[] {
  const longer = new Array<T>(list.length + 1);
  for (let index = 0; index < at; index++) longer[index] = list[index]!;
  longer[at] = value;
  for (let index = at; index < list.length; index++) longer[index + 1] = list[index]!;
  return longer;
}

/** The list with another value at one place. */
function replaced<T>(list: readonly T[], at: number, value: T): T[] {
  const changed = list.slice();
  changed[at] = value;
  return changed;
}

/** The list without the value at one place. */
function without<T>(list: readonly T[], at: number): T[] {
  const shorter = list.slice(1);
  for (let index = 0; index < at; index++) shorter[index] = list[index]!;
  return shorter;
}

/** An immutable ordered map. Create with `Table.empty()`; every change gives a new table. */
export class Table<K extends string | number, V> {
  readonly #tree: Tree<K, V>;
  /** Ascending, above all keys of the tree; `#lastRows` are theirs. */
  readonly #lastKeys: readonly K[];
  readonly #lastRows: readonly V[];

  private constructor(tree: Tree<K, V>, lastKeys: readonly K[], lastRows: readonly V[]) {
    this.#tree = tree;
    this.#lastKeys = lastKeys;
    this.#lastRows = lastRows;
  }

  static empty<K extends string | number, V>(): Table<K, V> {
    return Table.of<K, V>([]);
  }

  /** A table of these rows; for loading a stored world. */
  static of<K extends string | number, V>(entries: Iterable<readonly [K, V]>): Table<K, V> {
    const tree = new BTree<K, V>(undefined, plainOrder);
    for (const [key, value] of entries) tree.set(key, value);
    return new Table<K, V>(tree, [], []);
  }

  get size(): number {
    return this.#tree.size + this.#lastKeys.length;
  }

  get(key: K): V | undefined {
    const keys = this.#lastKeys;
    const at = placeOf(keys, key);
    return at < keys.length && keys[at] === key ? this.#lastRows[at] : this.#tree.get(key);
  }

  has(key: K): boolean {
    const keys = this.#lastKeys;
    const at = placeOf(keys, key);
    return (at < keys.length && keys[at] === key) || this.#tree.has(key);
  }

  set(key: K, value: V): Table<K, V> {
    const [keys, rows] = [this.#lastKeys, this.#lastRows];
    const at = placeOf(keys, key);
    // Past its end an array is read slowly: the place is looked at first, here and above.
    if (at < keys.length && keys[at] === key) return new Table(this.#tree, keys, replaced(rows, at, value));
    const highest = at === 0 ? this.#tree.maxKey() : undefined;
    if (highest !== undefined && key <= highest) {
      const tree = this.#tree.clone();
      tree.set(key, value);
      return new Table(tree, keys, rows);
    }
    if (keys.length === LAST_ROWS) return this.#settled().set(key, value);
    return new Table(this.#tree, inserted(keys, at, key), inserted(rows, at, value));
  }

  /** The same rows, all of them in the tree. */
  #settled(): Table<K, V> {
    const tree = this.#tree.clone();
    for (let at = 0; at < this.#lastKeys.length; at++) tree.set(this.#lastKeys[at]!, this.#lastRows[at]!);
    return new Table<K, V>(tree, [], []);
  }

  delete(key: K): Table<K, V> {
    const [keys, rows] = [this.#lastKeys, this.#lastRows];
    const at = placeOf(keys, key);
    if (at < keys.length && keys[at] === key) return new Table(this.#tree, without(keys, at), without(rows, at));
    if (!this.#tree.has(key)) return this;
    const tree = this.#tree.clone();
    tree.delete(key);
    return new Table(tree, keys, rows);
  }

  /** Only the rows from `lowest` (inclusive) on: much cheaper than to delete the others one by one. */
  startingAt(lowest: K): Table<K, V> {
    const from = placeOf(this.#lastKeys, lowest);
    const first = this.#tree.minKey();
    let tree = this.#tree;
    if (first !== undefined && first < lowest) {
      tree = tree.clone();
      tree.deleteRange(first, lowest, false);
    }
    return new Table(tree, this.#lastKeys.slice(from), this.#lastRows.slice(from));
  }

  firstKey(): K | undefined {
    return this.#tree.minKey() ?? this.#lastKeys[0];
  }

  lastKey(): K | undefined {
    return this.#lastKeys.at(-1) ?? this.#tree.maxKey();
  }

  /** Rows in the order of their keys, from `lowest` (inclusive) if given. */
  *entries(lowest?: K): IterableIterator<[K, V]> {
    yield* this.#tree.entries(lowest);
    const [keys, rows] = [this.#lastKeys, this.#lastRows];
    const from = lowest === undefined ? 0 : placeOf(keys, lowest);
    for (let at = from; at < keys.length; at++) yield [keys[at]!, rows[at]!];
  }

  /** Rows from the highest key down, starting below or at `highest` if given. */
  *entriesReversed(highest?: K): IterableIterator<[K, V]> {
    const [keys, rows] = [this.#lastKeys, this.#lastRows];
    let at = highest === undefined ? keys.length - 1 : placeOf(keys, highest);
    if (highest !== undefined && keys[at] !== highest) at--;
    for (; at >= 0; at--) yield [keys[at]!, rows[at]!];
    yield* this.#tree.entriesReversed(highest);
  }

  *values(lowest?: K): IterableIterator<V> {
    for (const [, row] of this.entries(lowest)) yield row;
  }

  /** Rows whose (string) key starts with `prefix`, in order; costs only what it yields. */
  *withPrefix(prefix: K & string): Generator<[K, V]> {
    for (const entry of this.entries(prefix)) {
      if (!(entry[0] as string).startsWith(prefix)) return;
      yield entry;
    }
  }
}
