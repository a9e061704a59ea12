/** The use of a snapshot as authorization sees it. */
import type { Context } from '../../context.ts';
import { snapshotArn, volumeArn } from '../arns.ts';
import type { ResourceUse } from '../authorize.ts';
import type { Snapshot } from '../state.ts';
import { tagsOf } from '../tags/tags.ts';

/** Tags count for the owner only: others do not see them. */
export function snapshotUse(context: Context, snapshot: Snapshot): ResourceUse {
  return {
    resource: snapshotArn(snapshot.region, snapshot.id),
    tags: snapshot.account === context.account ? tagsOf(context.world, snapshot, snapshot.id) : {},
    conditions: {
      'ec2:encrypted': String(snapshot.encrypted),
      'ec2:owner': snapshot.ownerAlias ?? snapshot.account,
      'ec2:parentvolume': volumeArn(snapshot, snapshot.volumeId),
      'ec2:snapshotid': snapshot.id,
      'ec2:volumesize': String(snapshot.sizeGiB),
    },
  };
}
