/**
 * EC2's refusals, with AWS's codes and texts. All client errors are HTTP 400 but the few that say otherwise.
 * Source of the codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (documented).
 */
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented, recorded, reported } from '../evidence.ts';

const CODES = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html';
const EBS = 'https://docs.aws.amazon.com/ebs/latest/userguide';

/** The rules behind EC2's refusals. */
export const ec2ErrorRules = defineRules('ec2', {
  'dry-run': { sentence: 'DryRun answers DryRunOperation where the caller has the permissions.', ...documented(CODES) },
  'identity-policies-decide': {
    sentence: "A call needs an allow from the caller's own policies for every resource that it names.",
    ...documented('https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policies-for-amazon-ec2.html'),
  },
  'unknown-credentials': {
    sentence: 'Credentials that belong to nobody are refused with AuthFailure.',
    ...documented(CODES),
  },
  'unknown-action': {
    sentence: 'An action that EC2 does not have is refused with InvalidAction.',
    ...documented(CODES),
  },
  'not-simulated': {
    sentence: 'An operation of AWS that this project does not simulate is refused as if EC2 did not have it.',
    ...assumed(CODES),
  },
  'not-found': {
    sentence: 'An id that names nothing of the caller in this Region is not found.',
    ...documented(CODES),
  },
  'malformed-id': { sentence: 'An id of the wrong form is refused before it is looked up.', ...documented(CODES) },
  'volume-is-gone': {
    sentence: 'A volume that was rolled back because of its key is not found, like one that never was.',
    ...recorded('https://github.com/aws/aws-cli/issues/2604'),
  },
  'token-of-deleted-resource': {
    sentence: 'A client token whose resource is already deleted cannot be used again.',
    ...recorded('https://github.com/crossplane-contrib/provider-aws/issues/1858'),
  },
  'token-with-other-request': {
    sentence: 'A client token stands for one request: with other parameters it is refused.',
    ...documented('https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Run_Instance_Idempotency.html'),
  },
  'key-requires-encrypted': {
    sentence: 'KmsKeyId needs Encrypted to be set.',
    ...reported('https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html'),
  },
  'encryption-stays': {
    sentence: 'A volume or copy made from an encrypted snapshot cannot be unencrypted.',
    ...documented(`${EBS}/ebs-encryption.html`),
  },
  'key-unusable-on-attach': {
    sentence: 'A volume whose key cannot be used is not attached to a running instance.',
    ...recorded('CloudTrail record of AttachVolume published with an AWS Academy lab, us-east-1, May 2026'),
  },
  'root-device-missing': {
    sentence: 'An instance without a volume at its root device name does not start.',
    ...documented('https://docs.aws.amazon.com/vm-import/latest/userguide/vmimport-troubleshooting.html'),
  },
  'root-stays-while-running': {
    sentence: 'The root volume can be detached only while the instance is stopped.',
    ...documented('https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachVolume.html'),
  },
  'wrong-state': { sentence: 'An action that the state of the resource forbids is refused.', ...documented(CODES) },
  'volume-in-use': {
    sentence: 'A volume that is attached can be neither deleted nor attached again.',
    ...documented(CODES),
  },
  'same-zone': { sentence: 'A volume attaches to instances of its own Availability Zone only.', ...documented(CODES) },
  'attachment-limit': {
    sentence: 'An instance takes 27 volumes.',
    ...assumed('https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/volume_limits.html'),
  },
  'bad-parameter': { sentence: 'A parameter with a value that cannot be is refused.', ...documented(CODES) },
  'missing-parameter': { sentence: 'A parameter that must be there is asked for.', ...documented(CODES) },
  'snapshot-of-image-stays': {
    sentence: 'A snapshot that an image uses cannot be deleted.',
    ...documented('https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSnapshot.html'),
  },
  'default-key-not-shared': {
    sentence: 'A snapshot encrypted under the AWS managed key cannot be shared.',
    ...documented(`${EBS}/ebs-modifying-snapshot-permissions.html`),
  },
  'encrypted-not-public': {
    sentence: 'An encrypted snapshot cannot be made public.',
    ...documented(`${EBS}/ebs-modifying-snapshot-permissions.html`),
  },
  'tag-rules': {
    sentence: 'At most 50 tags; keys of 1 to 127 characters that do not begin with aws:.',
    ...documented('https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html'),
  },
  hibernation: {
    sentence:
      'An instance hibernates if it was launched for it, and it is launched for it if its root volume is encrypted.',
    ...documented('https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-prerequisites.html'),
  },
  'termination-protection': {
    sentence: 'A protected instance cannot be terminated, or stopped, by the API.',
    ...documented('https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html'),
  },
});

