/**
 * Whether a call costs more where there is more: the same reading and changing calls of each service, in a world with a
 * few and in a world with very many of the things that they are about.
 */

import { AVAILABILITY_ZONE, IMAGE_ID } from '../../scenarios/vocabulary/places.ts';
import { awsInNode } from '../crypto/awsInNode.ts';
import type { Subject } from './measure.ts';
import { Bench } from './worlds.ts';

/** What a scene measures: things of one service, and calls about one of them. */
export interface Scene {
  /** What there are few or very many of. */
  readonly things: string;
  /** The calls, in a world with so many of the things. */
  readonly subjects: (count: number) => readonly Subject[];
}

/** Node's cipher: what grows is looked for in the model, not in AES. */
const emptyBench = (trailLimit?: number): Bench => new Bench(awsInNode, trailLimit);

const TRAIL_LIMIT = 1000;

/** A bench whose trail is full, as it is after many calls: what is compared is the number of things, not of records. */
function newBench(): Bench {
  const bench = emptyBench(TRAIL_LIMIT);
  for (let n = 0; n < TRAIL_LIMIT; n++) bench.make('kms', 'ListKeys', {});
  return bench;
}

/** A key for every so many resources that need a grant: AWS allows 50,000 grants a key. */
const RESOURCES_OF_A_KEY = 25_000;

function keysFor(bench: Bench, count: number): (n: number) => string {
  const keys = Array.from({ length: Math.ceil(count / RESOURCES_OF_A_KEY) }, () => bench.makeKey());
  return (n) => keys[Math.trunc(n / RESOURCES_OF_A_KEY)] as string;
}

const middleOf = (count: number): number => Math.trunc(count / 2);

const keys: Scene = {
  things: 'keys',
  subjects(count) {
    const bench = newBench();
    const ids = Array.from({ length: count }, () => bench.makeKey());
    const KeyId = ids[middleOf(count)];
    return [
      { name: 'DescribeKey', once: bench.again('kms', 'DescribeKey', { KeyId }) },
      { name: 'DisableKey', once: bench.again('kms', 'DisableKey', { KeyId }) },
    ];
  },
};

const objects: Scene = {
  things: 'objects',
  subjects(count) {
    const bench = newBench();
    bench.makeObjects('keystate-bench', count);
    const one = { Bucket: 'keystate-bench', Key: `object-${middleOf(count)}` };
    return [
      { name: 'HeadObject', once: bench.again('s3', 'HeadObject', one) },
      { name: 'PutObject', once: bench.again('s3', 'PutObject', { ...one, Body: new Uint8Array(1) }) },
    ];
  },
};

const volumes: Scene = {
  things: 'volumes',
  subjects(count) {
    const bench = newBench();
    const keyOf = keysFor(bench, count);
    const make = (n: number) => {
      const input = { AvailabilityZone: AVAILABILITY_ZONE, Size: 8, Encrypted: true, KmsKeyId: keyOf(n) };
      return bench.make('ec2', 'CreateVolume', input).VolumeId as string;
    };
    const ids = Array.from({ length: count }, (_, n) => make(n));
    bench.wait({ minutes: 5 });
    const VolumeId = ids[middleOf(count)] as string;
    return [
      { name: 'DescribeVolumes', once: bench.again('ec2', 'DescribeVolumes', { VolumeIds: [VolumeId] }) },
      { name: 'ModifyVolume', once: bench.again('ec2', 'ModifyVolume', { VolumeId, Size: 9 }) },
    ];
  },
};

const instances: Scene = {
  things: 'instances',
  subjects(count) {
    const bench = newBench();
    const keyOf = keysFor(bench, count);
    const make = (n: number) => {
      const Ebs = { Encrypted: true, KmsKeyId: keyOf(n) };
      const launched = bench.make('ec2', 'RunInstances', {
        ImageId: IMAGE_ID,
        MinCount: 1,
        MaxCount: 1,
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }],
      });
      return (launched.Instances as { InstanceId: string }[])[0]?.InstanceId as string;
    };
    const ids = Array.from({ length: count }, (_, n) => make(n));
    bench.wait({ minutes: 5 });
    const InstanceIds = [ids[middleOf(count)] as string];
    return [
      { name: 'DescribeInstances', once: bench.again('ec2', 'DescribeInstances', { InstanceIds }) },
      { name: 'StopInstances', once: bench.again('ec2', 'StopInstances', { InstanceIds }) },
    ];
  },
};

