/** What is tried with a key in each state: the situation while the key is enabled, the call, and what shows that it worked. */
import { utf8 } from '../../../model/bytes.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { OTHER_ACCOUNT, REGION } from '../../people.ts';
import { KEY, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { ebs, ec2, eventually, type PlannedInput, type Step, type Told, until } from '../telling.ts';
import { block, firstBlock, listBlocks, startSnapshot, writtenSnapshot } from './direct.ts';
import {
  attach,
  attached,
  attachedVolume,
  copySnapshot,
  createSnapshot,
  createVolume,
  describeSnapshot,
  describeVolume,
  detach,
  disk,
  imageId,
  inState,
  instance,
  instanceId,
  instances,
  launch,
  PUBLIC_IMAGE,
  publicImage,
  ROOT,
  rootSnapshot,
  rootUnder,
  snapshot,
  snapshotId,
  soonInstance,
  stopped,
  theSnapshot,
  theVolume,
  under,
  volume,
  volumeGone,
  volumeId,
} from './words.ts';

/** One row of the table. */
export interface Trial {
  readonly before?: readonly Step[];
  /** What comes before the call, once the key is in its state. */
  readonly next?: readonly Step[];
  readonly call: PlannedCall;
  /** What is seen afterwards where the call works: nothing, if its answer is all there is. */
  readonly after?: readonly Told[];
}

const encrypted = volume(under());
const plain = volume();
/** A snapshot of a volume under the key. */
const kept = [...encrypted, ...snapshot()];
const plainKept = [...plain, ...snapshot()];
const runningUnder = instance(rootUnder());
const stoppedUnder = [...runningUnder, ...stopped()];

const nowVolume = (members: PlannedInput): Told => eventually(describeVolume(), theVolume(members));
const nowSnapshot = (name: string, members: PlannedInput = {}): Told =>
  eventually(describeSnapshot(name), theSnapshot({ State: 'completed', ...members }));
const describeImage = ec2('DescribeImages', { ImageIds: [imageId()] });
const image = ec2('CreateImage', { InstanceId: instanceId(), Name: 'golden' }, { name: 'image' });
const untilImage = until(describeImage, { Images: [{ $open: true, State: 'available' }] });
const running = soonInstance(inState('running'));

/** An image whose root disk is encrypted under the key. */
const encryptedImage: readonly Step[] = [...runningUnder, image, untilImage];
const nowImage: Told = eventually(describeImage, { Images: [{ $open: true, State: 'available' }] });

const copyImage = (key: PlannedValue): PlannedCall =>
  ec2(
    'CopyImage',
    {
      Name: 'copied',
      SourceRegion: REGION,
      SourceImageId: PUBLIC_IMAGE,
      ...under(key),
    },
    { name: 'image' },
  );

const register = ec2(
  'RegisterImage',
  {
    Name: 'registered',
    RootDeviceName: ROOT,
    Architecture: 'x86_64',
    VirtualizationType: 'hvm',
    ...disk(ROOT, { SnapshotId: snapshotId() }),
  },
  { name: 'image' },
);

/** By the row's name. */
export const trials: Readonly<Record<string, Trial>> = {
  CreateVolume: { call: createVolume(under()), after: [nowVolume({ State: 'available', KmsKeyId: KEY })] },
  'CreateVolume from a plain snapshot': {
    before: plainKept,
    call: createVolume({ SnapshotId: snapshotId(), ...under() }, { name: 'made' }),
    after: [eventually(describeVolume('made'), theVolume({ State: 'available', KmsKeyId: KEY }))],
  },
  'CreateVolume from its snapshot': {
    before: kept,
    call: createVolume({ SnapshotId: snapshotId() }, { name: 'made' }),
    after: [eventually(describeVolume('made'), theVolume({ State: 'available', KmsKeyId: KEY }))],
  },
  'CreateVolume to another key': {
    before: [otherKey, ...kept],
    call: createVolume({ SnapshotId: snapshotId(), ...under(OTHER_KEY) }, { name: 'made' }),
    after: [eventually(describeVolume('made'), theVolume({ State: 'available', KmsKeyId: OTHER_KEY }))],
  },
  'CreateVolume without encryption': { call: createVolume(), after: [nowVolume({ State: 'available' })] },
  DescribeVolumes: { before: encrypted, call: describeVolume() },
  ModifyVolume: {
    before: encrypted,
    call: ec2('ModifyVolume', { VolumeId: volumeId(), Size: 2 }),
    after: [nowVolume({ Size: 2, Encrypted: true, KmsKeyId: KEY })],
  },
  DeleteVolume: {
    before: encrypted,
    call: ec2('DeleteVolume', { VolumeId: volumeId() }),
    after: [{ planned: describeVolume(), see: { ...volumeGone(), within: { minutes: 10 } } }],
  },
  'AttachVolume to a running instance': {
    before: [...encrypted, ...instance()],
    call: attach(),
    after: [eventually(describeVolume(), attachedVolume)],
  },
  'AttachVolume to a stopped instance': {
    before: [...encrypted, ...instance(), ...stopped()],
    call: attach(),
    after: [eventually(describeVolume(), attachedVolume)],
  },
  'AttachVolume of a plain volume': {
    before: [...plain, ...instance()],
    call: attach(),
    after: [eventually(describeVolume(), attachedVolume)],
  },
  DetachVolume: {
    before: [...encrypted, ...instance(), ...attached()],
    call: detach(),
    after: [nowVolume({ State: 'available', Attachments: [] })],
  },
  StartInstances: { before: stoppedUnder, call: instances('StartInstances'), after: [running] },
  'StartInstances with a second volume': {
    before: [...encrypted, ...instance(), ...attached(), ...stopped()],
    call: instances('StartInstances'),
    after: [running],
  },
  'StartInstances without encryption': {
    before: [...instance(), ...stopped()],
    call: instances('StartInstances'),
    after: [running],
  },
  RunInstances: { before: [publicImage], call: launch(rootUnder()), after: [running] },
  'RunInstances with a second volume': {
    before: [publicImage],
    call: launch(disk('/dev/sdf', { VolumeSize: 1, ...under() })),
    after: [running],
  },
  'RunInstances of an encrypted image': {
    before: [...encryptedImage],
    call: launch({ ImageId: imageId() }),
    after: [running],
  },
  RebootInstances: { before: runningUnder, call: instances('RebootInstances'), after: [running] },
  StopInstances: {
    before: runningUnder,
    call: instances('StopInstances'),
    after: [soonInstance(inState('stopped'))],
  },
  TerminateInstances: {
    before: runningUnder,
    call: instances('TerminateInstances'),
    after: [soonInstance(inState('terminated'))],
  },
  CreateSnapshot: { before: encrypted, call: createSnapshot(), after: [nowSnapshot('snapshot', { KmsKeyId: KEY })] },
  'CreateSnapshot of an attached volume': {
    before: [...encrypted, ...instance(), ...attached()],
    call: createSnapshot(),
    after: [nowSnapshot('snapshot', { KmsKeyId: KEY })],
  },
  CreateSnapshots: {
    before: runningUnder,
    call: ec2('CreateSnapshots', { InstanceSpecification: { InstanceId: instanceId() } }),
  },
  'CopySnapshot under its key': {
    before: kept,
    call: copySnapshot(),
    after: [nowSnapshot('copy', { KmsKeyId: KEY })],
  },
  'CopySnapshot to it': {
    before: plainKept,
    call: copySnapshot(under()),
    after: [nowSnapshot('copy', { KmsKeyId: KEY })],
  },
  'CopySnapshot to another key': {
    before: [otherKey, ...kept],
    call: copySnapshot(under(OTHER_KEY)),
    after: [nowSnapshot('copy', { KmsKeyId: OTHER_KEY })],
  },
  DescribeSnapshots: { before: kept, call: describeSnapshot() },
  DeleteSnapshot: { before: kept, call: ec2('DeleteSnapshot', { SnapshotId: snapshotId() }) },
  ModifySnapshotAttribute: {
    before: kept,
    call: ec2('ModifySnapshotAttribute', {
      SnapshotId: snapshotId(),
      Attribute: 'createVolumePermission',
      OperationType: 'add',
      UserIds: [OTHER_ACCOUNT],
    }),
  },
  ModifySnapshotTier: {
    before: kept,
    call: ec2('ModifySnapshotTier', { SnapshotId: snapshotId(), StorageTier: 'archive' }),
  },
  CreateImage: { before: stoppedUnder, call: image, after: [nowImage] },
  'CopyImage to it': { before: [publicImage], call: copyImage(KEY), after: [nowImage] },
  RegisterImage: {
    before: [...runningUnder, ...rootSnapshot()],
    call: register,
    after: [nowImage],
  },
  DeregisterImage: { before: encryptedImage, call: ec2('DeregisterImage', { ImageId: imageId() }) },
  ModifyEbsDefaultKmsKeyId: { call: ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: KEY }) },
  'ListSnapshotBlocks (EBS direct)': { before: writtenSnapshot(), call: listBlocks() },
  'GetSnapshotBlock (EBS direct)': { before: writtenSnapshot(), next: [listBlocks()], call: firstBlock() },
  'StartSnapshot (EBS direct)': { call: startSnapshot({ Encrypted: true, KmsKeyArn: KEY }) },
  'PutSnapshotBlock (EBS direct)': {
    before: [startSnapshot({ Encrypted: true, KmsKeyArn: KEY })],
    call: block(0, utf8('anything')),
  },
  'CompleteSnapshot (EBS direct)': {
    before: [startSnapshot({ Encrypted: true, KmsKeyArn: KEY })],
    call: ebs('CompleteSnapshot', { SnapshotId: snapshotId(), ChangedBlocksCount: 0 }),
    after: [nowSnapshot('snapshot', { KmsKeyId: KEY })],
  },
};
