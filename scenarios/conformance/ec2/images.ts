/** Images of encrypted disks: made, copied, registered, launched. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { REGION } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  ec2,
  eventually,
  fill,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  refused,
  type Step,
  see,
  tableOf,
  until,
} from '../telling.ts';
import { apiPage, sources } from './sources.ts';
import {
  describeInstance,
  describeSnapshot,
  disk,
  imageId,
  inState,
  instance,
  instanceId,
  LAUNCH_REFUSED,
  launch,
  PUBLIC_IMAGE,
  publicImage,
  ROOT,
  ROOT_VOLUME,
  rootSnapshot,
  rootUnder,
  SOON,
  snapshotId,
  soonInstance,
  stopped,
  theInstance,
  theSnapshot,
  theVolume,
  under,
  untilInstance,
} from './words.ts';

/** The table. */
export const ec2Images: BehaviourTable = tableOf('ec2/images', 'EC2: images of encrypted disks', 'ec2', function* () {
  yield* created();
  yield* copied();
  yield* registered();
  yield* launched();
});

const here = documented(sources.images);

const createImage = (members: PlannedInput = {}): PlannedCall =>
  ec2('CreateImage', { InstanceId: instanceId(), Name: 'golden', ...members }, { name: 'image' });
const copyImage = (members: PlannedInput = {}, of: PlannedValue = PUBLIC_IMAGE, name = 'image'): PlannedCall =>
  ec2('CopyImage', { Name: 'copied', SourceRegion: REGION, SourceImageId: of, ...members }, { name });
const registerImage = (members: PlannedInput = {}): PlannedCall =>
  ec2(
    'RegisterImage',
    {
      Name: 'registered',
      RootDeviceName: ROOT,
      Architecture: 'x86_64',
      VirtualizationType: 'hvm',
      ...disk(ROOT, { SnapshotId: snapshotId() }),
      ...members,
    },
    { name: 'image' },
  );

const describeImage = (name = 'image', as = 'shown'): PlannedCall =>
  ec2('DescribeImages', { ImageIds: [imageId(name)] }, { name: as });
const theImage = (members: PlannedInput): PlannedInput => ({ Images: [open(members)] });
const available = (name = 'image'): Step => until(describeImage(name), theImage({ State: 'available' }));
/** What DescribeImages shows of the root disk. */
const rootDisk = (Ebs: PlannedInput): PlannedInput => ({
  BlockDeviceMappings: [open({ DeviceName: ROOT, Ebs: open(Ebs) })],
});
/** The snapshot of the root disk of the image that `describeImage` looked at. */
const SHOWN_SNAPSHOT: PlannedValue = { $ref: 'shown.Images.0.BlockDeviceMappings.0.Ebs.SnapshotId' };
const describeShown = ec2('DescribeSnapshots', { SnapshotIds: [SHOWN_SNAPSHOT] });

/** An image of an instance whose root disk is encrypted under the key. */
const encryptedImage: readonly Step[] = [...instance(rootUnder()), ...stopped(), createImage(), available()];

const launchIt = (members: PlannedInput = {}): PlannedCall =>
  launch({ ImageId: imageId(), ...members }, { name: 'launched' });
const describeLaunched = describeInstance('launched', { name: 'found' });
/** The launched instance runs with a root volume like this. */
const runsWith = (members: PlannedInput): readonly Step[] => [
  untilInstance('running', 'launched'),
  describeLaunched,
  see(ec2('DescribeVolumes', { VolumeIds: [ROOT_VOLUME] }), ok(theVolume(members))),
];

function* created(): Generator<Row> {
  yield [
    'create-encrypted',
    'The image of an instance with an encrypted disk has an encrypted snapshot under the same key',
    here,
    [
      ...makeKey(),
      ...instance(rootUnder()),
      ...stopped(),
      see(createImage(), ok()),
      eventually(describeImage(), theImage({ State: 'available', Public: false, ...rootDisk({ Encrypted: true }) })),
      see(describeShown, ok(theSnapshot({ Encrypted: true, KmsKeyId: KEY }))),
    ],
  ];
  yield [
    'create-plain',
    'The image of an instance with a plain disk has a plain snapshot',
    here,
    [
      ...instance(),
      ...stopped(),
      createImage(),
      eventually(describeImage(), theImage({ State: 'available', ...rootDisk({ Encrypted: false }) })),
    ],
  ];
  yield [
    'create-pending',
    'An image is pending until its snapshots are complete, and is not launched before',
    documented(apiPage('CreateImage')),
    [
      ...instance(),
      createImage({ NoReboot: true }),
      see(describeImage(), ok(theImage({ State: 'pending' }))),
      see(launchIt(), { answers: ['InvalidAMIID.Unavailable', 'IncorrectState'], status: 400 }),
    ],
  ];
  yield [
    'create-twice',
    'An image’s name is taken once',
    documented(sources.errors),
    [
      ...instance(),
      createImage({ NoReboot: true }),
      see(
        { ...createImage({ NoReboot: true }), name: 'again' },
        refused(
          400,
          'InvalidAMIName.Duplicate',
          fill('AMI name golden is already in use by AMI <image>', { image: imageId() }),
        ),
      ),
    ],
  ];
}

