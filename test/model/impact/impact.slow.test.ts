/** The analysis agrees with doing it: in 1,000 random worlds, for two keys each and every change, no difference. */
import { expect, it } from 'vitest';
import { awsInNode } from '../../../harness/crypto/awsInNode.ts';
import { symbolicCipher } from '../../../model/crypto/symbolicCipher.ts';
import { compare, type Tally } from './compare.ts';
import { randomWorld } from './randomWorld.ts';

const WORLDS = 1_000;
const rules = { ...awsInNode, cipher: symbolicCipher };

/** What must have come up for the agreement to mean anything, each at least so often. */
const WITNESSES: Tally = {
  'disable refused': 20,
  'delete refused': 10,
  'atOnce kms Decrypt': 1_000,
  'atOnce s3 GetObject': 300,
  'atOnce s3 PutObject': 100,
  'atOnce s3 UploadPart': 100,
  'afterCache GetObject': 100,
  'afterCache PutObject': 20,
  'nextAttach ec2 AttachVolume': 300,
  'nextStart ec2 StartInstances': 200,
  'nextStart ec2 RunInstances': 100,
  'atOnce ec2 CreateVolume': 300,
  'atOnce ec2 CopySnapshot': 200,
  'atOnce ec2 GetSnapshotBlock': 50,
  'nextPoll rds inaccessible-encryption-credentials-recoverable': 100,
  'nextPoll rds inaccessible-encryption-credentials': 40,
  'nextStart rds StartDBInstance': 100,
  'nextStart rds RebootDBInstance': 100,
  'nextStart rds StartDBCluster': 30,
  'atOnce rds CreateDBSnapshot': 100,
  'atOnce rds CopyDBSnapshot': 50,
  'atOnce rds RestoreDBInstanceFromDBSnapshot': 50,
  'atOnce rds RestoreDBClusterFromSnapshot': 30,
  'nextStart redshift RebootCluster': 50,
  'nextStart redshift ResumeCluster': 30,
  'atOnce redshift RestoreFromClusterSnapshot': 50,
  'nextPoll cloudtrail failing': 20,
  asEnabled: 100,
  lost: 500,
  recovered: 1_000,
};

it(`says of ${WORLDS} random worlds what doing it and letting time pass shows`, { timeout: 600_000 }, async () => {
  const tally: Tally = {};
  const differences: string[] = [];
  for (let run = 0; run < WORLDS && differences.length < 10; run++)
    for (const difference of compare(await randomWorld(run, rules), rules, run, tally))
      differences.push(`world ${run}: ${difference}`);
  expect(differences).toEqual([]);
  const rare = Object.entries(WITNESSES).filter(([what, least]) => (tally[what] ?? 0) < least);
  expect(rare.map(([what, least]) => `${what}: ${tally[what] ?? 0} of at least ${least}`)).toEqual([]);
});
