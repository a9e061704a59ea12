/** Leftovers in EC2: instances, volumes, snapshots. */
import { all, type Finder, type Leftover, type Members } from './clean.ts';

const PAGES = ['NextToken', 'NextToken'] as const;

/** Instances first: they hold volumes. What is gone or going is no leftover. */
export const disks: Finder = async (owner, mine) => {
  const tagged = (row: Members) => mine(row.Tags as Members[] | undefined);
  const reservations = await all(owner, 'ec2', 'DescribeInstances', ['Reservations', ...PAGES]);
  const instances = reservations.flatMap(({ Instances }) => (Instances ?? []) as Members[]);
  const living = instances.filter((row) => tagged(row) && !/^terminated$/.test((row.State as Members).Name as string));
  const volumes = (await all(owner, 'ec2', 'DescribeVolumes', ['Volumes', ...PAGES])).filter(tagged);
  const snapshots = (
    await all(owner, 'ec2', 'DescribeSnapshots', ['Snapshots', ...PAGES], { OwnerIds: ['self'] })
  ).filter(tagged);
  return [
    ...living.map(
      ({ InstanceId: id, State }): Leftover => ({
        kind: 'instance',
        id: id as string,
        remove: async () => {
          const going = await owner('ec2', 'TerminateInstances', { InstanceIds: [id] });
          if (!going.ok) return going;
          // Its volumes are free once it is gone.
          const state = (State as Members).Name as string;
          return { ok: false, error: { code: 'StillThere', status: 400, message: state }, call: 0 };
        },
      }),
    ),
    ...volumes
      .filter(({ State }) => State !== 'deleting')
      .map(
        ({ VolumeId }): Leftover => ({
          kind: 'volume',
          id: VolumeId as string,
          remove: () => owner('ec2', 'DeleteVolume', { VolumeId }),
        }),
      ),
    ...snapshots.map(
      ({ SnapshotId }): Leftover => ({
        kind: 'snapshot',
        id: SnapshotId as string,
        remove: () => owner('ec2', 'DeleteSnapshot', { SnapshotId }),
      }),
    ),
  ];
};
