/** What EC2 and EBS do in each state of the key that a volume, a snapshot or a request is about. */
import type { Grade } from '../../../model/evidence.ts';
import type { Behaviour, BehaviourTable, Expectation } from '../behaviour.ts';
import { type KeyStateCell, keyStateCells } from '../keyStateCells.ts';
import { into, keyStates, makeKey } from '../keyUnderTest.ts';
import { ec2, eventually, ok, open, type PlannedInput, refused, type Step, see, tell } from '../telling.ts';
import { type Trial, trials } from './keyStateTrials.ts';
import { apiPage, directPage, sources } from './sources.ts';
import {
  describeSnapshot,
  imageId,
  inState,
  keyRevoked,
  LAUNCH_REFUSED,
  SOON,
  START_REFUSED,
  soonInstance,
  theSnapshot,
  vanishes,
} from './words.ts';

/** Every operation that makes, moves or uses volumes, snapshots, images and instances, in every state of the key. */
export const ec2KeyStates: BehaviourTable = {
  id: 'ec2/key-states',
  title: 'EC2 and EBS: what becomes of each operation in each state of the KMS key',
  columns: keyStates,
  legend:
    'ok works · revoked refused with CustomerKeyHasBeenRevoked · key, denied, missing refused by the EBS direct APIs\n' +
    'Answered, and then: vanishes the volume is gone · stops the instance is stopped again · ends it is terminated\n' +
    'error the copy stays in error · fails the image is failed.',
  behaviours: cells,
};

/**
 * `ok`; `revoked` refused with CustomerKeyHasBeenRevoked; `vanishes` answered, then the volume is gone; `stops` answered, then
 * the instance falls back to stopped; `ends` answered, then the instance is terminated; `error` answered, then the copy
 * stays in error; `fails` answered, then the image is failed; `key`, `denied`, `missing` refused by the EBS direct APIs (a
 * snapshot that is being written fails long before a key is deleted).
 * Marks: * recorded, + reported, ? assumed.
 */
const TABLE = `
operation                            | Enabled | Disabled  | PendingDeletion | PendingImport | Deleted   | Denied
CreateVolume                         | ok*     | vanishes* | vanishes?       | vanishes      | vanishes? | vanishes+
CreateVolume from a plain snapshot   | ok*     | vanishes? | vanishes?       | vanishes      | vanishes? | vanishes?
CreateVolume from its snapshot       | ok      | vanishes? | vanishes?       | vanishes?     | vanishes? | vanishes?
CreateVolume to another key          | ok      | vanishes? | vanishes?       | vanishes?     | vanishes? | vanishes?
CreateVolume without encryption      | ok      | ok        | ok              | ok            | ok        | ok
DescribeVolumes                      | ok      | ok        | ok              | ok            | ok        | ok
ModifyVolume                         | ok      | ok?       | ok?             | ok?           | ok?       | ok?
DeleteVolume                         | ok      | ok?       | ok?             | ok?           | ok?       | ok?
AttachVolume to a running instance   | ok*     | revoked*  | revoked?        | revoked?      | revoked?  | revoked+
AttachVolume to a stopped instance   | ok      | ok?       | ok?             | ok?           | ok?       | ok?
AttachVolume of a plain volume       | ok      | ok        | ok              | ok            | ok        | ok
DetachVolume                         | ok      | ok*       | ok?             | ok?           | ok?       | ok?
StartInstances                       | ok*     | stops*    | stops?          | stops?        | stops?    | stops*
StartInstances with a second volume  | ok      | stops?    | stops?          | stops?        | stops?    | stops?
StartInstances without encryption    | ok      | ok        | ok              | ok            | ok        | ok
RunInstances                         | ok*     | ends*     | ends?           | ends?         | ends?     | ends*
RunInstances with a second volume    | ok      | ends?     | ends?           | ends?         | ends?     | ends?
RunInstances of an encrypted image   | ok      | ends      | ends            | ends?         | ends      | ends?
RebootInstances                      | ok      | ok?       | ok?             | ok?           | ok?       | ok?
StopInstances                        | ok      | ok?       | ok?             | ok?           | ok?       | ok?
TerminateInstances                   | ok      | ok?       | ok?             | ok?           | ok?       | ok?
CreateSnapshot                       | ok      | ok?       | ok?             | ok?           | ok?       | ok?
CreateSnapshot of an attached volume | ok      | ok?       | ok?             | ok?           | ok?       | ok?
CreateSnapshots                      | ok      | ok?       | ok?             | ok?           | ok?       | ok?
CopySnapshot under its key           | ok      | error     | error           | error?        | error     | error
CopySnapshot to it                   | ok      | error     | error           | error?        | error     | error
CopySnapshot to another key          | ok      | error     | error           | error?        | error     | error
DescribeSnapshots                    | ok      | ok        | ok              | ok            | ok        | ok
DeleteSnapshot                       | ok      | ok?       | ok?             | ok?           | ok?       | ok?
ModifySnapshotAttribute              | ok      | ok?       | ok?             | ok?           | ok?       | ok?
ModifySnapshotTier                   | ok      | ok?       | ok?             | ok?           | ok?       | ok?
CreateImage                          | ok      | ok?       | ok?             | ok?           | ok?       | ok?
CopyImage to it                      | ok      | fails?    | fails?          | fails?        | fails?    | fails?
RegisterImage                        | ok      | ok?       | ok?             | ok?           | ok?       | ok?
DeregisterImage                      | ok      | ok?       | ok?             | ok?           | ok?       | ok?
ModifyEbsDefaultKmsKeyId             | ok      | ok        | ok              | ok            | ok        | ok
ListSnapshotBlocks (EBS direct)      | ok      | ok?       | ok?             | ok?           | ok?       | ok?
GetSnapshotBlock (EBS direct)        | ok      | key?      | key?            | key?          | denied?   | denied?
StartSnapshot (EBS direct)           | ok      | key?      | key?            | key?          | missing?  | denied?
PutSnapshotBlock (EBS direct)        | ok      | key?      | key?            | key?          | key?      | denied?
CompleteSnapshot (EBS direct)        | ok      | ok?       | ok?             | ok?           | key?      | ok?
`;

