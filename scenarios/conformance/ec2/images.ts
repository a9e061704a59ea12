/** Images of encrypted disks: made, registered, launched. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { ec2, eventually, fill, kms, ok, type Row, refused, refusedInWords, see, tableOf } from '../telling.ts';
import {
  createImage,
  describeImage,
  describeShown,
  encryptedImage,
  here,
  launchIt,
  registerImage,
  rootDisk,
  runsWith,
  theImage,
} from './imageWords.ts';
import { apiPage, sources } from './sources.ts';
import {
  describeInstance,
  describeSnapshot,
  disk,
  imageId,
  inState,
  instance,
  LAUNCH_REFUSED,
  launch,
  publicImage,
  ROOT,
  rootSnapshot,
  rootUnder,
  snapshotId,
  soonInstance,
  stopped,
  theInstance,
  theSnapshot,
  untilInstance,
} from './words.ts';

/** The table. */
export const ec2Images: BehaviourTable = tableOf('ec2/images', 'EC2: images of encrypted disks', 'ec2', function* () {
  yield* created();
  yield* registered();
  yield* launched();
});

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
      eventually(
        describeImage('image', 'shown'),
        theImage({ State: 'available', Public: false, ...rootDisk({ Encrypted: true }) }),
      ),
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
        refusedInWords(
          400,
          'InvalidAMIName.Duplicate',
          fill('AMI name golden is already in use by AMI <image>', { image: imageId() }),
        ),
      ),
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
        refusedInWords(
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
