/** A value of the model as text that is the same if, and only if, the value is: worlds are compared by it. */
import { hex } from '../../model/bytes.ts';
import { Table } from '../../model/table.ts';

/** Canonical text of plain data with tables and bytes in it. */
export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Uint8Array) return { $hex: hex(part) };
    if (part instanceof Table) return { $table: [...part.entries()] };
    return part;
  });
}
