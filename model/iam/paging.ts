/** Paging of IAM's lists: MaxItems, Marker, IsTruncated. A marker names the last item given. */
import { base64, fromBase64, fromUtf8, utf8 } from '../bytes.ts';
import { refuse } from '../errors.ts';

/** Items of a page that was not given a size. Source: API_ListUsers (documented). */
const DEFAULT_ITEMS = 100;

/** A page of a list that is small enough to be held; `idOf` gives what the marker names. */
export function page<T>(
  all: readonly T[],
  idOf: (item: T) => string,
  asked: { readonly MaxItems?: number; readonly Marker?: string },
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const start = asked.Marker === undefined ? 0 : startAfter(all.map(idOf), asked.Marker);
  const end = start + (asked.MaxItems ?? DEFAULT_ITEMS);
  const items = all.slice(start, end);
  if (end >= all.length) return { items, IsTruncated: false };
  return { items, IsTruncated: true, Marker: base64(utf8(idOf(items.at(-1)!))) };
}

function startAfter(ids: readonly string[], marker: string): number {
  const at = ids.indexOf(readMarker(marker));
  return at === -1 ? refuseMarker() : at + 1;
}

function readMarker(marker: string): string {
  try {
    return fromUtf8(fromBase64(marker));
  } catch {
    return refuseMarker();
  }
}

const refuseMarker = (): never => refuse('ValidationError', 'Invalid Marker.');
