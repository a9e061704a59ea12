/**
 * GetCallerIdentity, AssumeRole, GetSessionToken.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html (documented).
 */
import { conditionsOf, deniedWords } from '../authorization.ts';
import { base64 } from '../bytes.ts';
import type { InputOf, OperationName, OutputOf } from '../call.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented } from '../evidence.ts';
import { documentOf, tagsOf } from '../iam/entities.ts';
import { accessDenied } from '../iam/errors.ts';
import { lowered } from '../iam/operation.ts';
import { DEFAULT_MAX_SESSION_SECONDS } from '../iam/operations/roles.ts';
import { accessKeyIdOf, type Principal, secretAccessKeyOf } from '../iam/state.ts';
import type { ConditionContext } from '../iam/types.ts';
import { type Operation, operation } from '../operation.ts';
import { isoTime } from '../time.ts';
import { validateQuery } from '../validation/queryTexts.ts';
import type { InputShape } from '../validation/shape.ts';
import { shapes } from './shapes.ts';

const rules = defineRules('sts', {
  'identity-needs-no-permission': {
    sentence: 'GetCallerIdentity needs no permission: even an explicit deny does not stop it.',
    ...documented('https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html'),
  },
  'trust-policy-decides': {
    sentence:
      "Taking on a role needs an allow of the role's trust policy, and of the caller's policies where that names the account.",
    ...documented('https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html'),
  },
  'trust-policy-conditions': {
    sentence: 'A trust policy may ask for an external id, a name of the session or a source identity.',
    ...documented(
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-sts',
    ),
  },
  'session-duration': {
    sentence: 'A session lasts at most as long as its role allows.',
    ...documented('https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html'),
  },
  'sessions-do-not-expire': {
    sentence: 'The model tells when a session expires but goes on accepting it.',
    ...assumed('https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html'),
  },
});

type Name = OperationName<'sts'>;

function stsOperation<N extends Name>(
  name: N,
  run: (context: Context, input: InputOf<'sts', N>) => OutputOf<'sts', N>,
): Operation<InputOf<'sts', N>, OutputOf<'sts', N>> {
  return operation('sts', name, {
    readOnly: true,
    evidence: documented(`https://docs.aws.amazon.com/STS/latest/APIReference/API_${name}.html`),
    trail: {
      request: (input) => {
        const shown = lowered(input as object);
        return Object.keys(shown).length > 0 ? shown : null;
      },
    },
    validate: validateQuery(shapes[name as keyof typeof shapes] as InputShape) as (input: InputOf<'sts', N>) => void,
    run,
  });
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentity = stsOperation('GetCallerIdentity', (context) => ({
  UserId: context.identity.principalId,
  Account: context.account,
  Arn: context.identity.arn,
}));

/** Temporary credentials of an ARN; the secret follows from the key id and is kept nowhere. */
function credentialsOf(context: Context, arn: string, seconds: number) {
  const AccessKeyId = accessKeyIdOf('ASIA', arn);
  const { iam } = context.world;
  context.update({ iam: { ...iam, credentials: iam.credentials.set(AccessKeyId, arn) } });
  const Expiration = context.nowMs + seconds * 1000;
  const SessionToken = base64(context.random.bytes(180));
  context.record.responseElements = {
    credentials: { accessKeyId: AccessKeyId, expiration: isoTime(Expiration) },
  };
  return { AccessKeyId, SecretAccessKey: secretAccessKeyOf(AccessKeyId), SessionToken, Expiration };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumeRole = stsOperation('AssumeRole', (context, input) => {
  const role = context.world.iam.principals.get(input.RoleArn!);
  mayAssume(context, input, role);
  const seconds = input.DurationSeconds ?? DEFAULT_MAX_SESSION_SECONDS;
  if (seconds > (role!.maxSessionSeconds ?? DEFAULT_MAX_SESSION_SECONDS)) {
    refuse('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.', {
      rule: rules['session-duration'],
    });
  }
  const session = input.RoleSessionName!;
  const arn = `arn:aws:sts::${role!.account}:assumed-role/${role!.name}/${session}`;
  keepSession(context, arn, input);
  const Credentials = credentialsOf(context, arn, seconds);
  const AssumedRoleUser = { AssumedRoleId: `${role!.uniqueId}:${session}`, Arn: arn };
  context.record.resources = [{ accountId: role!.account, type: 'AWS::IAM::Role', ARN: role!.arn }];
  return { Credentials, AssumedRoleUser };
});

/** Condition keys that a trust policy may ask for. */
function assumeConditions(input: InputOf<'sts', 'AssumeRole'>): ConditionContext {
  const values: Readonly<Record<string, string | undefined>> = {
    'sts:externalid': input.ExternalId,
    'sts:rolesessionname': input.RoleSessionName,
    'sts:sourceidentity': input.SourceIdentity,
  };
  return (key) => {
    const value = values[key];
    return value === undefined ? undefined : [value];
  };
}

function mayAssume(context: Context, input: InputOf<'sts', 'AssumeRole'>, role: Principal | undefined): void {
  const decision = role && {
    ...context.rules.decide({
      identity: context.identity,
      action: 'sts:AssumeRole',
      resource: role.arn,
      resourceAccount: role.account,
      conditions: conditionsOf(context, assumeConditions(input)),
      resourcePolicy: role.trustPolicy ?? documentOf('{"Version":"2012-10-17","Statement":[]}'),
      mode: 'delegated',
    }),
  };
  if (decision?.allowed) return;
  const nobody = { allowed: false, explicitDeny: false, because: 'identity-based policy', matched: [] } as const;
  accessDenied(deniedWords(context.identity, 'sts:AssumeRole', `resource: ${input.RoleArn}`, decision ?? nobody));
}

function keepSession(context: Context, arn: string, input: InputOf<'sts', 'AssumeRole'>): void {
  const { iam } = context.world;
  const sessionPolicy = input.Policy === undefined ? undefined : documentOf(input.Policy);
  const row = { tags: tagsOf(input.Tags), ...(sessionPolicy ? { sessionPolicy } : {}) };
  context.update({ iam: { ...iam, sessions: iam.sessions.set(arn, row) } });
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html: not for role sessions. */
export const getSessionToken = stsOperation('GetSessionToken', (context, input) => {
  if (context.identity.kind === 'AssumedRole') accessDenied('Cannot call GetSessionToken with session credentials');
  return { Credentials: credentialsOf(context, context.identity.arn, input.DurationSeconds ?? 43_200) };
});
