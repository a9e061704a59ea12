/** Random policies, callers and requests over a small vocabulary, so that statements often apply. */
import fc from 'fast-check';
import type { AuthorizationRequest, Identity, Policy } from '../../../model/iam/types.ts';
import { HOME, keys, OTHER, parsed, root, session, user } from './cases.ts';

export const ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:CreateGrant'];
export const RESOURCES = [
  `arn:aws:kms:us-east-1:${HOME}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  `arn:aws:kms:eu-west-1:${HOME}:key/9876fedc-12ab-34cd-56ef-1234567890ab`,
];

const ACTION_PATTERNS = [
  '*',
  'kms:*',
  'kms:Encrypt',
  'KMS:decrypt',
  'kms:*crypt',
  'kms:?ncrypt',
  's3:*',
  'kms:Create*',
];
const RESOURCE_PATTERNS = [
  '*',
  ...RESOURCES,
  `arn:aws:kms:*:${HOME}:key/*`,
  `arn:aws:kms:us-east-1:${HOME}:key/1234*`,
  `arn:aws:kms:??-west-1:${HOME}:key/*`,
  'arn:aws:s3:::bucket/*',
];

/** One or several of these, as a policy may write them. */
const oneOrSome = (values: readonly string[]) =>
  fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }));

/** Values by the type of condition key. */
const VALUES = {
  string: ['a', 'A', 'ab', 'b', 'a*', '*b'],
  numeric: ['1', '2', '10', '2.5'],
  date: ['2020-01-01T00:00:00Z', '2025-06-01T12:00:00Z', '2030-01-01T00:00:00Z'],
  bool: ['true', 'false'],
  address: ['203.0.113.7', '203.0.113.0/24', '198.51.100.0/28', '2001:db8::/32', '2001:db8::1'],
  arn: [`arn:aws:iam::${HOME}:user/alice`, `arn:aws:iam::${HOME}:*`, `arn:aws:iam::*:role/team/*`, 'arn:aws:sts::*:*'],
} as const;

const ordered = (prefix: string) =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((end) => prefix + end);

/** A condition key of one type with its operators and the values a request may have for it. */
export interface KeyVocabulary {
  readonly key: string;
  readonly multivalued: boolean;
  readonly operators: readonly string[];
  readonly operands: readonly string[];
  readonly given: readonly string[];
}

const STRING_OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
];

/** Keys that AWS has, by what they hold. */
export const KEYS: readonly KeyVocabulary[] = [
  {
    key: 'aws:RequestTag/team',
    multivalued: false,
    operators: STRING_OPERATORS,
    operands: VALUES.string,
    given: ['a', 'A', 'ab', 'b', 'cab'],
  },
  {
    key: 'aws:TagKeys',
    multivalued: true,
    operators: STRING_OPERATORS,
    operands: VALUES.string,
    given: ['a', 'A', 'ab', 'b', 'cab'],
  },
  {
    key: 'aws:MultiFactorAuthAge',
    multivalued: false,
    operators: ordered('Numeric'),
    operands: VALUES.numeric,
    given: ['1', '2', '3', '10'],
  },
  {
    key: 'aws:TokenIssueTime',
    multivalued: false,
    operators: ordered('Date'),
    operands: VALUES.date,
    given: ['2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  },
  {
    key: 'aws:SecureTransport',
    multivalued: false,
    operators: ['Bool'],
    operands: VALUES.bool,
    given: ['true', 'false'],
  },
  {
    key: 'aws:SourceIp',
    multivalued: false,
    operators: ['IpAddress', 'NotIpAddress'],
    operands: VALUES.address,
    given: ['203.0.113.7', '203.0.113.200', '198.51.100.15', '198.51.100.16', '2001:db8::1', '2001:db9::1'],
  },
  {
    key: 'aws:SourceArn',
    multivalued: false,
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    operands: VALUES.arn,
    given: [`arn:aws:iam::${HOME}:user/alice`, `arn:aws:iam::${OTHER}:role/team/x`, `arn:aws:sts::${OTHER}:a/b:c`],
  },
];

/** A condition of one operator on one key, with set prefix and IfExists now and then. */
const clause = fc.constantFrom(...KEYS).chain((vocabulary) =>
  fc
    .record({
      prefix: vocabulary.multivalued ? fc.constantFrom('ForAnyValue:', 'ForAllValues:') : fc.constant(''),
      operator: fc.constantFrom(...vocabulary.operators),
      suffix: fc.constantFrom('', '', 'IfExists'),
      operands: oneOrSome(vocabulary.operands),
      nullCheck: fc.option(fc.constantFrom('true', 'false'), { freq: 6 }),
    })
    .map(
      ({ prefix, operator, suffix, operands, nullCheck }): Record<string, Record<string, unknown>> =>
        nullCheck === null
          ? { [prefix + operator + suffix]: { [vocabulary.key]: operands } }
          : { Null: { [vocabulary.key]: nullCheck } },
    ),
);

const condition = fc
  .array(clause, { minLength: 1, maxLength: 2 })
  .map((clauses) => Object.assign({}, ...clauses) as Record<string, unknown>);

const PRINCIPALS = [
  '*',
  HOME,
  OTHER,
  `arn:aws:iam::${HOME}:root`,
  `arn:aws:iam::${OTHER}:root`,
  `arn:aws:iam::${HOME}:user/alice`,
  `arn:aws:iam::${OTHER}:user/alice`,
  `arn:aws:iam::${HOME}:role/team/worker`,
  `arn:aws:iam::${OTHER}:role/team/worker`,
  `arn:aws:sts::${HOME}:assumed-role/worker/blue`,
];

/** A Principal element. */
export const principal = fc.oneof(
  { weight: 1, arbitrary: fc.constant('*' as const) },
  { weight: 5, arbitrary: oneOrSome(PRINCIPALS).map((AWS) => ({ AWS })) },
);

/** A statement as JSON, without its principal. */
export const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    actionName: fc.constantFrom('Action', 'Action', 'Action', 'NotAction'),
    actions: oneOrSome(ACTION_PATTERNS),
    resourceName: fc.constantFrom('Resource', 'Resource', 'Resource', 'NotResource'),
    resources: oneOrSome(RESOURCE_PATTERNS),
    Condition: fc.option(condition, { freq: 2 }),
  })
  .map(({ Effect, actionName, actions, resourceName, resources, Condition }) => ({
    Effect,
    [actionName]: actions,
    [resourceName]: resources,
    ...(Condition ? { Condition } : {}),
  }));

