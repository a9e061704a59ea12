/** Paging of KMS's lists: Limit, Marker, NextMarker, Truncated. A marker is opaque, names the last row given and its list. */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, fromBase64, fromUtf8, hex, utf8 } from '../bytes.ts';
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented } from '../evidence.ts';
import { invalid } from './errors.ts';

const rules = defineRules('kms', {
  'invalid-marker': {
    sentence: 'A marker that this service did not give out for this list is InvalidMarkerException.',
    ...assumed('https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html'),
  },
  'list-limit': {
    sentence: 'Some lists give fewer at once than the 1000 that the wire allows; a greater Limit is refused.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html'),
  },
});

/** How many rows a list gives where the request does not say, and at most. Source: the pages of the operations. */
const LIMITS = {
  DescribeCustomKeyStores: { usual: 100, most: 1000 },
  ListAliases: { usual: 50, most: 100 },
  ListGrants: { usual: 50, most: 100 },
  ListKeyPolicies: { usual: 100, most: 1000 },
  ListKeyRotations: { usual: 100, most: 1000 },
  ListKeys: { usual: 100, most: 1000 },
  ListResourceTags: { usual: 50, most: 50 },
  ListRetirableGrants: { usual: 50, most: 100 },
} as const;

/** What is listed: an operation, and whose rows. */
export interface List {
  readonly operation: keyof typeof LIMITS;
  /** The key, principal or place that the rows belong to. */
  readonly of: string;
}

/** What a request says of the page that it wants. */
export interface PageRequest {
  readonly Limit?: number;
  readonly Marker?: string;
}

/** A page of a list, and the members that all answers of lists have. */
export interface Page<T> {
  readonly items: T[];
  readonly paging: { readonly NextMarker?: string; readonly Truncated: boolean };
}

/**
 * The page that a request wants. `rowsFrom(lowest)` gives rows in the order of their keys from `lowest` on, so that a page
 * costs what it yields however long the list is.
 */
export function page<T>(
  list: List,
  request: PageRequest,
  rowsFrom: (lowest: string | undefined) => Iterable<readonly [string, T]>,
): Page<T> {
  const limit = limitOf(list, request);
  const after = request.Marker === undefined ? undefined : readMarker(list, request.Marker);
  const items: T[] = [];
  let last = '';
  for (const [key, row] of rowsFrom(after)) {
    if (key === after) continue;
    if (items.length === limit) return { items, paging: { NextMarker: markerOf(list, last), Truncated: true } };
    items.push(row);
    last = key;
  }
  return { items, paging: { Truncated: false } };
}

function limitOf({ operation }: List, { Limit }: PageRequest): number {
  const { usual, most } = LIMITS[operation];
  // The bound is documented, its text is not recorded.
  if (Limit !== undefined && Limit > most) invalid(`Limit must be between 1 and ${most}.`, rules['list-limit']);
  return Limit ?? usual;
}

/** Beginning of the markers of a list: eight bytes of a digest, so that a marker does not outgrow its 1024 characters. */
const beginning = ({ operation, of }: List): string =>
  `keystate:${hex(sha256(utf8(`${operation} ${of}`)).subarray(0, 8))}:`;

const markerOf = (list: List, row: string): string => base64(utf8(beginning(list) + row));

function readMarker(list: List, marker: string): string {
  const expected = beginning(list);
  try {
    const text = fromUtf8(fromBase64(marker));
    if (text.startsWith(expected)) return text.slice(expected.length);
  } catch {
    // Not base64: nobody's marker.
  }
  return refuse('InvalidMarkerException', 'The request was rejected because the marker is not valid.', {
    rule: rules['invalid-marker'],
  });
}
