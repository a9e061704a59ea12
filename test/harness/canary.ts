/** Invariants that are wrong on purpose: they prove that failures are found, made small and reported. */
import type { Entry, Family, Invariant, Report } from '../../scenarios/contract.ts';
import { isCallOf } from '../../scenarios/contract.ts';

const SOURCE = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html';

/** An invariant from the function that sees each entry. */
export const invariant = (
  id: string,
  see: (entry: Entry, report: Report) => void,
  more: Partial<Invariant> = {},
): Invariant => ({
  id,
  sentence: `the sentence of ${id}`,
  evidence: { grade: 'documented', source: SOURCE },
  witnesses: ['looked'],
  start: (report) => ({ see: (entry) => see(entry, report) }),
  ...more,
});

/** Fails at the first call, whatever it is. */
export const alwaysFails = invariant('canary', (entry, report) => {
  if (entry.type === 'call') report.fail({ message: 'the canary sings' });
});

/** A planted bug: it takes a key, DisableKey and Encrypt, in this order, to break it. */
export const planted = invariant(
  'planted',
  (entry, report) => {
    report.witness('looked');
    if (!isCallOf(entry, 'kms', 'Encrypt') || entry.outcome.ok || entry.outcome.error.code !== 'DisabledException')
      return;
    const [key] = [...entry.after.keys.values()].filter(({ state }) => state === 'Disabled');
    report.fail({
      message: `Encrypt under ${key?.arn} was refused`,
      why: `${key?.arn} is ${key?.state}`,
      expected: 'ok',
      observed: 'DisabledException',
    });
  },
  { sentence: 'a disabled key still encrypts' },
);

/** A family of KMS runs. */
export const family = (...invariants: readonly Invariant[]): Family => ({
  id: 'canaries',
  title: 'canaries',
  vocabulary: ['kms-keys', 'kms-crypto', 'kms-aliases', 'time'],
  openings: [[{ service: 'kms', operation: 'CreateKey', input: {} }]],
  invariants,
});
