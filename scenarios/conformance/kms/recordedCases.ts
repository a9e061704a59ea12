import type { BehaviourTable } from '../behaviour.ts';
export const kmsRecordedCases: BehaviourTable = { id: 'kms/recorded', title: '', behaviours: () => [] };
