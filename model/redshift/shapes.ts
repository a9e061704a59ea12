/**
 * The input of the Redshift operations that are simulated, and the errors AWS's model names for each.
 *
 * Source: AWS's published API model of Redshift (2012-12-01), as in botocore 1.43.11,
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_Operations.html (documented).
 */
import { errorTable } from '../validation/errorTable.ts';
import { flag, type InputShape, integer, list, oneOf, required, text, textOf, timestamp } from '../validation/shape.ts';

const clusterIdentifier = textOf(undefined, 2147483647);
const clusterType = textOf(undefined, 2147483647);
const nodeType = textOf(undefined, 2147483647);
const clusterSecurityGroups = textOf(undefined, 2147483647);
const vpcSecurityGroupIds = textOf(undefined, 2147483647);
const clusterSubnetGroupName = textOf(undefined, 2147483647);
const availabilityZone = textOf(undefined, 2147483647);
const preferredMaintenanceWindow = textOf(undefined, 2147483647);
const clusterParameterGroupName = textOf(undefined, 2147483647);
const clusterVersion = textOf(undefined, 2147483647);
const hsmClientCertificateIdentifier = textOf(undefined, 2147483647);
const hsmConfigurationIdentifier = textOf(undefined, 2147483647);
const elasticIp = textOf(undefined, 2147483647);
const key = textOf(undefined, 2147483647);
const value = textOf(undefined, 2147483647);
const kmsKeyId = textOf(undefined, 2147483647);
const additionalInfo = textOf(undefined, 2147483647);
const iamRoles = textOf(undefined, 2147483647);
const maintenanceTrackName = textOf(undefined, 2147483647);
const snapshotScheduleIdentifier = textOf(undefined, 2147483647);
const aquaConfigurationStatus = oneOf('enabled disabled auto');
const defaultIamRoleArn = textOf(undefined, 2147483647);
const masterPasswordSecretKmsKeyId = textOf(undefined, 2147483647);
const ipAddressType = textOf(undefined, 2147483647);
const redshiftIdcApplicationArn = textOf(undefined, 2147483647);
const catalogName = textOf(1, 64, '^[a-z0-9_-]*[a-z]+[a-z0-9_-]*$');
const marker = textOf(undefined, 2147483647);
const tagKey = textOf(undefined, 2147483647);
const tagValues = textOf(undefined, 2147483647);
const snapshotIdentifier = textOf(undefined, 2147483647);
const snapshotArn = textOf(undefined, 2147483647);
const ownerAccount = textOf(undefined, 2147483647);
const snapshotClusterIdentifier = textOf(undefined, 2147483647);
const snapshotCopyGrantName = textOf(undefined, 2147483647);

