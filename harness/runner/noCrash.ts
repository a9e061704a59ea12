/** The invariant of every family that the runner brings itself. */
import type { Invariant } from '../../scenarios/contract.ts';

/** The crash of target or model is judged like an invariant, so that it is shrunk and replayed like one. */
export const noCrash: Invariant = {
  id: 'no-crash',
  sentence: 'Every call gets an answer, however malformed it is: nothing breaks.',
  evidence: { grade: 'documented', source: 'https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html' },
  witnesses: [],
  start: () => ({ see: () => {} }),
};
