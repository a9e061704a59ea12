/**
 * ModifyVolume and DescribeVolumesModifications: size and performance of a volume, never its encryption. No KMS call is
 * made, whatever state the key is in (assumed).
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modify-volume.html (documented).
 */

import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import type { Transaction } from '../../transaction.ts';
import { type FilterValues, filtered, page } from '../describe.ts';
import { ec2ErrorRules, incorrectState, invalidParameterValue } from '../errors.ts';
import { notifyVolume } from '../notify.ts';
import { ec2Operation } from '../operation.ts';
import { inRecord } from '../record.ts';
import { getVolume, type Place, putVolume } from '../rows.ts';
import type { Volume, VolumeModification, VolumeShape } from '../state.ts';
import { tagsOf } from '../tags/tags.ts';
import { ownVolume, volumeUse } from './find.ts';
import { shapeOf, type WantedShape } from './types.ts';

/** Time that must lie between two modifications of a volume (reported, API error VolumeModificationRateExceeded). */
export const MODIFICATION_INTERVAL_MS = 6 * 3_600_000;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVolume.html */
export const modifyVolume = ec2Operation('ModifyVolume', {
  readOnly: false,
  // Unlike all others, in the spelling of the API (reported, published records of ModifyVolume).
  request: ({ DryRun: _, ...input }) => ({ ModifyVolumeRequest: input }),
  response: (output) => ({ ModifyVolumeResponse: { volumeModification: inRecord(output.VolumeModification!) } }),
  uses: (context, input) => [volumeUse(context, ownVolume(context, input.VolumeId!))],
  run(context, input) {
    const volume = ownVolume(context, input.VolumeId!);
    checkModifiable(context, volume);
    const original = current(volume);
    const modification: VolumeModification = {
      state: context.rules.ec2.volumeModificationLifecycle.initial,
      startedMs: context.nowMs,
      original,
      target: targetOf(original, input),
      progress: 0,
    };
    const { account, region, id } = volume;
    const { volumeModifyMs } = context.world.options.timings;
    context.transaction.schedule(volumeModifyMs, 'ec2.modifyVolume', { account, region, volumeId: id });
    putVolume(context.transaction, { ...volume, modification });
    return { VolumeModification: shownModification({ ...volume, modification }) };
  },
});

const current = ({ sizeGiB, type, iops, throughput, multiAttach }: Volume): VolumeShape => ({
  sizeGiB,
  type,
  iops,
  throughput,
  multiAttach,
});

function checkModifiable(context: Context, volume: Volume): void {
  if (volume.state !== 'available' && volume.state !== 'in-use')
    incorrectState(`The volume '${volume.id}' is '${volume.state}'.`);
  const last = volume.modification;
  if (last?.state === 'modifying' || last?.state === 'optimizing')
    refuse(
      'IncorrectModificationState',
      `Cannot modify volume ${volume.id}, currently in modification state ${last.state.toUpperCase()}`,
      {
        rule: ec2ErrorRules['wrong-state'],
      },
    );
  if (last && context.nowMs - last.startedMs < MODIFICATION_INTERVAL_MS)
    refuse(
      'VolumeModificationRateExceeded',
      "You've reached the maximum modification rate per volume limit. Wait at least 6 hours between modifications per EBS volume.",
      { rule: ec2ErrorRules['wrong-state'] },
    );
}

/** The volume as it shall be. What the new type does not have falls away; what is not named stays. */
function targetOf(original: VolumeShape, wanted: WantedShape): VolumeShape {
  if (wanted.Size !== undefined && wanted.Size < original.sizeGiB)
    invalidParameterValue('New size cannot be smaller than existing size');
  const sameType = wanted.VolumeType === undefined || wanted.VolumeType === original.type;
  const chosenIops = ['gp3', 'io1', 'io2'].includes(original.type) && sameType ? original.iops : undefined;
  return shapeOf(
    {
      Size: wanted.Size ?? original.sizeGiB,
      VolumeType: wanted.VolumeType ?? original.type,
      Iops: wanted.Iops ?? chosenIops,
      Throughput: wanted.Throughput ?? (sameType ? original.throughput : undefined),
      MultiAttachEnabled: wanted.MultiAttachEnabled ?? original.multiAttach,
    },
    original.sizeGiB,
  );
}

