/**
 * Client tokens: the same request with the same token is made once.
 * Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html (documented).
 */
import type { Context } from '../context.ts';
import { tokenMismatch, tokenOfDeleted } from './errors.ts';
import { updateEc2 } from './rows.ts';

const rowOf = (context: Context, token: string): string => `${context.place}/${context.call.operation}/${token}`;

/** The request without its token, as text that does not depend on the order of members. */
function canonical(input: object): string {
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (!value || typeof value !== 'object') return value;
    const members = Object.entries(value).filter(([name, member]) => name !== 'ClientToken' && member !== undefined);
    return Object.fromEntries(
      members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, ordered(member)]),
    );
  };
  return JSON.stringify(ordered(input));
}

/**
 * The ids that an earlier request with this token made, or undefined for a new token. Refuses a token that came with another
 * request, and one whose resource is deleted meanwhile.
 */
export function madeBefore(
  context: Context,
  input: { readonly ClientToken?: string },
  exists: (id: string) => boolean,
): readonly string[] | undefined {
  if (!input.ClientToken) return undefined;
  const known = context.world.ec2.clientTokens.get(rowOf(context, input.ClientToken));
  if (!known) return undefined;
  if (!known.resourceIds.every(exists)) tokenOfDeleted();
  if (known.request !== canonical(input)) tokenMismatch();
  return known.resourceIds;
}

/** Remembers what a request with a token made. */
export function rememberToken(
  context: Context,
  input: { readonly ClientToken?: string },
  resourceIds: readonly string[],
): void {
  if (!input.ClientToken) return;
  const { clientTokens } = context.world.ec2;
  const row = rowOf(context, input.ClientToken);
  updateEc2(context.transaction, {
    clientTokens: clientTokens.set(row, { request: canonical(input), resourceIds, createdMs: context.nowMs }),
  });
}
