/** Calls as such: what fails changes nothing, what is only tried changes nothing, and the same again is the same. */
import { assumed, documented } from '../../model/evidence.ts';
import { type Duration, durationMs } from '../../model/step.ts';
import {
  type Entry,
  type Family,
  type Invariant,
  isCall,
  observedTables,
  type Planned,
  sameRows,
} from '../contract.ts';
import { attachedVolume, encryptedObject, encryptedSnapshot } from './openings.ts';

/** The first table of an observation that an entry changed. */
function changedTable(entry: Entry): string | undefined {
  return observedTables.find(
    (table) => !sameRows(entry.before[table] as ReadonlyMap<string, unknown>, entry.after[table]),
  );
}

/** Parts of the world that only a success may change: everything but the trail and the number of the call. */
const PARTS = ['kms', 's3', 'ec2', 'iam', 'agenda', 'nowMs'] as const;

const failureChangesNothing: Invariant = {
  id: 'failed-call-changes-nothing',
  sentence: 'A call that fails changes nothing but the trail.',
  evidence: assumed('https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html'),
  witnesses: ['a refusal by KMS', 'a refusal by S3', 'a refusal by EC2'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.outcome.ok) return;
        const { world, call, outcome } = entry;
        const part = changedTable(entry) ?? (world && PARTS.find((name) => world.before[name] !== world.after[name]));
        if (part)
          fail({
            message: `${call.operation} was refused (${outcome.error.code}) and changed ${part}`,
            expected: 'nothing changes',
            observed: `${part} changed`,
          });
        if (call.service === 'kms') witness('a refusal by KMS');
        if (call.service === 's3') witness('a refusal by S3');
        if (call.service === 'ec2') witness('a refusal by EC2');
      },
    };
  },
};

const dryRun: Invariant = {
  id: 'dry-run-changes-nothing',
  sentence: 'A dry run never succeeds, never acts, and says whether the call would have.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html'),
  witnesses: ['KMS: it would have succeeded', 'EC2: it would have succeeded'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.input.DryRun !== true) return;
        const { call, outcome } = entry;
        const table = changedTable(entry);
        if (outcome.ok || table)
          fail({
            message: `a dry run of ${call.operation} ${table ? `changed ${table}` : 'succeeded'}`,
            expected: call.service === 'kms' ? 'DryRunOperationException' : 'DryRunOperation',
            observed: outcome.ok ? 'success' : outcome.error.code,
          });
        else if (outcome.error.code === 'DryRunOperationException') witness('KMS: it would have succeeded');
        else if (outcome.error.code === 'DryRunOperation') witness('EC2: it would have succeeded');
      },
    };
  },
};

/** Codes that mean a fault of the service itself, which a simulation without injected faults never has. */
const SERVER_FAULTS = /^(InternalError|InternalFailure|KMSInternalException|ServiceUnavailable|Server\.)/;

const faultsAreTheCallers: Invariant = {
  id: 'malformed-is-refused',
  sentence: 'Malformed input is refused as a fault of the caller (4xx), never as one of the service.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html'),
  witnesses: ['a validation error'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.outcome.ok) return;
        const { code, status } = entry.outcome.error;
        if (status < 400 || status >= 500 || SERVER_FAULTS.test(code))
          fail({ message: `${entry.call.operation} came to ${code}, status ${status}`, expected: 'a status of 4xx' });
        if (code === 'ValidationException') witness('a validation error');
      },
    };
  },
};

const sameAgain: Invariant = {
  id: 'same-seed-same-bytes',
  sentence: 'The same seed and the same calls give the same world, to the byte.',
  evidence: assumed('keystate itself: determinism is a contract of the simulation'),
  needs: ['rerun'],
  witnesses: ['done again'],
  start({ witness, fail }) {
    return {
      see: () => {},
      async end(run) {
        witness('done again');
        const first = await run.fingerprint();
        const second = await run.rerun();
        if (first === second) return;
        let at = 0;
        while (first[at] === second[at]) at++;
        const around = (text: string) => text.slice(Math.max(0, at - 40), at + 40);
        fail({ message: 'the second time came out differently', expected: around(first), observed: around(second) });
      },
    };
  },
};

/** How long was to pass. */
const lengthOf = (planned: Planned): Duration => (isCall(planned) ? (planned.wait ?? {}) : planned.elapse);

const timeGoesForward: Invariant = {
  id: 'time-goes-forward',
  sentence: 'Time passes only when it is let pass, by exactly as much, and nothing happens in no time.',
  evidence: assumed('keystate itself: virtual time is a contract of the simulation'),
  witnesses: ['a call took no time', 'time passed'],
  start({ witness, fail }) {
    return {
      see(entry) {
        const passedMs = entry.after.atMs - entry.before.atMs;
        const wanted = entry.type === 'elapse' ? durationMs(lengthOf(entry.planned)) : 0;
        if (entry.type === 'elapse') witness('time passed');
        else witness('a call took no time');
        if (entry.world && passedMs !== wanted)
          fail({ message: `${passedMs} ms passed`, expected: `${wanted} ms`, observed: `${passedMs} ms` });
        if (passedMs < 0) fail({ message: 'time ran backwards' });
      },
    };
  },
};

/** Calls as such. */
export const calls: Family = {
  id: 'calls',
  title: 'Calls as such',
  openings: [encryptedObject, attachedVolume, encryptedSnapshot],
  invariants: [failureChangesNothing, dryRun, faultsAreTheCallers, sameAgain, timeGoesForward],
};