function* cells(): Generator<Behaviour> {
  for (const one of keyStateCells('EC2', TABLE, trials)) yield behaviourOf(one);
}

function behaviourOf({ what, state, word, grade, trial, when, cell }: KeyStateCell<Trial>): Behaviour {
  return tell(
    {
      id: `ec2/key-states/${what.replace(' (EBS direct)', '').replaceAll(' ', '-')}/${state}`,
      service: trial.call.service,
      behaviour: `${what} ${outcomeWords[word]} ${when}`,
      grade,
      source: sourceOf(what, trial, grade),
      cell,
    },
    [...makeKey(state), ...(trial.before ?? []), ...into(state), ...(trial.next ?? []), ...outcome(word, trial)],
  );
}

const outcomeWords: Readonly<Record<string, string>> = {
  ok: 'works',
  revoked: 'is refused with CustomerKeyHasBeenRevoked',
  vanishes: 'is answered and its volume vanishes',
  stops: 'is answered and the instance falls back to stopped',
  ends: 'is answered and the instance ends terminated',
  error: 'is answered and the copy stays in error',
  fails: 'is answered and the image is failed',
  key: 'is refused',
  denied: 'is denied',
  missing: 'does not find the key',
};

const direct = (status: number, code: string): Expectation => ({ answers: [code], status });
const refusals: Readonly<Record<string, Expectation>> = {
  revoked: keyRevoked,
  key: direct(400, 'ValidationException'),
  denied: direct(403, 'AccessDeniedException'),
  missing: refused(404, 'ResourceNotFoundException'),
};

/** What CopyImage answers with leads to an image that says why it failed. */
const failedImage = eventually(
  ec2('DescribeImages', { ImageIds: [imageId()] }),
  { Images: [open({ State: 'failed' })] },
  { within: SOON },
);

function outcome(word: string, { call, after = [] }: Trial): readonly Step[] {
  const refusal = refusals[word];
  if (refusal) return [see(call, refusal)];
  const made = call.name ?? 'volume';
  const then: Readonly<Record<string, readonly Step[]>> = {
    ok: after,
    vanishes: [vanishes(made)],
    stops: [soonInstance(START_REFUSED)],
    ends: [soonInstance(LAUNCH_REFUSED)],
    error: [
      eventually(
        describeSnapshot('copy'),
        theSnapshot({ State: 'error', StateMessage: 'Given key ID is not accessible' }),
        { within: SOON },
      ),
    ],
    fails: [failedImage],
  };
  return [
    see(call, ok(word === 'stops' || word === 'ends' ? started(call.operation) : undefined)),
    ...(then[word] ?? []),
  ];
}

/** The answer of a start or a launch does not tell what will become of it. */
const started = (operation: string): PlannedInput =>
  operation === 'StartInstances'
    ? { StartingInstances: [open({ CurrentState: { Code: 0, Name: 'pending' } })] }
    : { Instances: [open(inState('pending'))] };

function sourceOf(operation: string, { call }: Trial, grade: Grade): string {
  if (grade === 'recorded') return recordings[call.operation] ?? sources.labDataVolume;
  if (grade === 'reported')
    return call.operation === 'AttachVolume' ? sources.revokedForPermission : sources.silentDenial;
  if (call.service === 'ebs') return directPage(call.operation);
  if (operation.startsWith('CopySnapshot')) return sources.copying;
  if (operation.startsWith('CreateVolume')) return sources.events;
  if (/^(AttachVolume|StartInstances|RunInstances|RebootInstances)/.test(operation)) return sources.unusableKeys;
  return apiPage(call.operation);
}

const recordings: Readonly<Record<string, string>> = {
  AttachVolume: sources.labDataVolume,
  DetachVolume: sources.labDataVolume,
  CreateVolume: sources.vanished,
  StartInstances: sources.labRootVolume,
  RunInstances: sources.launchRefused,
};
