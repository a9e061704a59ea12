/** A driver for tests of RDS: databases under a key of their own, what becomes of the key, and what the trail says. */
import { isoTime } from '../../../model/time.ts';
import { ACCOUNT, ADMIN, Cloud, REGION } from '../ec2/cloud.ts';

export { ACCOUNT, ADMIN, REGION };

// biome-ignore lint/suspicious/noExplicitAny: tests read outputs freely
type Any = any;

/** A table in a text: cells by column, row by row; the first line names the columns. */
export function rowsOf(text: string): Record<string, string>[] {
  const [head, ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return lines.map((cells) => Object.fromEntries(head!.map((name, column) => [name, cells[column] ?? ''])));
}

export class Databases extends Cloud {
  rds(operation: string, input: object = {}, caller = ADMIN, region = REGION): Any {
    return this.do('rds', operation, input, caller, region);
  }

  refused(operation: string, input: object = {}, caller = ADMIN, region = REGION): string {
    return this.refusal(operation, input, caller, 'rds', region);
  }

  /** A DB instance that is available. */
  database(id: string, input: object = {}, region = REGION): Any {
    this.rds('CreateDBInstance', { ...this.newInstance(id), ...input }, ADMIN, region);
    this.wait({ minutes: 10 });
    return this.describedInstance(id, region);
  }

  newInstance(id: string) {
    return {
      DBInstanceIdentifier: id,
      DBInstanceClass: 'db.t3.micro',
      Engine: 'mysql',
      AllocatedStorage: 20,
      MasterUsername: 'admin',
      MasterUserPassword: 'correct-horse',
    };
  }

  encrypted(id: string, KmsKeyId: string, input: object = {}): Any {
    return this.database(id, { StorageEncrypted: true, KmsKeyId, ...input });
  }

  cluster(id: string, input: object = {}): Any {
    const MasterUser = { MasterUsername: 'admin', MasterUserPassword: 'correct-horse' };
    this.rds('CreateDBCluster', { DBClusterIdentifier: id, Engine: 'aurora-mysql', ...MasterUser, ...input });
    this.rds('CreateDBInstance', {
      DBInstanceIdentifier: `${id}-1`,
      DBInstanceClass: 'db.r6g.large',
      Engine: 'aurora-mysql',
      DBClusterIdentifier: id,
    });
    this.wait({ minutes: 10 });
    return this.describedCluster(id);
  }

  describedInstance(id: string, region = REGION): Any {
    return this.rds('DescribeDBInstances', { DBInstanceIdentifier: id }, ADMIN, region).DBInstances[0];
  }

  status(id: string): string {
    return this.describedInstance(id).DBInstanceStatus;
  }

  describedCluster(id: string): Any {
    return this.rds('DescribeDBClusters', { DBClusterIdentifier: id }).DBClusters[0];
  }

  snapshot(id: string, region = REGION): Any {
    return this.rds('DescribeDBSnapshots', { DBSnapshotIdentifier: id }, ADMIN, region).DBSnapshots[0];
  }

  /** A snapshot that is available. */
  snapshotOf(database: string, id: string, input: object = {}): Any {
    this.rds('CreateDBSnapshot', { DBInstanceIdentifier: database, DBSnapshotIdentifier: id, ...input });
    this.wait({ minutes: 5 });
    return this.snapshot(id);
  }

  /** Status changes of a database since a moment: `12:05 available -> stopped`. */
  changes(id: string, sinceMs: number): string[] {
    return this.events
      .filter((event) => event.type === 'transition' && event.resource.endsWith(`:${id}`) && event.atMs >= sinceMs)
      .map((event) => (event.type === 'transition' ? `${isoTime(event.atMs)} ${event.from} -> ${event.to}` : ''));
  }

  /** KMS calls since a number of calls: `CreateGrant admin via rds.amazonaws.com -> DisabledException`. */
  kmsCalls(sinceCall: number): string[] {
    return this.trail(sinceCall)
      .filter((entry) => entry.service === 'kms' && entry.caller?.via)
      .map(({ eventName, caller, errorCode }) => {
        const who = caller!.principal.split('/').at(-1);
        return `${eventName} ${who} via ${caller!.via!.invokedBy}${errorCode ? ` -> ${errorCode}` : ''}`;
      });
  }

  get calls(): number {
    return this.world.sequence;
  }
}
