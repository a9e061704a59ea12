/**
 * CloudTrail's way of writing EC2 requests and responses: camelCase, lists as `{ items: [...] }`, times as milliseconds,
 * the request id first in every response.
 * Source: published records of AttachVolume (2022, 2026), StartInstances and RunInstances (recorded); the names of members
 * that no published record shows follow EC2's wire names (assumed).
 */

/** Names in records where they are not the member's name with a small first letter. */
const NAMES: Readonly<Record<string, string>> = {
  AmiLaunchIndex: 'amiLaunchIndex',
  Attachments: 'attachmentSet',
  BlockDeviceMappings: 'blockDeviceMapping',
  CreateVolumePermissions: 'createVolumePermission',
  Filters: 'filterSet',
  Groups: 'groupSet',
  InstanceIds: 'instancesSet',
  Instances: 'instancesSet',
  NetworkInterfaces: 'networkInterfaceSet',
  Reservations: 'reservationSet',
  SecurityGroups: 'groupSet',
  SnapshotIds: 'snapshotSet',
  Snapshots: 'snapshotSet',
  StartingInstances: 'instancesSet',
  StateTransitionReason: 'reason',
  StoppingInstances: 'instancesSet',
  TagSpecifications: 'tagSpecificationSet',
  Tags: 'tagSet',
  TerminatingInstances: 'instancesSet',
  Values: 'valueSet',
  VolumeIds: 'volumeSet',
  Volumes: 'volumeSet',
};

/** What one id in a list of ids is called. */
const ITEM_NAMES: Readonly<Record<string, string>> = {
  InstanceIds: 'instanceId',
  VolumeIds: 'volumeId',
  SnapshotIds: 'snapshotId',
  ImageIds: 'imageId',
  Values: 'value',
  Resources: 'resourceId',
};

const small = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function written(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    const itemName = ITEM_NAMES[name];
    return {
      items: value.map((item) => (itemName && typeof item === 'string' ? { [itemName]: item } : written('', item))),
    };
  }
  if (value && typeof value === 'object') return inRecord(value);
  return value;
}

/** Input or output of an operation as a record shows it. `names` says what this operation calls things otherwise. */
export function inRecord(value: object, names: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) shown[names[name] ?? NAMES[name] ?? small(name)] = written(name, member);
  }
  return shown;
}
