/**
 * What RDS asks of a key: as itself, under the grant of a database or snapshot, to look at the key of what runs and to load
 * it at a start or reboot; as the caller for whatever is made new. A policy that shuts out the caller therefore does not reach
 * a database; a grant that is revoked does.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html (documented); each effect names
 * its own.
 */
import type { Rule } from '../evidence.ts';
import { databaseArn } from '../rds/arns.ts';
import { rdsFacts } from '../rds/facts.ts';
import { snapshotArn } from '../rds/rows.ts';
import type { Database, DataKey, DbSnapshot } from '../rds/state.ts';
import { OPERATIONS, principalOf, VIA } from '../rds/storage/keyCalls.ts';
import type { World } from '../world.ts';
import type { Ask } from './asks.ts';
import type { Settings } from './changes.ts';
import type { Dependency, Dependents } from './dependency.ts';
import type { AffectedResource, Seen } from './types.ts';

/** A database that is thought of. */
const NEW_RESOURCE = { db: 'db-NEW', cluster: 'cluster-NEW' } as const;
const FAULT: Seen = { code: 'KMSKeyNotAccessibleFault' };

/** One database or snapshot under the key. */
interface Look {
  readonly world: World;
  readonly keyArn: string;
  readonly settings: Settings;
}

/** DB instances, DB clusters and snapshots of the caller's account. */
export const rdsDependents: Dependents = function* (world, keyArn, settings) {
  const account = settings.rules.identityOf(world.iam, settings.caller)?.account;
  const look: Look = { world, keyArn, settings };
  const databases = [...world.rds.instances.values(), ...world.rds.clusters.values()];
  for (const database of databases) {
    const { dataKey } = database.storage;
    if (database.account !== account || dataKey?.kmsKeyArn !== keyArn) continue;
    yield* running(look, database, dataKey);
    yield* starting(look, database, dataKey);
    yield* backingUp(look, database);
  }
  for (const snapshot of world.rds.snapshots.values()) {
    const { dataKey } = snapshot.storage;
    if (snapshot.account !== account || dataKey?.kmsKeyArn !== keyArn || snapshot.state !== 'available') continue;
    yield* restoring(look, snapshot, dataKey);
    yield copying(look, snapshot);
  }
};

const NAMES = {
  db: 'DB instance',
  cluster: 'DB cluster',
  snapshot: 'DB snapshot',
  'cluster-snapshot': 'DB cluster snapshot',
};

const resourceOf = ({ kind, id, account, region }: Database | DbSnapshot): AffectedResource => ({
  service: 'rds',
  kind: NAMES[kind],
  id,
  account,
  region,
});

/** A call as RDS, in the Region of the key. */
function asRds(
  { keyArn }: Look,
  { account }: { readonly account: string },
  sourceArn: string,
  ask: Partial<Ask> & { operation: string },
): Ask {
  const region = keyArn.split(':')[3]!;
  return { ...ask, region, caller: { principal: principalOf(region), account, via: VIA, sourceArn } };
}

const opening = (look: Look, database: Database | DbSnapshot, arn: string, { wrapped, context }: DataKey): Ask =>
  asRds(look, database, arn, { operation: 'Decrypt', ciphertext: wrapped, encryptionContext: context });

/** A call as the caller, through RDS. */
const asCaller = ({ settings }: Look, region: string, ask: Partial<Ask> & { operation: string }): Ask => ({
  ...ask,
  region,
  caller: { ...settings.caller, via: VIA },
});

const grantTo = (look: Look, encryptionContext: Ask['encryptionContext']) => ({
  operation: 'CreateGrant',
  keyId: look.keyArn,
  encryptionContext,
  grant: { grantee: principalOf(look.keyArn.split(':')[3]!), operations: OPERATIONS },
});

/** RDS looks at the key of what runs, and acts some time after it has found it lost. */
function* running(look: Look, database: Database, dataKey: DataKey): Generator<Dependency> {
  const { world, settings } = look;
  const check = database.keyCheck === undefined ? undefined : world.agenda.get(database.keyCheck);
  if (check?.kind !== 'rds.checkKey' && check?.kind !== 'rds.loseKey') return;
  const { rds } = settings.rules;
  const delayMs = check.kind === 'rds.checkKey' ? rds.lostKeyDelayMs(database, world.options.timings) : 0;
  const recoverable = rds.lostKeyIsRecoverable(database);
  const state = recoverable ? 'inaccessible-encryption-credentials-recoverable' : 'inaccessible-encryption-credentials';
  const aurora = database.kind === 'cluster' ? 'lost-key-recoverable-aurora' : 'lost-key-recoverable';
  const rule: Rule = rdsFacts[recoverable ? aurora : 'lost-key-terminal'];
  yield {
    resource: resourceOf(database),
    when: 'nextPoll',
    afterMs: check.atMs + delayMs - world.nowMs,
    probe: describing(database),
    what: recoverable
      ? 'is stopped when RDS acts on the loss; it comes back by a start, for seven days'
      : 'is inaccessible for good when RDS acts on the loss; only a restore of a backup is left',
    asks: [opening(look, database, databaseArn(database), dataKey)],
    seen: () => ({ state }),
    followUp: recoverable ? [startOf(database)] : [],
    windowMs: recoverable ? rds.recoveryWindowMs : 0,
    rule,
  };
}

