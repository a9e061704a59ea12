/** What is tried to see which calls EC2 makes to KMS: the situation, the operation, and the calls in order. */
import { assumed, documented, type Evidence, recorded } from '../../../model/evidence.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { KEY, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { ec2, type Step, until } from '../telling.ts';
import { block, firstBlock, listBlocks, startSnapshot, writtenSnapshot } from './direct.ts';
import { asCaller, asHost, contextOf, grantRequest, retired } from './records.ts';
import { sources } from './sources.ts';
import {
  attach,
  attached,
  attachedVolume,
  copySnapshot,
  createSnapshot,
  createVolume,
  describeVolume,
  detach,
  disk,
  instance,
  instanceId,
  instances,
  launch,
  publicImage,
  rootUnder,
  snapshot,
  snapshotId,
  stopped,
  theVolume,
  under,
  untilCompleted,
  untilInstance,
  untilVolume,
  volume,
  volumeId,
} from './words.ts';

/** What an operation needs, the operation, and what is waited for so that all its calls are made. */
export interface KmsCallTrial {
  readonly before?: readonly Step[];
  readonly call: PlannedCall;
  readonly after?: readonly Step[];
  /** The calls in order. */
  readonly calls: readonly PlannedValue[];
  readonly evidence: Evidence;
}

const generated = (id: PlannedValue): PlannedValue =>
  asCaller('GenerateDataKeyWithoutPlaintext', {
    requestParameters: { $open: true, numberOfBytes: 64, encryptionContext: { 'aws:ebs:id': id } },
  });
const opened = (id: PlannedValue): PlannedValue => asHost('Decrypt', id, contextOf(id));
/** CreateGrant by the caller, then Decrypt by the host. */
const loaded = (of: PlannedValue = volumeId()): readonly PlannedValue[] => [
  asCaller('CreateGrant', grantRequest(KEY, instanceId(), of)),
  asHost('Decrypt', instanceId(), contextOf(of)),
];
const encryptedInto = (id: PlannedValue, key: PlannedValue = KEY): readonly PlannedValue[] => [
  asCaller('CreateGrant', grantRequest(key, id, id)),
  generated(id),
  opened(id),
  retired,
];

const made = volumeId('made');
const copy = snapshotId('copy');
const kept = [...volume(under()), ...snapshot()];
const plainKept = [...volume(), ...snapshot()];
/** A volume under the key, and a running instance. */
export const encryptedAndRunning = [...volume(under()), ...instance()];
/** The volume is attached to the instance. */
export const attachedAndRunning = [...encryptedAndRunning, ...attached()];
/** A running instance whose root disk is encrypted under the key. */
export const runningUnder = instance(rootUnder());
const howItWorks = documented(sources.howItWorks);
const permissions = assumed(sources.requirements);

