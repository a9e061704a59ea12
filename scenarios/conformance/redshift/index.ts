/** The tables of Redshift, in the order of the report. */
import type { BehaviourTable } from '../behaviour.ts';
import { redshiftEncryption } from './encryption.ts';
import { redshiftKeyStates } from './keyStates.ts';
import { redshiftKmsCalls } from './kmsCalls.ts';
import { redshiftLostKey } from './lostKey.ts';
import { redshiftSnapshots } from './snapshots.ts';

/** All of them. */
export const redshiftTables: readonly BehaviourTable[] = [
  redshiftKeyStates,
  redshiftLostKey,
  redshiftKmsCalls,
  redshiftEncryption,
  redshiftSnapshots,
];
