/** CreateVolume. */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { volumeArn } from '../arns.ts';
import type { ResourceUse } from '../authorize.ts';
import { madeBefore, rememberToken } from '../clientTokens.ts';
import { chooseKey } from '../encryption/choose.ts';
import { invalidParameterValue, missingParameter, zoneNotFound } from '../errors.ts';
import { ec2Operation } from '../operation.ts';
import { inRecord } from '../record.ts';
import { zonesOf } from '../regions/zones.ts';
import { getVolume } from '../rows.ts';
import { usableSnapshot } from '../snapshots/find.ts';
import { mustServe } from '../snapshots/tier.ts';
import { snapshotUse } from '../snapshots/use.ts';
import type { Snapshot } from '../state.ts';
import { giveTags, tagsFor, tagUses } from '../tags/tags.ts';
import { ownVolume } from './find.ts';
import { beginVolume } from './make.ts';
import { shownVolume } from './shape.ts';
import { shapeOf } from './types.ts';

type Input = InputOf<'ec2', 'CreateVolume'>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html */
export const createVolume = ec2Operation('CreateVolume', {
  readOnly: false,
  request: (input) => {
    const { dryRun: _, ...shown } = inRecord(input, { AvailabilityZone: 'zone' });
    return { ...shown, ...(input.Size === undefined ? {} : { size: String(input.Size) }) };
  },
  response: (output) => {
    const shown = inRecord(output, { AvailabilityZone: 'zone', State: 'status' });
    return { ...shown, size: String(output.Size) };
  },
  uses,
  run(context, input) {
    const made = madeBefore(context, input, (id) => getVolume(context.transaction, context, id) !== undefined);
    if (made) return shownVolume(context.world, ownVolume(context, made[0]!));
    const snapshot = input.SnapshotId ? usableSnapshot(context, input.SnapshotId) : undefined;
    if (snapshot) mustServe(snapshot);
    const volume = beginVolume(context, {
      zone: zoneOf(context, input),
      shape: wantedShape(input, snapshot),
      snapshot,
      kmsKeyId: chooseKey(context, input, snapshot),
    });
    giveTags(context, context, volume.id, tagsFor(input.TagSpecifications, 'volume'));
    rememberToken(context, input, [volume.id]);
    return shownVolume(context.world, volume);
  },
});

function uses(context: Context, input: Input): readonly ResourceUse[] {
  const resource = volumeArn(context, '*');
  const requestTags = tagsFor(input.TagSpecifications, 'volume');
  const snapshot = input.SnapshotId ? usableSnapshot(context, input.SnapshotId) : undefined;
  const encrypted = chooseKey(context, input, snapshot) !== undefined;
  const conditions = {
    'ec2:encrypted': String(encrypted),
    'ec2:kmskeyid': input.KmsKeyId,
    'ec2:volumesize': input.Size === undefined ? undefined : String(input.Size),
    'ec2:volumetype': input.VolumeType ?? 'gp2',
    'ec2:volumeiops': input.Iops === undefined ? undefined : String(input.Iops),
    'ec2:availabilityzone': input.AvailabilityZone,
    'ec2:parentsnapshot': snapshot && snapshotUse(context, snapshot).resource,
  };
  return [
    { resource, requestTags, conditions },
    // Since 2025 the source is asked about as well (documented, ebs-creating-volume).
    ...(snapshot ? [snapshotUse(context, snapshot)] : []),
    ...tagUses(context, resource, requestTags),
  ];
}

/** The zone asked for, by name or by id. */
function zoneOf(context: Context, input: Input): string {
  const { AvailabilityZone: name, AvailabilityZoneId: id } = input;
  if (!name && !id) return missingParameter('zone');
  if (name && id) return invalidParameterValue('Only one of AvailabilityZone and AvailabilityZoneId can be specified.');
  const zone = zonesOf(context.region).find((one) => one.name === name || one.id === id);
  return zone ? zone.name : zoneNotFound((name ?? id)!);
}

function wantedShape(input: Input, snapshot: Snapshot | undefined) {
  if (!snapshot && input.Size === undefined) missingParameter('size/snapshot');
  if (snapshot && input.Size !== undefined && input.Size < snapshot.sizeGiB)
    invalidParameterValue(
      `Volume of ${input.Size}GiB is smaller than snapshot '${snapshot.id}' (${snapshot.sizeGiB}GiB).`,
    );
  return shapeOf(input, snapshot?.sizeGiB ?? 0);
}
