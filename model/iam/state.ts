/** IAM's part of the world: users, roles, their policies, and what an organization lays over accounts. */
import { base64 } from '../bytes.ts';
import { Random, seedState } from '../random.ts';
import { Table } from '../table.ts';
import { readPrincipalArn } from './arn.ts';
import { ADMINISTRATOR_ACCESS, managedPolicyDocuments } from './managed.ts';
import { parsePolicy } from './parse.ts';
import type { Policy } from './types.ts';

/** A policy document: its JSON text, or the value that the text would be of. */
export type PolicyDocument = string | Readonly<Record<string, unknown>>;

/** A long-term access key of a user; the secret is nowhere. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly status: 'Active' | 'Inactive';
  /** Milliseconds since 1970. */
  readonly createdMs: number;
}

/** An IAM user or role. */
export interface Principal {
  readonly arn: string;
  readonly kind: 'User' | 'Role';
  /** 12 digits. */
  readonly account: string;
  readonly name: string;
  /** `/` or `/division/team/`. */
  readonly path: string;
  /** `AIDA...` of a user, `AROA...` of a role. */
  readonly uniqueId: string;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** Policies that belong to the principal alone, by name (PutUserPolicy, PutRolePolicy). */
  readonly inlinePolicies: Readonly<Record<string, Policy>>;
  /** ARNs of managed policies (AttachUserPolicy, AttachRolePolicy). */
  readonly attachedPolicies: readonly string[];
  /** ARN of the managed policy that limits the principal. */
  readonly permissionsBoundary?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Users only. */
  readonly accessKeys: readonly AccessKey[];
  readonly description?: string;
  /** Roles only, in seconds. */
  readonly maxSessionSeconds?: number;
  /** Roles only: who may take the role on (CreateRole's AssumeRolePolicyDocument). */
  readonly trustPolicy?: Policy;
}

/** What somebody who took on a role passed along (AssumeRole's Policy and Tags). A session without either has no row. */
export interface RoleSession {
  readonly sessionPolicy?: Policy;
  readonly tags: Readonly<Record<string, string>>;
}

/** What IAM knows of a customer managed policy beside its document. */
export interface ManagedPolicyFacts {
  readonly name: string;
  readonly path: string;
  readonly description?: string;
  readonly createdMs: number;
}

/** All of IAM. */
export interface IamState {
  /** Users and roles by ARN. */
  readonly principals: Table<string, Principal>;
  /** ARNs of users and roles by `nameKey`: names are unique in an account whatever their path and letter case. */
  readonly names: Table<string, string>;
  /** Role sessions with a policy or tags of their own, by ARN. */
  readonly sessions: Table<string, RoleSession>;
  /** Managed policies, AWS's and customers', by ARN. */
  readonly managedPolicies: Table<string, Policy>;
  /** Customer managed policies that were made by CreatePolicy, by ARN. */
  readonly policyFacts: Table<string, ManagedPolicyFacts>;
  /** Access key id -> ARN of the user or session it was given to, for keys that were handed out. */
  readonly credentials: Table<string, string>;
  /** Service control policies by account: one list for each level of the organization, root first. */
  readonly organization: Table<string, readonly (readonly Policy[])[]>;
}

/** A principal that exists from the start. */
export interface PrincipalDeclaration {
  /** ARN of a user, role, role session (for its policy and tags) or root user (for its account's organization). */
  readonly arn: string;
  /** Inline policies by name; users and roles only. */
  readonly policies?: Readonly<Record<string, PolicyDocument>>;
  /** ARNs of AWS managed policies; users and roles only. */
  readonly managedPolicies?: readonly string[];
  /** Users and roles only. */
  readonly permissionsBoundary?: PolicyDocument;
  /** Role sessions only. */
  readonly sessionPolicy?: PolicyDocument;
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The levels of the organization over the principal's account, root first; they bind every principal of the account.
   * Of several declarations for one account the last counts.
   */
  readonly serviceControlPolicies?: readonly (readonly PolicyDocument[])[];
}

/** Draws that depend on nothing but a name, so that ids do not change when other principals come and go. */
const randomOf = (purpose: string, arn: string): Random => new Random(seedState(`${purpose}:${arn}`));

