/** Pages of the Describe operations of RDS and Redshift: MaxRecords and Marker. */
import { base64, fromBase64, fromUtf8, utf8 } from '../bytes.ts';
import { refuse } from '../errors.ts';
import { queryRules } from './face.ts';

const MOST = 100;
const LEAST = 20;

/** One page of rows. The marker says how many rows came before. */
export function page<Row>(
  rows: readonly Row[],
  input: { readonly MaxRecords?: number; readonly Marker?: string },
): { readonly rows: readonly Row[]; readonly Marker?: string } {
  const { MaxRecords = MOST } = input;
  if (MaxRecords < LEAST || MaxRecords > MOST)
    refuse(
      'InvalidParameterValue',
      `Invalid value ${MaxRecords} for MaxRecords. Must be between ${LEAST} and ${MOST}`,
      {
        rule: queryRules['max-records'],
      },
    );
  const start = input.Marker ? readMarker(input.Marker) : 0;
  const end = start + MaxRecords;
  return { rows: rows.slice(start, end), ...(end < rows.length ? { Marker: base64(utf8(`next/${end}`)) } : {}) };
}

function readMarker(marker: string): number {
  try {
    const found = /^next\/(\d+)$/.exec(fromUtf8(fromBase64(marker)));
    if (found) return Number(found[1]);
  } catch {
    // not base64
  }
  return refuse('InvalidParameterValue', `The request marker is invalid: ${marker}`, {
    rule: queryRules['max-records'],
  });
}
