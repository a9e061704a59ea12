/**
 * The KMS calls that EC2 makes, by who makes them: as the caller through a forward access session, as the infrastructure
 * session of one instance, volume or copy, or as EC2 itself.
 * Source: CloudTrail records published with an AWS Academy lab, us-east-1, May 2026 (recorded), and
 * https://docs.aws.amazon.com/kms/latest/developerguide/ct-ec2two.html (documented).
 */
import type { Outcome, Via } from '../../call.ts';
import { grantRow } from '../../kms/state.ts';
import { instanceArn } from '../arns.ts';
import type { Place } from '../rows.ts';
import type { KeyRefusal, KeyUser } from '../rules.ts';
import type { Attachment, DataKey } from '../state.ts';

/** How calls in the name of the caller are marked. */
export const FRONT_END: Via = { service: 'ec2', invokedBy: 'ec2-frontend-api.amazonaws.com' };
/** How calls that EC2 makes by itself are marked. */
export const INTERNAL: Via = { service: 'ec2', invokedBy: 'AWS Internal' };

/** The encryption context that binds a data key to its disk. */
export const contextOf = (id: string): Readonly<Record<string, string>> => ({ 'aws:ebs:id': id });

/** The session in which EC2's machinery uses a key for one instance; for volumes and copies in the making its name is assumed. */
export const infrastructureSession = (place: Place, id: string): string =>
  `arn:aws:sts::${place.account}:assumed-role/aws:ec2-infrastructure/${id}`;

/** The Region that holds a key or a ciphertext: that of the key's ARN, else the user's own. */
export const regionOfKey = (user: Place, key: string): string =>
  /^arn:aws:kms:([a-z0-9-]+):/.exec(key)?.[1] ?? user.region;

/** Makes a KMS call as the caller. */
export function asCaller(user: KeyUser, operation: string, input: object, region = user.region): Outcome {
  return user.transaction.perform({
    service: 'kms',
    operation,
    input: input as Record<string, unknown>,
    caller: { ...user.call.caller, via: FRONT_END },
    region,
    connection: user.call.connection,
  });
}

/** Decrypts a data key in the infrastructure session of `sessionId`; `requestOf` is the call of the grant it relies on. */
export function decryptInSession(user: KeyUser, sessionId: string, dataKey: DataKey, requestOf?: number): Outcome {
  const input = { CiphertextBlob: dataKey.wrapped, EncryptionContext: contextOf(dataKey.contextId) };
  return user.transaction.perform(
    {
      service: 'kms',
      operation: 'Decrypt',
      input,
      caller: {
        principal: infrastructureSession(user, sessionId),
        via: INTERNAL,
        ...(sessionId.startsWith('i-') ? { inScopeOf: instanceArn(user, sessionId) } : {}),
      },
      region: regionOfKey(user, dataKey.kmsKeyArn),
    },
    { requestOf },
  );
}

/** Creates, as the caller, the grant under which the session of `sessionId` may decrypt the data key bound to `contextId`. */
export function createGrant(user: KeyUser, keyArn: string, sessionId: string, contextId: string): Outcome {
  return asCaller(user, 'CreateGrant', {
    KeyId: keyArn,
    GranteePrincipal: infrastructureSession(user, sessionId),
    RetiringPrincipal: `ec2.${user.region}.amazonaws.com`,
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: contextOf(contextId) },
  });
}

/** EC2 retires a grant. One that was revoked, or went with its key, is left alone. */
export function retireGrant(user: Omit<KeyUser, 'call'>, grant: NonNullable<Attachment['grant']>): void {
  if (!user.transaction.world.kms.grants.has(grantRow(grant.keyArn, grant.id))) return;
  user.transaction.perform({
    service: 'kms',
    operation: 'RetireGrant',
    input: { KeyId: grant.keyArn, GrantId: grant.id },
    caller: { principal: 'ec2.amazonaws.com', account: user.account, via: INTERNAL },
    region: regionOfKey(user, grant.keyArn),
  });
}

/** A refusal of KMS as the reason of EC2's own. */
export function refusalOf(operation: string, outcome: Outcome): KeyRefusal {
  if (outcome.ok) throw new TypeError(`${operation} was not refused`);
  const { code, message = '' } = outcome.error;
  return { refused: { operation, code, message } };
}
