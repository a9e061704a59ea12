/** All tables of behaviours, in the order of the report. A service adds its own here. */
import type { BehaviourTable } from './behaviour.ts';
import { kmsKeyStates } from './kms/keyStates.ts';
import { kmsRecordedCases } from './kms/recordedCases.ts';
import { kmsValidation } from './kms/validation.ts';
import { s3KeyStates } from './s3/keyStates.ts';

export type { Behaviour, BehaviourTable, Expectation } from './behaviour.ts';

/** Every table. */
export const tables: readonly BehaviourTable[] = [kmsKeyStates, kmsRecordedCases, kmsValidation, s3KeyStates];