function* copied(): Generator<Row> {
  yield [
    'copy-encrypts',
    'A copy of a plain image is encrypted under the key that is asked for',
    here,
    [
      ...makeKey(),
      publicImage,
      see(copyImage(under()), ok()),
      eventually(describeImage(), theImage({ State: 'available', Public: false, ...rootDisk({ Encrypted: true }) })),
      see(describeShown, ok(theSnapshot({ Encrypted: true, KmsKeyId: KEY }))),
    ],
  ];
  yield [
    'copy-keeps-plain',
    'A copy of a plain image that asks for nothing is plain',
    here,
    [
      publicImage,
      copyImage(),
      eventually(describeImage(), theImage({ State: 'available', ...rootDisk({ Encrypted: false }) })),
    ],
  ];
  yield [
    'copy-by-default',
    'With encryption by default a copy of a plain image is encrypted',
    here,
    [
      publicImage,
      ec2('EnableEbsEncryptionByDefault'),
      copyImage(),
      eventually(describeImage(), theImage({ State: 'available', ...rootDisk({ Encrypted: true }) })),
      ec2('DisableEbsEncryptionByDefault'),
    ],
  ];
  yield [
    'copy-keeps-key',
    'A copy of an encrypted image that names no key keeps the key',
    here,
    [
      ...makeKey(),
      ...encryptedImage,
      copyImage({}, imageId(), 'copied'),
      available('copied'),
      see(describeShown, ok(theSnapshot({ Encrypted: true, KmsKeyId: KEY }))),
    ],
  ];
  yield [
    'copy-to-another-key',
    'A copy of an encrypted image is encrypted anew under another key',
    here,
    [
      ...makeKey(),
      otherKey,
      ...encryptedImage,
      copyImage(under(OTHER_KEY), imageId(), 'copied'),
      available('copied'),
      see(describeShown, ok(theSnapshot({ Encrypted: true, KmsKeyId: OTHER_KEY }))),
    ],
  ];
  yield [
    'copy-never-plain',
    'A copy of an encrypted image is never plain',
    documented(apiPage('CopyImage')),
    [
      ...makeKey(),
      ...encryptedImage,
      see(copyImage({ Encrypted: false }, imageId(), 'copied'), { answers: ['InvalidParameterValue'], status: 400 }),
    ],
  ];
  yield [
    'copy-key-needs-encrypted',
    'A key of CopyImage needs Encrypted',
    documented(apiPage('CopyImage')),
    [...makeKey(), publicImage, see(copyImage({ KmsKeyId: KEY }), refused(400, 'InvalidParameterDependency'))],
  ];
  yield [
    'copy-failed',
    'A copy under a disabled key ends failed and says why',
    assumed(apiPage('CopyImage')),
    [
      ...makeKey(),
      kms('DisableKey', { KeyId: KEY }),
      publicImage,
      see(copyImage(under()), ok()),
      eventually(
        describeImage(),
        theImage({ State: 'failed', StateReason: open({ Message: 'Given key ID is not accessible' }) }),
        { within: SOON },
      ),
    ],
  ];
  const away = { region: 'eu-west-1' };
  const awayKey = kms('CreateKey', {}, { name: 'away', ...away });
  yield [
    'copy-to-another-region',
    'A copy in another Region is under a key of that Region',
    documented(apiPage('CopyImage')),
    [
      ...makeKey(),
      ...encryptedImage,
      awayKey,
      {
        ...copyImage(under({ $ref: 'away.KeyMetadata.Arn' }), imageId(), 'copied'),
        ...away,
      },
      eventually(
        { ...describeImage('copied'), ...away },
        theImage({ State: 'available', ...rootDisk({ Encrypted: true }) }),
      ),
      see({ ...describeShown, ...away }, ok(theSnapshot({ KmsKeyId: { $ref: 'away.KeyMetadata.Arn' } }))),
    ],
  ];
}

