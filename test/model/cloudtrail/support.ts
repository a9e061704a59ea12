/** Worlds whose trail is written by hand, and CloudTrail alone to ask about it. */
import type { Caller, Outcome } from '../../../model/call.ts';
import { cloudtrailFace, cloudtrailHandlers, cloudtrailOperations } from '../../../model/cloudtrail/index.ts';
import { decide } from '../../../model/iam/decide.ts';
import { identityOf } from '../../../model/iam/identity.ts';
import type { Rules } from '../../../model/rules.ts';
import { remember, type TrailEntry } from '../../../model/trail.ts';
import { Transaction } from '../../../model/transaction.ts';
import { type GenesisOptions, genesis, type World } from '../../../model/world.ts';

export const ACCOUNT = '123456789012';
export const OTHER = '210987654321';
export const REGION = 'us-east-1';
export const ADMIN = `arn:aws:iam::${ACCOUNT}:user/admin`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Developer/alice`;
export const INSTANCE = 'i-0123456789abcdef0';
export const INFRASTRUCTURE = `arn:aws:sts::${ACCOUNT}:assumed-role/aws:ec2-infrastructure/${INSTANCE}`;
export const INSTANCE_ARN = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${INSTANCE}`;
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`;

/** Rules with no service but CloudTrail. */
export const rules = {
  operations: cloudtrailOperations,
  handlers: cloudtrailHandlers,
  services: { cloudtrail: cloudtrailFace },
  identityOf,
  decide,
} as unknown as Rules;

/** A world with a developer role and an auditor who may do nothing. */
export function worldOf(entries: readonly Partial<TrailEntry>[] = [], options: GenesisOptions = {}): World {
  const world = genesis('5eed', {
    principals: [
      {
        arn: `arn:aws:iam::${ACCOUNT}:role/Developer`,
        managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      },
      { arn: `arn:aws:iam::${ACCOUNT}:user/nobody` },
    ],
    ...options,
  });
  return entries.reduce(withEntry, world);
}

/** The world with one more entry: a DescribeKey of the admin unless told otherwise. */
export function withEntry(world: World, parts: Partial<TrailEntry>): World {
  const call = parts.call ?? world.sequence;
  const entry: TrailEntry = {
    call,
    atMs: world.nowMs,
    service: 'kms',
    eventName: 'DescribeKey',
    eventType: 'AwsApiCall',
    category: 'Management',
    readOnly: true,
    caller: { principal: ADMIN },
    region: REGION,
    accounts: [ACCOUNT],
    requestParameters: { keyId: KEY_ARN },
    responseElements: null,
    ...parts,
  };
  return {
    ...world,
    sequence: call + 1,
    nowMs: Math.max(world.nowMs, entry.atMs),
    trail: remember(world.trail, entry, world.options.trailLimit),
  };
}

/** The world a while later; nothing is due in it. */
export const later = (world: World, ms: number): World => ({ ...world, nowMs: world.nowMs + ms });

/** Makes one call of CloudTrail. */
export function ask(
  world: World,
  operation: string,
  input: object = {},
  caller: Caller = { principal: ADMIN },
  region: string = REGION,
): { readonly outcome: Outcome<never>; readonly world: World } {
  const transaction = new Transaction(world, rules);
  const outcome = transaction.perform({ service: 'cloudtrail', operation, input: { ...input }, caller, region });
  return { outcome: outcome as Outcome<never>, world: transaction.finish() };
}
