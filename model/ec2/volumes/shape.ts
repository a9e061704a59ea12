/** Volumes and attachments as the API shows them. */
import type { World } from '../../world.ts';
import { attachmentsOfVolume } from '../rows.ts';
import type { Attachment, Volume } from '../state.ts';
import { tagList, tagsOf } from '../tags/tags.ts';

/** An attachment as AttachVolume, DetachVolume and DescribeVolumes answer it. */
export function shownAttachment(attachment: Attachment) {
  const { attachedMs, device, instanceId, state, volumeId, deleteOnTermination } = attachment;
  return {
    AttachTime: attachedMs,
    Device: device,
    InstanceId: instanceId,
    State: state,
    VolumeId: volumeId,
    DeleteOnTermination: deleteOnTermination,
  };
}

/** What CreateVolume answers; DescribeVolumes adds the attachments. */
export function shownVolume(world: World, volume: Volume) {
  const tags = tagList(tagsOf(world, volume, volume.id));
  return {
    VolumeId: volume.id,
    Size: volume.sizeGiB,
    SnapshotId: volume.snapshotId ?? '',
    AvailabilityZone: volume.zone,
    State: volume.state,
    CreateTime: volume.createdMs,
    VolumeType: volume.type,
    ...(volume.iops === undefined ? {} : { Iops: volume.iops }),
    ...(volume.throughput === undefined ? {} : { Throughput: volume.throughput }),
    Encrypted: volume.encrypted,
    ...(volume.kmsKeyId ? { KmsKeyId: volume.kmsKeyId } : {}),
    MultiAttachEnabled: volume.multiAttach,
    ...(tags.length > 0 ? { Tags: tags } : {}),
  };
}

/** A volume with its attachments. */
export function describedVolume(world: World, volume: Volume) {
  return { ...shownVolume(world, volume), Attachments: attachmentsOfVolume(world.ec2, volume).map(shownAttachment) };
}
