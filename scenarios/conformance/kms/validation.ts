import type { BehaviourTable } from '../behaviour.ts';
export const kmsValidation: BehaviourTable = { id: 'kms/validation', title: '', behaviours: () => [] };