/** The input of each operation, by its name in the API. */
export const shapes = {
  CreateCluster: {
    DBName: textOf(undefined, 2147483647),
    ClusterIdentifier: required(clusterIdentifier),
    ClusterType: clusterType,
    NodeType: required(nodeType),
    MasterUsername: required(textOf(undefined, 2147483647)),
    MasterUserPassword: text,
    ClusterSecurityGroups: list,
    'ClusterSecurityGroups[]': clusterSecurityGroups,
    VpcSecurityGroupIds: list,
    'VpcSecurityGroupIds[]': vpcSecurityGroupIds,
    ClusterSubnetGroupName: clusterSubnetGroupName,
    AvailabilityZone: availabilityZone,
    PreferredMaintenanceWindow: preferredMaintenanceWindow,
    ClusterParameterGroupName: clusterParameterGroupName,
    AutomatedSnapshotRetentionPeriod: integer,
    ManualSnapshotRetentionPeriod: integer,
    Port: integer,
    ClusterVersion: clusterVersion,
    AllowVersionUpgrade: flag,
    NumberOfNodes: integer,
    PubliclyAccessible: flag,
    Encrypted: flag,
    HsmClientCertificateIdentifier: hsmClientCertificateIdentifier,
    HsmConfigurationIdentifier: hsmConfigurationIdentifier,
    ElasticIp: elasticIp,
    Tags: list,
    'Tags[].Key': key,
    'Tags[].Value': value,
    KmsKeyId: kmsKeyId,
    EnhancedVpcRouting: flag,
    AdditionalInfo: additionalInfo,
    IamRoles: list,
    'IamRoles[]': iamRoles,
    MaintenanceTrackName: maintenanceTrackName,
    SnapshotScheduleIdentifier: snapshotScheduleIdentifier,
    AvailabilityZoneRelocation: flag,
    AquaConfigurationStatus: aquaConfigurationStatus,
    DefaultIamRoleArn: defaultIamRoleArn,
    LoadSampleData: textOf(undefined, 2147483647),
    ManageMasterPassword: flag,
    MasterPasswordSecretKmsKeyId: masterPasswordSecretKmsKeyId,
    IpAddressType: ipAddressType,
    MultiAZ: flag,
    RedshiftIdcApplicationArn: redshiftIdcApplicationArn,
    CatalogName: catalogName,
    ExtraComputeForAutomaticOptimization: flag,
  },
  DescribeClusters: {
    ClusterIdentifier: clusterIdentifier,
    MaxRecords: integer,
    Marker: marker,
    TagKeys: list,
    'TagKeys[]': tagKey,
    TagValues: list,
    'TagValues[]': tagValues,
  },
  ModifyCluster: {
    ClusterIdentifier: required(clusterIdentifier),
    ClusterType: clusterType,
    NodeType: nodeType,
    NumberOfNodes: integer,
    ClusterSecurityGroups: list,
    'ClusterSecurityGroups[]': clusterSecurityGroups,
    VpcSecurityGroupIds: list,
    'VpcSecurityGroupIds[]': vpcSecurityGroupIds,
    MasterUserPassword: text,
    ClusterParameterGroupName: clusterParameterGroupName,
    AutomatedSnapshotRetentionPeriod: integer,
    ManualSnapshotRetentionPeriod: integer,
    PreferredMaintenanceWindow: preferredMaintenanceWindow,
    ClusterVersion: clusterVersion,
    AllowVersionUpgrade: flag,
    HsmClientCertificateIdentifier: hsmClientCertificateIdentifier,
    HsmConfigurationIdentifier: hsmConfigurationIdentifier,
    NewClusterIdentifier: textOf(undefined, 2147483647),
    PubliclyAccessible: flag,
    ElasticIp: elasticIp,
    EnhancedVpcRouting: flag,
    MaintenanceTrackName: maintenanceTrackName,
    Encrypted: flag,
    KmsKeyId: kmsKeyId,
    AvailabilityZoneRelocation: flag,
    AvailabilityZone: availabilityZone,
    Port: integer,
    ManageMasterPassword: flag,
    MasterPasswordSecretKmsKeyId: masterPasswordSecretKmsKeyId,
    IpAddressType: ipAddressType,
    MultiAZ: flag,
    ExtraComputeForAutomaticOptimization: flag,
  },
  RebootCluster: { ClusterIdentifier: required(clusterIdentifier) },
  PauseCluster: { ClusterIdentifier: required(clusterIdentifier) },
  ResumeCluster: { ClusterIdentifier: required(clusterIdentifier) },
  DeleteCluster: {
    ClusterIdentifier: required(clusterIdentifier),
    SkipFinalClusterSnapshot: flag,
    FinalClusterSnapshotIdentifier: textOf(undefined, 2147483647),
    FinalClusterSnapshotRetentionPeriod: integer,
  },
  RotateEncryptionKey: { ClusterIdentifier: required(clusterIdentifier) },
  CreateClusterSnapshot: {
    SnapshotIdentifier: required(snapshotIdentifier),
    ClusterIdentifier: required(clusterIdentifier),
    ManualSnapshotRetentionPeriod: integer,
    Tags: list,
    'Tags[].Key': key,
    'Tags[].Value': value,
  },
  DescribeClusterSnapshots: {
    ClusterIdentifier: clusterIdentifier,
    SnapshotIdentifier: snapshotIdentifier,
    SnapshotArn: snapshotArn,
    SnapshotType: textOf(undefined, 2147483647),
    StartTime: timestamp,
    EndTime: timestamp,
    MaxRecords: integer,
    Marker: marker,
    OwnerAccount: ownerAccount,
    TagKeys: list,
    'TagKeys[]': tagKey,
    TagValues: list,
    'TagValues[]': tagValues,
    ClusterExists: flag,
    SortingEntities: list,
    'SortingEntities[].Attribute': required(oneOf('SOURCE_TYPE TOTAL_SIZE CREATE_TIME')),
    'SortingEntities[].SortOrder': oneOf('ASC DESC'),
  },
  CopyClusterSnapshot: {
    SourceSnapshotIdentifier: required(textOf(undefined, 2147483647)),
    SourceSnapshotClusterIdentifier: textOf(undefined, 2147483647),
    TargetSnapshotIdentifier: required(textOf(undefined, 2147483647)),
    ManualSnapshotRetentionPeriod: integer,
  },
  DeleteClusterSnapshot: {
    SnapshotIdentifier: required(snapshotIdentifier),
    SnapshotClusterIdentifier: snapshotClusterIdentifier,
  },
  RestoreFromClusterSnapshot: {
    ClusterIdentifier: required(clusterIdentifier),
    SnapshotIdentifier: snapshotIdentifier,
    SnapshotArn: snapshotArn,
    SnapshotClusterIdentifier: snapshotClusterIdentifier,
    Port: integer,
    AvailabilityZone: availabilityZone,
    AllowVersionUpgrade: flag,
    ClusterSubnetGroupName: clusterSubnetGroupName,
    PubliclyAccessible: flag,
    OwnerAccount: ownerAccount,
    HsmClientCertificateIdentifier: hsmClientCertificateIdentifier,
    HsmConfigurationIdentifier: hsmConfigurationIdentifier,
    ElasticIp: elasticIp,
    ClusterParameterGroupName: clusterParameterGroupName,
    ClusterSecurityGroups: list,
    'ClusterSecurityGroups[]': clusterSecurityGroups,
    VpcSecurityGroupIds: list,
    'VpcSecurityGroupIds[]': vpcSecurityGroupIds,
    PreferredMaintenanceWindow: preferredMaintenanceWindow,
    AutomatedSnapshotRetentionPeriod: integer,
    ManualSnapshotRetentionPeriod: integer,
    KmsKeyId: kmsKeyId,
    NodeType: nodeType,
    EnhancedVpcRouting: flag,
    AdditionalInfo: additionalInfo,
    IamRoles: list,
    'IamRoles[]': iamRoles,
    MaintenanceTrackName: maintenanceTrackName,
    SnapshotScheduleIdentifier: snapshotScheduleIdentifier,
    NumberOfNodes: integer,
    AvailabilityZoneRelocation: flag,
    AquaConfigurationStatus: aquaConfigurationStatus,
    DefaultIamRoleArn: defaultIamRoleArn,
    ReservedNodeId: textOf(undefined, 2147483647),
    TargetReservedNodeOfferingId: textOf(undefined, 2147483647),
    Encrypted: flag,
    ManageMasterPassword: flag,
    MasterPasswordSecretKmsKeyId: masterPasswordSecretKmsKeyId,
    IpAddressType: ipAddressType,
    MultiAZ: flag,
    CatalogName: catalogName,
    RedshiftIdcApplicationArn: redshiftIdcApplicationArn,
  },
  CreateSnapshotCopyGrant: {
    SnapshotCopyGrantName: required(snapshotCopyGrantName),
    KmsKeyId: kmsKeyId,
    Tags: list,
    'Tags[].Key': key,
    'Tags[].Value': value,
  },
  DescribeSnapshotCopyGrants: {
    SnapshotCopyGrantName: snapshotCopyGrantName,
    MaxRecords: integer,
    Marker: marker,
    TagKeys: list,
    'TagKeys[]': tagKey,
    TagValues: list,
    'TagValues[]': tagValues,
  },
  DeleteSnapshotCopyGrant: { SnapshotCopyGrantName: required(snapshotCopyGrantName) },
  EnableSnapshotCopy: {
    ClusterIdentifier: required(clusterIdentifier),
    DestinationRegion: required(textOf(undefined, 2147483647)),
    RetentionPeriod: integer,
    SnapshotCopyGrantName: snapshotCopyGrantName,
    ManualSnapshotRetentionPeriod: integer,
  },
  DisableSnapshotCopy: { ClusterIdentifier: required(clusterIdentifier) },
  DescribeEvents: {
    SourceIdentifier: textOf(undefined, 2147483647),
    SourceType: oneOf('cluster cluster-parameter-group cluster-security-group cluster-snapshot scheduled-action'),
    StartTime: timestamp,
    EndTime: timestamp,
    Duration: integer,
    MaxRecords: integer,
    Marker: marker,
  },
} satisfies Readonly<Record<string, InputShape>>;