function* registered(): Generator<Row> {
  const snapshotUnder = [...instance(rootUnder()), ...stopped(), ...rootSnapshot()];
  yield [
    'register',
    'An image is registered of an encrypted snapshot, is encrypted like it, and launches',
    documented(apiPage('RegisterImage')),
    [
      ...makeKey(),
      ...snapshotUnder,
      see(registerImage(), ok()),
      see(describeImage(), ok(theImage({ State: 'available', ...rootDisk({ Encrypted: true }) }))),
      launchIt(),
      ...runsWith({ Encrypted: true, KmsKeyId: KEY }),
    ],
  ];
  yield [
    'register-needs-root-snapshot',
    'An image needs a snapshot for its root device',
    documented(apiPage('RegisterImage')),
    [
      see(ec2('RegisterImage', { Name: 'bare', RootDeviceName: ROOT }), {
        answers: ['InvalidParameterValue', 'InvalidBlockDeviceMapping', 'MissingParameter'],
        status: 400,
      }),
    ],
  ];
  yield [
    'snapshot-of-image-stays',
    'A snapshot that an image uses is not deleted',
    documented(apiPage('DeleteSnapshot')),
    [
      ...makeKey(),
      ...snapshotUnder,
      registerImage(),
      see(
        ec2('DeleteSnapshot', { SnapshotId: snapshotId() }),
        refused(
          400,
          'InvalidSnapshot.InUse',
          fill('The snapshot <snapshot> is currently in use by <image>', { snapshot: snapshotId(), image: imageId() }),
        ),
      ),
    ],
  ];
  yield [
    'deregister',
    'A deregistered image is not found and not launched; its snapshots and its instances stay',
    documented(apiPage('DeregisterImage')),
    [
      ...makeKey(),
      ...snapshotUnder,
      registerImage(),
      launchIt(),
      untilInstance('running', 'launched'),
      see(ec2('DeregisterImage', { ImageId: imageId() }), ok()),
      see(describeImage(), refused(400, 'InvalidAMIID.NotFound')),
      see(launch({ ImageId: imageId() }, { name: 'late' }), {
        answers: ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'],
        status: 400,
      }),
      see(describeSnapshot(), ok(theSnapshot({ State: 'completed' }))),
      see(describeInstance('launched'), ok(theInstance(inState('running')))),
    ],
  ];
}

function* launched(): Generator<Row> {
  yield [
    'launch-keeps-key',
    'A launch from an encrypted image gives a root volume under the key of the image',
    here,
    [...makeKey(), ...encryptedImage, launchIt(), ...runsWith({ Encrypted: true, KmsKeyId: KEY })],
  ];
  yield [
    'launch-to-another-key',
    'A launch from an encrypted image may name another key',
    here,
    [
      ...makeKey(),
      otherKey,
      ...encryptedImage,
      launchIt(rootUnder(OTHER_KEY)),
      ...runsWith({ Encrypted: true, KmsKeyId: OTHER_KEY }),
    ],
  ];
  yield [
    'launch-encrypts',
    'A launch from a plain image may ask for an encrypted root volume',
    here,
    [
      ...makeKey(),
      publicImage,
      launch(rootUnder(), { name: 'launched' }),
      ...runsWith({ Encrypted: true, KmsKeyId: KEY }),
    ],
  ];
  yield [
    'launch-never-plain',
    'A launch from an encrypted image does not give a plain root volume',
    here,
    [
      ...makeKey(),
      ...encryptedImage,
      see(launchIt(disk(ROOT, { Encrypted: false })), {
        answers: ['InvalidParameterValue', 'InvalidBlockDeviceMapping'],
        status: 400,
      }),
    ],
  ];
  yield [
    'launch-to-another-key-needs-both',
    'A launch under another key still needs the key of the image',
    assumed(sources.images),
    [
      ...makeKey(),
      otherKey,
      ...encryptedImage,
      kms('DisableKey', { KeyId: KEY }),
      see(launch({ ImageId: imageId(), ...rootUnder(OTHER_KEY) }), ok()),
      soonInstance(LAUNCH_REFUSED),
    ],
  ];
  yield [
    'running-before',
    'Instances that were launched before do not notice that the key of their image is disabled',
    documented(sources.unusableKeys),
    [
      ...makeKey(),
      ...encryptedImage,
      launchIt(),
      untilInstance('running', 'launched'),
      kms('DisableKey', { KeyId: KEY }),
      { elapse: { minutes: 10 } },
      see(describeInstance('launched'), ok(theInstance(inState('running')))),
    ],
  ];
}
