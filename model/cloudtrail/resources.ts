/** The resources that Event history lists with an event, which many records do not name in `resources`. */
import { assumed, defineRules, documented } from '../evidence.ts';
import type { TrailEntry } from '../trail.ts';

/** What is known of them. */
export const RESOURCE_RULES = defineRules('cloudtrail', {
  'history-resources': {
    sentence: 'Event history lists the resources of an event by type and name.',
    ...documented('https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Resource.html'),
  },
  'history-resources-of-parameters': {
    sentence:
      'Event history finds resources in the parameters of a record by the names of the members, else in its resources.',
    ...assumed(
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-supported-resource-types.html',
    ),
  },
});

/** A resource as Event history names it. */
export interface HistoryResource {
  readonly ResourceType: string;
  readonly ResourceName: string;
}

/** Type of what a parameter names, by service and the parameter's name. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ec2: {
    instanceId: 'AWS::EC2::Instance',
    volumeId: 'AWS::EC2::Volume',
    snapshotId: 'AWS::EC2::Snapshot',
    sourceSnapshotId: 'AWS::EC2::Snapshot',
    imageId: 'AWS::EC2::Ami',
  },
  s3: { bucketName: 'AWS::S3::Bucket' },
  rds: {
    dBInstanceIdentifier: 'AWS::RDS::DBInstance',
    sourceDBInstanceIdentifier: 'AWS::RDS::DBInstance',
    targetDBInstanceIdentifier: 'AWS::RDS::DBInstance',
    newDBInstanceIdentifier: 'AWS::RDS::DBInstance',
    dBSnapshotIdentifier: 'AWS::RDS::DBSnapshot',
    sourceDBSnapshotIdentifier: 'AWS::RDS::DBSnapshot',
    targetDBSnapshotIdentifier: 'AWS::RDS::DBSnapshot',
    dBClusterIdentifier: 'AWS::RDS::DBCluster',
    dBClusterSnapshotIdentifier: 'AWS::RDS::DBClusterSnapshot',
  },
  redshift: { clusterIdentifier: 'AWS::Redshift::Cluster', newClusterIdentifier: 'AWS::Redshift::Cluster' },
  iam: {
    userName: 'AWS::IAM::User',
    roleName: 'AWS::IAM::Role',
    policyArn: 'AWS::IAM::Policy',
    accessKeyId: 'AWS::IAM::AccessKey',
  },
  cloudtrail: {
    name: 'AWS::CloudTrail::Trail',
    trailName: 'AWS::CloudTrail::Trail',
    trailARN: 'AWS::CloudTrail::Trail',
    resourceId: 'AWS::CloudTrail::Trail',
    s3BucketName: 'AWS::S3::Bucket',
  },
};

/** Resources of an entry, each once. */
export function historyResourcesOf(entry: TrailEntry): HistoryResource[] {
  const found = new Map<string, HistoryResource>();
  const types = PARAMETERS[entry.service] ?? {};
  collect(entry.requestParameters, types, found);
  collect(entry.responseElements, types, found);
  if (found.size > 0) return [...found.values()];
  return (entry.resources ?? []).map(({ type, ARN }) => ({ ResourceType: type, ResourceName: ARN }));
}

function collect(part: unknown, types: Readonly<Record<string, string>>, found: Map<string, HistoryResource>): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [name, value] of Object.entries(part)) {
    const type = types[name];
    if (type && typeof value === 'string') found.set(`${type} ${value}`, { ResourceType: type, ResourceName: value });
    else collect(value, types, found);
  }
}
