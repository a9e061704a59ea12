/** What changes of disks and never touches their encryption: ModifyVolume, the archive, tags. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { PlannedCall } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import {
  ec2,
  eventually,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  refused,
  refusedInWords,
  type Step,
  see,
  tableOf,
} from '../telling.ts';
import { listBlocks } from './direct.ts';
import { apiPage, sources } from './sources.ts';
import {
  attached,
  createVolume,
  describeSnapshot,
  describeVolume,
  instance,
  snapshot,
  snapshotId,
  theSnapshot,
  theVolume,
  under,
  vanishes,
  volume,
  volumeId,
} from './words.ts';

/** The table. */
export const ec2Changes: BehaviourTable = tableOf(
  'ec2/changes',
  'EBS: changing volumes and archiving snapshots',
  'ec2',
  function* () {
    yield* modified();
    yield* archived();
  },
);

const disable = kms('DisableKey', { KeyId: KEY });
const modify = (members: PlannedInput): PlannedCall => ec2('ModifyVolume', { VolumeId: volumeId(), ...members });
const describeModification = ec2('DescribeVolumesModifications', { VolumeIds: [volumeId()] });
const modification = (members: PlannedInput): PlannedInput => ({ VolumesModifications: [open(members)] });
/** Optimizing a volume may take a day. */
const LONG = { within: { days: 2 } };

function* modified(): Generator<Row> {
  const here = documented(sources.modifying);
  yield [
    'modify',
    'ModifyVolume answers modifying, with what was and what shall be; then it is optimizing, then completed',
    here,
    [
      ...makeKey(),
      ...volume(under()),
      see(
        modify({ Size: 10, VolumeType: 'gp3' }),
        ok({
          VolumeModification: open({
            ModificationState: 'modifying',
            OriginalSize: 1,
            OriginalVolumeType: 'gp2',
            TargetSize: 10,
            TargetVolumeType: 'gp3',
          }),
        }),
      ),
      eventually(describeModification, modification({ ModificationState: { $like: '^(optimizing|completed)$' } })),
      see(describeVolume(), ok(theVolume({ Size: 10, VolumeType: 'gp3', Encrypted: true, KmsKeyId: KEY }))),
      eventually(describeModification, modification({ ModificationState: 'completed', Progress: 100 }), LONG),
    ],
  ];
  yield [
    'modify-attached',
    'An encrypted volume is modified while it is attached and stays in use',
    here,
    [
      ...makeKey(),
      ...volume(under()),
      ...instance(),
      ...attached(),
      see(modify({ Size: 2 }), ok()),
      eventually(describeVolume(), theVolume({ Size: 2, State: 'in-use', KmsKeyId: KEY })),
    ],
  ];
  yield [
    'modify-without-key',
    'An encrypted volume is modified without its key, and KMS is not asked',
    assumed(sources.modifying),
    [
      ...makeKey(),
      ...volume(under()),
      disable,
      see(modify({ Size: 2 }), ok(undefined, { kmsRecords: [] })),
      eventually(describeVolume(), theVolume({ Size: 2, Encrypted: true, KmsKeyId: KEY })),
    ],
  ];
  yield [
    'modify-smaller',
    'A volume does not become smaller',
    here,
    [
      ...volume({ Size: 5 }),
      see(
        modify({ Size: 4 }),
        refusedInWords(400, 'InvalidParameterValue', 'New size cannot be smaller than existing size'),
      ),
    ],
  ];
  yield [
    'modify-twice',
    'A volume that is being modified is not modified again',
    here,
    [
      ...volume(),
      modify({ Size: 2 }),
      see(modify({ Size: 3 }), {
        answers: ['IncorrectModificationState', 'VolumeModificationRateExceeded'],
        status: 400,
      }),
    ],
  ];
  yield [
    'modify-never',
    'A volume that was never modified has no modification',
    documented(apiPage('DescribeVolumesModifications')),
    [...volume(), see(describeModification, refused(400, 'InvalidVolumeModification.NotFound'))],
  ];
  yield [
    'status-is-of-hardware',
    'The status of a volume is that of its hardware, whatever its key is',
    assumed(apiPage('DescribeVolumeStatus')),
    [
      ...makeKey(),
      ...volume(under()),
      disable,
      see(
        ec2('DescribeVolumeStatus', { VolumeIds: [volumeId()] }),
        ok({ VolumeStatuses: [open({ VolumeStatus: open({ Status: 'ok' }) })] }),
      ),
    ],
  ];
}

