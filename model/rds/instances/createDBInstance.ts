/** CreateDBInstance: a database of its own, or a member of an Aurora DB cluster. */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { plannedStorage, storageOfNew } from '../databases/encrypt.ts';
import { engineOf, isAuroraEngine } from '../databases/engines.ts';
import { identifierOf, masterUserOf, retentionOf, tagsOfRequest } from '../databases/parameters.ts';
import { clusterNotFound, invalidCombination, invalidValue, notAvailable } from '../errors.ts';
import { rdsFacts } from '../facts.ts';
import { rdsOperation } from '../operation.ts';
import { getCluster, putDatabase } from '../rows.ts';
import type { DbInstance } from '../state.ts';
import { conditionsOf, instanceUse } from './find.ts';
import { beginInstance, mustBeNew, newInstanceId } from './make.ts';
import { shownInstance } from './shape.ts';

type Input = InputOf<'rds', 'CreateDBInstance'>;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
export const createDBInstance = rdsOperation('CreateDBInstance', {
  readOnly: false,
  uses: (context, input) => [
    {
      ...instanceUse(context, input.DBInstanceIdentifier!),
      requestTags: tagsOfRequest(input.Tags),
      conditions: conditionsOf({
        engine: input.Engine,
        instanceClass: input.DBInstanceClass,
        storage: { encrypted: input.StorageEncrypted ?? false },
        multiAz: input.MultiAZ ?? false,
      }),
    },
  ],
  run(context, input) {
    const id = identifierOf(input.DBInstanceIdentifier!, 'DBInstanceIdentifier');
    const member = isAuroraEngine(input.Engine!);
    mustBeNew(context, id);
    const instance = member ? createMember(context, id, input) : createStandalone(context, id, input);
    return { DBInstance: shownInstance(context.world, instance) };
  },
});

function createStandalone(context: Context, id: string, input: Input): DbInstance {
  const engine = engineOf(input.Engine!);
  if (input.DBClusterIdentifier) invalidCombination(`The engine ${input.Engine} does not support DB clusters.`);
  const storageType = input.StorageType ?? 'gp2';
  const size = input.AllocatedStorage;
  if (size === undefined || size < 5 || size > 65_536)
    return invalidValue(
      `Invalid storage size for engine name ${input.Engine} and storage type ${storageType}: ${size ?? 'null'}`,
    );
  const masterUsername = masterUserOf(input);
  const backupRetentionDays = retentionOf(input.BackupRetentionPeriod, 1);
  const made = newInstanceId(context);
  const storage = storageOfNew(context, { ...made, engine: input.Engine! }, input);
  const inherited = {
    engine: input.Engine!,
    engineVersion: input.EngineVersion ?? engine.version,
    ...(input.DBName ? { databaseName: input.DBName } : {}),
    masterUsername,
    port: engine.port,
    backupRetentionDays,
    instanceClass: input.DBInstanceClass!,
    allocatedStorageGiB: size,
    storageType,
    licenseModel: engine.license,
  };
  return beginInstance(context, id, made.resourceId, inherited, storage, input);
}

/** A member's storage is its cluster's. */
function createMember(context: Context, id: string, input: Input): DbInstance {
  const clusterId = input.DBClusterIdentifier;
  if (!clusterId) return invalidCombination('DBClusterIdentifier is required for Aurora DB instances.');
  if (input.KmsKeyId !== undefined)
    invalidCombination(
      'The requested DB Instance will be a member of a DB Cluster and its storage encryption key should not be set directly.',
      rdsFacts['cluster-member-has-no-key'],
    );
  const cluster = getCluster(context.transaction, context, clusterId) ?? clusterNotFound(clusterId);
  if (cluster.engine !== input.Engine) invalidCombination('The engine of a member must be that of its DB cluster.');
  if (cluster.state !== 'available' && cluster.state !== 'creating' && cluster.state !== 'backing-up')
    notAvailable(cluster);
  const { encrypted, kmsKeyArn } = cluster.storage;
  const inherited = {
    engine: cluster.engine,
    engineVersion: cluster.engineVersion,
    ...(cluster.databaseName ? { databaseName: cluster.databaseName } : {}),
    masterUsername: cluster.masterUsername,
    port: cluster.port,
    backupRetentionDays: 0,
    instanceClass: input.DBInstanceClass!,
    allocatedStorageGiB: 1,
    storageType: 'aurora',
    licenseModel: engineOf(cluster.engine).license,
    clusterId: cluster.id,
  };
  const storage = { ...plannedStorage(encrypted), ...(kmsKeyArn ? { kmsKeyArn } : {}) };
  const made = newInstanceId(context);
  const member = beginInstance(context, id, made.resourceId, inherited, storage, input);
  putDatabase(context.transaction, { ...cluster, members: [...cluster.members, id] });
  return member;
}
