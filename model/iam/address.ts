/** IP addresses and ranges of the IpAddress operators: IPv4 and IPv6, with or without a prefix length. */

/** A range: the address's bytes (4 or 16) and how many leading bits count. */
export interface AddressRange {
  readonly bytes: readonly number[];
  readonly prefixBits: number;
}

function parseV4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map(Number);
}

/** Bytes of colon-separated groups; the last may be a dotted IPv4 address. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    if (group.includes('.') && index === groups.length - 1) {
      const dotted = parseV4(group);
      if (!dotted) return undefined;
      bytes.push(...dotted);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 255);
    }
  }
  return bytes;
}

function parseV6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!);
  const tail = parseGroups(halves[1] ?? '');
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** Bytes of an address, or undefined if it is none. */
export function parseAddress(text: string): readonly number[] | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** Reads `203.0.113.0/24`, `2001:db8::/32`, or a single address; undefined if it is none of these. */
export function parseRange(text: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const bytes = parseAddress(address);
  if (!bytes || rest.length > 0) return undefined;
  const allBits = bytes.length * 8;
  if (prefix === undefined) return { bytes, prefixBits: allBits };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > allBits) return undefined;
  return { bytes, prefixBits: Number(prefix) };
}

/** Whether an address lies in a range; an IPv4 address is never in an IPv6 range, nor the other way round. */
export function isInRange(address: readonly number[], range: AddressRange): boolean {
  if (address.length !== range.bytes.length) return false;
  return address.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, range.prefixBits - index * 8));
    const mask = (0xff00 >> bits) & 0xff;
    return (byte & mask) === (range.bytes[index]! & mask);
  });
}
