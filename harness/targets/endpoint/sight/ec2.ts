/** Looking at EC2 and EBS: DescribeVolumes, DescribeInstances, DescribeSnapshots. */
import type { SeenInstance, SeenSnapshot, SeenVolume } from '../../../../scenarios/contract.ts';
import type { Place } from '../places.ts';
import { type Ask, defined, type Members, pages, type Sight } from './sight.ts';

/** What to look at. */
export interface DisksWanted {
  readonly instances: boolean;
  readonly snapshots: boolean;
}

const PAGES = { next: 'NextToken', marker: 'NextToken' };
const within = (place: Place) => (row: Place) => row.account === place.account && row.region === place.region;

/** Looks at volumes, instances and snapshots of some places. */
export async function lookAtDisks(
  ask: Ask,
  sight: Sight,
  places: readonly Place[],
  wanted: DisksWanted,
): Promise<void> {
  await Promise.all(
    places.flatMap((place) => [
      ...(wanted.instances ? [lookAtInstances(ask, sight, place)] : []),
      ...(wanted.snapshots ? [lookAtSnapshots(ask, sight, place)] : []),
    ]),
  );
}

async function lookAtInstances(ask: Ask, sight: Sight, place: Place): Promise<void> {
  const [volumes, reservations] = await Promise.all([
    pages(ask, place, ['ec2', 'DescribeVolumes'], {}, { items: 'Volumes', ...PAGES }),
    pages(ask, place, ['ec2', 'DescribeInstances'], {}, { items: 'Reservations', ...PAGES }),
  ]);
  const seen = (volumes ?? []).map((volume) => seenVolume(volume, place));
  if (volumes)
    sight.replace(
      'volumes',
      within(place),
      seen.map((volume) => [volume.id, volume]),
    );
  if (!reservations) return;
  const instances = reservations.flatMap(({ Instances }) => (Instances ?? []) as Members[]);
  const rows = instances.map((instance) => seenInstance(instance, seen, place));
  sight.replace(
    'instances',
    within(place),
    rows.map((instance) => [instance.id, instance]),
  );
}

async function lookAtSnapshots(ask: Ask, sight: Sight, place: Place): Promise<void> {
  const own = { OwnerIds: ['self'] };
  const snapshots = await pages(ask, place, ['ec2', 'DescribeSnapshots'], own, { items: 'Snapshots', ...PAGES });
  if (!snapshots) return;
  const rows = snapshots.map((snapshot) => seenSnapshot(snapshot, place));
  sight.replace(
    'snapshots',
    within(place),
    rows.map((snapshot) => [snapshot.id, snapshot]),
  );
}

function seenVolume(told: Members, place: Place): SeenVolume {
  const attachments = ((told.Attachments ?? []) as Members[]).map(({ InstanceId, Device, State }) => ({
    instanceId: InstanceId as string,
    device: Device as string,
    state: State as string,
  }));
  return {
    id: told.VolumeId as string,
    ...place,
    state: told.State as string,
    encrypted: told.Encrypted === true,
    ...defined<{ kmsKeyArn?: string }>({ kmsKeyArn: told.KmsKeyId as string | undefined }),
    ...defined<{ snapshotId?: string }>({ snapshotId: told.SnapshotId as string | undefined }),
    sizeGiB: told.Size as number,
    attachments,
  };
}

/** Devices are told by the volumes: while an instance is launched, its own description has none. */
function seenInstance(told: Members, volumes: readonly SeenVolume[], place: Place): SeenInstance {
  const id = told.InstanceId as string;
  const reason = told.StateReason as Members | undefined;
  const devices = volumes.flatMap((volume) =>
    volume.attachments.filter(({ instanceId }) => instanceId === id).map(({ device }) => [device, volume.id] as const),
  );
  return {
    id,
    ...place,
    state: (told.State as Members).Name as string,
    ...(reason?.Code === undefined
      ? {}
      : { stateReason: { code: reason.Code as string, message: (reason.Message ?? '') as string } }),
    rootDeviceName: (told.RootDeviceName ?? '') as string,
    volumes: Object.fromEntries(devices),
  };
}

const seenSnapshot = (told: Members, place: Place): SeenSnapshot => ({
  id: told.SnapshotId as string,
  ...place,
  state: told.State as string,
  ...defined<{ stateMessage?: string }>({ stateMessage: told.StateMessage as string | undefined }),
  encrypted: told.Encrypted === true,
  ...defined<{ kmsKeyArn?: string }>({ kmsKeyArn: told.KmsKeyId as string | undefined }),
  ...defined<{ volumeId?: string }>({ volumeId: told.VolumeId as string | undefined }),
});
