// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policy variables are written
/** Random policies, callers and requests over a small vocabulary, so that statements often apply. */
import fc from 'fast-check';
import type { AuthorizationRequest, Identity, Policy } from '../../../model/iam/types.ts';
import { anonymous, HOME, keys, OTHER, parsed, root, service, session, user } from './cases.ts';

/** What policies and requests speak of. */
export interface Vocabulary {
  readonly actions: readonly string[];
  readonly actionPatterns: readonly string[];
  readonly resources: readonly string[];
  readonly resourcePatterns: readonly string[];
}

const KEY_ARNS = [
  `arn:aws:kms:us-east-1:${HOME}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  `arn:aws:kms:eu-west-1:${HOME}:key/9876fedc-12ab-34cd-56ef-1234567890ab`,
];
const OBJECT_ARNS = ['arn:aws:s3:::bucket/alice/report', 'arn:aws:s3:::bucket/bob/report', 'arn:aws:s3:::other/a:b'];

/** A service whose resource policies delegate to the account. */
const KMS: Vocabulary = {
  actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:CreateGrant'],
  actionPatterns: ['*', 'kms:*', 'kms:Encrypt', 'KMS:decrypt', 'kms:*crypt', 'kms:?ncrypt', 's3:*', 'kms:Create*'],
  resources: KEY_ARNS,
  resourcePatterns: [
    '*',
    ...KEY_ARNS,
    `arn:aws:kms:*:${HOME}:key/*`,
    `arn:aws:kms:us-east-1:${HOME}:key/1234*`,
    `arn:aws:kms:??-west-1:${HOME}:key/*`,
    'arn:aws:s3:::bucket/*',
  ],
};

/** A service with ordinary resource policies. */
const S3: Vocabulary = {
  actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  actionPatterns: ['*', 's3:*', 's3:GetObject', 'S3:putobject', 's3:*Object', 's3:?etObject', 'kms:*', 's3:Put*'],
  resources: OBJECT_ARNS,
  resourcePatterns: [
    '*',
    ...OBJECT_ARNS,
    'arn:aws:s3:::*',
    'arn:aws:s3:::bucket/*',
    'arn:aws:s3:::buck??/*/report',
    'arn:aws:s3:::bucket/${aws:username}/*',
    'arn:aws:s3',
    'arn:aws:kms:*:*:*',
  ],
};

/** One or several of these, as a policy may write them. */
const oneOrSome = (values: readonly string[]) =>
  fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }));

/** Half the time everything, so that several policies often apply at once. */
const everythingOr = (values: readonly string[]) => fc.oneof(fc.constant('*'), oneOrSome(values));

/** One time in eight the first. */
const rarely = <A extends string, B extends string>(rare: A, usual: B): fc.Arbitrary<A | B> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(rare) }, { weight: 7, arbitrary: fc.constant(usual) });

/** Values by the type of condition key. */
const VALUES = {
  string: [
    'a',
    'A',
    'ab',
    'b',
    'a*',
    '*b',
    '${aws:username}',
    '${aws:username}*',
    '${*}',
    '${*}',
    '${*}',
    "${aws:username, 'b'}",
  ],
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
    given: ['a', 'A', 'ab', 'alice', '*', '*'],
  },
  {
    key: 'aws:TagKeys',
    multivalued: true,
    operators: STRING_OPERATORS,
    operands: VALUES.string,
    given: ['a', 'A', 'ab', 'alice', '*', '*'],
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

const SERVICES = ['ec2.amazonaws.com', 's3.amazonaws.com'];

/** A Principal or, more rarely, NotPrincipal element. */
const principalElement = fc
  .record({
    name: rarely('NotPrincipal', 'Principal'),
    value: fc.oneof(
      { weight: 1, arbitrary: fc.constant('*') },
      { weight: 5, arbitrary: oneOrSome(PRINCIPALS).map((AWS) => ({ AWS })) },
      { weight: 1, arbitrary: oneOrSome(SERVICES).map((Service) => ({ Service })) },
    ),
  })
  .map(({ name, value }) => ({ [name]: value }));

/** A statement as JSON, without its principal. */
const statementOf = ({ actionPatterns, resourcePatterns }: Vocabulary) =>
  fc
    .record({
      Effect: rarely('Deny', 'Allow'),
      actionName: rarely('NotAction', 'Action'),
      actions: everythingOr(actionPatterns),
      resourceName: rarely('NotResource', 'Resource'),
      resources: everythingOr(resourcePatterns),
      Condition: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: condition }),
    })
    .map(({ Effect, actionName, actions, resourceName, resources, Condition }) => ({
      Effect,
      [actionName]: actions,
      [resourceName]: resources,
      ...(Condition ? { Condition } : {}),
    }));