const document = (Statement: readonly object[]): Policy => parsed({ Version: '2012-10-17', Statement });

/** A policy of a caller or an organization. */
export const ownPolicy: fc.Arbitrary<Policy> = fc.array(statement, { minLength: 1, maxLength: 3 }).map(document);

/** A resource policy. */
export const resourcePolicy: fc.Arbitrary<Policy> = fc
  .array(fc.tuple(statement, principal), { minLength: 1, maxLength: 3 })
  .map((pairs) => document(pairs.map(([body, Principal]) => ({ ...body, Principal }))));

/** Users, role sessions and root users of two accounts, with all kinds of policies. */
export const identity: fc.Arbitrary<Identity> = fc
  .record({
    who: fc.constantFrom('user', 'session', 'root'),
    account: fc.constantFrom(HOME, HOME, OTHER),
    policies: fc.array(ownPolicy, { maxLength: 2 }),
    permissionsBoundary: fc.option(ownPolicy, { nil: undefined, freq: 3 }),
    sessionPolicy: fc.option(ownPolicy, { nil: undefined, freq: 3 }),
    organization: fc.option(
      fc.array(fc.array(ownPolicy, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
      {
        nil: undefined,
        freq: 3,
      },
    ),
  })
  .map(({ who, account, policies, permissionsBoundary, sessionPolicy, organization }) => {
    const there = (text: string) => text.replace(HOME, account);
    const governed = organization ? { serviceControlPolicies: organization } : {};
    if (who === 'root') return { ...root(account), ...governed };
    const person = who === 'user' ? user(policies) : session(policies, { sessionPolicy });
    const { arn, roleArn } = person;
    return {
      ...person,
      account,
      arn: there(arn),
      ...(roleArn ? { roleArn: there(roleArn) } : {}),
      ...(permissionsBoundary ? { permissionsBoundary } : {}),
      ...governed,
    };
  });

/** Values of the condition keys of a request, as written. */
export const context: fc.Arbitrary<Record<string, string[]>> = fc
  .tuple(
    ...KEYS.map(({ given, multivalued }) =>
      fc.option(fc.uniqueArray(fc.constantFrom(...given), { minLength: 1, maxLength: multivalued ? 2 : 1 }), {
        freq: 3,
      }),
    ),
  )
  .map((values) =>
    Object.fromEntries(KEYS.map(({ key }, index) => [key, values[index]!] as const).filter(([, list]) => list)),
  );

/** A request with the values of its condition keys beside it. */
export interface Case {
  readonly request: AuthorizationRequest;
  readonly context: Readonly<Record<string, string[]>>;
}

/** Requests for a key of the account `HOME`. */
export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    identity,
    action: fc.constantFrom(...ACTIONS),
    resource: fc.constantFrom(...RESOURCES),
    resourcePolicy: fc.option(resourcePolicy, { nil: undefined, freq: 5 }),
    mode: fc.constantFrom('identity', 'either', 'delegated'),
    context,
  })
  .map(({ context: values, ...rest }) => ({
    request: { ...rest, resourceAccount: HOME, conditions: keys(values) } as AuthorizationRequest,
    context: values,
  }));
