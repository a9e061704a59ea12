import { describe, expect, it } from 'vitest';
import { shapes } from '../../../model/ec2/shapes.ts';
import { AwsError } from '../../../model/errors.ts';
import { isEc2Id, validateEc2 } from '../../../model/validation/ec2Texts.ts';

function refusal(operation: keyof typeof shapes, input: object): string | undefined {
  try {
    validateEc2(shapes[operation])(input);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    expect(error.outcome.status).toBe(400);
    return `${error.outcome.code}: ${error.outcome.message}`;
  }
}

const VOLUME = 'vol-0123456789abcdef0';

describe('EC2 refuses', () => {
  it.each([
    ['RunInstances', { MinCount: 1 }, 'MissingParameter: The request must contain the parameter MaxCount'],
    ['DeleteVolume', {}, 'MissingParameter: The request must contain the parameter VolumeId'],
    ['StartInstances', { InstanceIds: [] }, 'MissingParameter: The request must contain the parameter InstanceId'],
    ['DeleteVolume', { VolumeId: VOLUME, Colour: 'red' }, 'UnknownParameter: The parameter Colour is not recognized'],
    [
      'CreateSnapshot',
      { VolumeId: 'standard' },
      "InvalidParameterValue: Value (standard) for parameter volumeId is invalid. Expected: 'vol-...'.",
    ],
    [
      'DeleteVolume',
      { VolumeId: 'vol-ahsg23h' },
      "InvalidParameterValue: Value (vol-ahsg23h) for parameter volumeId is invalid. Expected: 'vol-...'.",
    ],
    [
      'DescribeVolumes',
      { VolumeIds: [VOLUME, 'x'] },
      "InvalidParameterValue: Value (x) for parameter volumes is invalid. Expected: 'vol-...'.",
    ],
    ['StopInstances', { InstanceIds: ['ma1'] }, 'InvalidInstanceID.Malformed: Invalid id: "ma1"'],
    [
      'CreateVolume',
      { SnapshotId: 'x' },
      "InvalidParameterValue: Value (x) for parameter snapshotId is invalid. Expected: 'snap-...'.",
    ],
    ['DeleteSnapshot', { SnapshotId: 'snap-1' }, 'InvalidSnapshotID.Malformed: Invalid id: "snap-1"'],
    [
      'DeregisterImage',
      { ImageId: '{var.ami_id}' },
      'InvalidAMIID.Malformed: Invalid id: "{var.ami_id}" (expecting "ami-...")',
    ],
    ['DeregisterImage', { ImageId: 'ami-415f6d2x' }, 'InvalidAMIID.Malformed: Invalid id: "ami-415f6d2x"'],
    [
      'DescribeInstances',
      { MaxResults: 1 },
      'InvalidParameterValue: Value ( 1 ) for parameter maxResults is invalid. Expecting a value greater than 5.',
    ],
    [
      'RunInstances',
      { MinCount: 1, MaxCount: 1, InstanceType: 'm1_small' },
      "InvalidParameterValue: Invalid value 'm1_small' for InstanceType.",
    ],
    ['CreateVolume', { VolumeType: 'gp9' }, 'InvalidParameterValue: Value (gp9) for parameter volumeType is invalid.'],
    ['CreateVolume', { Size: 'big' }, 'InvalidParameterValue: Value (big) for parameter size is invalid.'],
  ] as const)('%s %o', (operation, input, text) => {
    expect(refusal(operation, input)).toBe(text);
  });

  it('an unknown parameter before a missing one, a missing one before a wrong value', () => {
    expect(refusal('RunInstances', { Colour: 1, InstanceType: '?' })).toMatch(/^UnknownParameter/);
    expect(refusal('RunInstances', { InstanceType: '?' })).toMatch(/^MissingParameter/);
  });
});

it('good requests pass', () => {
  expect(
    refusal('RunInstances', { ImageId: 'ami-12345678', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
  ).toBeUndefined();
  expect(
    refusal('CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 8, Encrypted: true, KmsKeyId: 'k' }),
  ).toBeUndefined();
  expect(refusal('DescribeVolumes', { VolumeIds: [VOLUME], MaxResults: undefined })).toBeUndefined();
});

it('ids have eight or seventeen hexadecimal digits behind their prefix', () => {
  expect(['i-12345678', 'i-0123456789abcdef0'].every((id) => isEc2Id('i', id))).toBe(true);
  expect(['i-1234567', 'i-0123456789abcdefg', 'vol-12345678', 'i-', ''].some((id) => isEc2Id('i', id))).toBe(false);
});
