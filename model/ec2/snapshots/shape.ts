/** Snapshots as the API shows them. */
import type { World } from '../../world.ts';
import type { Snapshot } from '../state.ts';
import { tagList, tagsOf } from '../tags/tags.ts';
import { storageTierOf } from './tier.ts';

/** What CreateSnapshot answers. */
export function shownSnapshot(world: World, snapshot: Snapshot, account = snapshot.account) {
  const tags = account === snapshot.account ? tagList(tagsOf(world, snapshot, snapshot.id)) : [];
  return {
    SnapshotId: snapshot.id,
    VolumeId: snapshot.volumeId,
    // No row is kept of a deleted snapshot.
    State: snapshot.state as Exclude<Snapshot['state'], 'deleted'>,
    StartTime: snapshot.startedMs,
    Progress: snapshot.state === 'pending' ? '' : '100%',
    OwnerId: snapshot.account,
    Description: snapshot.description,
    VolumeSize: snapshot.sizeGiB,
    Encrypted: snapshot.encrypted,
    ...(snapshot.kmsKeyId ? { KmsKeyId: snapshot.kmsKeyId } : {}),
    ...(tags.length > 0 ? { Tags: tags } : {}),
  };
}

/** What DescribeSnapshots answers; only it shows StateMessage. `account` is the caller's. */
export function describedSnapshot(world: World, snapshot: Snapshot, account: string) {
  return {
    ...shownSnapshot(world, snapshot, account),
    ...(snapshot.stateMessage ? { StateMessage: snapshot.stateMessage } : {}),
    ...(snapshot.ownerAlias ? { OwnerAlias: snapshot.ownerAlias } : {}),
    ...(snapshot.dataKey ? { DataEncryptionKeyId: snapshot.dataKey.id } : {}),
    StorageTier: storageTierOf(snapshot),
    ...(snapshot.completedMs === undefined ? {} : { CompletionTime: snapshot.completedMs }),
    ...(snapshot.tier?.restoreUntilMs === undefined ? {} : { RestoreExpiryTime: snapshot.tier.restoreUntilMs }),
  };
}
