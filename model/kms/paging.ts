/** Paging of KMS's lists: Limit, Marker, NextMarker, Truncated. A marker is opaque and names the last row given. */
import { base64, fromBase64, fromUtf8, utf8 } from '../bytes.ts';
import { refuse } from '../errors.ts';
import { assumed, defineRules } from '../evidence.ts';

const rules = defineRules('kms', {
  'invalid-marker': {
    sentence: 'A marker that this service did not give out is InvalidMarkerException.',
    ...assumed('https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html'),
  },
});

/** A page of a list. */
export interface Page<T> {
  readonly items: T[];
  readonly NextMarker?: string;
  readonly Truncated: boolean;
}

/**
 * The page after `marker`. `rowsFrom(lowest)` gives rows in the order of their keys from `lowest` on, so that a page
 * costs what it yields however long the list is.
 */
export function page<T>(
  rowsFrom: (lowest: string | undefined) => Iterable<readonly [string, T]>,
  limit: number,
  marker: string | undefined,
): Page<T> {
  const after = marker === undefined ? undefined : readMarker(marker);
  const items: T[] = [];
  let last = '';
  for (const [key, row] of rowsFrom(after)) {
    if (key === after) continue;
    if (items.length === limit) return { items, NextMarker: base64(utf8(`keystate:${last}`)), Truncated: true };
    items.push(row);
    last = key;
  }
  return { items, Truncated: false };
}

function readMarker(marker: string): string {
  try {
    const text = fromUtf8(fromBase64(marker));
    if (text.startsWith('keystate:')) return text.slice('keystate:'.length);
  } catch {
    // Not base64: nobody's marker.
  }
  return refuse('InvalidMarkerException', 'The request was rejected because the marker is not valid.', {
    rule: rules['invalid-marker'],
  });
}
