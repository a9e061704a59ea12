/** The errors that AWS's model names for each operation, read from a text table that a person can check. */

/** HTTP status by error code, by operation. */
export type ErrorTable = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Reads lines of `Operation: Code Code=500`; the status is 400 where none is written. `suffix` is appended to every
 * code, so that a table need not repeat `Exception`.
 */
export function errorTable(lines: string, suffix = ''): ErrorTable {
  const table: Record<string, Record<string, number>> = {};
  for (const line of lines.trim().split('\n')) {
    const [operation = '', codes = ''] = line.trim().split(/:\s*/);
    table[operation] = Object.fromEntries(
      codes
        .split(' ')
        .filter(Boolean)
        .map((entry) => errorOf(entry, suffix)),
    );
  }
  return table;
}

function errorOf(entry: string, suffix: string): [code: string, status: number] {
  const [code = '', status = '400'] = entry.split('=');
  return [code + suffix, Number(status)];
}
