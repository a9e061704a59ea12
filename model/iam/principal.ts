/** The Principal and NotPrincipal elements: does a resource policy's statement speak of this caller, and how directly. */
import type { Identity, PrincipalElement } from './types.ts';

/**
 * How a statement reaches a caller; a higher number is more direct and needs less from the caller's own policies.
 * - `None`: not at all;
 * - `Account`: through the caller's account, which only delegates to the account's IAM policies;
 * - `Role`: through the role of a session, within the limits of permissions boundary and session policy;
 * - `Self`: by the user's or session's own ARN, or by `*`.
 */
export const Reach = { None: 0, Account: 1, Role: 2, Self: 3 } as const;
/** How directly a Principal element reaches a caller, from not at all to by name. */
export type Reach = (typeof Reach)[keyof typeof Reach];

/** A Principal or NotPrincipal element ready for look-ups. */
export interface CompiledPrincipals {
  readonly everybody: boolean;
  /** ARNs and unique ids, other than accounts'. */
  readonly named: ReadonlySet<string>;
  /** 12-digit ids of accounts named by id or root ARN. */
  readonly accounts: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

const ROOT_ARN = /^arn:[^:]+:iam::(\d{12}):root$/;
const ACCOUNT_ID = /^\d{12}$/;

/** The account that a Principal entry names as a whole, if it does. */
export function accountOfEntry(entry: string): string | undefined {
  return ACCOUNT_ID.test(entry) ? entry : ROOT_ARN.exec(entry)?.[1];
}

/** Prepares an element. Canonical user ids name nobody here: identities carry none. */
export function compilePrincipals(element: PrincipalElement): CompiledPrincipals {
  const entries = element === '*' ? ['*'] : (element.AWS ?? []);
  const accounts = entries.map(accountOfEntry);
  return {
    everybody: entries.includes('*'),
    named: new Set(entries.filter((entry, index) => entry !== '*' && accounts[index] === undefined)),
    accounts: new Set(accounts.filter((account) => account !== undefined)),
    services: new Set(element === '*' ? [] : (element.Service ?? [])),
  };
}

/** The id of a session's role: `AROA...` before the session's name. */
const roleIdOf = (identity: Identity): string => identity.principalId.split(':', 1)[0]!;

function namesSelf(principals: CompiledPrincipals, identity: Identity): boolean {
  return (
    principals.named.size > 0 && (principals.named.has(identity.arn) || principals.named.has(identity.principalId))
  );
}

function namesRole(principals: CompiledPrincipals, identity: Identity): boolean {
  if (identity.roleArn === undefined || principals.named.size === 0) return false;
  return principals.named.has(identity.roleArn) || principals.named.has(roleIdOf(identity));
}

/**
 * How a Principal element reaches a caller. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function reachOf(principals: CompiledPrincipals, identity: Identity): Reach {
  if (principals.everybody) return Reach.Self;
  if (identity.kind === 'Anonymous') return Reach.None;
  if (identity.kind === 'AWSService') return principals.services.has(identity.arn) ? Reach.Self : Reach.None;
  if (namesSelf(principals, identity)) return Reach.Self;
  if (namesRole(principals, identity)) return Reach.Role;
  if (!principals.accounts.has(identity.account)) return Reach.None;
  return identity.kind === 'Root' ? Reach.Self : Reach.Account;
}

/**
 * Whether a NotPrincipal element with Deny spares a caller: its account, the role of a session and itself must all be
 * named. A principal with a permissions boundary is never spared. Sources:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function sparedFromDeny(principals: CompiledPrincipals, identity: Identity): boolean {
  if (identity.permissionsBoundary) return false;
  if (principals.everybody) return true;
  if (identity.kind === 'Anonymous') return false;
  if (identity.kind === 'AWSService') return principals.services.has(identity.arn);
  if (!principals.accounts.has(identity.account)) return false;
  if (identity.kind === 'Root') return true;
  return namesSelf(principals, identity) && (identity.roleArn === undefined || namesRole(principals, identity));
}
