/** DescribeSnapshots. */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { isoTimeMs } from '../../time.ts';
import { type FilterValues, filtered, page } from '../describe.ts';
import { publicSnapshots } from '../images/publicImages.ts';
import { ec2Operation } from '../operation.ts';
import type { Snapshot } from '../state.ts';
import { tagsOf } from '../tags/tags.ts';
import { mayUse, usableSnapshot } from './find.ts';
import { describedSnapshot } from './shape.ts';
import { storageTierOf } from './tier.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html: own, shared and public ones. */
export const describeSnapshots = ec2Operation('DescribeSnapshots', {
  readOnly: true,
  run(context, input) {
    const { world } = context;
    const rows = input.SnapshotIds?.length
      ? input.SnapshotIds.map((id) => usableSnapshot(context, id))
      : visible(context, input);
    const tags = (snapshot: Snapshot) =>
      snapshot.account === context.account ? tagsOf(world, snapshot, snapshot.id) : {};
    const found = page(filtered(rows, input.Filters, FILTERS, tags), input, Boolean(input.SnapshotIds?.length));
    return {
      Snapshots: found.rows.map((snapshot) => describedSnapshot(world, snapshot, context.account)),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});

function visible(context: Context, input: InputOf<'ec2', 'DescribeSnapshots'>): Snapshot[] {
  const { account, region } = context;
  const rows = Array.from(context.world.ec2.snapshots.withPrefix(`${region}/`), ([, row]) => row);
  const owners = input.OwnerIds?.map((owner) => (owner === 'self' ? account : owner));
  const restorers = input.RestorableByUserIds?.map((user) => (user === 'self' ? account : user));
  return [...rows, ...publicSnapshots(region)].filter(
    (snapshot) =>
      mayUse(account, snapshot) &&
      (!owners?.length || owners.includes(snapshot.account) || owners.includes(snapshot.ownerAlias ?? '')) &&
      (!restorers?.length || restorers.some((user) => snapshot.sharedWith.includes(user) || snapshot.account === user)),
  );
}

const FILTERS: FilterValues<Snapshot> = {
  description: (snapshot) => snapshot.description,
  encrypted: (snapshot) => snapshot.encrypted,
  'owner-alias': (snapshot) => snapshot.ownerAlias,
  'owner-id': (snapshot) => snapshot.account,
  progress: (snapshot) => (snapshot.state === 'pending' ? '' : '100%'),
  'snapshot-id': (snapshot) => snapshot.id,
  'start-time': (snapshot) => isoTimeMs(snapshot.startedMs),
  status: (snapshot) => snapshot.state,
  'storage-tier': storageTierOf,
  'volume-id': (snapshot) => snapshot.volumeId,
  'volume-size': (snapshot) => snapshot.sizeGiB,
};