const describing = (database: Database): Dependency['probe'] =>
  database.kind === 'db'
    ? { service: 'rds', operation: 'DescribeDBInstances', input: { DBInstanceIdentifier: database.id } }
    : { service: 'rds', operation: 'DescribeDBClusters', input: { DBClusterIdentifier: database.id } };

const startOf = ({ kind }: Database): string => (kind === 'db' ? 'StartDBInstance' : 'StartDBCluster');

const named = (database: Database) =>
  database.kind === 'db' ? { DBInstanceIdentifier: database.id } : { DBClusterIdentifier: database.id };

const STARTABLE: ReadonlySet<string> = new Set(['stopped', 'inaccessible-encryption-credentials-recoverable']);

function* starting(look: Look, database: Database, dataKey: DataKey): Generator<Dependency> {
  const stoppable = database.state === 'available' && !database.replicaOf && database.replicas.length === 0;
  const common = {
    resource: resourceOf(database),
    when: 'nextStart',
    asks: [opening(look, database, databaseArn(database), dataKey)],
    seen: () => FAULT,
  } as const;
  if (stoppable || STARTABLE.has(database.state)) {
    const operation = startOf(database);
    yield {
      ...common,
      probe: { service: 'rds', operation, input: named(database) },
      what: stoppable ? 'once stopped, it cannot be started' : 'cannot be started',
      followUp: [operation],
      ...windowOf(look.world, database),
      rule: rdsFacts['start-checks-key'],
    };
  }
  if (database.kind === 'db' && database.state === 'available')
    yield {
      ...common,
      probe: { service: 'rds', operation: 'RebootDBInstance', input: named(database) },
      what: 'cannot be rebooted',
      rule: rdsFacts['reboot-checks-key'],
    };
}

/** A database that lost its key before has seven days from then, whatever becomes of the key. */
function windowOf(world: World, { state, keyCheck }: Database): Pick<Dependency, 'untilMs'> {
  const end = keyCheck === undefined ? undefined : world.agenda.get(keyCheck);
  return end && state === 'inaccessible-encryption-credentials-recoverable' ? { untilMs: end.atMs } : {};
}

function* backingUp(look: Look, database: Database): Generator<Dependency> {
  if (database.state !== 'available' && database.state !== 'stopped') return;
  const operation = database.kind === 'db' ? 'CreateDBSnapshot' : 'CreateDBClusterSnapshot';
  const bound = look.settings.rules.rds.encryptionContext(database);
  yield {
    resource: resourceOf(database),
    when: 'atOnce',
    probe: { service: 'rds', operation, input: named(database) },
    what: 'new snapshots of it are accepted and fail',
    asks: [asRds(look, database, databaseArn(database), grantTo(look, bound))],
    seen: () => ({ state: 'failed' }),
    followUp: [operation],
    rule: rdsFacts['snapshot-with-lost-key-fails'],
  };
}

function* restoring(look: Look, snapshot: DbSnapshot, dataKey: DataKey): Generator<Dependency> {
  const kind = snapshot.kind === 'snapshot' ? 'db' : 'cluster';
  const bound = look.settings.rules.rds.encryptionContext({ kind, resourceId: NEW_RESOURCE[kind] });
  const { keyArn } = look;
  const arn = `arn:aws:rds:${snapshot.region}:${snapshot.account}:${kind}:new`;
  const asks = [
    asCaller(look, snapshot.region, { operation: 'DescribeKey', keyId: keyArn }),
    asCaller(look, snapshot.region, grantTo(look, bound)),
    opening(look, snapshot, arn, dataKey),
    asRds(look, snapshot, arn, {
      operation: 'GenerateDataKeyWithoutPlaintext',
      keyId: keyArn,
      encryptionContext: bound,
    }),
    asRds(look, snapshot, arn, { operation: 'Decrypt', keyId: keyArn, encryptionContext: bound }),
  ];
  yield {
    resource: resourceOf(snapshot),
    when: 'atOnce',
    probe:
      kind === 'db'
        ? {
            service: 'rds',
            operation: 'RestoreDBInstanceFromDBSnapshot',
            input: { DBSnapshotIdentifier: snapshot.id },
          }
        : {
            service: 'rds',
            operation: 'RestoreDBClusterFromSnapshot',
            input: { SnapshotIdentifier: snapshot.id, Engine: snapshot.database.engine },
          },
    what: 'cannot be restored',
    asks,
    // What the caller asks is refused at once; what RDS asks makes the new database fail.
    seen: ({ index }) => (index < 2 ? FAULT : { state: 'failed' }),
    rule: rdsFacts['key-not-accessible'],
  };
}

function copying(look: Look, snapshot: DbSnapshot): Dependency {
  const operation = snapshot.kind === 'snapshot' ? 'CopyDBSnapshot' : 'CopyDBClusterSnapshot';
  const member = snapshot.kind === 'snapshot' ? 'SourceDBSnapshotIdentifier' : 'SourceDBClusterSnapshotIdentifier';
  const bound = look.settings.rules.rds.encryptionContext(snapshot.database);
  return {
    resource: resourceOf(snapshot),
    when: 'atOnce',
    probe: { service: 'rds', operation, input: { [member]: snapshot.id } },
    what: 'cannot be copied',
    asks: [asRds(look, snapshot, snapshotArn(snapshot), grantTo(look, bound))],
    seen: () => FAULT,
    rule: rdsFacts['source-key-text'],
  };
}
