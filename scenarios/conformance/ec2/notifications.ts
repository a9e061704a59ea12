/** What EventBridge is told of volumes, snapshots and instances. */
import { assumed, documented, type Evidence, reported } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { into, KEY, type KeyState, makeKey, refusals, stateWords } from '../keyUnderTest.ts';
import {
  ec2,
  eventually,
  fill,
  ok,
  open,
  type PlannedInput,
  type Row,
  type Step,
  see,
  slug,
  tableOf,
  until,
} from '../telling.ts';
import { sources } from './sources.ts';
import {
  attach,
  copySnapshot,
  createSnapshot,
  createVolume,
  describeSnapshot,
  describeVolume,
  instance,
  instanceId,
  instances,
  keyRevoked,
  launch,
  publicImage,
  rootUnder,
  SOON,
  START_REFUSED,
  snapshot,
  snapshotId,
  soonInstance,
  stopped,
  theSnapshot,
  theVolume,
  under,
  untilCompleted,
  untilInstance,
  untilVolume,
  vanishes,
  volume,
  volumeGone,
  volumeId,
} from './words.ts';

/** The table. */
export const ec2Notifications: BehaviourTable = tableOf(
  'ec2/notifications',
  'EC2 and EBS: what EventBridge is told',
  'ec2',
  function* () {
    yield* volumes();
    yield* attachments();
    yield* snapshots();
    yield* states();
  },
);

const events = documented(sources.events);
const arnOf = (id: PlannedValue): PlannedValue => ({ $text: [`arn:aws:ec2:${REGION}:${ACCOUNT}:volume/`, id] });
const ofVolume = (detail: PlannedInput, ...further: readonly PlannedValue[]): PlannedValue => ({
  detailType: 'EBS Volume Notification',
  resources: [arnOf(volumeId()), ...further],
  detail: open(detail),
});

/** What KMS says of a key that cannot be used, which is the cause that EventBridge is told. */
const causeOf = (state: Exclude<KeyState, 'Enabled' | 'Denied'>): PlannedValue =>
  fill(refusals[state].words, { key: KEY });

function* volumes(): Generator<Row> {
  yield [
    'volume-available',
    'EventBridge is told that a volume is available, with the id of the request that made it',
    events,
    [
      see(
        createVolume(),
        ok(undefined, {
          notifications: [
            ofVolume({ event: 'createVolume', result: 'available', cause: '', 'request-id': { $like: '-' } }),
          ],
        }),
      ),
      untilVolume('available'),
    ],
  ];
  yield [
    'volume-deleted',
    'EventBridge is told that a volume is deleted',
    events,
    [
      ...volume(),
      see(
        ec2('DeleteVolume', { VolumeId: volumeId() }),
        ok(undefined, { notifications: [ofVolume({ event: 'deleteVolume', result: 'deleted' })] }),
      ),
      see(describeVolume(), { ...volumeGone(), within: SOON }),
    ],
  ];
  yield [
    'volume-modified',
    'EventBridge is told that a modified volume is optimizing',
    events,
    [
      ...volume(),
      see(
        ec2('ModifyVolume', { VolumeId: volumeId(), Size: 2 }),
        ok(undefined, { notifications: [ofVolume({ event: 'modifyVolume', result: 'optimizing' })] }),
      ),
      until(describeVolume(), theVolume({ Size: 2 })),
    ],
  ];
  const failing: readonly (readonly [Exclude<KeyState, 'Enabled' | 'Denied'>, Evidence])[] = [
    ['Disabled', events],
    ['PendingImport', events],
    ['PendingDeletion', assumed(sources.events)],
    ['Deleted', assumed(sources.events)],
  ];
  for (const [state, evidence] of failing)
    yield [
      `volume-failed-${slug(state)}`,
      `Of a volume whose key ${stateWords[state]} EventBridge is told createVolume failed, and the cause`,
      evidence,
      [
        ...makeKey(state),
        ...into(state),
        see(
          createVolume(under()),
          ok(undefined, {
            notifications: [ofVolume({ event: 'createVolume', result: 'failed', cause: causeOf(state) })],
          }),
        ),
        vanishes(),
      ],
    ];
  yield [
    'volume-denied',
    'Of a volume whose key the caller may not use EventBridge is told no more than that it was deleted',
    reported(sources.silentDenial),
    [
      ...makeKey(),
      ...into('Denied'),
      see(
        createVolume(under()),
        ok(undefined, { notifications: [ofVolume({ event: 'deleteVolume', result: 'deleted' })] }),
      ),
      vanishes(),
    ],
  ];
}

