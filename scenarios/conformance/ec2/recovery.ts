/** What comes back when the key does, and what does not; the two published labs, step by step. */
import { assumed, documented, recorded } from '../../../model/evidence.ts';
import type { PlannedCall } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { into, KEY, makeKey, refusals } from '../keyUnderTest.ts';
import { importCalls } from '../kms/keyKinds.ts';
import { bucket, CONTENT, get, put, under as underInS3 } from '../s3/words.ts';
import { ec2, eventually, fill, kms, ok, type Row, refused, see, tableOf, until } from '../telling.ts';
import { apiPage, sources } from './sources.ts';
import {
  attach,
  attached,
  attachedVolume,
  copySnapshot,
  createVolume,
  describeInstance,
  describeRoot,
  describeSnapshot,
  describeVolume,
  detach,
  found,
  inState,
  instance,
  instances,
  keyRevoked,
  launch,
  publicImage,
  ROOT,
  ROOT_VOLUME,
  rootSnapshot,
  rootUnder,
  START_REFUSED,
  snapshot,
  snapshotId,
  soonInstance,
  stopped,
  theInstance,
  theSnapshot,
  theVolume,
  under,
  untilVolume,
  vanishes,
  volume,
} from './words.ts';

/** The table. */
export const ec2Recovery: BehaviourTable = tableOf(
  'ec2/recovery',
  'EC2 and EBS: what comes back with the key, and what does not',
  'ec2',
  function* () {
    yield* comesBack();
    yield* staysLost();
    yield* labs();
  },
);

const disable = kms('DisableKey', { KeyId: KEY });
const enable = kms('EnableKey', { KeyId: KEY });
const isAttached = eventually(describeVolume(), attachedVolume);
const isRunning = eventually(describeInstance(), theInstance(inState('running')));
const start = instances('StartInstances');

function* comesBack(): Generator<Row> {
  const attachable = [...volume(under()), ...instance()];
  const startable = [...instance(rootUnder()), ...stopped()];
  yield [
    'attach-after-enable',
    'A volume attaches as soon as its key is enabled again',
    recorded(sources.labDataVolume),
    [...makeKey(), ...attachable, disable, see(attach(), keyRevoked), enable, see(attach(), ok()), isAttached],
  ];
  yield [
    'start-after-enable',
    'An instance starts as soon as the key is enabled again, without any repair',
    recorded(sources.labRootVolume),
    [
      ...makeKey(),
      ...startable,
      disable,
      start,
      soonInstance(START_REFUSED),
      enable,
      see(start, ok()),
      eventually(describeInstance(), theInstance({ ...inState('running'), StateReason: { $absent: true } })),
    ],
  ];
  const cancel = kms('CancelKeyDeletion', { KeyId: KEY });
  yield [
    'attach-after-cancel',
    'A deletion that is cancelled leaves the key disabled: only once it is enabled does the volume attach',
    assumed(sources.unusableKeys),
    [
      ...makeKey(),
      ...attachable,
      ...into('PendingDeletion'),
      see(attach(), keyRevoked),
      cancel,
      see(attach(), keyRevoked),
      enable,
      see(attach(), ok()),
      isAttached,
    ],
  ];
  yield [
    'start-after-cancel',
    'After a cancelled deletion an instance starts once the key is enabled',
    assumed(sources.unusableKeys),
    [...makeKey(), ...startable, ...into('PendingDeletion'), cancel, enable, see(start, ok()), isRunning],
  ];
  yield [
    'start-after-import',
    'An instance starts again when the same material is imported again',
    assumed('https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html'),
    [
      ...makeKey('PendingImport'),
      ...startable,
      ...into('PendingImport'),
      start,
      soonInstance(START_REFUSED),
      ...importCalls('symmetric', KEY, 'material'),
      see(start, ok()),
      isRunning,
    ],
  ];
  yield [
    'attach-after-policy',
    'A volume attaches again when the key policy lets it',
    assumed(sources.unusableKeys),
    [
      kms('CreateKey', {}, { name: 'key' }),
      kms('GetKeyPolicy', { KeyId: KEY, PolicyName: 'default' }, { name: 'policy' }),
      ...attachable,
      ...into('Denied'),
      see(attach(), keyRevoked),
      kms('PutKeyPolicy', { KeyId: KEY, Policy: { $ref: 'policy.Policy' } }),
      see(attach(), ok()),
      isAttached,
    ],
  ];
  yield [
    'snapshot-serves-again',
    'A snapshot gives volumes again when its key is enabled again',
    assumed(sources.unusableKeys),
    [
      ...makeKey(),
      ...volume(under()),
      ...snapshot(),
      disable,
      createVolume({ SnapshotId: snapshotId() }, { name: 'made' }),
      vanishes('made'),
      enable,
      createVolume({ SnapshotId: snapshotId() }, { name: 'again' }),
      eventually(describeVolume('again'), theVolume({ State: 'available', KmsKeyId: KEY })),
    ],
  ];
}