/** Unique id of a user (`AIDA...`) or role (`AROA...`), 21 characters, always the same for the same ARN. */
export const uniqueIdOf = (kind: Principal['kind'], arn: string): string =>
  (kind === 'User' ? 'AIDA' : 'AROA') + randomOf('unique id', arn).alphanumeric(17);

/** Access key id, 20 characters: `AKIA...` of long-term, `ASIA...` of temporary credentials. */
export const accessKeyIdOf = (prefix: 'AKIA' | 'ASIA', arn: string): string =>
  prefix + randomOf('access key', arn).alphanumeric(16);

/**
 * The secret that belongs to an access key id: 40 characters that follow from it, so that no secret is kept and servers
 * can verify signatures. It protects nothing.
 */
export const secretAccessKeyOf = (accessKeyId: string): string =>
  base64(randomOf('secret access key', accessKeyId).bytes(30));

/** A new user or role without any permission; users get an access key. Throws a RangeError for any other ARN. */
export function newPrincipal(arn: string, createdMs: number): Principal {
  const parts = readPrincipalArn(arn);
  if (parts?.kind !== 'User' && parts?.kind !== 'Role') {
    throw new RangeError(`A principal must have the ARN of an IAM user or role, not "${arn}".`);
  }
  const { kind, account, name, path } = parts;
  const accessKey: AccessKey = { accessKeyId: accessKeyIdOf('AKIA', arn), status: 'Active', createdMs };
  return {
    arn,
    kind,
    account,
    name,
    path,
    uniqueId: uniqueIdOf(kind, arn),
    createdMs,
    inlinePolicies: {},
    attachedPolicies: [],
    tags: {},
    accessKeys: kind === 'User' ? [accessKey] : [],
  };
}

const nameKey = (account: string, kind: Principal['kind'], name: string): string =>
  `${account}:${kind}/${name.toLowerCase()}`;

/** Adds or replaces a user or role. */
export function withPrincipal(iam: IamState, principal: Principal): IamState {
  const key = nameKey(principal.account, principal.kind, principal.name);
  return {
    ...iam,
    principals: iam.principals.set(principal.arn, principal),
    names: iam.names.has(key) ? iam.names : iam.names.set(key, principal.arn),
    credentials: principal.accessKeys.reduce(
      (table, { accessKeyId }) => table.set(accessKeyId, principal.arn),
      iam.credentials,
    ),
  };
}

/** Takes a user or role away. */
export function withoutPrincipal(iam: IamState, { arn, account, kind, name }: Principal): IamState {
  const key = nameKey(account, kind, name);
  return {
    ...iam,
    principals: iam.principals.delete(arn),
    names: iam.names.get(key) === arn ? iam.names.delete(key) : iam.names,
  };
}

/** Whether a name is taken: names that differ by letter case alone are the same. Source: API_CreateUser (documented). */
export const isNameTaken = (iam: IamState, account: string, kind: Principal['kind'], name: string): boolean =>
  iam.names.has(nameKey(account, kind, name));

/** A user or role by its name, whatever its path. */
export function principalNamed(
  iam: IamState,
  account: string,
  kind: Principal['kind'],
  name: string,
): Principal | undefined {
  const direct = iam.principals.get(`arn:aws:iam::${account}:${kind.toLowerCase()}/${name}`);
  if (direct) return direct;
  const arn = iam.names.get(nameKey(account, kind, name));
  const found = arn === undefined ? undefined : iam.principals.get(arn);
  return found?.name === name ? found : undefined;
}

/** Reads a document that somebody declared; `whose` begins the sentence of the RangeError that refuses it. */
function readDeclared(whose: string, document: PolicyDocument): Policy {
  const parsed = parsePolicy(typeof document === 'string' ? document : JSON.stringify(document));
  if ('error' in parsed) throw new RangeError(`${whose} is not a policy: ${parsed.error}`);
  return parsed.policy;
}

function knownManagedPolicies(iam: IamState, arns: readonly string[]): readonly string[] {
  const unknown = arns.find((arn) => !iam.managedPolicies.has(arn));
  if (unknown === undefined) return arns;
  const known = [...iam.managedPolicies.entries()].map(([arn]) => arn).join(', ');
  throw new RangeError(
    `There is no managed policy "${unknown}"; declare it as an inline policy, or use one of ${known}.`,
  );
}

