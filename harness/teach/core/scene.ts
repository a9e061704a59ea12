/** A ready-made scene for free play. */
import { type Planned, ref } from '../../../scenarios/contract.ts';
import { AVAILABILITY_ZONE, IMAGE_ID } from '../../../scenarios/vocabulary/places.ts';

const KEY = ref('key.KeyMetadata.Arn');
const letter = new TextEncoder().encode('Meet me at noon.');

/** An instance that runs on an encrypted volume, and an object under the same key. */
export const scene: readonly Planned[] = [
  { service: 'kms', operation: 'CreateKey', input: {}, name: 'key' },
  { service: 's3', operation: 'CreateBucket', input: { Bucket: 'classroom' } },
  {
    service: 's3',
    operation: 'PutObject',
    input: { Bucket: 'classroom', Key: 'letter.txt', Body: letter, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY },
  },
  {
    service: 'ec2',
    operation: 'RunInstances',
    input: {
      ImageId: IMAGE_ID,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      Placement: { AvailabilityZone: AVAILABILITY_ZONE },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: KEY } }],
    },
    wait: { minutes: 1 },
  },
];