const archive = ec2('ModifySnapshotTier', { SnapshotId: snapshotId(), StorageTier: 'archive' });
const restore = (members: PlannedInput): PlannedCall =>
  ec2('RestoreSnapshotTier', { SnapshotId: snapshotId(), ...members });
const tier = ec2('DescribeSnapshotTierStatus', { Filters: [{ Name: 'snapshot-id', Values: [snapshotId()] }] });
const inTier = (StorageTier: string, LastTieringOperationStatus: string): PlannedInput => ({
  SnapshotTierStatuses: [open({ StorageTier, LastTieringOperationStatus })],
});
/** Archiving and restoring take up to three days. */
const DAYS = { within: { days: 4 } };
const inArchive: Step[] = [
  ...volume(under()),
  ...snapshot(),
  archive,
  { ...eventually(tier, inTier('archive', 'archival-completed'), { ...DAYS, given: true }) },
];

function* archived(): Generator<Row> {
  const here = documented(sources.archive);
  yield [
    'archive',
    'A snapshot is on its way to the archive, then there, and stays encrypted under its key',
    here,
    [
      ...makeKey(),
      ...volume(under()),
      ...snapshot(),
      see(archive, ok({ SnapshotId: snapshotId() })),
      see(tier, ok(inTier('standard', 'archival-in-progress'))),
      eventually(tier, inTier('archive', 'archival-completed'), DAYS),
      see(describeSnapshot(), ok(theSnapshot({ StorageTier: 'archive', Encrypted: true, KmsKeyId: KEY }))),
    ],
  ];
  yield [
    'archived-serves-nothing',
    'Nothing is made of an archived snapshot, and its blocks are not read',
    here,
    [
      ...makeKey(),
      ...inArchive,
      see(createVolume({ SnapshotId: snapshotId() }, { name: 'made' }), { answers: ['IncorrectState'], status: 400 }),
      see(listBlocks(), { answers: ['ValidationException'], status: 400 }),
    ],
  ];
  yield [
    'archive-twice',
    'A snapshot that is on its way to the archive is not sent there again',
    here,
    [...makeKey(), ...volume(under()), ...snapshot(), archive, see(archive, refused(400, 'IncorrectState'))],
  ];
  yield [
    'archive-without-key',
    'A snapshot is archived and restored without its key',
    assumed(sources.archive),
    [
      ...makeKey(),
      ...volume(under()),
      ...snapshot(),
      disable,
      see(archive, ok(undefined, { kmsRecords: [] })),
      eventually(tier, inTier('archive', 'archival-completed'), DAYS),
      see(restore({ PermanentRestore: true }), ok(undefined, { kmsRecords: [] })),
      eventually(tier, inTier('standard', 'permanent-restore-completed'), DAYS),
    ],
  ];
  yield [
    'restored-serves',
    'A restored snapshot gives volumes under its key again',
    here,
    [
      ...makeKey(),
      ...inArchive,
      restore({ PermanentRestore: true }),
      eventually(tier, inTier('standard', 'permanent-restore-completed'), DAYS),
      createVolume({ SnapshotId: snapshotId() }, { name: 'made' }),
      eventually(describeVolume('made'), theVolume({ State: 'available', KmsKeyId: KEY })),
    ],
  ];
  yield [
    'restored-for-days',
    'A snapshot restored for some days goes back to the archive by itself',
    here,
    [
      ...makeKey(),
      ...inArchive,
      see(restore({ TemporaryRestoreDays: 5 }), ok({ RestoreDuration: 5, IsPermanentRestore: false })),
      see(tier, ok(inTier('archive', 'temporary-restore-in-progress'))),
      eventually(tier, inTier('standard', 'temporary-restore-completed'), DAYS),
      eventually(describeSnapshot(), theSnapshot({ StorageTier: 'archive' }), { within: { days: 6 } }),
    ],
  ];
  yield [
    'restored-under-lost-key',
    'Of a snapshot that was restored under a disabled key no volume comes to be',
    assumed(sources.archive),
    [
      ...makeKey(),
      ...inArchive,
      disable,
      restore({ PermanentRestore: true }),
      eventually(tier, inTier('standard', 'permanent-restore-completed'), DAYS),
      see(createVolume({ SnapshotId: snapshotId() }, { name: 'made' }), ok()),
      vanishes('made'),
    ],
  ];
  yield [
    'restore-not-archived',
    'A snapshot that is not archived is not restored',
    here,
    [
      ...volume(),
      ...snapshot(),
      see(restore({ PermanentRestore: true }), { answers: ['IncorrectState'], status: 400 }),
    ],
  ];
}
