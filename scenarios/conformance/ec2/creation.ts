/** Volumes that a key keeps from coming to be, and client tokens: the same request twice. */
import { assumed, documented, recorded } from '../../../model/evidence.ts';
import { REGION } from '../../people.ts';
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
  see,
  slug,
  tableOf,
} from '../telling.ts';
import { apiPage, sources } from './sources.ts';
import {
  createVolume,
  describeVolume,
  inState,
  instanceId,
  launch,
  PUBLIC_IMAGE,
  publicImage,
  SOON,
  snapshot,
  soonInstance,
  theVolume,
  under,
  untilInstance,
  vanishes,
  volume,
  volumeGone,
  volumeId,
} from './words.ts';

/** The table. */
export const ec2Creation: BehaviourTable = tableOf(
  'ec2/creation',
  'EBS: volumes that a key keeps from coming to be, and client tokens',
  'ec2',
  function* () {
    yield* vanishing();
    yield* tokens();
    yield* requests();
  },
);

const disable = kms('DisableKey', { KeyId: KEY });
const spent =
  'The client token you have provided is associated with a resource that is already deleted. Please use a different client token.';
const other = 'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).';

const ofThisVolume: PlannedInput = { Name: 'volume-id', Values: [volumeId()] };

function* vanishing(): Generator<Row> {
  yield [
    'answered-then-gone',
    'CreateVolume under a disabled key answers creating with an id and the key; seconds later the volume does not exist',
    recorded(sources.vanished),
    [
      ...makeKey(),
      disable,
      see(
        createVolume(under()),
        ok({ State: 'creating', VolumeId: { $like: '^vol-' }, Encrypted: true, KmsKeyId: KEY }),
      ),
      vanishes(),
    ],
  ];
  yield [
    'never-in-error',
    'A volume that a key kept from being never shows the state error',
    documented('https://docs.aws.amazon.com/ebs/latest/userguide/ebs-describing-volumes.html'),
    [
      ...makeKey(),
      disable,
      createVolume(under()),
      see(
        ec2('DescribeVolumes', { Filters: [ofThisVolume, { Name: 'status', Values: ['error'] }] }),
        ok({ Volumes: [] }),
      ),
      vanishes(),
      see(
        ec2('DescribeVolumes', { Filters: [ofThisVolume, { Name: 'status', Values: ['error'] }] }),
        ok({ Volumes: [] }),
      ),
    ],
  ];
  yield [
    'lost-while-creating',
    'A key that is lost while a volume is being made keeps it from being as well',
    assumed(apiPage('CreateVolume')),
    [...makeKey(), createVolume(under()), disable, vanishes()],
  ];
  yield [
    'gone-for-every-call',
    'A volume that vanished is not found by any call',
    recorded(sources.vanished),
    [
      ...makeKey(),
      disable,
      createVolume(under()),
      vanishes(),
      see(ec2('DeleteVolume', { VolumeId: volumeId() }), volumeGone()),
      see(ec2('CreateSnapshot', { VolumeId: volumeId() }), volumeGone()),
      see(ec2('ModifyVolume', { VolumeId: volumeId(), Size: 2 }), volumeGone()),
    ],
  ];
  yield [
    'token-spent',
    'The client token of a volume that vanished is spent',
    recorded(sources.spentToken),
    [
      ...makeKey(),
      disable,
      createVolume({ ...under(), ClientToken: 'conformance-token' }),
      vanishes(),
      see(
        createVolume({ ...under(), ClientToken: 'conformance-token' }, { name: 'again' }),
        refused(400, 'IdempotentParameterMismatch', spent),
      ),
    ],
  ];
  yield [
    'new-token-serves',
    'With the key enabled and another token the volume comes to be',
    recorded(sources.spentToken),
    [
      ...makeKey(),
      disable,
      createVolume({ ...under(), ClientToken: 'conformance-token' }),
      vanishes(),
      kms('EnableKey', { KeyId: KEY }),
      createVolume({ ...under(), ClientToken: 'conformance-token-2' }, { name: 'again' }),
      eventually(describeVolume('again'), theVolume({ State: 'available', KmsKeyId: KEY })),
    ],
  ];
}

