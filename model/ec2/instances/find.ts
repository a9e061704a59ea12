/** Instances of the caller's account, and what authorization is asked about them. */
import type { Context } from '../../context.ts';
import { instanceArn } from '../arns.ts';
import type { ResourceUse } from '../authorize.ts';
import { instancesNotFound } from '../errors.ts';
import { getInstance } from '../rows.ts';
import type { Instance } from '../state.ts';
import { tagsOf } from '../tags/tags.ts';

/** All the instances, or one refusal that names all that are missing. */
export function ownInstances(context: Context, ids: readonly string[]): Instance[] {
  const distinct = [...new Set(ids)];
  const missing = distinct.filter((id) => !getInstance(context.transaction, context, id));
  if (missing.length > 0) instancesNotFound(missing);
  return distinct.map((id) => getInstance(context.transaction, context, id)!);
}

/** One instance, or InvalidInstanceID.NotFound. */
export const ownInstance = (context: Context, id: string): Instance => ownInstances(context, [id])[0]!;

/** The use of an instance as authorization sees it. */
export function instanceUse(context: Context, instance: Instance): ResourceUse {
  return {
    resource: instanceArn(instance, instance.id),
    tags: tagsOf(context.world, instance, instance.id),
    conditions: {
      'ec2:availabilityzone': instance.zone,
      'ec2:instanceid': instance.id,
      'ec2:instancetype': instance.type,
      'ec2:rootdevicetype': 'ebs',
      'ec2:tenancy': 'default',
    },
  };
}