/** HTTP status by modelled error code, as it stands in an answer. */
export const modelledErrors = errorTable(
  `
  CreateCluster: ClusterAlreadyExists InsufficientClusterCapacity ClusterParameterGroupNotFound=404 ClusterSecurityGroupNotFound=404 ClusterQuotaExceeded NumberOfNodesQuotaExceeded NumberOfNodesPerClusterLimitExceeded ClusterSubnetGroupNotFoundFault InvalidVPCNetworkStateFault InvalidClusterSubnetGroupStateFault InvalidSubnet UnauthorizedOperation HsmClientCertificateNotFoundFault HsmConfigurationNotFoundFault InvalidElasticIpFault TagLimitExceededFault InvalidTagFault LimitExceededFault DependentServiceRequestThrottlingFault InvalidClusterTrack SnapshotScheduleNotFound InvalidRetentionPeriodFault Ipv6CidrBlockNotFoundFault UnsupportedOperation RedshiftIdcApplicationNotExists=404 DependentServiceUnavailableFault DependentServiceAccessDenied=403
  DescribeClusters: ClusterNotFound=404 InvalidTagFault
  ModifyCluster: InvalidClusterState InvalidClusterSecurityGroupState ClusterNotFound=404 NumberOfNodesQuotaExceeded NumberOfNodesPerClusterLimitExceeded ClusterSecurityGroupNotFound=404 ClusterParameterGroupNotFound=404 InsufficientClusterCapacity UnsupportedOptionFault UnauthorizedOperation HsmClientCertificateNotFoundFault HsmConfigurationNotFoundFault ClusterAlreadyExists LimitExceededFault DependentServiceRequestThrottlingFault InvalidElasticIpFault TableLimitExceeded InvalidClusterTrack InvalidRetentionPeriodFault UnsupportedOperation CustomCnameAssociationFault Ipv6CidrBlockNotFoundFault
  RebootCluster: InvalidClusterState ClusterNotFound=404
  PauseCluster: ClusterNotFound=404 InvalidClusterState UnsupportedOperation
  ResumeCluster: ClusterNotFound=404 InvalidClusterState InsufficientClusterCapacity UnsupportedOperation
  DeleteCluster: ClusterNotFound=404 InvalidClusterState ClusterSnapshotAlreadyExists ClusterSnapshotQuotaExceeded InvalidRetentionPeriodFault
  RotateEncryptionKey: ClusterNotFound=404 InvalidClusterState DependentServiceRequestThrottlingFault UnsupportedOperation
  CreateClusterSnapshot: ClusterSnapshotAlreadyExists InvalidClusterState ClusterNotFound=404 ClusterSnapshotQuotaExceeded TagLimitExceededFault InvalidTagFault InvalidRetentionPeriodFault
  DescribeClusterSnapshots: ClusterNotFound=404 ClusterSnapshotNotFound=404 InvalidTagFault UnsupportedOperation
  CopyClusterSnapshot: ClusterNotFound=404 ClusterSnapshotAlreadyExists ClusterSnapshotNotFound=404 InvalidClusterSnapshotState ClusterSnapshotQuotaExceeded InvalidRetentionPeriodFault
  DeleteClusterSnapshot: InvalidClusterSnapshotState ClusterSnapshotNotFound=404
  RestoreFromClusterSnapshot: AccessToSnapshotDenied ClusterAlreadyExists ClusterSnapshotNotFound=404 ClusterQuotaExceeded InsufficientClusterCapacity InvalidClusterSnapshotState InvalidRestore=406 NumberOfNodesQuotaExceeded NumberOfNodesPerClusterLimitExceeded InvalidVPCNetworkStateFault InvalidClusterSubnetGroupStateFault InvalidSubnet ClusterSubnetGroupNotFoundFault UnauthorizedOperation HsmClientCertificateNotFoundFault HsmConfigurationNotFoundFault InvalidElasticIpFault ClusterParameterGroupNotFound=404 ClusterSecurityGroupNotFound=404 LimitExceededFault DependentServiceRequestThrottlingFault InvalidClusterTrack SnapshotScheduleNotFound TagLimitExceededFault InvalidTagFault ReservedNodeNotFound=404 InvalidReservedNodeState ReservedNodeAlreadyMigrated ReservedNodeOfferingNotFound=404 DependentServiceUnavailableFault ReservedNodeAlreadyExists=404 UnsupportedOperation RedshiftIdcApplicationNotExists=404 DependentServiceAccessDenied=403 Ipv6CidrBlockNotFoundFault
  CreateSnapshotCopyGrant: SnapshotCopyGrantAlreadyExistsFault SnapshotCopyGrantQuotaExceededFault LimitExceededFault TagLimitExceededFault InvalidTagFault DependentServiceRequestThrottlingFault
  DescribeSnapshotCopyGrants: SnapshotCopyGrantNotFoundFault InvalidTagFault
  DeleteSnapshotCopyGrant: InvalidSnapshotCopyGrantStateFault SnapshotCopyGrantNotFoundFault
  EnableSnapshotCopy: IncompatibleOrderableOptions InvalidClusterState ClusterNotFound=404 CopyToRegionDisabledFault SnapshotCopyAlreadyEnabledFault UnknownSnapshotCopyRegionFault=404 UnauthorizedOperation SnapshotCopyGrantNotFoundFault LimitExceededFault DependentServiceRequestThrottlingFault InvalidRetentionPeriodFault
  DisableSnapshotCopy: ClusterNotFound=404 SnapshotCopyAlreadyDisabledFault InvalidClusterState UnauthorizedOperation UnsupportedOperation
`,
);
