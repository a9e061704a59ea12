/** Which key a new database gets: asked for by the request, taken from its source, or AWS's own. */
import type { Context } from '../../context.ts';
import { invalidCombination } from '../errors.ts';
import { rdsFacts } from '../facts.ts';
import type { Database, KeyGrant, Storage } from '../state.ts';
import { type EncryptionContext, grantByCaller } from '../storage/keyCalls.ts';

/** The AWS managed key of RDS. */
export const AWS_RDS_ALIAS = 'alias/aws/rds';
/** 2026-02-18T00:00:00Z: new DB clusters are encrypted by default since. */
const AURORA_DEFAULT_MS = 1_771_372_800_000;

/** What a request says of encryption. */
export interface WantedEncryption {
  readonly StorageEncrypted?: boolean;
  readonly KmsKeyId?: string;
}

/** Storage that is still to be made: without pages. */
export const plannedStorage = (encrypted: boolean, grant?: KeyGrant): Storage => ({
  encrypted,
  ...(grant ? { kmsKeyArn: grant.keyArn, grant } : {}),
  pages: [],
});

/** The storage of a new DB instance, or a refusal. Its key is described and granted as the caller. */
export function storageOfNew(
  context: Context,
  database: Pick<Database, 'kind' | 'resourceId' | 'engine'>,
  wanted: WantedEncryption,
): Storage {
  const { StorageEncrypted, KmsKeyId } = wanted;
  if (KmsKeyId !== undefined && !StorageEncrypted)
    invalidCombination(
      `You must enable StorageEncrypted when you specify KmsKeyId for DB engine ${database.engine}`,
      rdsFacts['key-needs-storage-encrypted'],
    );
  if (StorageEncrypted)
    return plannedStorage(true, grantByCaller(context, KmsKeyId ?? AWS_RDS_ALIAS, boundTo(context, database)));
  const byDefault = database.kind === 'cluster' && StorageEncrypted === undefined && context.nowMs >= AURORA_DEFAULT_MS;
  return plannedStorage(byDefault);
}

/** The storage of a database that is made from another one or from a snapshot: its key, unless the request may name one. */
export function storageOfCopy(
  context: Context,
  database: Pick<Database, 'kind' | 'resourceId'>,
  source: Storage,
  kmsKeyId?: string,
): Storage {
  const key = kmsKeyId ?? source.kmsKeyArn;
  if (key !== undefined) return plannedStorage(true, grantByCaller(context, key, boundTo(context, database)));
  return plannedStorage(source.encrypted);
}

/** The encryption context of everything that is done for a database. */
export const boundTo = (context: Context, database: Pick<Database, 'kind' | 'resourceId'>): EncryptionContext =>
  context.rules.rds.encryptionContext(database);

/** The encryption context of the data key of a database: EBS adds its volume; Aurora has storage of its own. */
export function dataKeyContext(context: Context, database: Pick<Database, 'kind' | 'resourceId'>): EncryptionContext {
  const bound = boundTo(context, database);
  return database.kind === 'cluster' ? bound : { ...bound, 'aws:ebs:id': `vol-0${context.random.hex(16)}` };
}

/** The documented encryption context. Source: https://docs.aws.amazon.com/kms/latest/developerguide/services-rds.html */
export const encryptionContext = ({ kind, resourceId }: Pick<Database, 'kind' | 'resourceId'>): EncryptionContext =>
  kind === 'db' ? { 'aws:rds:db-id': resourceId } : { 'aws:rds:dbc-id': resourceId };
