/**
 * Who may call RDS and Redshift: neither knows resource policies for the operations that are simulated, so the caller's
 * own policies decide, resource by resource.
 * Sources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshift.html (documented).
 */
import { conditionsOf, deniedWords } from '../authorization.ts';
import type { Service } from '../call.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { queryRules } from './face.ts';

/** Tags of a resource. */
export type Tags = Readonly<Record<string, string>>;

/** One resource that a call uses. */
export interface ResourceUse {
  /** ARN. */
  readonly resource: string;
  /** Default: the operation itself. */
  readonly action?: string;
  /** Tags the resource has. */
  readonly tags?: Tags;
  /** Tags the request gives it. */
  readonly requestTags?: Tags;
  /** Values of the service's own condition keys, by lower-cased key: `rds:storageencrypted`... */
  readonly conditions?: Readonly<Record<string, string | undefined>>;
}

/** Lets the caller use a resource, or refuses with AccessDenied. */
export function authorize(context: Context, service: Service, operation: string, use: ResourceUse): void {
  const action = `${service}:${use.action ?? operation}`;
  const decision = context.rules.decide({
    identity: context.identity,
    action,
    resource: use.resource,
    // Sharing is decided by the resource itself; policies are asked as if it were the caller's own.
    resourceAccount: context.account,
    conditions: conditionsOf(context, (key) => ownCondition(use, key)),
    mode: 'identity',
  });
  if (decision.allowed) return;
  refuse('AccessDenied', deniedWords(context.identity, action, `resource: ${use.resource}`, decision), {
    status: 403,
    rule: queryRules['not-authorized'],
  });
}

function ownCondition(use: ResourceUse, key: string): readonly string[] | undefined {
  if (key === 'aws:resourceaccount') return ownerOf(use.resource);
  if (key === 'aws:tagkeys') return use.requestTags && Object.keys(use.requestTags);
  if (key.startsWith('aws:resourcetag/')) return tagValue(use.tags, key.slice('aws:resourcetag/'.length));
  if (key.startsWith('aws:requesttag/')) return tagValue(use.requestTags, key.slice('aws:requesttag/'.length));
  const own = use.conditions?.[key];
  return own === undefined ? undefined : [own];
}

/** The account in an ARN; a resource `*` has none. */
function ownerOf(resource: string): readonly string[] | undefined {
  const account = resource.split(':')[4];
  return account ? [account] : undefined;
}

function tagValue(tags: Tags | undefined, lowerName: string): readonly string[] | undefined {
  for (const [name, value] of Object.entries(tags ?? {})) if (name.toLowerCase() === lowerName) return [value];
  return undefined;
}
