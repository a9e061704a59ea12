/** What the tests of the evaluator share: short ways to write identities, policies and requests. */
import { parsePolicy } from '../../../model/iam/parse.ts';
import type { AuthorizationRequest, ConditionContext, Identity, Policy } from '../../../model/iam/types.ts';

export const HOME = '111122223333';
export const OTHER = '444455556666';
export const KEY = `arn:aws:kms:us-east-1:${HOME}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** A policy of these statements; Effect defaults to Allow, Action and Resource to `*`. */
export function policy(...statements: readonly object[]): Policy {
  const complete = statements.map((statement) => {
    const names = Object.keys(statement);
    const lacks = (name: string) => !names.includes(name) && !names.includes(`Not${name}`);
    return {
      Effect: 'Allow',
      ...(lacks('Action') ? { Action: '*' } : {}),
      ...(lacks('Resource') ? { Resource: '*' } : {}),
      ...statement,
    };
  });
  return parsed({ Version: '2012-10-17', Statement: complete });
}

/** Parses a document that must be right. */
export function parsed(document: object): Policy {
  const result = parsePolicy(JSON.stringify(document));
  if ('error' in result) throw new Error(result.error);
  return result.policy;
}

/** An IAM user `alice` of the account. */
export const user = (policies: readonly Policy[] = [], more: Partial<Identity> = {}): Identity => ({
  kind: 'IAMUser',
  account: HOME,
  arn: `arn:aws:iam::${HOME}:user/alice`,
  principalId: 'AIDAALICE000000000000',
  userName: 'alice',
  policies,
  ...more,
});

/** A session `blue` of the role `team/worker`. */
export const session = (policies: readonly Policy[] = [], more: Partial<Identity> = {}): Identity => ({
  kind: 'AssumedRole',
  account: HOME,
  arn: `arn:aws:sts::${HOME}:assumed-role/worker/blue`,
  roleArn: `arn:aws:iam::${HOME}:role/team/worker`,
  principalId: 'AROAWORKER00000000000:blue',
  policies,
  ...more,
});

export const root = (account = HOME): Identity => ({
  kind: 'Root',
  account,
  arn: `arn:aws:iam::${account}:root`,
  principalId: account,
  policies: [],
});

export const service = (name = 'ec2.amazonaws.com'): Identity => ({
  kind: 'AWSService',
  account: HOME,
  arn: name,
  principalId: name,
  policies: [],
});

export const anonymous: Identity = {
  kind: 'Anonymous',
  account: '',
  arn: 'anonymous',
  principalId: 'anonymous',
  policies: [],
};

/** Condition keys from a plain object whose keys are lower-cased for the look-up. */
export function keys(values: Readonly<Record<string, string | readonly string[]>>): ConditionContext {
  const lower = new Map(
    Object.entries(values).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]),
  );
  return (key) => lower.get(key);
}

/** `kms:Encrypt` on `KEY` by alice, unless told otherwise. */
export const request = (more: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  identity: user(),
  action: 'kms:Encrypt',
  resource: KEY,
  resourceAccount: HOME,
  conditions: keys({}),
  mode: 'either',
  ...more,
});
