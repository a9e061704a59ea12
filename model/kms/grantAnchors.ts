/**
 * How a caller's grants are found where there are very many, as with databases or volumes under one key: by one pair of the
 * encryption context that the grant demands, its anchor. A use is covered only by grants that demand nothing, and by those
 * whose anchor is among the pairs of its own encryption context.
 */
import type { World } from '../world.ts';
import type { EncryptionContext, Grant } from './state.ts';

const anchorOf = (name: string, value: string): string => `${name}=${value}`;

/** The anchor of a grant: the pair with the longest value, which is most likely an id; empty if none is demanded. */
function anchorOfGrant({ constraints }: Pick<Grant, 'constraints'>): string {
  const demanded = constraints?.encryptionContextEquals ?? constraints?.encryptionContextSubset ?? {};
  const pairs = Object.entries(demanded).sort(([a], [b]) => (a < b ? -1 : 1));
  const longest = Math.max(...pairs.map(([, value]) => value.length));
  const pair = pairs.find(([, value]) => value.length === longest);
  return pair ? anchorOf(...pair) : '';
}

/** Beginning of the rows of `grantsOfGrantee` with the grants that demand the same pair. */
const rowsOf = (keyArn: string, grantee: string, anchor: string): string => `${keyArn}|${grantee}|${anchor}|`;

/** Key of a grant's row in `grantsOfGrantee`. */
export const granteeRow = (grant: Grant): string => rowsLike(grant) + grant.id;

/** Beginning of the rows of all grants of the same key, grantee and anchor. */
export const rowsLike = (grant: Grant): string => rowsOf(grant.keyArn, grant.granteePrincipal, anchorOfGrant(grant));

/** The grants of a key and grantee, those of one anchor after those of another. */
export function* grantsOf(world: World, keyArn: string, grantee: string): Generator<Grant> {
  yield* grantsIn(world, `${keyArn}|${grantee}|`);
}

/** The grants that may cover a use with this encryption context, in lists; each in the order of their ids. */
export function* grantsByAnchor(
  world: World,
  keyArn: string,
  grantee: string,
  given: EncryptionContext | undefined,
): Generator<Iterable<Grant>> {
  yield grantsIn(world, rowsOf(keyArn, grantee, ''));
  for (const name in given) yield grantsIn(world, rowsOf(keyArn, grantee, anchorOf(name, given[name]!)));
}

function* grantsIn({ kms }: World, rows: string): Generator<Grant> {
  for (const [, row] of kms.grantsOfGrantee.withPrefix(rows)) yield kms.grants.get(row)!;
}
