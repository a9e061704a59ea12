/** All tables of behaviours, in the order of the report. A service adds its own here. */
import type { BehaviourTable } from './behaviour.ts';
import { ec2Tables } from './ec2/index.ts';
import { kmsKeyStates } from './kms/keyStates.ts';
import { kmsRecordedCases } from './kms/recordedCases.ts';
import { kmsValidation } from './kms/validation.ts';
import { rdsEncryption } from './rds/encryption.ts';
import { rdsKeyStates } from './rds/keyStates.ts';
import { rdsKmsCalls } from './rds/kmsCalls.ts';
import { rdsLostKey } from './rds/lostKey.ts';
import { rdsSnapshots } from './rds/snapshots.ts';
import { rdsStatuses } from './rds/statuses.ts';
import { redshiftEncryption } from './redshift/encryption.ts';
import { redshiftKeyStates } from './redshift/keyStates.ts';
import { redshiftKmsCalls } from './redshift/kmsCalls.ts';
import { redshiftLostKey } from './redshift/lostKey.ts';
import { redshiftSnapshots } from './redshift/snapshots.ts';
import { s3Tables } from './s3/index.ts';

export type { Behaviour, BehaviourTable, Expectation } from './behaviour.ts';

/** Every table. */
export const tables: readonly BehaviourTable[] = [
  kmsKeyStates,
  kmsRecordedCases,
  kmsValidation,
  ...s3Tables,
  ...ec2Tables,
  rdsKeyStates,
  rdsLostKey,
  rdsKmsCalls,
  rdsEncryption,
  rdsSnapshots,
  rdsStatuses,
  redshiftKeyStates,
  redshiftLostKey,
  redshiftKmsCalls,
  redshiftEncryption,
  redshiftSnapshots,
];