function* attachments(): Generator<Row> {
  const rows: readonly (readonly [Exclude<KeyState, 'Enabled' | 'Denied'>, Evidence])[] = [
    ['PendingDeletion', events],
    ['Disabled', assumed(sources.events)],
    ['PendingImport', assumed(sources.events)],
  ];
  const failed = (state: Exclude<KeyState, 'Enabled' | 'Denied'>): PlannedValue =>
    ofVolume({ event: 'attachVolume', result: 'failed', cause: causeOf(state), 'request-id': '' }, KEY);
  for (const [state, evidence] of rows)
    yield [
      `attach-failed-${slug(state)}`,
      `Of a volume that does not attach because its key ${stateWords[state]} EventBridge is told attachVolume failed, the volume, the key and the cause`,
      evidence,
      [
        ...makeKey(state),
        ...volume(under()),
        ...instance(),
        ...into(state),
        see(attach(), { ...keyRevoked, notifications: [failed(state)] }),
      ],
    ];
  yield [
    'attach-failed-at-start',
    'EventBridge is told the same where the instance was started',
    assumed(sources.events),
    [
      ...makeKey(),
      ...volume(under()),
      ...instance(),
      attach(),
      untilVolume('in-use'),
      ...stopped(),
      ...into('Disabled'),
      see(instances('StartInstances'), ok(undefined, { notifications: [failed('Disabled')] })),
      soonInstance(START_REFUSED),
    ],
  ];
}

function* snapshots(): Generator<Row> {
  const ofSnapshot = (id: PlannedValue, detail: PlannedInput): PlannedValue => ({
    detailType: 'EBS Snapshot Notification',
    detail: open({ snapshot_id: { $text: [`arn:aws:ec2:${REGION}::snapshot/`, id] }, ...detail }),
  });
  yield [
    'snapshot-succeeded',
    'EventBridge is told that a snapshot succeeded, and of which volume',
    events,
    [
      ...volume(),
      see(
        createSnapshot(),
        ok(undefined, {
          notifications: [ofSnapshot(snapshotId(), { event: 'createSnapshot', result: 'succeeded' })],
        }),
      ),
      untilCompleted(),
    ],
  ];
  yield [
    'copy-succeeded',
    'EventBridge is told that a copy succeeded, and of which snapshot',
    events,
    [
      ...volume(),
      ...snapshot(),
      see(
        copySnapshot(),
        ok(undefined, {
          notifications: [ofSnapshot(snapshotId('copy'), { event: 'copySnapshot', result: 'succeeded' })],
        }),
      ),
      untilCompleted('copy'),
    ],
  ];
  yield [
    'copy-failed',
    'EventBridge is told that a copy failed because its key is not accessible',
    events,
    [
      ...makeKey(),
      ...volume(),
      ...snapshot(),
      ...into('Disabled'),
      see(
        copySnapshot(under()),
        ok(undefined, {
          notifications: [
            ofSnapshot(snapshotId('copy'), {
              event: 'copySnapshot',
              result: 'failed',
              cause: 'Given key ID is not accessible',
            }),
          ],
        }),
      ),
      eventually(describeSnapshot('copy'), theSnapshot({ State: 'error' }), { within: SOON }),
    ],
  ];
}

function* states(): Generator<Row> {
  const changes = documented(sources.stateChanges);
  const told = (...seen: readonly string[]): readonly PlannedValue[] =>
    seen.map((state) => ({
      detailType: 'EC2 Instance State-change Notification',
      resources: [{ $text: [`arn:aws:ec2:${REGION}:${ACCOUNT}:instance/`, instanceId()] }],
      detail: { 'instance-id': instanceId(), state },
    }));
  const rows: readonly (readonly [string, Evidence, readonly Step[], readonly Step[]])[] = [
    [
      'launch',
      changes,
      [publicImage],
      [see(launch(), ok(undefined, { notifications: told('pending', 'running') })), untilInstance('running')],
    ],
    [
      'stop',
      changes,
      instance(),
      [
        see(instances('StopInstances'), ok(undefined, { notifications: told('stopping', 'stopped') })),
        untilInstance('stopped'),
      ],
    ],
    [
      'termination',
      changes,
      instance(),
      [
        see(instances('TerminateInstances'), ok(undefined, { notifications: told('shutting-down', 'terminated') })),
        untilInstance('terminated'),
      ],
    ],
    [
      'failed start',
      assumed(sources.stateChanges),
      [...makeKey(), ...instance(rootUnder()), ...stopped(), ...into('Disabled')],
      [
        see(instances('StartInstances'), ok(undefined, { notifications: told('pending', 'stopped') })),
        soonInstance(START_REFUSED),
      ],
    ],
    [
      'failed launch',
      assumed(sources.stateChanges),
      [...makeKey(), ...into('Disabled'), publicImage],
      [
        see(launch(rootUnder()), ok(undefined, { notifications: told('pending', 'shutting-down', 'terminated') })),
        untilInstance('terminated'),
      ],
    ],
  ];
  for (const [what, evidence, situation, steps] of rows)
    yield [
      `instance-${slug(what)}`,
      `EventBridge is told each state of an instance through a ${what}`,
      evidence,
      [...situation, ...steps],
    ];
}
