/** A driver for tests of Redshift: clusters under a key of their own, their data, and what becomes of the key. */
import { openData } from '../../../model/redshift/hierarchy/tiers.ts';
import type { Cluster, ClusterSnapshot } from '../../../model/redshift/state.ts';
import { ACCOUNT, ADMIN, Cloud, REGION } from '../ec2/cloud.ts';

export { rowsOf } from '../rds/cloud.ts';
export { ACCOUNT, ADMIN, REGION };

// biome-ignore lint/suspicious/noExplicitAny: tests read outputs freely
type Any = any;

export class Warehouse extends Cloud {
  redshift(operation: string, input: object = {}, caller = ADMIN, region = REGION): Any {
    return this.do('redshift', operation, input, caller, region);
  }

  refused(operation: string, input: object = {}, caller = ADMIN, region = REGION): string {
    return this.refusal(operation, input, caller, 'redshift', region);
  }

  newCluster(id: string) {
    const user = { MasterUsername: 'awsuser', MasterUserPassword: 'Correct-Horse-1' };
    return { ClusterIdentifier: id, NodeType: 'ra3.large', ClusterType: 'single-node', ...user };
  }

  /** A cluster that is available. */
  cluster(id: string, input: object = {}): Any {
    this.redshift('CreateCluster', { ...this.newCluster(id), ...input });
    this.wait({ minutes: 10 });
    return this.described(id);
  }

  described(id: string, region = REGION): Any {
    return this.redshift('DescribeClusters', { ClusterIdentifier: id }, ADMIN, region).Clusters[0];
  }

  status(id: string): string {
    return this.described(id).ClusterStatus;
  }

  /** An operation on a cluster, and time for it to be through. */
  act(operation: string, id: string, input: object = {}): void {
    this.redshift(operation, { ClusterIdentifier: id, ...input });
    this.wait({ hours: 1 });
  }

  snapshot(id: string, region = REGION): Any {
    return this.redshift('DescribeClusterSnapshots', { SnapshotIdentifier: id }, ADMIN, region).Snapshots[0];
  }

  row(id: string, region = REGION): Cluster {
    return this.world.redshift.clusters.get(`arn:aws:redshift:${region}:${ACCOUNT}:cluster:${id}`)!;
  }

  snapshotRow(arn: string): ClusterSnapshot {
    return this.world.redshift.snapshots.get(arn)!;
  }

  /** What the database of a cluster answers: its data in the clear, or nothing where it has no keys in memory. */
  query(id: string): string | undefined {
    const { storage, memory } = this.row(id);
    const data = openData(this.rules.cipher, storage, memory);
    return data && Buffer.concat(data).toString('latin1');
  }

  /** KMS calls since a number of calls: `CreateGrant admin via redshift.amazonaws.com -> DisabledException`. */
  kmsCalls(sinceCall: number): string[] {
    return this.trail(sinceCall)
      .filter((entry) => entry.service === 'kms' && entry.caller?.via)
      .map(({ eventName, caller, errorCode }) => {
        const who = caller!.principal.split('/').at(-1);
        return `${eventName} ${who} via ${caller!.via!.invokedBy}${errorCode ? ` -> ${errorCode}` : ''}`;
      });
  }
}
