/** CreateSnapshot. */
import { snapshotArn, volumeArn } from '../arns.ts';
import { ec2Operation } from '../operation.ts';
import { inRecord } from '../record.ts';
import { giveTags, tagsFor, tagUses } from '../tags/tags.ts';
import { ownVolume, volumeUse } from '../volumes/find.ts';
import { beginSnapshot } from './make.ts';
import { shownSnapshot } from './shape.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshot.html */
export const createSnapshot = ec2Operation('CreateSnapshot', {
  readOnly: false,
  response: (output) => inRecord(output, { State: 'status' }),
  uses(context, input) {
    const volume = ownVolume(context, input.VolumeId!);
    const requestTags = tagsFor(input.TagSpecifications, 'snapshot');
    const resource = snapshotArn(context.region, '*');
    const conditions = {
      'ec2:parentvolume': volumeArn(volume, volume.id),
      'ec2:encrypted': String(volume.encrypted),
      'ec2:volumesize': String(volume.sizeGiB),
    };
    const created = { resource, requestTags, conditions };
    return [created, volumeUse(context, volume), ...tagUses(context, resource, requestTags)];
  },
  run(context, input) {
    const snapshot = beginSnapshot(context, ownVolume(context, input.VolumeId!), input.Description ?? '');
    giveTags(context, context, snapshot.id, tagsFor(input.TagSpecifications, 'snapshot'));
    return shownSnapshot(context.world, snapshot);
  },
});
