/** Pages and recordings that the tables of EC2 and EBS are from. */

const EBS = 'https://docs.aws.amazon.com/ebs/latest/userguide';
const DIRECT = 'https://docs.aws.amazon.com/ebs/latest/APIReference';
const EC2 = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide';
const API = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference';

/** The page of an operation in the API reference of EC2. */
export const apiPage = (operation: string): string => `${API}/API_${operation}.html`;
/** The page of an operation of the EBS direct APIs. */
export const directPage = (operation: string): string => `${DIRECT}/API_${operation}.html`;

/** By subject. */
export const sources = {
  encryption: `${EBS}/ebs-encryption.html`,
  examples: `${EBS}/encryption-examples.html`,
  byDefault: `${EBS}/encryption-by-default.html`,
  howItWorks: `${EBS}/how-ebs-encryption-works.html`,
  requirements: `${EBS}/ebs-encryption-requirements.html`,
  events: `${EBS}/ebs-cloud-watch-events.html`,
  sharing: `${EBS}/ebs-modifying-snapshot-permissions.html`,
  copying: `${EBS}/ebs-copy-snapshot.html`,
  snapshots: `${EBS}/ebs-snapshots.html`,
  modifying: `${EBS}/ebs-modify-volume.html`,
  archive: `${EBS}/snapshot-archive.html`,
  directPermissions: `${EBS}/ebsapi-permissions.html`,
  directWriting: `${EBS}/writesnapshots.html`,
  directReading: `${EBS}/readsnapshots.html`,
  images: `${EC2}/AMIEncryption.html`,
  lifecycle: `${EC2}/ec2-instance-lifecycle.html`,
  stopping: `${EC2}/how-ec2-instance-stop-start-works.html`,
  launchFailures: `${EC2}/troubleshooting-launch.html`,
  stateChanges: `${EC2}/monitoring-instance-state-changes.html`,
  hibernation: `${EC2}/hibernating-prerequisites.html`,
  stateReason: apiPage('StateReason'),
  errors: `${API}/errors-overview.html`,
  idempotency: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html',
  unusableKeys: 'https://docs.aws.amazon.com/kms/latest/developerguide/unusable-kms-keys.html',
  kmsOfEbs: 'https://docs.aws.amazon.com/kms/latest/developerguide/services-ebs.html',
  scalingPolicy: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html',
  /** Records eventVersion 1.11, us-east-1, of a data volume that is detached and does not attach again. */
  labDataVolume:
    'AWS Academy lab Encrypting Data at Rest by Using AWS Encryption Options, recorded on AWS: CloudTrail records, May 2026',
  /** An instance that does not start while the key of its root volume is disabled. */
  labRootVolume:
    'AWS Academy lab Encrypting Data at Rest by Using AWS KMS, recorded on AWS: order of events around a disabled key',
  launchRecords:
    'https://docs.aws.amazon.com/kms/latest/developerguide/ct-ec2two.html, recorded on AWS: example records of a launch',
  vanished: 'https://github.com/aws/aws-cli/issues/2604, recorded on AWS: a volume under a key that cannot be used',
  spentToken:
    'https://github.com/crossplane-contrib/provider-aws/issues/1858, recorded on AWS: a client token of a volume that vanished',
  startDenied:
    'https://repost.aws/knowledge-center/kms-iam-ec2-permission, recorded on AWS: a start without leave to create grants',
  launchRefused:
    'Launches by OpenShift and others under unusable keys, recorded on AWS: StateReason Client.InvalidKMSKey.InvalidState',
  revokedForPermission: 'https://github.com/kubernetes-retired/kube-aws/issues/393',
  silentDenial: 'https://github.com/kubernetes/kubernetes/issues/62171',
  keyWithoutEncrypted: 'https://repost.aws/knowledge-center/create-encrypted-volume-kms',
  scalingReported: 'https://repost.aws/knowledge-center/kms-launch-ec2-instance',
} as const;