/** Keeps a declared permissions boundary as the managed policy that it is in AWS. */
function withBoundary(iam: IamState, principal: Principal, document: PolicyDocument): IamState {
  const boundaryArn = `arn:aws:iam::${principal.account}:policy/boundary-of-${principal.kind.toLowerCase()}-${principal.name}`;
  const policy = readDeclared(`The permissions boundary of ${principal.arn}`, document);
  return withPrincipal(
    { ...iam, managedPolicies: iam.managedPolicies.set(boundaryArn, policy) },
    { ...principal, permissionsBoundary: boundaryArn },
  );
}

function declareEntity(iam: IamState, startMs: number, declaration: PrincipalDeclaration): IamState {
  const { arn, policies = {}, managedPolicies = [], tags = {}, permissionsBoundary } = declaration;
  const principal: Principal = {
    ...newPrincipal(arn, startMs),
    inlinePolicies: Object.fromEntries(
      Object.entries(policies).map(([name, document]) => [name, readDeclared(`Policy "${name}" of ${arn}`, document)]),
    ),
    attachedPolicies: knownManagedPolicies(iam, managedPolicies),
    tags,
  };
  return permissionsBoundary === undefined
    ? withPrincipal(iam, principal)
    : withBoundary(iam, principal, permissionsBoundary);
}

function declareSession(iam: IamState, declaration: PrincipalDeclaration): IamState {
  const { arn, tags = {}, sessionPolicy } = declaration;
  const policy =
    sessionPolicy === undefined ? {} : { sessionPolicy: readDeclared(`The session policy of ${arn}`, sessionPolicy) };
  return { ...iam, sessions: iam.sessions.set(arn, { tags, ...policy }) };
}

function declareOrganization(iam: IamState, account: string, declaration: PrincipalDeclaration): IamState {
  const { arn, serviceControlPolicies } = declaration;
  if (!serviceControlPolicies) return iam;
  const levels = serviceControlPolicies.map((level) =>
    level.map((document) => readDeclared(`A service control policy declared with ${arn}`, document)),
  );
  return { ...iam, organization: iam.organization.set(account, levels) };
}

/** Members that a kind of principal cannot have are refused, so that no declared permission is lost silently. */
function refuseMisplaced(declaration: PrincipalDeclaration, members: readonly (keyof PrincipalDeclaration)[]): void {
  const misplaced = members.find((member) => declaration[member] !== undefined);
  if (misplaced)
    throw new RangeError(`${declaration.arn} cannot have ${misplaced}; declare it with another kind of principal.`);
}

function declare(iam: IamState, startMs: number, declaration: PrincipalDeclaration): IamState {
  const parts = readPrincipalArn(declaration.arn);
  if (!parts) {
    throw new RangeError(
      `A declared principal must be a user, role, role session or root user, not "${declaration.arn}"; write e.g. arn:aws:iam::123456789012:user/alice.`,
    );
  }
  const governed = declareOrganization(iam, parts.account, declaration);
  if (parts.kind === 'Root') {
    refuseMisplaced(declaration, ['policies', 'managedPolicies', 'permissionsBoundary', 'sessionPolicy', 'tags']);
    return governed;
  }
  if (parts.kind === 'RoleSession') {
    refuseMisplaced(declaration, ['policies', 'managedPolicies', 'permissionsBoundary']);
    return declareSession(governed, declaration);
  }
  refuseMisplaced(declaration, ['sessionPolicy']);
  return declareEntity(governed, startMs, declaration);
}

/**
 * IAM at the beginning: AWS's managed policies, the user `admin` of `account` with AdministratorAccess, and what is
 * declared. Throws a RangeError that says which declaration is wrong and why.
 */
export function emptyIam(
  account: string,
  startMs: number,
  declarations: readonly PrincipalDeclaration[] = [],
): IamState {
  const managed = Object.entries(managedPolicyDocuments).map(
    ([arn, document]) => [arn, readDeclared(`The managed policy ${arn}`, document)] as const,
  );
  const bare: IamState = {
    principals: Table.empty(),
    names: Table.empty(),
    sessions: Table.empty(),
    managedPolicies: Table.of(managed),
    policyFacts: Table.empty(),
    credentials: Table.empty(),
    organization: Table.empty(),
  };
  const administrator = { arn: `arn:aws:iam::${account}:user/admin`, managedPolicies: [ADMINISTRATOR_ACCESS] };
  return [administrator, ...declarations].reduce((iam, declaration) => declare(iam, startMs, declaration), bare);
}
