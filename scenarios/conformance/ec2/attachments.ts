/** Attaching and detaching volumes: what AWS refuses, in its own words. */
import { assumed, documented, type Evidence, recorded } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import {
  ec2,
  eventually,
  fill,
  kms,
  ok,
  open,
  type Row,
  refused,
  refusedInWords,
  type Step,
  see,
  tableOf,
} from '../telling.ts';
import { apiPage, sources } from './sources.ts';
import {
  attach,
  attached,
  attachedVolume,
  createVolume,
  describeVolume,
  detach,
  found,
  instance,
  instanceId,
  instances,
  keyRevoked,
  ROOT_VOLUME,
  stopped,
  theVolume,
  under,
  untilInstance,
  untilVolume,
  volume,
  volumeId,
} from './words.ts';

/** The table. */
export const ec2Attachments: BehaviourTable = tableOf(
  'ec2/attachments',
  'EBS: attaching and detaching volumes',
  'ec2',
  function* () {
    yield* states();
    yield* refusals();
    yield* revoked();
  },
);

const errors = documented(sources.errors);
const places = { volume: volumeId(), instance: instanceId() };

function* states(): Generator<Row> {
  yield [
    'attaching-and-attached',
    'A volume is attaching and then attached, and in use from the first moment',
    recorded(sources.labDataVolume),
    [
      ...makeKey(),
      ...volume(under()),
      ...instance(),
      see(attach(), ok({ State: 'attaching', Device: '/dev/sdf', VolumeId: volumeId(), InstanceId: instanceId() })),
      see(describeVolume(), ok(theVolume({ State: 'in-use' }))),
      eventually(describeVolume(), attachedVolume),
    ],
  ];
  yield [
    'detaching-and-available',
    'A volume is detaching and then available',
    documented(apiPage('DetachVolume')),
    [
      ...volume(),
      ...instance(),
      ...attached(),
      see(detach(), ok({ State: 'detaching' })),
      eventually(describeVolume(), theVolume({ State: 'available', Attachments: [] })),
    ],
  ];
  yield [
    'stays-attached-through-stop',
    'A volume stays attached while its instance is stopped',
    documented(sources.stopping),
    [...volume(), ...instance(), ...attached(), ...stopped(), see(describeVolume(), ok(attachedVolume))],
  ];
  yield [
    'not-deleted-on-termination',
    'A volume that was attached later outlives its instance',
    documented(apiPage('AttachVolume')),
    [
      ...volume(),
      ...instance(),
      ...attached(),
      instances('TerminateInstances'),
      untilInstance('terminated'),
      eventually(describeVolume(), theVolume({ State: 'available' })),
    ],
  ];
  yield [
    'root-deleted-on-termination',
    'The root volume of a launch goes with its instance',
    documented(apiPage('RunInstances')),
    [
      ...instance(),
      found,
      instances('TerminateInstances'),
      untilInstance('terminated'),
      see(ec2('DescribeVolumes', { VolumeIds: [ROOT_VOLUME] }), {
        ...refused(400, 'InvalidVolume.NotFound'),
        within: { minutes: 5 },
      }),
    ],
  ];
}

