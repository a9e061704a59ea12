/**
 * A persistent table: an immutable, ordered map whose `set` costs the same with ten rows or a hundred thousand.
 * It is `sorted-btree` behind a value's face: the tree is cloned lazily (shared nodes, copied on the way down) before
 * each change. Order is the order of the keys, never of hashing, so everything that lists rows is deterministic.
 */
import sortedBTree from 'sorted-btree';

// sorted-btree is CommonJS: its class is the `default` member of what Node imports; Vitest and bundlers unwrap that.
const BTree = sortedBTree.default ?? (sortedBTree as unknown as typeof sortedBTree.default);
type Tree<K, V> = InstanceType<typeof BTree<K, V>>;

/** Plain order of JavaScript strings (UTF-16 code units) or numbers. */
function plainOrder(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An immutable ordered map. Create with `Table.empty()`; every change gives a new table. */
export class Table<K extends string | number, V> {
  readonly #tree: Tree<K, V>;

  private constructor(tree: Tree<K, V>) {
    this.#tree = tree;
  }

  static empty<K extends string | number, V>(): Table<K, V> {
    return new Table<K, V>(new BTree<K, V>(undefined, plainOrder));
  }

  /** A table of these rows; for loading a stored world. */
  static of<K extends string | number, V>(entries: Iterable<readonly [K, V]>): Table<K, V> {
    const tree = new BTree<K, V>(undefined, plainOrder);
    for (const [key, value] of entries) tree.set(key, value);
    return new Table(tree);
  }

  get size(): number {
    return this.#tree.size;
  }

  get(key: K): V | undefined {
    return this.#tree.get(key);
  }

  has(key: K): boolean {
    return this.#tree.has(key);
  }

  set(key: K, value: V): Table<K, V> {
    const tree = this.#tree.clone();
    tree.set(key, value);
    return new Table(tree);
  }

  delete(key: K): Table<K, V> {
    if (!this.#tree.has(key)) return this;
    const tree = this.#tree.clone();
    tree.delete(key);
    return new Table(tree);
  }

  firstKey(): K | undefined {
    return this.#tree.minKey();
  }

  lastKey(): K | undefined {
    return this.#tree.maxKey();
  }

  /** Rows in the order of their keys, from `lowest` (inclusive) if given. */
  entries(lowest?: K): IterableIterator<[K, V]> {
    return this.#tree.entries(lowest);
  }

  /** Rows from the highest key down, starting below or at `highest` if given. */
  entriesReversed(highest?: K): IterableIterator<[K, V]> {
    return this.#tree.entriesReversed(highest);
  }

  values(lowest?: K): IterableIterator<V> {
    return this.#tree.values(lowest);
  }

  /** Rows whose (string) key starts with `prefix`, in order; costs only what it yields. */
  *withPrefix(prefix: K & string): Generator<[K, V]> {
    for (const entry of this.#tree.entries(prefix)) {
      if (!(entry[0] as string).startsWith(prefix)) return;
      yield entry;
    }
  }
}