/** By what the operation is called in the table. */
export const kmsCallTrials: Readonly<Record<string, KmsCallTrial>> = {
  'CreateVolume, empty': {
    call: createVolume(under()),
    after: [untilVolume('available')],
    calls: [generated(volumeId())],
    evidence: recorded(sources.labDataVolume),
  },
  'CreateVolume without encryption': {
    call: createVolume(),
    after: [untilVolume('available')],
    calls: [],
    evidence: howItWorks,
  },
  'CreateVolume from a plain snapshot': {
    before: plainKept,
    call: createVolume({ SnapshotId: snapshotId(), ...under() }, { name: 'made' }),
    after: [untilVolume('available', 'made')],
    calls: encryptedInto(made),
    // Their order is documented; that the session is named after the volume, and that EC2 retires the grant, is not.
    evidence: assumed(sources.howItWorks),
  },
  'CreateVolume from an encrypted snapshot': {
    before: kept,
    call: createVolume({ SnapshotId: snapshotId() }, { name: 'made' }),
    after: [untilVolume('available', 'made')],
    calls: [generated(made), asCaller('ReEncrypt')],
    evidence: permissions,
  },
  'CreateVolume from an encrypted snapshot to another key': {
    before: [otherKey, ...kept],
    call: createVolume({ SnapshotId: snapshotId(), ...under(OTHER_KEY) }, { name: 'made' }),
    after: [untilVolume('available', 'made')],
    calls: [asCaller('Decrypt', contextOf()), ...encryptedInto(made, OTHER_KEY)],
    evidence: permissions,
  },
  'AttachVolume to a running instance': {
    before: encryptedAndRunning,
    call: attach(),
    after: [until(describeVolume(), attachedVolume)],
    calls: loaded(),
    evidence: recorded(sources.labDataVolume),
  },
  'AttachVolume to a stopped instance': {
    before: [...encryptedAndRunning, ...stopped()],
    call: attach(),
    after: [until(describeVolume(), attachedVolume)],
    calls: [],
    evidence: assumed(sources.labRootVolume),
  },
  'AttachVolume of a plain volume': {
    before: [...volume(), ...instance()],
    call: attach(),
    after: [until(describeVolume(), attachedVolume)],
    calls: [],
    evidence: howItWorks,
  },
  DetachVolume: {
    before: attachedAndRunning,
    call: detach(),
    after: [untilVolume('available')],
    calls: [retired],
    evidence: documented(sources.kmsOfEbs),
  },
  StartInstances: {
    before: [...attachedAndRunning, ...stopped()],
    call: instances('StartInstances'),
    after: [untilInstance('running')],
    calls: loaded(),
    evidence: recorded(sources.labRootVolume),
  },
  'StartInstances with two encrypted volumes': {
    before: [...attachedAndRunning, ...volume(under(), 'second'), ...attached('/dev/sdg', 'second'), ...stopped()],
    call: instances('StartInstances'),
    after: [untilInstance('running')],
    calls: [...loaded(), ...loaded(volumeId('second'))],
    evidence: assumed(sources.howItWorks),
  },
  'StartInstances without encryption': {
    before: [...instance(), ...stopped()],
    call: instances('StartInstances'),
    after: [untilInstance('running')],
    calls: [],
    evidence: howItWorks,
  },
  RunInstances: {
    before: [publicImage],
    call: launch(disk('/dev/sdf', { VolumeSize: 1, ...under() })),
    after: [untilInstance('running')],
    calls: [asCaller('GenerateDataKeyWithoutPlaintext'), asCaller('CreateGrant'), asHost('Decrypt', instanceId())],
    evidence: recorded(sources.launchRecords),
  },
  'RunInstances with an encrypted root of a plain image': {
    before: [publicImage],
    call: launch(rootUnder()),
    after: [untilInstance('running')],
    calls: [
      asCaller('CreateGrant'),
      asCaller('GenerateDataKeyWithoutPlaintext'),
      { eventName: 'Decrypt' },
      retired,
      asCaller('CreateGrant'),
      asHost('Decrypt', instanceId()),
    ],
    evidence: permissions,
  },
  RebootInstances: {
    before: runningUnder,
    call: instances('RebootInstances'),
    after: [untilInstance('running')],
    calls: [],
    evidence: assumed(sources.lifecycle),
  },
  StopInstances: {
    before: runningUnder,
    call: instances('StopInstances'),
    after: [untilInstance('stopped')],
    calls: [retired],
    evidence: documented(sources.kmsOfEbs),
  },
  TerminateInstances: {
    before: runningUnder,
    call: instances('TerminateInstances'),
    after: [untilInstance('terminated')],
    calls: [retired],
    evidence: documented(sources.kmsOfEbs),
  },
  CreateSnapshot: {
    before: volume(under()),
    call: createSnapshot(),
    after: [untilCompleted()],
    calls: [],
    evidence: assumed(sources.requirements),
  },
  'CopySnapshot under its key': {
    before: kept,
    call: copySnapshot(),
    after: [untilCompleted('copy')],
    calls: [asCaller('DescribeKey'), generated(copy), asCaller('ReEncrypt')],
    evidence: permissions,
  },
  'CopySnapshot of a plain snapshot': {
    before: plainKept,
    call: copySnapshot(under()),
    after: [untilCompleted('copy')],
    calls: [asCaller('DescribeKey'), ...encryptedInto(copy)],
    evidence: permissions,
  },
  'CopySnapshot to another key': {
    before: [otherKey, ...kept],
    call: copySnapshot(under(OTHER_KEY)),
    after: [untilCompleted('copy')],
    calls: [asCaller('DescribeKey'), asCaller('Decrypt', contextOf()), ...encryptedInto(copy, OTHER_KEY)],
    evidence: permissions,
  },
  'CopySnapshot without encryption': {
    before: plainKept,
    call: copySnapshot(),
    after: [untilCompleted('copy')],
    calls: [],
    evidence: documented(sources.copying),
  },
  ModifyVolume: {
    before: volume(under()),
    call: ec2('ModifyVolume', { VolumeId: volumeId(), Size: 2 }),
    after: [until(describeVolume(), theVolume({ Size: 2 }))],
    calls: [],
    evidence: assumed(sources.modifying),
  },
  DeleteVolume: {
    before: volume(under()),
    call: ec2('DeleteVolume', { VolumeId: volumeId() }),
    calls: [],
    evidence: assumed(sources.requirements),
  },
  DeleteSnapshot: {
    before: kept,
    call: ec2('DeleteSnapshot', { SnapshotId: snapshotId() }),
    calls: [],
    evidence: assumed(sources.requirements),
  },
  DescribeVolumes: { before: volume(under()), call: describeVolume(), calls: [], evidence: howItWorks },
  CreateImage: {
    before: runningUnder,
    call: ec2('CreateImage', { InstanceId: instanceId(), Name: 'golden' }),
    calls: [],
    evidence: assumed(sources.images),
  },
  ModifyEbsDefaultKmsKeyId: {
    call: ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: KEY }),
    after: [ec2('ResetEbsDefaultKmsKeyId')],
    calls: [],
    evidence: documented(sources.byDefault),
  },
  'StartSnapshot (EBS direct)': {
    call: startSnapshot({ Encrypted: true, KmsKeyArn: KEY }),
    calls: [asCaller('DescribeKey'), generated(snapshotId())],
    evidence: assumed(sources.directPermissions),
  },
  'PutSnapshotBlock (EBS direct)': {
    before: [startSnapshot({ Encrypted: true, KmsKeyArn: KEY })],
    call: block(0, new Uint8Array([1])),
    calls: [asCaller('Decrypt', contextOf(snapshotId()))],
    evidence: assumed(sources.directPermissions),
  },
  'ListSnapshotBlocks (EBS direct)': {
    before: writtenSnapshot(),
    call: listBlocks(),
    calls: [],
    evidence: assumed(sources.directPermissions),
  },
  'GetSnapshotBlock (EBS direct)': {
    before: [...writtenSnapshot(), listBlocks()],
    call: firstBlock(),
    calls: [asCaller('Decrypt', contextOf(snapshotId()))],
    evidence: assumed(sources.directPermissions),
  },
};
