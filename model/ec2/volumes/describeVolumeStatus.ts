/** DescribeVolumeStatus: health of the hardware, which the state of a key does not touch. */
import { type FilterValues, filtered, page } from '../describe.ts';
import { ec2Operation } from '../operation.ts';
import type { Volume } from '../state.ts';
import { tagsOf } from '../tags/tags.ts';
import { ownVolume } from './find.ts';

/** A volume in the making has no data yet; one that lost its hardware is impaired. */
function statusOf(volume: Volume) {
  if (volume.state === 'creating') return 'insufficient-data' as const;
  return volume.state === 'error' ? ('impaired' as const) : ('ok' as const);
}

function detailsOf(volume: Volume) {
  const status = statusOf(volume);
  const passed = status === 'ok' ? 'passed' : status === 'impaired' ? 'failed' : 'insufficient-data';
  return [
    { Name: 'io-enabled' as const, Status: passed },
    { Name: 'io-performance' as const, Status: 'not-applicable' },
  ];
}

const FILTERS: FilterValues<Volume> = {
  'availability-zone': (volume) => volume.zone,
  'volume-status.status': statusOf,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumeStatus.html */
export const describeVolumeStatus = ec2Operation('DescribeVolumeStatus', {
  readOnly: true,
  run(context, input) {
    const { world } = context;
    const rows = input.VolumeIds?.length
      ? input.VolumeIds.map((id) => ownVolume(context, id))
      : Array.from(world.ec2.volumes.withPrefix(`${context.place}/`), ([, volume]) => volume);
    const passed = filtered(rows, input.Filters, FILTERS, (volume) => tagsOf(world, volume, volume.id));
    const found = page(passed, input, Boolean(input.VolumeIds?.length));
    return {
      VolumeStatuses: found.rows.map((volume) => ({
        Actions: [],
        AvailabilityZone: volume.zone,
        Events: [],
        VolumeId: volume.id,
        VolumeStatus: { Details: detailsOf(volume), Status: statusOf(volume) },
      })),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});
