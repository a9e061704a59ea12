/** CreateSnapshots: all disks of an instance at one moment. */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { snapshotArn } from '../arns.ts';
import { instanceUse, ownInstance } from '../instances/find.ts';
import { ec2Operation } from '../operation.ts';
import { attachmentsOfInstance, getVolume } from '../rows.ts';
import type { Snapshot, Volume } from '../state.ts';
import { giveTags, tagList, tagsFor, tagsOf, tagUses } from '../tags/tags.ts';
import { volumeUse } from '../volumes/find.ts';
import { beginSnapshot } from './make.ts';

type Input = InputOf<'ec2', 'CreateSnapshots'>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshots.html */
export const createSnapshots = ec2Operation('CreateSnapshots', {
  readOnly: false,
  uses(context, input) {
    const requestTags = tagsFor(input.TagSpecifications, 'snapshot');
    const resource = snapshotArn(context.region, '*');
    const instance = ownInstance(context, input.InstanceSpecification!.InstanceId!);
    return [
      { resource, requestTags },
      instanceUse(context, instance),
      ...volumesOf(context, input).map((volume) => volumeUse(context, volume)),
      ...tagUses(context, resource, requestTags),
    ];
  },
  run(context, input) {
    const tags = tagsFor(input.TagSpecifications, 'snapshot');
    const Snapshots = volumesOf(context, input).map((volume) => {
      const snapshot = beginSnapshot(context, volume, input.Description ?? '');
      const copied = input.CopyTagsFromSource ? tagsOf(context.world, volume, volume.id) : {};
      giveTags(context, context, snapshot.id, { ...copied, ...tags });
      return shown(context, snapshot);
    });
    return { Snapshots };
  },
});

function volumesOf(context: Context, input: Input): Volume[] {
  const { InstanceId, ExcludeBootVolume, ExcludeDataVolumeIds = [] } = input.InstanceSpecification!;
  const instance = ownInstance(context, InstanceId!);
  return attachmentsOfInstance(context.world.ec2, instance, instance.id)
    .filter((one) => !(ExcludeBootVolume && one.device === instance.rootDeviceName))
    .filter((one) => !ExcludeDataVolumeIds.includes(one.volumeId))
    .map((one) => getVolume(context.transaction, context, one.volumeId)!);
}

const shown = (context: Context, snapshot: Snapshot) => ({
  Description: snapshot.description,
  Tags: tagList(tagsOf(context.world, snapshot, snapshot.id)),
  Encrypted: snapshot.encrypted,
  VolumeId: snapshot.volumeId,
  State: snapshot.state as Exclude<Snapshot['state'], 'deleted'>,
  VolumeSize: snapshot.sizeGiB,
  StartTime: snapshot.startedMs,
  Progress: '',
  OwnerId: snapshot.account,
  SnapshotId: snapshot.id,
});
