/**
 * The disks of a new instance: those of the image, changed and added to by the request.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html (documented).
 */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { chooseKey } from '../encryption/choose.ts';
import { ec2ErrorRules, keyRequiresEncrypted } from '../errors.ts';
import { usableSnapshot } from '../snapshots/find.ts';
import { mustServe } from '../snapshots/tier.ts';
import type { Image, Snapshot, VolumeShape } from '../state.ts';
import { shapeOf } from '../volumes/types.ts';

type Mapping = NonNullable<InputOf<'ec2', 'RunInstances'>['BlockDeviceMappings']>[number];

/** A disk that is to be made. */
export interface PlannedDevice {
  readonly device: string;
  readonly shape: VolumeShape;
  readonly snapshot?: Snapshot;
  readonly kmsKeyId?: string;
  readonly deleteOnTermination: boolean;
}

/** The disks of an instance of an image, the root device among them. */
export function planDevices(context: Context, image: Image, mappings: readonly Mapping[] = []): PlannedDevice[] {
  const wanted = new Map<string, NonNullable<Mapping['Ebs']>>();
  for (const one of image.devices)
    wanted.set(one.device, {
      SnapshotId: one.snapshotId,
      VolumeSize: one.sizeGiB,
      VolumeType: one.type,
      Iops: one.iops,
      Throughput: one.throughput,
      DeleteOnTermination: one.deleteOnTermination,
      ...(one.encrypted ? { Encrypted: true } : {}),
    });
  for (const mapping of mappings) apply(wanted, mapping);
  if (!wanted.has(image.rootDeviceName)) badMapping(`The device '${image.rootDeviceName}' cannot be left out.`);
  return [...wanted].map(([device, ebs]) => plan(context, device, ebs));
}

function apply(wanted: Map<string, NonNullable<Mapping['Ebs']>>, mapping: Mapping): void {
  const { DeviceName: device, Ebs: ebs, NoDevice } = mapping;
  if (!device) badMapping('A block device mapping must name its device.');
  if (NoDevice !== undefined) wanted.delete(device!);
  else if (ebs) wanted.set(device!, { ...wanted.get(device!), ...known(ebs) });
  // A VirtualName asks for an instance store volume: a disk of the host, which EBS does not know.
}

/** Only what the request says: what it leaves out comes from the image. */
const known = <T extends object>(ebs: T): Partial<T> =>
  Object.fromEntries(Object.entries(ebs).filter(([, value]) => value !== undefined)) as Partial<T>;

function plan(context: Context, device: string, ebs: NonNullable<Mapping['Ebs']>): PlannedDevice {
  const snapshot = ebs.SnapshotId ? usableSnapshot(context, ebs.SnapshotId) : undefined;
  const { VolumeSize: Size, VolumeType, Iops, Throughput, Encrypted, KmsKeyId } = ebs;
  if (!snapshot && Size === undefined) badMapping(`The device '${device}' needs a snapshot or a size.`);
  if (snapshot && Size !== undefined && Size < snapshot.sizeGiB)
    badMapping(
      `Volume of size ${Size}GB is smaller than snapshot '${snapshot.id}', expect size>= ${snapshot.sizeGiB}GB`,
    );
  if (snapshot) mustServe(snapshot);
  // For a launch a key always needs Encrypted: the account's default does not stand in for it (assumed).
  if (KmsKeyId !== undefined && !Encrypted) keyRequiresEncrypted();
  const kmsKeyId = chooseKey(context, { Encrypted, KmsKeyId }, snapshot);
  return {
    device,
    shape: shapeOf({ Size, VolumeType, Iops, Throughput }, snapshot?.sizeGiB ?? 0),
    ...(snapshot ? { snapshot } : {}),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    deleteOnTermination: ebs.DeleteOnTermination ?? true,
  };
}

function badMapping(message: string): never {
  return refuse('InvalidBlockDeviceMapping', message, { rule: ec2ErrorRules['bad-parameter'] });
}
