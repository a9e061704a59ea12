/** All tables of behaviours, in the order of the report. A service adds its own here. */
import type { BehaviourTable } from './behaviour.ts';
import { cloudtrailTables } from './cloudtrail/index.ts';
import { ec2Tables } from './ec2/index.ts';
import { iamTables } from './iam/index.ts';
import { kmsKeyStates } from './kms/keyStates.ts';
import { kmsRecordedCases } from './kms/recordedCases.ts';
import { kmsValidation } from './kms/validation.ts';
import { rdsTables } from './rds/index.ts';
import { redshiftTables } from './redshift/index.ts';
import { s3Tables } from './s3/index.ts';

export type { Behaviour, BehaviourTable, Expectation } from './behaviour.ts';

/** Every table. */
export const tables: readonly BehaviourTable[] = [
  kmsKeyStates,
  kmsRecordedCases,
  kmsValidation,
  ...s3Tables,
  ...ec2Tables,
  ...rdsTables,
  ...redshiftTables,
  ...cloudtrailTables,
  ...iamTables,
];
