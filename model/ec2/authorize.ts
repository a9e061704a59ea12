/**
 * Who may call EC2. EC2 knows no resource policies: the caller's own policies decide, resource by resource.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html (documented).
 */
import { conditionsOf, deniedWords } from '../authorization.ts';
import { base64, utf8 } from '../bytes.ts';
import type { Context } from '../context.ts';
import { unauthorized } from './errors.ts';
import type { Tags } from './state.ts';

/** One resource that a call uses. */
export interface ResourceUse {
  /** ARN, or `*` where the action has none. */
  readonly resource: string;
  /** Default: the operation itself. */
  readonly action?: string;
  /** Tags the resource has. */
  readonly tags?: Tags;
  /** Tags the request gives it. */
  readonly requestTags?: Tags;
  /** Values of EC2's own condition keys, by lower-cased key: `ec2:encrypted`... */
  readonly conditions?: Readonly<Record<string, string | undefined>>;
}

/** Lets the caller use a resource, or refuses with UnauthorizedOperation. */
export function authorize(context: Context, operation: string, use: ResourceUse): void {
  const action = `ec2:${use.action ?? operation}`;
  const decision = context.rules.decide({
    identity: context.identity,
    action,
    resource: use.resource,
    // Sharing is decided by the resource itself; policies are asked as if it were the caller's own.
    resourceAccount: context.account,
    conditions: conditionsOf(context, (key) => ownCondition(context, use, key)),
    mode: 'identity',
  });
  if (decision.allowed) return;
  const words = deniedWords(context.identity, action, `resource: ${use.resource}`, decision);
  // AWS leaves the resource out where the action has none.
  const reason = use.resource === '*' ? words.replace(' on resource: *', '') : words;
  const writes = context.rules.operations[`ec2:${operation}`]?.readOnly === false;
  unauthorized(reason, writes ? encodedMessage(action, use) : undefined);
}

/** EC2's own condition keys of a use, for conditions of statements. */
export function ownCondition(context: Context, use: ResourceUse, key: string): readonly string[] | undefined {
  if (key === 'ec2:region') return [context.region];
  if (key === 'aws:tagkeys') return use.requestTags && Object.keys(use.requestTags);
  for (const prefix of ['aws:resourcetag/', 'ec2:resourcetag/'])
    if (key.startsWith(prefix)) return tagValue(use.tags, key.slice(prefix.length));
  if (key.startsWith('aws:requesttag/')) return tagValue(use.requestTags, key.slice('aws:requesttag/'.length));
  const own = use.conditions?.[key];
  return own === undefined ? undefined : [own];
}

function tagValue(tags: Tags | undefined, lowerName: string): readonly string[] | undefined {
  for (const [name, value] of Object.entries(tags ?? {})) if (name.toLowerCase() === lowerName) return [value];
  return undefined;
}

/** An opaque text in the place of AWS's encoded message, which only sts:DecodeAuthorizationMessage can read. */
const encodedMessage = (action: string, use: ResourceUse): string =>
  base64(utf8(`${action} ${use.resource}`))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
