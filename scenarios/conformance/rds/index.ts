/** The tables of RDS, in the order of the report. */
import type { BehaviourTable } from '../behaviour.ts';
import { rdsEncryption } from './encryption.ts';
import { rdsKeyStates } from './keyStates.ts';
import { rdsKmsCalls } from './kmsCalls.ts';
import { rdsLostKey } from './lostKey.ts';
import { rdsSnapshots } from './snapshots.ts';
import { rdsStatuses } from './statuses.ts';

/** All of them. */
export const rdsTables: readonly BehaviourTable[] = [
  rdsKeyStates,
  rdsLostKey,
  rdsKmsCalls,
  rdsEncryption,
  rdsSnapshots,
  rdsStatuses,
];
