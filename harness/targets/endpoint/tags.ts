/** The tag on everything that a run makes where it does not begin anew: by it leftovers are found. */
import type { AnyCall, Outcome } from '../../../model/call.ts';

/** Its key. The value is the run. */
export const TAG = 'keystate';

type Input = Readonly<Record<string, unknown>>;

const list = (run: string) => [{ Key: TAG, Value: run }];
const appended = (input: Input, run: string): Input => ({
  ...input,
  Tags: [...((input.Tags ?? []) as object[]), ...list(run)],
});
const specified =
  (...types: readonly string[]) =>
  (input: Input, run: string): Input => ({
    ...input,
    TagSpecifications: [
      ...((input.TagSpecifications ?? []) as object[]),
      ...types.map((ResourceType) => ({ ResourceType, Tags: list(run) })),
    ],
  });
const kms = (input: Input, run: string): Input => ({
  ...input,
  Tags: [...((input.Tags ?? []) as object[]), { TagKey: TAG, TagValue: run }],
});

/** How each operation that makes something takes tags. */
const TAGGED: Readonly<Record<string, (input: Input, run: string) => Input>> = {
  'kms:CreateKey': kms,
  'kms:ReplicateKey': kms,
  'ec2:CreateVolume': specified('volume'),
  'ec2:CreateSnapshot': specified('snapshot'),
  'ec2:CopySnapshot': specified('snapshot'),
  'ec2:CreateSnapshots': specified('snapshot'),
  'ec2:RunInstances': specified('instance', 'volume'),
  'ec2:CreateImage': specified('image', 'snapshot'),
  'ebs:StartSnapshot': appended,
  'cloudtrail:CreateTrail': (input, run) => ({
    ...input,
    TagsList: [...((input.TagsList ?? []) as object[]), ...list(run)],
  }),
  'iam:CreateUser': appended,
  'iam:CreateRole': appended,
  'rds:CreateDBInstance': appended,
  'rds:CreateDBInstanceReadReplica': appended,
  'rds:RestoreDBInstanceFromDBSnapshot': appended,
  'rds:RestoreDBInstanceToPointInTime': appended,
  'rds:CreateDBSnapshot': appended,
  'rds:CopyDBSnapshot': appended,
  'rds:CreateDBCluster': appended,
  'redshift:CreateCluster': appended,
  'redshift:CreateClusterSnapshot': appended,
};

/** A call that makes what it makes with the tag. */
export function tagged(call: AnyCall, run: string): AnyCall {
  const change = TAGGED[`${call.service}:${call.operation}`];
  return change ? { ...call, input: change(call.input, run) } : call;
}

/**
 * What tags the things of a call that could not be made with the tag: buckets, and clusters and copies of snapshots of
 * Redshift, which take after their source.
 */
export function tagging(call: AnyCall, outcome: Outcome, run: string): AnyCall | undefined {
  if (!outcome.ok) return undefined;
  const { output } = outcome;
  switch (`${call.service}:${call.operation}`) {
    case 's3:CreateBucket': {
      const input = { Bucket: call.input.Bucket, Tagging: { TagSet: list(run) } };
      return { ...call, operation: 'PutBucketTagging', input };
    }
    case 'redshift:RestoreFromClusterSnapshot':
    case 'redshift:CopyClusterSnapshot': {
      const {
        SnapshotArn,
        ClusterNamespaceArn: _,
        ClusterIdentifier,
      } = (output.Snapshot ?? output.Cluster ?? {}) as Input;
      const account = /::(\d{12}):/.exec(call.caller.principal)?.[1] ?? '';
      const arn = SnapshotArn ?? `arn:aws:redshift:${call.region}:${account}:cluster:${ClusterIdentifier}`;
      return { ...call, operation: 'CreateTags', input: { ResourceName: arn, Tags: list(run) } };
    }
    default:
      return undefined;
  }
}