const rules = ec2ErrorRules;

/** DryRun was asked for, and the caller may do it. */
export const dryRunWouldSucceed = (): never =>
  refuse('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', {
    rule: rules['dry-run'],
    status: 412,
  });

/** `encoded` is the message that writes carry for sts:DecodeAuthorizationMessage. */
export function unauthorized(words: string, encoded: string | undefined): never {
  const tail = encoded === undefined ? '' : ` Encoded authorization failure message: ${encoded}`;
  return refuse('UnauthorizedOperation', `You are not authorized to perform this operation. ${words}.${tail}`, {
    rule: rules['identity-policies-decide'],
    status: 403,
  });
}

/** The credentials belong to nobody. */
export const unknownCredentials = (): never =>
  refuse('AuthFailure', 'AWS was not able to validate the provided access credentials', {
    rule: rules['unknown-credentials'],
    status: 401,
  });

/** EC2 has no such action. */
export const unknownAction = (action: string): never =>
  refuse('InvalidAction', `The action ${action} is not valid for this web service.`, { rule: rules['unknown-action'] });

/** AWS has the operation, this project does not. */
export const notSimulated = (action: string): never =>
  refuse('InvalidAction', `${action} is an operation of AWS that keystate does not simulate.`, {
    rule: rules['not-simulated'],
  });

/** No volume of this id in the account and Region, or not any more. */
export const volumeNotFound = (id: string): never =>
  refuse('InvalidVolume.NotFound', `The volume '${id}' does not exist.`, { rule: rules['volume-is-gone'] });

