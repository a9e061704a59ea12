/** Worlds in which the trail tells too much, too little, or something else. */
import { base64 } from '../../model/bytes.ts';
import { refuse } from '../../model/errors.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendHandler, bendOperation, bendRun, unlessRefused } from './bend.ts';

/** CloudTrail, and determinism. */
export const brokenTrail: readonly BrokenWorld[] = [
  {
    id: 'record-leaks-plaintext',
    sentence: 'The record of Encrypt holds the plaintext.',
    caughtBy: 'no-secret-in-records',
    bend: (rules) =>
      bendOperation(rules, 'kms:Encrypt', ({ trail }) => ({
        trail: {
          ...trail,
          request: (input) => ({ ...trail.request(input), plaintext: base64(input.Plaintext) }),
        },
      })),
  },
  {
    id: 'record-leaks-grant-token',
    sentence: 'The record of CreateGrant holds the grant token.',
    caughtBy: 'no-secret-in-records',
    bend: (rules) =>
      bendRun(rules, 'kms:CreateGrant', (run, context, input) => {
        const output = run(input);
        context.record.responseElements = { ...context.record.responseElements, grantToken: output.GrantToken };
        return output;
      }),
  },
  {
    id: 'record-hides-key',
    sentence: 'The record of Decrypt does not say which key worked.',
    caughtBy: 'record-says-which-key',
    bend: (rules) =>
      bendRun(rules, 'kms:Decrypt', (run, context, input) => {
        const output = run(input);
        context.record.resources = [];
        return output;
      }),
  },
  {
    id: 'refusal-looks-like-success',
    sentence: 'The record of a refused Decrypt shows no error.',
    caughtBy: 'refusals-show',
    bend: (rules) => bendOperation(rules, 'kms:Decrypt', ({ trail }) => ({ trail: { ...trail, errorCode: () => '' } })),
  },
  {
    id: 'history-forgets',
    sentence: 'Event history never shows who made a key.',
    caughtBy: 'event-history-complete',
    bend: (rules) =>
      bendRun(rules, 'cloudtrail:LookupEvents', (run, _, input) => {
        const output = run(input);
        return {
          ...output,
          Events: output.Events?.filter((event: { EventName: string }) => event.EventName !== 'CreateKey'),
        };
      }),
  },
  {
    id: 'service-hides',
    sentence: 'The Decrypt that S3 makes looks as if its caller had made it.',
    caughtBy: 'service-made-calls-named',
    bend: (rules) =>
      bendRun(rules, 'kms:Decrypt', (run, context, input) => {
        const output = run(input);
        const { via: _, ...caller } = context.call.caller;
        Object.assign(context, { call: { ...context.call, caller } });
        return output;
      }),
  },
  {
    id: 'chance-from-outside',
    sentence: 'Something is drawn from outside the world: the same seed does not give the same again.',
    caughtBy: 'same-seed-same-bytes',
    bend: (rules) => {
      let drawn = 0;
      return bendRun(rules, 'kms:CreateKey', (run, _, input) =>
        run({ ...input, Description: `${input.Description ?? ''}${++drawn}` }),
      );
    },
  },
  {
    id: 'clock-jumps',
    sentence: 'A finished volume sets the clock an hour forward.',
    caughtBy: 'time-goes-forward',
    bend: (rules) =>
      bendHandler(rules, 'ec2.createVolume', (handler) => (transaction, detail) => {
        handler(transaction, detail);
        transaction.world = { ...transaction.world, nowMs: transaction.world.nowMs + 3_600_000 };
      }),
  },
  {
    id: 'two-records',
    sentence: 'Encrypt leaves a second record.',
    caughtBy: 'one-record-a-call',
    bend: (rules) =>
      bendRun(rules, 'kms:Encrypt', (run, { transaction, call }, input) => {
        transaction.perform({ ...call, operation: 'ListKeys', input: {} });
        return run(input);
      }),
  },
  {
    id: 'record-names-root',
    sentence: 'The record of Encrypt names the root user whoever called.',
    caughtBy: 'record-says-who-and-when',
    bend: (rules) =>
      bendRun(rules, 'kms:Encrypt', (run, context, input) => {
        const output = run(input);
        const caller = { principal: `arn:aws:iam::${context.account}:root` };
        Object.assign(context, { call: { ...context.call, caller } });
        return output;
      }),
  },
  {
    id: 'change-looks-like-read',
    sentence: 'The record of DisableKey says that it only reads.',
    caughtBy: 'read-only-changes-nothing',
    bend: (rules) => bendOperation(rules, 'kms:DisableKey', () => ({ readOnly: true })),
  },
  {
    id: 'malformed-is-our-fault',
    sentence: 'Malformed input to Encrypt is answered as a fault of the service.',
    caughtBy: 'malformed-is-refused',
    bend: (rules) =>
      bendOperation(rules, 'kms:Encrypt', ({ validate }) => ({
        validate: (input) =>
          unlessRefused(() => {
            validate?.(input as never);
            return true;
          }, 'ValidationException') ?? refuse('InternalFailure', undefined, { status: 500 }),
      })),
  },
];
