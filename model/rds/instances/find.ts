/** A DB instance that a request names, and what authorization is asked about it. */
import type { Context } from '../../context.ts';
import type { ResourceUse } from '../../query/authorize.ts';
import { readArn } from '../arns.ts';
import { instanceNotFound } from '../errors.ts';
import { getInstance, useOf } from '../rows.ts';
import type { DbInstance } from '../state.ts';

/** The DB instance of the caller's account in this Region, by identifier or ARN, or DBInstanceNotFound. */
export function ownInstance(context: Context, given: string): DbInstance {
  const arn = readArn(given);
  const elsewhere = arn && (arn.account !== context.account || arn.region !== context.region || arn.kind !== 'db');
  if (elsewhere) return instanceNotFound(given);
  return getInstance(context.transaction, context, arn?.id ?? given) ?? instanceNotFound(given);
}

/** The use of a DB instance as authorization sees it, whether it exists or not. */
export function instanceUse(context: Context, id: string): ResourceUse {
  const use = useOf(context.world, 'db', context, id);
  const known = getInstance(context.transaction, context, readArn(id)?.id ?? id);
  return known ? { ...use, conditions: conditionsOf(known) } : use;
}

/** RDS's own condition keys of a DB instance. */
export const conditionsOf = (instance: {
  readonly engine?: string;
  readonly instanceClass?: string;
  readonly storage?: { readonly encrypted: boolean };
  readonly multiAz?: boolean;
}): Readonly<Record<string, string | undefined>> => ({
  'rds:databaseengine': instance.engine,
  'rds:databaseclass': instance.instanceClass,
  'rds:storageencrypted': instance.storage && String(instance.storage.encrypted),
  'rds:multi-az': instance.multiAz === undefined ? undefined : String(instance.multiAz),
});