function* staysLost(): Generator<Row> {
  yield [
    'terminated-launch',
    'An instance whose launch failed does not come back with the key',
    documented(sources.lifecycle),
    [
      ...makeKey(),
      disable,
      publicImage,
      launch(rootUnder()),
      soonInstance(inState('terminated')),
      enable,
      see(start, refused(400, 'IncorrectInstanceState')),
    ],
  ];
  yield [
    'vanished-volume',
    'A volume that vanished does not come back with the key; it must be made again',
    recorded(sources.vanished),
    [
      ...makeKey(),
      disable,
      createVolume(under()),
      vanishes(),
      enable,
      vanishes(),
      createVolume(under(), { name: 'again' }),
      eventually(describeVolume('again'), theVolume({ State: 'available', KmsKeyId: KEY })),
    ],
  ];
  yield [
    'failed-copy',
    'A copy in error stays in error when the key is enabled again; it can be deleted',
    documented(sources.copying),
    [
      ...makeKey(),
      ...volume(),
      ...snapshot(),
      disable,
      copySnapshot(under()),
      eventually(describeSnapshot('copy'), theSnapshot({ State: 'error' })),
      enable,
      { elapse: { minutes: 10 } },
      see(describeSnapshot('copy'), ok(theSnapshot({ State: 'error' }))),
      see(ec2('DeleteSnapshot', { SnapshotId: snapshotId('copy') }), ok()),
    ],
  ];
  yield [
    'deleted-key-for-ever',
    'Under a deleted key a volume never attaches again',
    documented('https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html'),
    [
      ...makeKey(),
      ...volume(under()),
      ...instance(),
      ...into('Deleted'),
      see(attach(), keyRevoked),
      see(enable, { answers: ['NotFoundException'] }),
      { elapse: { days: 1 } },
      see(attach(), keyRevoked),
    ],
  ];
  yield [
    'copy-under-another-key-lives',
    'What was copied to another key in time lives on when the first key is lost',
    documented(sources.copying),
    [
      ...makeKey(),
      kms('CreateKey', {}, { name: 'otherKey' }),
      ...volume(under()),
      ...snapshot(),
      copySnapshot(under({ $ref: 'otherKey.KeyMetadata.Arn' })),
      eventually(describeSnapshot('copy'), theSnapshot({ State: 'completed' })),
      disable,
      createVolume({ SnapshotId: snapshotId('copy') }, { name: 'made' }),
      eventually(describeVolume('made'), theVolume({ State: 'available' })),
    ],
  ];
}

function* labs(): Generator<Row> {
  const encryptedRoot: PlannedCall = createVolume({ SnapshotId: snapshotId(), ...under() });
  yield [
    'lab-root-volume',
    'The lab of the root volume: re-encrypted through a snapshot, it does not start under a disabled key, and starts again',
    recorded(sources.labRootVolume),
    [
      ...makeKey(),
      bucket,
      put(underInS3()),
      ...instance(),
      ...stopped(),
      ...rootSnapshot(),
      encryptedRoot,
      eventually(describeVolume(), theVolume({ State: 'available', Encrypted: true, KmsKeyId: KEY })),
      see(ec2('DetachVolume', { VolumeId: ROOT_VOLUME }), ok()),
      until(describeRoot, theVolume({ State: 'available' })),
      see(attach(ROOT), ok()),
      isAttached,
      disable,
      see(start, ok({ StartingInstances: [{ $open: true, CurrentState: { Code: 0, Name: 'pending' } }] })),
      soonInstance({ State: { Code: 80, Name: 'stopped' } }),
      see(get(), refused(400, 'KMS.DisabledException', fill(refusals.Disabled.words, { key: KEY }))),
      enable,
      see(start, ok()),
      isRunning,
      see(get(), ok({ Body: CONTENT })),
    ],
  ];
  yield [
    'lab-data-volume',
    'The lab of the data volume: detached under a disabled key, it does not attach, and attaches again',
    recorded(sources.labDataVolume),
    [
      ...makeKey(),
      ...volume(under()),
      ...instance(),
      ...attached(),
      disable,
      see(detach(), ok()),
      untilVolume('available'),
      see(attach(), keyRevoked),
      see(describeVolume(), ok(theVolume({ State: 'available', Attachments: [] }))),
      enable,
      see(attach(), ok()),
      isAttached,
    ],
  ];
  yield [
    'lab-source-untouched',
    'Through all of the lab the plain snapshot and the plain volume stay as they were',
    documented(apiPage('CreateVolume')),
    [
      ...makeKey(),
      ...instance(),
      ...stopped(),
      ...rootSnapshot(),
      encryptedRoot,
      untilVolume('available'),
      see(describeSnapshot(), ok(theSnapshot({ Encrypted: false, KmsKeyId: { $absent: true } }))),
      found,
      see(ec2('DescribeVolumes', { VolumeIds: [ROOT_VOLUME] }), ok(theVolume({ Encrypted: false, State: 'in-use' }))),
    ],
  ];
}
