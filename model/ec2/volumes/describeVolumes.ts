/** DescribeVolumes. */
import { isoTimeMs } from '../../time.ts';
import type { World } from '../../world.ts';
import { type FilterValues, filtered, page } from '../describe.ts';
import { ec2Operation } from '../operation.ts';
import { attachmentsOfVolume } from '../rows.ts';
import type { Volume } from '../state.ts';
import { tagsOf } from '../tags/tags.ts';
import { ownVolume } from './find.ts';
import { describedVolume } from './shape.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html */
export const describeVolumes = ec2Operation('DescribeVolumes', {
  readOnly: true,
  run(context, input) {
    const { world } = context;
    const rows = input.VolumeIds?.length
      ? input.VolumeIds.map((id) => ownVolume(context, id))
      : Array.from(world.ec2.volumes.withPrefix(`${context.place}/`), ([, volume]) => volume);
    const passed = filtered(rows, input.Filters, filterValues(world), (volume) => tagsOf(world, volume, volume.id));
    const found = page(passed, input, Boolean(input.VolumeIds?.length));
    return {
      Volumes: found.rows.map((volume) => describedVolume(world, volume)),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});

function filterValues(world: World): FilterValues<Volume> {
  const attachments = (volume: Volume) => attachmentsOfVolume(world.ec2, volume);
  return {
    'attachment.attach-time': (volume) => attachments(volume).map((one) => isoTimeMs(one.attachedMs)),
    'attachment.delete-on-termination': (volume) => attachments(volume).map((one) => String(one.deleteOnTermination)),
    'attachment.device': (volume) => attachments(volume).map((one) => one.device),
    'attachment.instance-id': (volume) => attachments(volume).map((one) => one.instanceId),
    'attachment.status': (volume) => attachments(volume).map((one) => one.state),
    'availability-zone': (volume) => volume.zone,
    'create-time': (volume) => isoTimeMs(volume.createdMs),
    encrypted: (volume) => volume.encrypted,
    'fast-restored': () => false,
    'multi-attach-enabled': (volume) => volume.multiAttach,
    size: (volume) => volume.sizeGiB,
    'snapshot-id': (volume) => volume.snapshotId,
    status: (volume) => volume.state,
    'volume-id': (volume) => volume.id,
    'volume-type': (volume) => volume.type,
  };
}