function* tokens(): Generator<Row> {
  const here = documented(sources.idempotency);
  const token: PlannedInput = { ClientToken: 'conformance-token' };
  yield [
    'volume-once',
    'CreateVolume with the same client token makes one volume',
    here,
    [createVolume(token), see(createVolume(token, { name: 'again' }), ok({ VolumeId: volumeId() }))],
  ];
  yield [
    'volume-token-of-another-request',
    'A client token of CreateVolume does not serve another request',
    here,
    [
      createVolume(token),
      see(
        createVolume({ ...token, Size: 2 }, { name: 'again' }),
        refusedInWords(400, 'IdempotentParameterMismatch', other),
      ),
    ],
  ];
  yield [
    'volume-token-of-deleted',
    'The client token of a deleted volume is spent',
    recorded(sources.spentToken),
    [
      ...volume(token),
      ec2('DeleteVolume', { VolumeId: volumeId() }),
      see(describeVolume(), { ...volumeGone(), within: SOON, given: true }),
      see(createVolume(token, { name: 'again' }), refused(400, 'IdempotentParameterMismatch', spent)),
    ],
  ];
  yield [
    'launch-once',
    'RunInstances with the same client token launches once',
    here,
    [
      publicImage,
      launch(token),
      see(launch(token, { name: 'again' }), ok({ Instances: [open({ InstanceId: instanceId() })] })),
    ],
  ];
  yield [
    'launch-token-of-another-request',
    'A client token of RunInstances does not serve another request',
    here,
    [
      publicImage,
      launch(token),
      see(
        launch({ ...token, MinCount: 2, MaxCount: 2 }, { name: 'again' }),
        refusedInWords(400, 'IdempotentParameterMismatch', other),
      ),
    ],
  ];
  yield [
    'launch-token-of-failed-launch',
    'The client token of a launch that failed gives the instance that ended, not another',
    assumed(sources.idempotency),
    [
      ...makeKey(),
      disable,
      publicImage,
      launch({ ...token, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: under() }] }),
      soonInstance(inState('terminated')),
      kms('EnableKey', { KeyId: KEY }),
      see(
        launch({ ...token, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: under() }] }, { name: 'again' }),
        ok({ Instances: [open({ InstanceId: instanceId(), ...inState('terminated') })] }),
      ),
    ],
  ];
  yield [
    'image-copy-once',
    'CopyImage with the same client token copies once',
    documented(apiPage('CopyImage')),
    [
      publicImage,
      ec2(
        'CopyImage',
        { Name: 'once', SourceImageId: PUBLIC_IMAGE, SourceRegion: REGION, ...token },
        { name: 'image' },
      ),
      see(
        ec2('CopyImage', { Name: 'once', SourceImageId: PUBLIC_IMAGE, SourceRegion: REGION, ...token }),
        ok({ ImageId: { $ref: 'image.ImageId' } }),
      ),
    ],
  ];
}

function* requests(): Generator<Row> {
  const rows: readonly (readonly [string, PlannedInput, string, string?])[] = [
    ['a key without Encrypted', { KmsKeyId: 'alias/aws/ebs' }, 'InvalidParameterDependency'],
    ['a zone that does not exist', { AvailabilityZone: 'us-east-1zz' }, 'InvalidZone.NotFound'],
    [
      'a snapshot that does not exist',
      { SnapshotId: 'snap-00000000000000001' },
      'InvalidSnapshot.NotFound',
      "The snapshot 'snap-00000000000000001' does not exist.",
    ],
    ['a type that does not exist', { VolumeType: 'huge' }, 'InvalidParameterValue'],
    ['io2 without IOPS', { VolumeType: 'io2', Size: 4 }, 'MissingParameter'],
    ['a size below its type’s least', { VolumeType: 'st1', Size: 100 }, 'InvalidParameterValue'],
  ];
  for (const [what, members, code, message] of rows)
    yield [
      `refuses-${slug(what)}`,
      `CreateVolume refuses ${what} before it looks at any key`,
      documented(apiPage('CreateVolume')),
      [see(createVolume(members), { ...refused(400, code, message), kmsRecords: [] })],
    ];
  yield [
    'dry-run',
    'DryRun answers DryRunOperation and makes nothing, whatever state the key is in',
    documented(sources.errors),
    [
      ...makeKey(),
      disable,
      see(createVolume({ ...under(), DryRun: true }), {
        ...refusedInWords(412, 'DryRunOperation', 'Request would have succeeded, but DryRun flag is set.'),
        kmsRecords: [],
      }),
      publicImage,
      see(launch({ DryRun: true }), refused(412, 'DryRunOperation')),
    ],
  ];
  yield [
    'snapshot-pending',
    'Nothing is made of a snapshot that is not complete',
    documented(sources.snapshots),
    [
      ...volume(),
      ec2('CreateSnapshot', { VolumeId: volumeId() }, { name: 'snapshot' }),
      see(
        createVolume({ SnapshotId: { $ref: 'snapshot.SnapshotId' } }, { name: 'made' }),
        refused(400, 'IncorrectState'),
      ),
    ],
  ];
  yield [
    'smaller-than-snapshot',
    'A volume is not smaller than its snapshot',
    documented(apiPage('CreateVolume')),
    [
      ...volume({ Size: 5 }),
      ...snapshot(),
      see(createVolume({ SnapshotId: { $ref: 'snapshot.SnapshotId' }, Size: 4 }, { name: 'made' }), {
        answers: ['InvalidParameterValue', 'InvalidParameterCombination'],
        status: 400,
      }),
    ],
  ];
  yield [
    'launch-counts',
    'RunInstances refuses fewer at most than at least',
    documented(sources.errors),
    [publicImage, see(launch({ MinCount: 2, MaxCount: 1 }), refused(400, 'InvalidParameterCombination'))],
  ];
  yield [
    'launch-no-image',
    'RunInstances refuses an image that does not exist',
    documented(sources.errors),
    [
      see(
        launch({ ImageId: 'ami-00000000000000001' }),
        refusedInWords(400, 'InvalidAMIID.NotFound', "The image id '[ami-00000000000000001]' does not exist"),
      ),
    ],
  ];
  yield [
    'launch-key-without-encrypted',
    'A disk of a launch with a key needs Encrypted',
    documented(apiPage('EbsBlockDevice')),
    [
      publicImage,
      see(
        launch({
          BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 1, KmsKeyId: 'alias/aws/ebs' } }],
        }),
        {
          answers: ['InvalidParameterDependency', 'InvalidBlockDeviceMapping'],
          status: 400,
        },
      ),
    ],
  ];
  yield [
    'launch-devices-later',
    'A launch does not show its disks before they are there',
    recorded(sources.launchRecords),
    [publicImage, see(launch(), ok({ Instances: [open({ BlockDeviceMappings: [] })] })), untilInstance('running')],
  ];
}
