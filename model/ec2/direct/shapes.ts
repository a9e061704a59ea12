/**
 * The input of the EBS direct APIs.
 * Source: AWS's published API model of EBS (2019-11-02), as in the AWS SDK,
 * https://docs.aws.amazon.com/ebs/latest/APIReference/API_Operations.html (documented).
 */
import {
  blob,
  flag,
  type InputShape,
  integer,
  integerOf,
  list,
  oneOf,
  required,
  textOf,
} from '../../validation/shape.ts';

const snapshotId = textOf(1, 64, '^snap-[0-9a-f]+$');
const token = textOf(0, 256, '^[A-Za-z0-9+/=]+$');
const checksum = textOf(0, 64, '^[A-Za-z0-9+/=]+$');
const algorithm = oneOf('SHA256');
const index = integerOf(0);
const pageSize = integerOf(100, 10_000);

/** The input of each operation, by its name in the API. */
export const shapes = {
  CompleteSnapshot: {
    SnapshotId: required(snapshotId),
    ChangedBlocksCount: required(integerOf(0)),
    Checksum: checksum,
    ChecksumAlgorithm: algorithm,
    ChecksumAggregationMethod: oneOf('LINEAR'),
  },
  GetSnapshotBlock: { SnapshotId: required(snapshotId), BlockIndex: required(index), BlockToken: required(token) },
  ListChangedBlocks: {
    FirstSnapshotId: snapshotId,
    SecondSnapshotId: required(snapshotId),
    NextToken: token,
    MaxResults: pageSize,
    StartingBlockIndex: index,
  },
  ListSnapshotBlocks: {
    SnapshotId: required(snapshotId),
    NextToken: token,
    MaxResults: pageSize,
    StartingBlockIndex: index,
  },
  PutSnapshotBlock: {
    SnapshotId: required(snapshotId),
    BlockIndex: required(index),
    BlockData: required(blob),
    DataLength: required(integer),
    Progress: integerOf(0, 100),
    Checksum: required(checksum),
    ChecksumAlgorithm: required(algorithm),
  },
  StartSnapshot: {
    VolumeSize: required(integerOf(1)),
    ParentSnapshotId: snapshotId,
    Tags: list,
    'Tags[].Key': textOf(0, 127),
    'Tags[].Value': textOf(0, 255),
    Description: textOf(0, 255),
    ClientToken: textOf(0, 255, '^[\\S]+$'),
    Encrypted: flag,
    KmsKeyArn: textOf(1, 2048, 'arn:aws[a-z\\-]*:kms:.*:[0-9]{12}:key/.*'),
    Timeout: integerOf(10, 4320),
  },
} satisfies Readonly<Record<string, InputShape>>;