/** No snapshot of this id that the caller may use. */
export const snapshotNotFound = (id: string): never =>
  refuse('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`, { rule: rules['not-found'] });

/** EC2 names all missing instances of a request in one sentence. */
export function instancesNotFound(ids: readonly string[]): never {
  const words = ids.length === 1 ? `ID '${ids[0]}' does not exist` : `IDs '${ids.join(', ')}' do not exist`;
  return refuse('InvalidInstanceID.NotFound', `The instance ${words}`, { rule: rules['not-found'] });
}

/** No image of this id that the caller may use. */
export const imageNotFound = (id: string): never =>
  refuse('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`, { rule: rules['not-found'] });

/** An id whose prefix names no kind of resource. */
export const invalidId = (id: string): never =>
  refuse('InvalidID', `The ID '${id}' is not valid`, { rule: rules['malformed-id'] });

/** A value that cannot be. */
export const invalidParameterValue = (message: string): never =>
  refuse('InvalidParameterValue', message, { rule: rules['bad-parameter'] });

/** Values that cannot be together. */
export const invalidParameterCombination = (message: string): never =>
  refuse('InvalidParameterCombination', message, { rule: rules['bad-parameter'] });

/** A parameter that this request needs. `name` is its name on the wire. */
export const missingParameter = (name: string): never =>
  refuse('MissingParameter', `The request must contain the parameter ${name}`, { rule: rules['missing-parameter'] });

/** A key was named, encryption was not asked for. */
export const keyRequiresEncrypted = (): never =>
  refuse('InvalidParameterDependency', 'The parameter KmsKeyId requires the parameter Encrypted to be set.', {
    rule: rules['key-requires-encrypted'],
  });

/** An unencrypted thing was asked for where the source is encrypted. */
export const encryptionStays = (): never =>
  refuse('InvalidParameterValue', 'Encrypted flag cannot be set to false since snapshot is encrypted.', {
    rule: rules['encryption-stays'],
  });

/** The state of a volume, snapshot or image forbids it. */
export const incorrectState = (message: string): never =>
  refuse('IncorrectState', message, { rule: rules['wrong-state'] });

/** The state of an instance forbids it. */
export const incorrectInstanceState = (message: string): never =>
  refuse('IncorrectInstanceState', message, { rule: rules['wrong-state'] });

/** The volume is attached. */
export const volumeInUse = (message: string): never => refuse('VolumeInUse', message, { rule: rules['volume-in-use'] });

/** Volume and instance are in different Availability Zones. */
export const zoneMismatch = (volumeId: string, instanceId: string): never =>
  refuse(
    'InvalidVolume.ZoneMismatch',
    `The volume '${volumeId}' is not in the same availability zone as instance '${instanceId}'`,
    { rule: rules['same-zone'] },
  );

/** The key of the volume cannot be used: EC2 does not tell why. */
export const keyRevoked = (volumeId: string): never =>
  refuse(
    'CustomerKeyHasBeenRevoked',
    `Volume ${volumeId} cannot be attached. The encrypted volume was unable to access the KMS key.`,
    { rule: rules['key-unusable-on-attach'] },
  );

/** The instance has all the volumes that it takes. */
export const attachmentLimit = (limit: number): never =>
  refuse('AttachmentLimitExceeded', `Volume attachment limit exceeded. Instance supports at most ${limit} volumes.`, {
    rule: rules['attachment-limit'],
  });

/** The instance has no volume at its root device name, so it does not start. */
export const rootDeviceMissing = (instanceId: string, device: string): never =>
  refuse(
    'InvalidParameterValue',
    `Invalid value '${instanceId}' for instanceId. Instance does not have a volume attached at root (${device})`,
    { rule: rules['root-device-missing'] },
  );

/** The volume is the root of an instance that is not stopped. */
export const rootDetach = (volumeId: string, instanceId: string): never =>
  refuse('OperationNotPermitted', `Unable to detach root volume '${volumeId}' from instance '${instanceId}'`, {
    rule: rules['root-stays-while-running'],
  });

/** An instance that cannot hibernate: the code is documented, the text assumed. */
export const cannotHibernate = (message: string): never =>
  refuse('UnsupportedHibernationConfiguration', message, { rule: rules.hibernation });

/** `what` is `terminated` or `stopped`, `attribute` the instance attribute that forbids it. */
export const instanceProtected = (instanceId: string, what: string, attribute: string): never =>
  refuse(
    'OperationNotPermitted',
    `The instance '${instanceId}' may not be ${what}. Modify its '${attribute}' instance attribute and try again.`,
    { rule: rules['termination-protection'] },
  );

/** No such Availability Zone in the Region. */
export const zoneNotFound = (zone: string): never =>
  refuse('InvalidZone.NotFound', `The zone '${zone}' does not exist.`, { rule: rules['not-found'] });

/** The client token stands for something that is gone. */
export const tokenOfDeleted = (): never =>
  refuse(
    'IdempotentParameterMismatch',
    'The client token you have provided is associated with a resource that is already deleted. Please use a different client token.',
    { rule: rules['token-of-deleted-resource'] },
  );

/** The client token came with another request before. */
export const tokenMismatch = (): never =>
  refuse(
    'IdempotentParameterMismatch',
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    { rule: rules['token-with-other-request'] },
  );

/** An image uses the snapshot. */
export const snapshotInUse = (snapshotId: string, imageId: string): never =>
  refuse('InvalidSnapshot.InUse', `The snapshot ${snapshotId} is currently in use by ${imageId}`, {
    rule: rules['snapshot-of-image-stays'],
  });

/** The operation does not know the filter. */
export const invalidFilter = (name: string): never => invalidParameterValue(`The filter '${name}' is invalid`);

/** A tag that cannot be. */
export const tagError = (code: string, message: string): never => refuse(code, message, { rule: rules['tag-rules'] });
