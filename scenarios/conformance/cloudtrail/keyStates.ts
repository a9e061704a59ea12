/** Trails under a KMS key, in each state of the key: what is refused at once, and what delivery then does. */
import type { Planned, PlannedCall, PlannedValue } from '../../contract.ts';
import type { Behaviour, BehaviourTable, Expectation } from '../behaviour.ts';
import { type KeyStateCell, keyStateCells } from '../keyStateCells.ts';
import { into, KEY, keyStates, makeKey } from '../keyUnderTest.ts';
import { kms, ok, refused, type Step, see, tell } from '../telling.ts';
import { bucket, create, delivered, files, logging, on, read, sources, status, TRAIL_ARN } from './words.ts';

/** The table. */
export const cloudtrailKeyStates: BehaviourTable = {
  id: 'cloudtrail/key-states',
  title: 'CloudTrail: trails and their files in each state of the KMS key',
  columns: keyStates,
  legend:
    'ok works · disabled KmsKeyDisabledException · missing KmsKeyNotFoundException · kms KmsException ·\n' +
    'policy InsufficientEncryptionPolicyException · fails logging goes on, delivery does not · sealed S3 refuses to read.',
  behaviours: cells,
};

/** The key policy that the user guide gives, short of the parts about reading: CloudTrail may ask for data keys. */
export const keyPolicy: PlannedValue = {
  $json: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 'kms:GenerateDataKey*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:SourceArn': TRAIL_ARN },
          StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'arn:aws:cloudtrail:*:123456789012:trail/*' },
        },
      },
    ],
  },
};

/** Lets CloudTrail use the key. */
export const letEncrypt: PlannedCall = kms('PutKeyPolicy', { KeyId: KEY, Policy: keyPolicy });

const encrypted: readonly Planned[] = logging({ KmsKeyId: KEY });
const error = (code: string): Expectation => refused(400, code);
const errors: Readonly<Record<string, Expectation>> = {
  disabled: error('KmsKeyDisabledException'),
  missing: error('KmsKeyNotFoundException'),
  kms: error('KmsException'),
  policy: error('InsufficientEncryptionPolicyException'),
  sealed: {
    answers: ['KMS.DisabledException', 'KMS.KMSInvalidStateException', 'KMS.NotFoundException', 'AccessDenied'],
  },
  ok: ok(),
};
const failing: Step = see(
  status,
  ok({ IsLogging: true, LatestDeliveryError: { $is: 'text' } }, { within: { minutes: 30 } }),
);
const healthy: Step = see(
  status,
  ok(
    { IsLogging: true, LatestDeliveryError: { $absent: true }, LatestDeliveryTime: { $is: 'number' } },
    { within: { minutes: 30 } },
  ),
);

/** What is tried: the situation, then what is seen of it. */
interface Trial {
  readonly before: readonly Step[];
  readonly steps: (word: string) => readonly Step[];
}

/** By the row's name. */
const trials: Readonly<Record<string, Trial>> = {
  CreateTrail: { before: bucket, steps: (word) => [see(create({ KmsKeyId: KEY }), errors[word] as Expectation)] },
  UpdateTrail: {
    before: [...bucket, create()],
    steps: (word) => [see(on('UpdateTrail', { KmsKeyId: KEY }), errors[word] as Expectation)],
  },
  StartLogging: { before: [...bucket, create({ KmsKeyId: KEY })], steps: () => [see(on('StartLogging'), ok())] },
  'delivery of log files': {
    before: encrypted,
    steps: (word) => [kms('ListKeys'), word === 'ok' ? healthy : failing],
  },
  'delivery of digests': {
    before: logging({ KmsKeyId: KEY, EnableLogFileValidation: true }),
    steps: () => [
      see(
        status,
        ok(
          { LatestDigestDeliveryTime: { $is: 'number' }, LatestDigestDeliveryError: { $absent: true } },
          { within: { hours: 2 } },
        ),
      ),
    ],
  },
  'reading a log file': {
    before: [...encrypted, delivered(), files()],
    steps: (word) => [see(read(), errors[word] as Expectation)],
  },
  StopLogging: { before: encrypted, steps: () => [see(on('StopLogging'), ok())] },
  DeleteTrail: { before: encrypted, steps: () => [see(on('DeleteTrail'), ok())] },
};

/** Marks: ? assumed. */
const TABLE = `
operation             | Enabled | Disabled  | PendingDeletion | PendingImport | Deleted  | Denied
CreateTrail           | ok      | disabled  | kms?            | kms?          | missing  | policy
UpdateTrail           | ok      | disabled  | kms?            | kms?          | missing  | policy
StartLogging          | ok      | ok?       | ok?             | ok?           | ok?      | ok?
delivery of log files | ok      | fails?    | fails?          | fails?        | fails?   | fails?
delivery of digests   | ok      | ok        | ok              | ok            | ok       | ok
reading a log file    | ok      | sealed    | sealed          | sealed        | sealed   | sealed
StopLogging           | ok      | ok?       | ok?             | ok?           | ok?      | ok?
DeleteTrail           | ok      | ok?       | ok?             | ok?           | ok?      | ok?
`;

function* cells(): Generator<Behaviour> {
  for (const one of keyStateCells('CloudTrail', TABLE, trials)) yield behaviourOf(one);
}

function behaviourOf({ what, state, word, grade, trial, when, cell }: KeyStateCell<Trial>): Behaviour {
  return tell(
    {
      id: `cloudtrail/key-states/${what.replaceAll(' ', '-')}/${state}`,
      service: 'cloudtrail',
      behaviour: `${what} ${word === 'ok' ? 'works' : 'fails'} ${when}`,
      grade,
      source: sourceOf(what),
      cell,
    },
    [...makeKey(state), letEncrypt, ...trial.before, ...into(state), ...trial.steps(word)],
  );
}

const sourceOf = (what: string): string => {
  if (what.startsWith('delivery') || what.startsWith('reading')) return sources.encrypted;
  return sources.operation(what);
};
