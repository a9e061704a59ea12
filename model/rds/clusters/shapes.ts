/**
 * The input of the operations on DB clusters, their snapshots, and the sharing of snapshots, as far as it is looked at.
 * Source: AWS's published API model of RDS (2014-10-31),
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Operations.html (documented).
 */
import { flag, type InputShape, integer, list, required, text } from '../../validation/shape.ts';

const page = {
  Filters: list,
  'Filters[].Name': required(text),
  'Filters[].Values': required(list),
  MaxRecords: integer,
  Marker: text,
};

/** The input of each operation, by its name in the API. */
export const clusterShapes = {
  CreateDBCluster: {
    AvailabilityZones: list,
    BackupRetentionPeriod: integer,
    DatabaseName: text,
    DBClusterIdentifier: required(text),
    Engine: required(text),
    EngineVersion: text,
    Port: integer,
    MasterUsername: text,
    MasterUserPassword: text,
    ReplicationSourceIdentifier: text,
    Tags: list,
    StorageEncrypted: flag,
    KmsKeyId: text,
    DeletionProtection: flag,
    CopyTagsToSnapshot: flag,
    GlobalClusterIdentifier: text,
    ManageMasterUserPassword: flag,
    MasterUserSecretKmsKeyId: text,
  },
  DescribeDBClusters: { DBClusterIdentifier: text, ...page, IncludeShared: flag },
  StartDBCluster: { DBClusterIdentifier: required(text) },
  StopDBCluster: { DBClusterIdentifier: required(text) },
  DeleteDBCluster: {
    DBClusterIdentifier: required(text),
    SkipFinalSnapshot: flag,
    FinalDBSnapshotIdentifier: text,
    DeleteAutomatedBackups: flag,
  },
  CreateDBClusterSnapshot: {
    DBClusterSnapshotIdentifier: required(text),
    DBClusterIdentifier: required(text),
    Tags: list,
  },
  DescribeDBClusterSnapshots: {
    DBClusterIdentifier: text,
    DBClusterSnapshotIdentifier: text,
    SnapshotType: text,
    ...page,
    IncludeShared: flag,
    IncludePublic: flag,
    DbClusterResourceId: text,
  },
  CopyDBClusterSnapshot: {
    SourceDBClusterSnapshotIdentifier: required(text),
    TargetDBClusterSnapshotIdentifier: required(text),
    KmsKeyId: text,
    PreSignedUrl: text,
    CopyTags: flag,
    Tags: list,
    SourceRegion: text,
  },
  DeleteDBClusterSnapshot: { DBClusterSnapshotIdentifier: required(text) },
  RestoreDBClusterFromSnapshot: {
    DBClusterIdentifier: required(text),
    SnapshotIdentifier: required(text),
    Engine: required(text),
    EngineVersion: text,
    Port: integer,
    DatabaseName: text,
    Tags: list,
    KmsKeyId: text,
    DeletionProtection: flag,
    CopyTagsToSnapshot: flag,
    BackupRetentionPeriod: integer,
  },
  ModifyDBSnapshotAttribute: {
    DBSnapshotIdentifier: required(text),
    AttributeName: required(text),
    ValuesToAdd: list,
    ValuesToRemove: list,
  },
  DescribeDBSnapshotAttributes: { DBSnapshotIdentifier: required(text) },
} satisfies Readonly<Record<string, InputShape>>;
