/** ARNs of Redshift's resources. Source: service authorization reference of Amazon Redshift (documented). */

/** Where a resource lives. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const arnOf = (kind: string, { region, account }: Place, name: string): string =>
  `arn:aws:redshift:${region}:${account}:${kind}:${name}`;

/** ARN of a cluster; with an empty id the prefix of all. */
export const clusterArn = (place: Place, id: string): string => arnOf('cluster', place, id.toLowerCase());
/** ARN of a snapshot. */
export const snapshotArn = (place: Place, clusterId: string, id: string): string =>
  arnOf('snapshot', place, `${clusterId.toLowerCase()}/${id.toLowerCase()}`);
/** Prefix of the ARNs of all snapshots, or of those of one cluster. */
export const snapshotsArn = (place: Place, clusterId?: string): string =>
  arnOf('snapshot', place, clusterId === undefined ? '' : `${clusterId.toLowerCase()}/`);
/** ARN of a snapshot copy grant. */
export const copyGrantArn = (place: Place, name: string): string => arnOf('snapshotcopygrant', place, name);
