/** A volume of the caller's account, and what authorization is asked about it. */
import type { Context } from '../../context.ts';
import { volumeArn } from '../arns.ts';
import type { ResourceUse } from '../authorize.ts';
import { volumeNotFound } from '../errors.ts';
import { getVolume } from '../rows.ts';
import type { Volume } from '../state.ts';
import { tagsOf } from '../tags/tags.ts';

/** The volume, or InvalidVolume.NotFound. */
export function ownVolume(context: Context, id: string): Volume {
  return getVolume(context.transaction, context, id) ?? volumeNotFound(id);
}

/** The use of a volume as authorization sees it. */
export function volumeUse(context: Context, volume: Volume): ResourceUse {
  return {
    resource: volumeArn(volume, volume.id),
    tags: tagsOf(context.world, volume, volume.id),
    conditions: {
      'ec2:encrypted': String(volume.encrypted),
      'ec2:volumeid': volume.id,
      'ec2:volumesize': String(volume.sizeGiB),
      'ec2:volumetype': volume.type,
      'ec2:volumeiops': volume.iops === undefined ? undefined : String(volume.iops),
      'ec2:availabilityzone': volume.zone,
    },
  };
}