/** Now and then of the older version, which has no variables. */
const documentOf = (statements: fc.Arbitrary<object[]>): fc.Arbitrary<Policy> =>
  fc
    .record({ Version: fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17'), Statement: statements })
    .map(parsed);

/** A policy of a caller or an organization. */
const ownPolicyOf = (vocabulary: Vocabulary): fc.Arbitrary<Policy> =>
  documentOf(fc.array(statementOf(vocabulary), { minLength: 1, maxLength: 3 }));

/** A resource policy. */
const resourcePolicyOf = (vocabulary: Vocabulary): fc.Arbitrary<Policy> =>
  documentOf(
    fc
      .array(fc.tuple(statementOf(vocabulary), principalElement), { minLength: 1, maxLength: 3 })
      .map((pairs) => pairs.map(([body, element]) => ({ ...body, ...element }))),
  );

/** The same person in another account. */
function movedTo(account: string, person: Identity): Identity {
  const there = (text: string) => text.replace(HOME, account);
  const { arn, roleArn } = person;
  return { ...person, account, arn: there(arn), ...(roleArn ? { roleArn: there(roleArn) } : {}) };
}

/** Users, role sessions and root users of two accounts with all kinds of policies; services; anonymous callers. */
function identityOf(vocabulary: Vocabulary): fc.Arbitrary<Identity> {
  const ownPolicy = ownPolicyOf(vocabulary);
  const level = fc.array(ownPolicy, { minLength: 1, maxLength: 2 });
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
  return fc
    .record({
      who: fc.constantFrom('user', 'user', 'user', 'session', 'session', 'session', 'root', 'service', 'anonymous'),
      account: fc.constantFrom(HOME, HOME, OTHER),
      policies: fc.array(ownPolicy, { maxLength: 2 }),
      permissionsBoundary: maybe(ownPolicy),
      sessionPolicy: maybe(ownPolicy),
      serviceControlPolicies: maybe(fc.array(level, { minLength: 1, maxLength: 2 })),
    })
    .map(({ who, account, policies, permissionsBoundary, sessionPolicy, serviceControlPolicies }) => {
      if (who === 'service') return service();
      if (who === 'anonymous') return anonymous;
      if (who === 'root') return { ...root(account), serviceControlPolicies };
      const limits = { permissionsBoundary, serviceControlPolicies };
      const person = who === 'user' ? user(policies, limits) : session(policies, { ...limits, sessionPolicy });
      return movedTo(account, person);
    });
}

/** Values of the condition keys of a request, as written. */
const context: fc.Arbitrary<Record<string, string[]>> = fc
  .tuple(
    ...KEYS.map(({ given, multivalued }) =>
      fc.option(fc.uniqueArray(fc.constantFrom(...given), { minLength: 1, maxLength: multivalued ? 2 : 1 }), {
        freq: 3,
      }),
    ),
  )
  .map((values) => {
    const present = KEYS.map(({ key }, index) => [key, values[index]] as const).filter(([, list]) => list);
    return Object.fromEntries(present) as Record<string, string[]>;
  });

/** The key that policy variables of the vocabulary ask for; only users have it. */
const principalKeys = ({ kind, userName }: Identity): Record<string, string[]> =>
  kind === 'IAMUser' ? { 'aws:username': [userName!] } : {};

/** A request with the values of its condition keys beside it. */
export interface Case {
  readonly request: AuthorizationRequest;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

const caseOf = (mode: AuthorizationRequest['mode'], vocabulary: Vocabulary): fc.Arbitrary<Case> =>
  fc
    .record({
      identity: identityOf(vocabulary),
      action: fc.constantFrom(...vocabulary.actions),
      resource: fc.constantFrom(...vocabulary.resources),
      resourcePolicy: fc.option(resourcePolicyOf(vocabulary), { nil: undefined, freq: 5 }),
      context,
    })
    .map(({ context: values, ...rest }) => {
      const all = { ...values, ...principalKeys(rest.identity) };
      return { request: { ...rest, mode, resourceAccount: HOME, conditions: keys(all) }, context: all };
    });

/** Requests of all modes for resources of the account `HOME`. */
export const anyCase: fc.Arbitrary<Case> = fc.oneof(
  { weight: 1, arbitrary: caseOf('identity', S3) },
  { weight: 2, arbitrary: caseOf('either', S3) },
  { weight: 2, arbitrary: caseOf('delegated', KMS) },
);
