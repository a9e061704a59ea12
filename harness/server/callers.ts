/** Who makes a request: by its access key, verified or taken on trust. */
import type { Caller } from '../../model/call.ts';
import { AwsError, type ErrorOutcome } from '../../model/errors.ts';
import { accessKeyIdOf, secretAccessKeyOf } from '../../model/iam/state.ts';
import type { Rules } from '../../model/rules.ts';
import type { World } from '../../model/world.ts';
import { scopeOf } from './addressing.ts';
import { parseQuery, WireError, type WireRequest } from './protocols/message.ts';
import type { WireServiceName } from './services.ts';
import { refuseUnsigned } from './signatures/refusals.ts';
import { type Verified, verify } from './signatures/verify.ts';
import { isVersion2, verifyVersion2 } from './signatures/version2.ts';

/**
 * How far access keys are believed. `none`: everybody is the administrator. `iam`: known keys are their principals,
 * unknown ones the administrator. `sigv4`: signatures are verified, unknown keys refused.
 */
export type Auth = 'none' | 'iam' | 'sigv4';

/** A caller, and the verified signature that signatures of chunks go on from. */
export interface Authenticated {
  readonly caller: Caller;
  readonly verified?: Verified;
}

/** The administrator of the world's account: who unknown access keys are taken for. */
export const administratorOf = (world: World): string => `arn:aws:iam::${world.options.account}:user/admin`;

/** The access key of the administrator, for clients to use. */
export function administratorKey(world: World): { accessKeyId: string; secretAccessKey: string } {
  const accessKeyId = accessKeyIdOf('AKIA', administratorOf(world));
  return { accessKeyId, secretAccessKey: secretAccessKeyOf(accessKeyId) };
}

/** What decides who is who. */
export interface Authentication {
  readonly auth: Auth;
  readonly world: World;
  readonly rules: Rules;
  /** The server's own clock, for signatures. */
  readonly clockMs: () => number;
  /** Who unknown access keys are; default: the administrator. */
  readonly otherwise?: string;
}

/** Finds out who makes a request. Throws a WireError where nobody may. */
export function authenticate(request: WireRequest, service: WireServiceName, how: Authentication): Authenticated {
  const { auth, world } = how;
  const otherwise = how.otherwise ?? administratorOf(world);
  if (auth === 'none') return { caller: callerOf(otherwise) };
  const accessKeyId = accessKeyOf(request);
  if (accessKeyId === undefined) return { caller: unsigned(service, how) };
  const principal = principalOf(world, accessKeyId);
  if (principal === INACTIVE) return refuseKey(service, how.rules);
  if (auth === 'iam') return { caller: callerOf(principal ?? otherwise) };
  if (principal === undefined) return refuseKey(service, how.rules);
  if (accessKeyId.startsWith('ASIA') && !hasSessionToken(request)) return refuseKey(service, how.rules);
  if (service === 's3' && isVersion2(request)) {
    verifyVersion2(request, secretAccessKeyOf(accessKeyId), how.clockMs());
    return { caller: callerOf(principal) };
  }
  const verified = verify(request, service, secretAccessKeyOf(accessKeyId), how.clockMs());
  return { caller: callerOf(principal), verified };
}

const callers = new Map<string, Caller>();
const CALLERS = 1000;

/** A principal as a caller: the same value each time, since the trail keeps it with every call. */
function callerOf(principal: string): Caller {
  let caller = callers.get(principal);
  if (!caller) {
    if (callers.size === CALLERS) callers.clear();
    caller = { principal };
    callers.set(principal, caller);
  }
  return caller;
}

/** The access key that a request names, by Signature Version 4 or the older one. */
function accessKeyOf(request: WireRequest): string | undefined {
  const scope = scopeOf(request);
  if (scope) return scope.accessKeyId;
  const { authorization } = request.headers;
  if (authorization !== undefined) return /^AWS ([^:\s]+):/.exec(authorization)?.[1] ?? '';
  if (!request.query.includes('AWSAccessKeyId=')) return undefined;
  return parseQuery(request.query).find(([name]) => name === 'AWSAccessKeyId')?.[1];
}

/** S3 and STS take anonymous requests as far as policies allow; all others want a signature. */
function unsigned(service: WireServiceName, { auth, otherwise }: Authentication): Caller {
  if (service === 's3') return { principal: 'anonymous' };
  if (auth === 'iam' && otherwise !== undefined) return { principal: otherwise };
  return refuseUnsigned(service);
}

const INACTIVE = Symbol('inactive');

function principalOf(world: World, accessKeyId: string): string | undefined | typeof INACTIVE {
  const { iam, options } = world;
  const arn = iam.credentials.get(accessKeyId);
  if (arn === undefined) {
    const root = rootOf(options.account);
    return root.accessKeyId === accessKeyId ? root.arn : derivedOwner(world, accessKeyId);
  }
  const key = iam.principals.get(arn)?.accessKeys.find((candidate) => candidate.accessKeyId === accessKeyId);
  return key?.status === 'Inactive' ? INACTIVE : arn;
}

const roots = new Map<string, { readonly arn: string; readonly accessKeyId: string }>();

/** The root user of an account and its access key, which takes a draw to find out. */
function rootOf(account: string): { readonly arn: string; readonly accessKeyId: string } {
  let root = roots.get(account);
  if (!root) {
    const arn = `arn:aws:iam::${account}:root`;
    root = { arn, accessKeyId: accessKeyIdOf('AKIA', arn) };
    roots.set(account, root);
  }
  return root;
}

/** Access keys that follow from ARNs, for each state of IAM that was asked about. */
const derivedKeys = new WeakMap<World['iam']['principals'], ReadonlyMap<string, string>>();

/** Whoever IAM knows can also sign with the access key that follows from the ARN, without having made one. */
function derivedOwner({ iam }: World, accessKeyId: string): string | undefined {
  let keys = derivedKeys.get(iam.principals);
  if (!keys) {
    keys = new Map([...iam.principals.entries()].map(([arn]) => [accessKeyIdOf(prefixOf(arn), arn), arn]));
    derivedKeys.set(iam.principals, keys);
  }
  return keys.get(accessKeyId);
}

const prefixOf = (arn: string): 'AKIA' | 'ASIA' => (arn.includes(':assumed-role/') ? 'ASIA' : 'AKIA');

const hasSessionToken = ({ headers, query }: WireRequest): boolean =>
  (headers['x-amz-security-token'] ?? '') !== '' || /(^|&)X-Amz-Security-Token=[^&]/.test(query);

/** Refuses an access key in the words that the model has for unknown callers. */
function refuseKey(service: WireServiceName, rules: Rules): never {
  try {
    return rules.services[service as keyof Rules['services']].unknownCaller({ principal: 'unknown' });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message, status, fields }: ErrorOutcome = error.outcome;
    throw new WireError(code, message, status, fields);
  }
}
