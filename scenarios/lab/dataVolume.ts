/**
 * A data volume under a key of one's own: attach, disable, detach, attach again.
 * Every record, its order and the error of the failing attachment follow the records published with an AWS Academy lab
 * ("Encrypting Data at Rest by Using AWS Encryption Options", us-east-1, May 2026).
 */
import { utf8 } from '../../model/bytes.ts';
import { type Lab, ref } from '../contract.ts';
import { AVAILABILITY_ZONE, IMAGE_ID } from '../vocabulary/places.ts';
import { called, decryptedByHost, EC2_FOR_CALLER, ec2, forCaller, kms, refused, retiredByEc2, text } from './told.ts';

const KEY = ref('createKey.KeyMetadata.KeyId');
const INSTANCE = ref('launch.Instances.0.InstanceId');
const VOLUME = ref('createVolume.VolumeId');
const attachment = { InstanceId: INSTANCE, VolumeId: VOLUME, Device: '/dev/sdf' };
/** Long enough for anything that EC2 begins. */
const SETTLED = { seconds: 60 };
/** What EC2 asks of KMS for every attachment to a running instance, in this order. */
const attached = [called('AttachVolume'), forCaller('CreateGrant', EC2_FOR_CALLER), decryptedByHost];

export const dataVolume: Lab = {
  id: 'data-volume',
  title: text('A data volume and its key'),
  intro: text(
    'An EBS volume is encrypted under a KMS key of our own and attached to a running instance. We disable the key and see what ' +
      'breaks, and when: not what runs, but what starts. CloudTrail shows every step, including those that EC2 takes for us.',
  ),
  names: {
    key: { kind: 'key', id: ref('createKey.KeyMetadata.Arn') },
    instance: { kind: 'instance', id: INSTANCE },
    volume: { kind: 'volume', id: VOLUME },
  },
  steps: [
    {
      title: text('Create a key'),
      look: text(
        'A customer managed key is Enabled as soon as it exists. Its key policy leaves the decision to the IAM policies of the account.',
      ),
      calls: [
        kms('CreateKey', { Description: 'Lab key for EBS' }, { name: 'createKey' }),
        kms('DescribeKey', { KeyId: KEY }, { name: 'describeKey' }),
      ],
      expect: {
        states: { key: 'Enabled' },
        output: { 'describeKey.KeyMetadata.KeyManager': 'CUSTOMER', 'describeKey.KeyMetadata.Enabled': true },
        records: [called('CreateKey'), called('DescribeKey')],
      },
    },
    {
      title: text('Launch an instance'),
      look: text('Its root volume is not encrypted, so no KMS call is made. It boots for some seconds.'),
      calls: [
        ec2(
          'RunInstances',
          {
            ImageId: IMAGE_ID,
            InstanceType: 't3.micro',
            MinCount: 1,
            MaxCount: 1,
            Placement: { AvailabilityZone: AVAILABILITY_ZONE },
          },
          { name: 'launch', wait: SETTLED },
        ),
      ],
      expect: { states: { key: 'Enabled', instance: 'running' }, records: [called('RunInstances')] },
    },
    {
      title: text('Create a volume under the key'),
      look: text(
        'EBS asks KMS for a data key, in our name (invokedBy names EC2) and bound to the volume by the encryption context aws:ebs:id. ' +
          'Only the encrypted data key is kept, beside the volume. The key itself never leaves KMS.',
      ),
      calls: [
        ec2(
          'CreateVolume',
          { AvailabilityZone: AVAILABILITY_ZONE, Size: 1, Encrypted: true, KmsKeyId: KEY },
          { name: 'createVolume', wait: SETTLED },
        ),
      ],
      expect: {
        states: { volume: 'available' },
        path: { volume: ['creating', 'available'] },
        output: { 'createVolume.State': 'creating', 'createVolume.Encrypted': true },
        records: [called('CreateVolume'), forCaller('GenerateDataKeyWithoutPlaintext', EC2_FOR_CALLER)],
      },
    },
    {
      title: text('Attach it'),
      look: text(
        "The instance runs, so the host needs the data key now. EC2 creates a grant in our name for the instance's host, and the host " +
          'decrypts the data key under it. From here on the plain data key stays in the memory of the host.',
      ),
      calls: [ec2('AttachVolume', attachment, { name: 'attach', wait: SETTLED })],
      expect: { states: { volume: 'in-use', instance: 'running' }, records: attached },
    },
    {
      title: text('Disable the key'),
      look: text(
        'Nothing happens to the instance or the volume: reading and writing go on with the data key in memory. A disabled key is not ' +
          'noticed by what already runs. Only direct use of the key fails at once.',
      ),
      calls: [
        kms('DisableKey', { KeyId: KEY }, { wait: { minutes: 10 } }),
        kms('Encrypt', { KeyId: KEY, Plaintext: utf8('does the key still work?') }, { name: 'encrypt' }),
      ],
      expect: {
        outcomes: { encrypt: 'DisabledException' },
        states: { key: 'Disabled', instance: 'running', volume: 'in-use' },
        records: [called('DisableKey'), refused('Encrypt', 'DisabledException')],
      },
    },
    {
      title: text('Detach the volume'),
      look: text('Detaching needs no key. EC2 forgets the plain data key and gives its grant back (RetireGrant).'),
      calls: [ec2('DetachVolume', { VolumeId: VOLUME }, { wait: SETTLED })],
      expect: {
        states: { key: 'Disabled', volume: 'available', instance: 'running' },
        path: { volume: ['in-use', 'available'] },
        records: [called('DetachVolume'), retiredByEc2],
      },
    },
    {
      title: text('Try to attach it again'),
      look: text(
        'Now the data key must be decrypted again, and KMS refuses. The call fails at once with CustomerKeyHasBeenRevoked; ' +
          'in the CloudTrail record EC2 puts Client. before the code. The volume stays available and the data on it is unharmed.',
      ),
      calls: [ec2('AttachVolume', attachment, { name: 'attachAgain' })],
      expect: {
        outcomes: { attachAgain: 'CustomerKeyHasBeenRevoked' },
        states: { key: 'Disabled', volume: 'available', instance: 'running' },
      },
    },
    {
      title: text('Enable the key and attach once more'),
      look: text('That is the whole repair: the same call now succeeds, and the same two KMS calls follow it.'),
      calls: [
        kms('EnableKey', { KeyId: KEY }),
        ec2('AttachVolume', attachment, { name: 'attachAtLast', wait: SETTLED }),
      ],
      expect: {
        states: { key: 'Enabled', volume: 'in-use', instance: 'running' },
        records: [called('EnableKey'), ...attached],
      },
    },
  ],
};
