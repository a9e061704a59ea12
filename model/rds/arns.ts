/** ARNs and ids of RDS's resources. Source: service authorization reference of Amazon RDS (documented). */
import type { Random } from '../random.ts';
import type { Database } from './state.ts';

/** Where a resource lives. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Kinds of resources, as they stand in ARNs. */
export type Kind = 'db' | 'cluster' | 'snapshot' | 'cluster-snapshot';

/** ARN of a resource by its identifier. */
export const arnOf = (kind: Kind, place: Place, id: string): string =>
  `arn:aws:rds:${place.region}:${place.account}:${kind}:${id.toLowerCase()}`;

/** ARN of a DB instance or DB cluster. */
export const databaseArn = (database: Database): string => arnOf(database.kind, database, database.id);

const ARN = /^arn:aws:rds:([a-z0-9-]+):(\d{12}):(db|cluster|snapshot|cluster-snapshot):(.+)$/;

/** The parts of an ARN of RDS, or undefined. */
export function readArn(text: string): (Place & { readonly kind: Kind; readonly id: string }) | undefined {
  const [, region, account, kind, id] = ARN.exec(text) ?? [];
  return region && account && kind && id ? { region, account, kind: kind as Kind, id } : undefined;
}

/** `ACCOUNT/REGION/id`: the key of a DB instance or DB cluster. */
export const rowOf = (place: Place, id: string): string => `${place.account}/${place.region}/${id.toLowerCase()}`;

const BASE_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new DbiResourceId (`db-...`) or DbClusterResourceId (`cluster-...`): 26 letters and digits, as AWS's. */
export function newResourceId(random: Random, kind: Database['kind']): string {
  let id = `${kind}-`;
  for (let at = 0; at < 26; at++) id += BASE_32[random.below(BASE_32.length)];
  return id;
}
