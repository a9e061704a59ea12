/** The records of the KMS calls that EC2 makes, by who makes them. */
import type { PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import type { PlannedInput } from '../telling.ts';
import { instanceId, volumeId } from './words.ts';

const FRONT_END = 'ec2-frontend-api.amazonaws.com';
const INTERNAL = 'AWS Internal';

/** A call in the name of the caller. */
export const asCaller = (eventName: string, more: PlannedInput = {}): PlannedValue => ({
  eventName,
  sourceIPAddress: FRONT_END,
  userAgent: FRONT_END,
  userIdentity: { $open: true, type: 'IAMUser', userName: 'admin', invokedBy: FRONT_END },
  ...more,
});

/** The session in which EC2's machinery uses a key for one instance, or for one disk that is being made. */
export const sessionOf = (id: PlannedValue): PlannedValue => ({
  $text: [`arn:aws:sts::${ACCOUNT}:assumed-role/aws:ec2-infrastructure/`, id],
});

/** A call in that session. */
export const asHost = (eventName: string, id: PlannedValue, more: PlannedInput = {}): PlannedValue => ({
  eventName,
  sourceIPAddress: INTERNAL,
  userAgent: INTERNAL,
  userIdentity: { $open: true, type: 'AssumedRole', arn: sessionOf(id), invokedBy: INTERNAL },
  ...more,
});

/** EC2 gives a grant back. */
export const retired: PlannedValue = {
  eventName: 'RetireGrant',
  sourceIPAddress: INTERNAL,
  requestParameters: null,
  userIdentity: { type: 'AWSService', invokedBy: INTERNAL },
  additionalEventData: { $open: true, grantId: { $like: '^[0-9a-f]{64}$' } },
};

/** Everything that the record of a host's Decrypt says of who made it. */
export const hostIdentity: PlannedValue = {
  $open: true,
  type: 'AssumedRole',
  principalId: { $text: [`${ACCOUNT}:aws:ec2-infrastructure:`, instanceId()] },
  arn: sessionOf(instanceId()),
  accountId: ACCOUNT,
  invokedBy: INTERNAL,
  inScopeOf: {
    issuerType: 'AWS::EC2::Instance',
    credentialsIssuedTo: { $text: [`arn:aws:ec2:${REGION}:${ACCOUNT}:instance/`, instanceId()] },
  },
  sessionContext: {
    $open: true,
    sessionIssuer: {
      $open: true,
      type: 'Role',
      arn: `arn:aws:iam::${ACCOUNT}:role/aws:ec2-infrastructure`,
      userName: 'aws:ec2-infrastructure',
    },
  },
};

/** Encryption context of a disk, as a request shows it. */
export const contextOf = (id: PlannedValue = volumeId()): PlannedInput => ({
  requestParameters: { $open: true, encryptionContext: { 'aws:ebs:id': id } },
});

/** What CreateGrant asks for an instance and a volume. */
export const grantRequest = (key: PlannedValue, grantee: PlannedValue, of: PlannedValue): PlannedInput => ({
  requestParameters: {
    keyId: key,
    granteePrincipal: sessionOf(grantee),
    retiringPrincipal: `ec2.${REGION}.amazonaws.com`,
    operations: ['Decrypt'],
    constraints: { encryptionContextSubset: { 'aws:ebs:id': of } },
  },
});