/** First the new size and performance hold (`optimizing`), later the modification is through (`completed`). */
export function continueModification(transaction: Transaction, detail: Place & { readonly volumeId: string }): void {
  const volume = getVolume(transaction, detail, detail.volumeId);
  const modification = volume?.modification;
  if (!volume || !modification) return;
  const { volumeModificationLifecycle } = transaction.rules.ec2;
  if (modification.state === 'modifying') {
    const applied = transaction.move(volumeModificationLifecycle, volume.id, modification, 'APPLIED');
    putVolume(transaction, { ...volume, ...modification.target, modification: { ...applied, progress: 50 } });
    notifyVolume(transaction, volume, 'modifyVolume', 'optimizing');
    transaction.schedule(transaction.world.options.timings.volumeModifyMs, 'ec2.modifyVolume', { ...detail });
  } else if (modification.state === 'optimizing') {
    const through = transaction.move(volumeModificationLifecycle, volume.id, modification, 'OPTIMIZED');
    putVolume(transaction, { ...volume, modification: { ...through, progress: 100, endedMs: transaction.nowMs } });
    notifyVolume(transaction, volume, 'modifyVolume', 'completed');
  }
}

/** The latest modification as the API shows it. */
function shownModification(volume: Volume) {
  const { state, original, target, startedMs, endedMs, progress } = volume.modification!;
  return {
    VolumeId: volume.id,
    ModificationState: state,
    TargetSize: target.sizeGiB,
    ...(target.iops === undefined ? {} : { TargetIops: target.iops }),
    TargetVolumeType: target.type,
    ...(target.throughput === undefined ? {} : { TargetThroughput: target.throughput }),
    TargetMultiAttachEnabled: target.multiAttach,
    OriginalSize: original.sizeGiB,
    ...(original.iops === undefined ? {} : { OriginalIops: original.iops }),
    OriginalVolumeType: original.type,
    ...(original.throughput === undefined ? {} : { OriginalThroughput: original.throughput }),
    OriginalMultiAttachEnabled: original.multiAttach,
    Progress: progress,
    StartTime: startedMs,
    ...(endedMs === undefined ? {} : { EndTime: endedMs }),
  };
}

const FILTERS: FilterValues<Volume> = {
  'modification-state': (volume) => volume.modification!.state,
  'original-size': (volume) => volume.modification!.original.sizeGiB,
  'original-volume-type': (volume) => volume.modification!.original.type,
  'target-size': (volume) => volume.modification!.target.sizeGiB,
  'target-volume-type': (volume) => volume.modification!.target.type,
  'volume-id': (volume) => volume.id,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumesModifications.html: the latest of each volume. */
export const describeVolumesModifications = ec2Operation('DescribeVolumesModifications', {
  readOnly: true,
  run(context, input) {
    const { world } = context;
    const rows = input.VolumeIds?.length
      ? input.VolumeIds.map((id) => ownVolume(context, id))
      : Array.from(world.ec2.volumes.withPrefix(`${context.place}/`), ([, volume]) => volume);
    const never = input.VolumeIds?.length ? rows.find((volume) => !volume.modification) : undefined;
    if (never)
      refuse('InvalidVolumeModification.NotFound', `Modification for volume '${never.id}' does not exist.`, {
        rule: ec2ErrorRules['not-found'],
      });
    const modified = rows.filter((volume) => volume.modification);
    const passed = filtered(modified, input.Filters, FILTERS, (volume) => tagsOf(world, volume, volume.id));
    const found = page(passed, input);
    return {
      VolumesModifications: found.rows.map(shownModification),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});