const databases: Scene = {
  things: 'databases',
  subjects(count) {
    const bench = newBench();
    const keyOf = keysFor(bench, count);
    for (let n = 0; n < count; n++)
      bench.make('rds', 'CreateDBInstance', {
        DBInstanceIdentifier: `database-${n}`,
        DBInstanceClass: 'db.t3.micro',
        Engine: 'mysql',
        AllocatedStorage: 20,
        MasterUsername: 'admin',
        MasterUserPassword: 'correct-horse',
        StorageEncrypted: true,
        KmsKeyId: keyOf(n),
      });
    bench.wait({ minutes: 15 });
    const one = { DBInstanceIdentifier: `database-${middleOf(count)}` };
    return [
      { name: 'DescribeDBInstances', once: bench.again('rds', 'DescribeDBInstances', one) },
      {
        name: 'CreateDBSnapshot',
        once: bench.again('rds', 'CreateDBSnapshot', { ...one, DBSnapshotIdentifier: 'new' }),
      },
    ];
  },
};

const clusters: Scene = {
  things: 'clusters',
  subjects(count) {
    const bench = newBench();
    const keyOf = keysFor(bench, count);
    for (let n = 0; n < count; n++)
      bench.make('redshift', 'CreateCluster', {
        ClusterIdentifier: `cluster-${n}`,
        NodeType: 'ra3.large',
        ClusterType: 'single-node',
        MasterUsername: 'awsuser',
        MasterUserPassword: 'Correct-Horse-1',
        Encrypted: true,
        KmsKeyId: keyOf(n),
      });
    bench.wait({ minutes: 15 });
    const one = { ClusterIdentifier: `cluster-${middleOf(count)}` };
    const rotate = bench.again('redshift', 'RotateEncryptionKey', one);
    return [
      { name: 'DescribeClusters', once: bench.again('redshift', 'DescribeClusters', one) },
      { name: 'RotateEncryptionKey', once: rotate },
    ];
  },
};

const records: Scene = {
  things: 'records',
  subjects(count) {
    const bench = emptyBench(count);
    bench.make('s3', 'CreateBucket', { Bucket: 'keystate-bench' });
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:*', Resource: '*' },
      ],
    });
    bench.make('s3', 'PutBucketPolicy', {
      Bucket: 'keystate-bench',
      Policy: Policy.replace('"*"}', '["arn:aws:s3:::keystate-bench","arn:aws:s3:::keystate-bench/*"]}'),
    });
    bench.make('cloudtrail', 'CreateTrail', { Name: 'keystate-bench', S3BucketName: 'keystate-bench' });
    const KeyId = bench.makeKey();
    for (let n = 4; n < count; n++) bench.make('kms', 'DescribeKey', { KeyId });
    bench.wait({ minutes: 20 });
    const EventSelectors = [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }];
    return [
      { name: 'LookupEvents', once: bench.again('cloudtrail', 'LookupEvents', { MaxResults: 1 }) },
      {
        name: 'PutEventSelectors',
        once: bench.again('cloudtrail', 'PutEventSelectors', { TrailName: 'keystate-bench', EventSelectors }),
      },
    ];
  },
};

const roles: Scene = {
  things: 'roles',
  subjects(count) {
    const bench = newBench();
    const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    for (let n = 0; n < count; n++)
      bench.make('iam', 'CreateRole', { RoleName: `role-${n}`, AssumeRolePolicyDocument });
    const RoleName = `role-${middleOf(count)}`;
    const allowed = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allowed] });
    const policy = { RoleName, PolicyName: 'decrypt', PolicyDocument };
    return [
      { name: 'GetRole', once: bench.again('iam', 'GetRole', { RoleName }) },
      { name: 'PutRolePolicy', once: bench.again('iam', 'PutRolePolicy', policy) },
    ];
  },
};

/** One scene for each service. */
export const scenes: readonly Scene[] = [keys, objects, volumes, instances, databases, clusters, records, roles];
