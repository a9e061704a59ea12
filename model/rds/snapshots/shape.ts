/** Snapshots as the API shows them. Sources: API_DBSnapshot, API_DBClusterSnapshot (documented). */
import type { DBClusterSnapshot, DBSnapshot } from '@aws-sdk/client-rds';
import type { Plain } from '../../call.ts';
import type { World } from '../../world.ts';
import { tagList } from '../databases/parameters.ts';
import { snapshotArn, tagsOf } from '../rows.ts';
import type { DbInstance, DbSnapshot } from '../state.ts';

/** A snapshot of a DB instance. */
export function shownSnapshot(world: World, snapshot: DbSnapshot): Plain<DBSnapshot> {
  const database = snapshot.database as DbInstance;
  const arn = snapshotArn(snapshot);
  return {
    DBSnapshotIdentifier: snapshot.id,
    DBInstanceIdentifier: database.id,
    // A snapshot in the making has no time yet.
    ...(snapshot.state === 'creating' ? {} : { SnapshotCreateTime: snapshot.createdMs }),
    Engine: database.engine,
    AllocatedStorage: database.allocatedStorageGiB,
    Status: snapshot.state,
    Port: database.port,
    AvailabilityZone: database.zone,
    InstanceCreateTime: database.createdMs,
    MasterUsername: database.masterUsername,
    EngineVersion: database.engineVersion,
    LicenseModel: database.licenseModel,
    SnapshotType: snapshot.type,
    ...(database.iops === undefined ? {} : { Iops: database.iops }),
    PercentProgress: snapshot.state === 'available' ? 100 : 0,
    ...(snapshot.sourceRegion ? { SourceRegion: snapshot.sourceRegion } : {}),
    ...(snapshot.copyOf ? { SourceDBSnapshotIdentifier: snapshot.copyOf } : {}),
    StorageType: database.storageType,
    Encrypted: snapshot.storage.encrypted,
    ...(snapshot.storage.kmsKeyArn ? { KmsKeyId: snapshot.storage.kmsKeyArn } : {}),
    DBSnapshotArn: arn,
    IAMDatabaseAuthenticationEnabled: database.iamAuthentication,
    DbiResourceId: database.resourceId,
    TagList: tagList(tagsOf(world, arn)),
    SnapshotTarget: 'region',
    OriginalSnapshotCreateTime: snapshot.originalCreatedMs,
    SnapshotDatabaseTime: snapshot.originalCreatedMs,
  };
}

/** A snapshot of a DB cluster. */
export function shownClusterSnapshot(world: World, snapshot: DbSnapshot): Plain<DBClusterSnapshot> {
  const { database } = snapshot;
  const arn = snapshotArn(snapshot);
  return {
    DBClusterSnapshotIdentifier: snapshot.id,
    DBClusterIdentifier: database.id,
    SnapshotCreateTime: snapshot.createdMs,
    Engine: database.engine,
    AllocatedStorage: 1,
    Status: snapshot.state,
    Port: database.port,
    ClusterCreateTime: database.createdMs,
    MasterUsername: database.masterUsername,
    EngineVersion: database.engineVersion,
    SnapshotType: snapshot.type,
    PercentProgress: snapshot.state === 'available' ? 100 : 0,
    StorageEncrypted: snapshot.storage.encrypted,
    ...(snapshot.storage.kmsKeyArn ? { KmsKeyId: snapshot.storage.kmsKeyArn } : {}),
    DBClusterSnapshotArn: arn,
    ...(snapshot.copyOf ? { SourceDBClusterSnapshotArn: snapshot.copyOf } : {}),
    DbClusterResourceId: database.resourceId,
    TagList: tagList(tagsOf(world, arn)),
  };
}
