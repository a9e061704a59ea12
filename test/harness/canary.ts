/** Invariants that are wrong on purpose: they prove that failures are found, made small and reported. */
import type { Entry, Family, Invariant, Report } from '../../scenarios/contract.ts';
import { isCallOf } from '../../scenarios/contract.ts';
import { bytes, maybe, oneOf, type Template, thing } from '../../scenarios/vocabulary/draw.ts';

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

/** A small vocabulary of its own, so that no change of the real one moves what the tests expect. */
export const vocabulary: readonly Template[] = [
  ...(['DisableKey', 'EnableKey', 'DescribeKey', 'ScheduleKeyDeletion', 'CancelKeyDeletion'] as const).map(
    (operation): Template => ({
      group: 'keys',
      weight: 2,
      service: 'kms',
      operation,
      input: { KeyId: thing('key', 'id') },
    }),
  ),
  { group: 'keys', weight: 3, service: 'kms', operation: 'CreateKey', input: { Description: maybe('drawn') } },
  {
    group: 'use',
    weight: 3,
    service: 'kms',
    operation: 'Encrypt',
    input: {
      KeyId: oneOf(thing('key', 'id'), thing('key', 'arn')),
      Plaintext: bytes(1, 64),
      EncryptionContext: maybe({ a: 'b' }),
    },
  },
  { group: 'time', weight: 2, elapse: [{ seconds: 30 }, { days: 7 }] },
];

/** A family of KMS runs. */
export const family = (...invariants: readonly Invariant[]): Family => ({
  id: 'canaries',
  title: 'canaries',
  openings: [[{ service: 'kms', operation: 'CreateKey', input: {} }]],
  invariants,
});
