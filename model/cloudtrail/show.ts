/** How CloudTrail shows the input and output of its own operations in its records. */

/** The same value with member names that begin with a small letter; members that are not given are left out. */
export function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name[0]!.toLowerCase() + name.slice(1), shown(member)]));
}

/** The requestParameters or responseElements of an input or output. */
export const shownMembers = (value: object): Readonly<Record<string, unknown>> =>
  shown(value) as Readonly<Record<string, unknown>>;
