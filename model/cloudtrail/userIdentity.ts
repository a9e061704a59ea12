/** The userIdentity element of a record: who made the call, in one of AWS's forms. */
import { assumed, defineRules, documented, recorded, reported } from '../evidence.ts';
import { identityOf } from '../iam/identity.ts';
import { accessKeyIdOf } from '../iam/state.ts';
import type { Identity } from '../iam/types.ts';
import { isoTime } from '../time.ts';
import type { TrailEntry } from '../trail.ts';
import type { World } from '../world.ts';

const USER_IDENTITY =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html';

/** What is known of the forms. */
export const USER_IDENTITY_RULES = defineRules('cloudtrail', {
  'identity-of-role-session': {
    sentence: 'A role session is shown with its issuer, and a call that a service makes for it names the service.',
    ...documented(USER_IDENTITY),
  },
  'identity-of-infrastructure': {
    sentence:
      'EC2 decrypts a volume key in a session of aws:ec2-infrastructure that is as old as the call, in scope of the instance.',
    ...recorded(
      'CloudTrail records in a published write-up of the AWS Academy lab on KMS, May 2026 (eventVersion 1.11, us-east-1)',
    ),
  },
  'identity-of-service': {
    sentence: 'A service that acts for itself is of type AWSService and has nothing but its name.',
    ...documented(USER_IDENTITY),
  },
  'identity-of-service-event': {
    sentence: 'A service event is made by "AWS Internal" for an account.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/ct-delete-key.html'),
  },
  'identity-in-other-account': {
    sentence: 'The copy for another account shows the caller as AWSAccount, by principal id and account alone.',
    ...assumed(USER_IDENTITY),
  },
  'identity-of-anonymous': {
    sentence: 'A caller without credentials is of type AWSAccount, its account ANONYMOUS_PRINCIPAL.',
    ...reported('https://github.com/awsdocs/amazon-s3-userguide/pull/69'),
  },
  'session-begins-at-the-hour': {
    sentence: 'A role session that the world knows nothing else of began with the hour of the call.',
    ...assumed(USER_IDENTITY),
  },
});

/** AWS's name for what its services do inside. */
export const AWS_INTERNAL = 'AWS Internal';

/** Who made a call. Which members there are depends on `type`. */
export interface UserIdentity {
  readonly type?: 'Root' | 'IAMUser' | 'AssumedRole' | 'AWSService' | 'AWSAccount';
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  readonly sessionContext?: SessionContext;
  readonly invokedBy?: string;
  readonly inScopeOf?: { readonly issuerType: string; readonly credentialsIssuedTo: string };
}

/** What is known of temporary credentials. */
export interface SessionContext {
  readonly sessionIssuer: {
    readonly type: 'Role';
    readonly principalId: string;
    readonly arn: string;
    readonly accountId: string;
    readonly userName: string;
  };
  readonly attributes: { readonly creationDate: string; readonly mfaAuthenticated: 'true' | 'false' };
  /** Version of the instance metadata service that gave the credentials out. */
  readonly ec2RoleDelivery?: '2.0';
}

const INFRASTRUCTURE = '/aws:ec2-infrastructure/';
const HOUR_MS = 3_600_000;

/** Whether a caller is EC2 itself at work for an instance. */
export const isInfrastructure = (principal: string): boolean => principal.includes(INFRASTRUCTURE);

/** The userIdentity element of an entry, as the given account sees it. */
export function renderUserIdentity(world: World, entry: TrailEntry, account: string): UserIdentity {
  const { caller } = entry;
  if (!caller) return { accountId: account, invokedBy: AWS_INTERNAL };
  const identity = identityOf(world.iam, caller);
  const invokedBy = caller.via?.invokedBy;
  if (!identity) return { type: 'AWSAccount', principalId: '', accountId: account };
  if (identity.kind === 'Anonymous') return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
  if (identity.kind === 'AWSService') return { type: 'AWSService', invokedBy: invokedBy ?? identity.arn };
  const madeBy = invokedBy ? { invokedBy } : {};
  if (account !== identity.account)
    return { type: 'AWSAccount', principalId: identity.principalId, accountId: identity.account, ...madeBy };
  if (identity.kind === 'AssumedRole') return renderSession(identity, entry);
  return {
    type: identity.kind,
    principalId: identity.principalId,
    arn: identity.arn,
    accountId: identity.account,
    ...(identity.accessKeyId ? { accessKeyId: identity.accessKeyId } : {}),
    ...(identity.userName ? { userName: identity.userName } : {}),
    ...madeBy,
  };
}

function renderSession(identity: Identity, entry: TrailEntry): UserIdentity {
  const { inScopeOf, via } = entry.caller!;
  const infrastructure = isInfrastructure(identity.arn);
  const invokedBy = via?.invokedBy ?? (infrastructure ? AWS_INTERNAL : undefined);
  const beganMs = infrastructure ? entry.atMs : entry.atMs - (entry.atMs % HOUR_MS);
  const roleArn = identity.roleArn!;
  return {
    type: 'AssumedRole',
    principalId: identity.principalId,
    arn: identity.arn,
    accountId: identity.account,
    accessKeyId: identity.accessKeyId ?? accessKeyIdOf('ASIA', identity.arn),
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: identity.principalId.slice(0, identity.principalId.lastIndexOf(':')),
        arn: roleArn,
        accountId: identity.account,
        userName: roleArn.slice(roleArn.lastIndexOf('/') + 1),
      },
      attributes: { creationDate: isoTime(beganMs), mfaAuthenticated: 'false' },
      ...(inScopeOf && !infrastructure ? { ec2RoleDelivery: '2.0' } : {}),
    },
    ...(invokedBy ? { invokedBy } : {}),
    ...(inScopeOf ? { inScopeOf: { issuerType: 'AWS::EC2::Instance', credentialsIssuedTo: inScopeOf } } : {}),
  };
}

/** What Event history calls the user: its name, the name of the session, or `root`; services have none. */
export function userNameOf(identity: UserIdentity): string | undefined {
  if (identity.type === 'Root') return 'root';
  if (identity.type === 'AssumedRole') return identity.arn!.slice(identity.arn!.lastIndexOf('/') + 1);
  return identity.userName;
}