/** A refusal: its id, a sentence, how it is known, the situation, the call, what comes. */
function* refusals(): Generator<Row> {
  const rows: readonly (readonly [string, string, Evidence, readonly Step[], Step])[] = [
    [
      'in-use',
      'A volume that is attached is not attached again',
      errors,
      [...volume(), ...instance(), ...attached()],
      see(
        attach('/dev/sdg'),
        refusedInWords(400, 'VolumeInUse', fill('<volume> is already attached to an instance', places)),
      ),
    ],
    [
      'creating',
      'A volume that is still being made is not attached',
      errors,
      [...instance(), createVolume()],
      see(attach(), refusedInWords(400, 'IncorrectState', fill("<volume> is not 'available'.", places))),
    ],
    [
      'no-volume',
      'A volume that does not exist is not attached',
      errors,
      [...instance()],
      see(
        ec2('AttachVolume', { VolumeId: 'vol-00000000000000001', InstanceId: instanceId(), Device: '/dev/sdf' }),
        refusedInWords(400, 'InvalidVolume.NotFound', "The volume 'vol-00000000000000001' does not exist."),
      ),
    ],
    [
      'no-instance',
      'Nothing is attached to an instance that does not exist',
      errors,
      [...volume()],
      see(
        ec2('AttachVolume', { VolumeId: volumeId(), InstanceId: 'i-00000000000000001', Device: '/dev/sdf' }),
        refusedInWords(400, 'InvalidInstanceID.NotFound', "The instance ID 'i-00000000000000001' does not exist"),
      ),
    ],
    [
      'other-zone',
      'A volume attaches to instances of its own Availability Zone only',
      errors,
      [...volume({ AvailabilityZone: `${REGION}b` }), ...instance()],
      see(
        attach(),
        refusedInWords(
          400,
          'InvalidVolume.ZoneMismatch',
          fill("The volume '<volume>' is not in the same availability zone as instance '<instance>'", places),
        ),
      ),
    ],
    [
      'device-taken',
      'A device name serves one volume',
      errors,
      [...volume(), ...instance()],
      see(
        attach('/dev/xvda'),
        refusedInWords(
          400,
          'InvalidParameterValue',
          "Invalid value '/dev/xvda' for unixDevice. Attachment point /dev/xvda is already in use",
        ),
      ),
    ],
    [
      'bad-device',
      'A device name must be one',
      documented('https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html'),
      [...volume(), ...instance()],
      see(attach('/dev/nonsense'), refused(400, 'InvalidParameterValue')),
    ],
    [
      'terminated',
      'Nothing is attached to a terminated instance',
      errors,
      [...volume(), ...instance(), instances('TerminateInstances'), untilInstance('terminated')],
      see(attach(), { answers: ['IncorrectState', 'IncorrectInstanceState'], status: 400 }),
    ],
    [
      'delete-attached',
      'A volume that is attached is not deleted',
      errors,
      [...volume(), ...instance(), ...attached()],
      see(
        ec2('DeleteVolume', { VolumeId: volumeId() }),
        refusedInWords(400, 'VolumeInUse', fill('Volume <volume> is currently attached to <instance>', places)),
      ),
    ],
    [
      'detach-available',
      'A volume that is not attached is not detached',
      errors,
      [...volume()],
      see(
        detach(),
        refusedInWords(400, 'IncorrectState', fill("Volume '<volume>' is in the 'available' state.", places)),
      ),
    ],
    [
      'detach-running-root',
      'The root volume is detached only while its instance is stopped',
      documented(apiPage('DetachVolume')),
      [...instance(), found],
      see(
        ec2('DetachVolume', { VolumeId: ROOT_VOLUME }),
        refusedInWords(
          400,
          'OperationNotPermitted',
          fill("Unable to detach root volume '<root>' from instance '<instance>'", { ...places, root: ROOT_VOLUME }),
        ),
      ),
    ],
    [
      'detach-stopped-root',
      'The root volume of a stopped instance is detached',
      documented(apiPage('DetachVolume')),
      [...instance(), ...stopped(), found],
      see(ec2('DetachVolume', { VolumeId: ROOT_VOLUME }), ok({ State: 'detaching' })),
    ],
  ];
  for (const [id, sentence, evidence, situation, refusal] of rows)
    yield [id, sentence, evidence, [...situation, refusal]];
  yield limit();
}

/** More volumes than an instance takes; 27 with the root volume, on instances of the kind we launch. */
function limit(): Row {
  const devices = [...'fghijklmnopqrstuvwxyz'].map((letter) => `/dev/sd${letter}`);
  const more = ['/dev/xvdba', '/dev/xvdbb', '/dev/xvdbc', '/dev/xvdbd', '/dev/xvdbe'];
  const taken = [...devices, ...more];
  return [
    'limit',
    'An instance takes 27 volumes, its root among them',
    assumed('https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/volume_limits.html'),
    [
      ...instance(),
      ...taken.flatMap((device, at) => [...volume({}, `volume${at}`), attach(device, `volume${at}`)]),
      ...volume(),
      see(attach('/dev/xvdbf'), refused(400, 'AttachmentLimitExceeded')),
    ],
  ];
}

function* revoked(): Generator<Row> {
  const attachable = [...makeKey(), ...volume(under()), ...instance()];
  const disable = kms('DisableKey', { KeyId: KEY });
  yield [
    'revoked-stays-available',
    'A volume whose key kept it from its instance stays available',
    recorded(sources.labDataVolume),
    [
      ...attachable,
      disable,
      see(attach(), keyRevoked),
      see(describeVolume(), ok(theVolume({ State: 'available', Attachments: [] }))),
    ],
  ];
  yield [
    'revoked-leaves-no-grant',
    'A refused attachment leaves no grant behind',
    assumed(sources.kmsOfEbs),
    [...attachable, disable, see(attach(), keyRevoked), see(kms('ListGrants', { KeyId: KEY }), ok({ Grants: [] }))],
  ];
  const hostDenied: PlannedValue = {
    $json: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: { StringLike: { 'aws:PrincipalArn': '*:role/aws:ec2-infrastructure' } },
        },
      ],
    },
  };
  yield [
    'host-denied',
    'A key policy that denies EC2’s own role keeps a volume from its instance, though the caller may do everything',
    documented(sources.requirements),
    [...attachable, kms('PutKeyPolicy', { KeyId: KEY, Policy: hostDenied }), see(attach(), keyRevoked)],
  ];
  yield [
    'detached-needs-no-key',
    'A volume detaches without its key, and is available without it',
    recorded(sources.labDataVolume),
    [
      ...attachable,
      ...attached(),
      disable,
      see(detach(), ok({ State: 'detaching' })),
      untilVolume('available'),
      see(describeVolume(), ok({ Volumes: [open({ State: 'available', Encrypted: true })] })),
    ],
  ];
}
