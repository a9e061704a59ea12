/** Starts and launches that a key keeps from succeeding, and what a running instance does not notice. */
import { assumed, documented, recorded } from '../../../model/evidence.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { into, KEY, type KeyState, keyStates, makeKey, stateWords } from '../keyUnderTest.ts';
import { ec2, eventually, kms, ok, open, type Row, see, slug, tableOf, until } from '../telling.ts';
import { sources } from './sources.ts';
import {
  attached,
  attachedVolume,
  describeInstance,
  describeRoot,
  describeVolume,
  found,
  inState,
  instance,
  instanceId,
  instances,
  LAUNCH_REFUSED,
  launch,
  publicImage,
  ROOT_VOLUME,
  rootUnder,
  START_REFUSED,
  soonInstance,
  stopped,
  theInstance,
  theVolume,
  under,
  volume,
} from './words.ts';

/** The table. */
export const ec2InUse: BehaviourTable = tableOf(
  'ec2/in-use',
  'EC2: failed starts and launches, and what a running instance does not notice',
  'ec2',
  function* () {
    yield* failures();
    yield* running();
  },
);

function* failures(): Generator<Row> {
  const disable = kms('DisableKey', { KeyId: KEY });
  yield [
    'start-reason',
    'A failed start says Client error on launch, and Server.InternalError as the reason of the transition',
    recorded(sources.startDenied),
    [
      ...makeKey('Denied'),
      ...instance(rootUnder()),
      ...stopped(),
      ...into('Denied'),
      see(instances('StartInstances'), ok()),
      soonInstance({ ...START_REFUSED, StateTransitionReason: 'Server.InternalError' }),
    ],
  ];
  yield [
    'start-reason-of-disabled-key',
    'A start that failed for a disabled key says the same as one that failed for a missing permission',
    assumed(sources.startDenied),
    [
      ...makeKey(),
      ...instance(rootUnder()),
      ...stopped(),
      disable,
      instances('StartInstances'),
      soonInstance({ ...START_REFUSED, StateTransitionReason: 'Server.InternalError' }),
    ],
  ];
  yield [
    'start-keeps-everything',
    'A failed start takes nothing away: the volumes stay attached',
    recorded(sources.labRootVolume),
    [
      ...makeKey(),
      ...volume(under()),
      ...instance(),
      ...attached(),
      ...stopped(),
      disable,
      instances('StartInstances'),
      soonInstance(START_REFUSED),
      see(describeVolume(), ok(attachedVolume)),
    ],
  ];
  yield [
    'launch-takes-its-volumes',
    'A failed launch leaves no volume behind',
    assumed(sources.launchFailures),
    [
      ...makeKey(),
      disable,
      publicImage,
      launch(rootUnder()),
      soonInstance(inState('terminated')),
      see(
        ec2('DescribeVolumes', { Filters: [{ Name: 'attachment.instance-id', Values: [instanceId()] }] }),
        ok({ Volumes: [] }, { within: { minutes: 5 } }),
      ),
    ],
  ];
  yield [
    'one-of-several',
    'One volume whose key is lost keeps an instance from starting, whatever its other volumes are',
    assumed(sources.launchFailures),
    [
      ...makeKey(),
      ...volume(under()),
      ...volume({ Encrypted: true }, 'other'),
      ...instance(),
      ...attached('/dev/sdf'),
      ...attached('/dev/sdg', 'other'),
      ...stopped(),
      disable,
      instances('StartInstances'),
      soonInstance(START_REFUSED),
    ],
  ];
  yield [
    'several-instances',
    'Each of several launched instances ends for itself',
    assumed(sources.launchFailures),
    [
      ...makeKey(),
      disable,
      publicImage,
      see(
        launch({ ...rootUnder(), MinCount: 2, MaxCount: 2 }),
        ok({ Instances: [open(inState('pending')), open(inState('pending'))] }),
      ),
      soonInstance(LAUNCH_REFUSED),
    ],
  ];
  const device = 'Instance does not have a volume attached at root';
  yield [
    'root-elsewhere',
    'An instance whose root volume is attached under another name does not start',
    recorded(sources.labRootVolume),
    [
      ...instance(),
      ...stopped(),
      found,
      ec2('DetachVolume', { VolumeId: ROOT_VOLUME }),
      until(describeRoot, theVolume({ State: 'available' })),
      ec2('AttachVolume', { VolumeId: ROOT_VOLUME, InstanceId: instanceId(), Device: '/dev/sdf' }),
      until(describeRoot, theVolume({ State: 'in-use' })),
      see(instances('StartInstances'), { answers: ['InvalidParameterValue', 'IncorrectInstanceState'], status: 400 }),
    ],
  ];
  yield [
    'root-missing',
    'An instance without a volume at its root device name does not start',
    documented('https://docs.aws.amazon.com/vm-import/latest/userguide/vmimport-troubleshooting.html'),
    [
      ...instance(),
      ...stopped(),
      found,
      ec2('DetachVolume', { VolumeId: ROOT_VOLUME }),
      until(describeRoot, theVolume({ State: 'available' })),
      see(instances('StartInstances'), {
        answers: ['InvalidParameterValue', 'IncorrectInstanceState'],
        status: 400,
        message: { $like: device },
        messageGrade: 'assumed',
      }),
    ],
  ];
}

/** While an instance runs, its host has the data key. */
function* running(): Generator<Row> {
  const lost = keyStates.filter((one): one is Exclude<KeyState, 'Enabled'> => one !== 'Enabled');
  for (const one of lost)
    yield [
      `running-${slug(one)}`,
      `A running instance with its volumes does not notice that the key ${stateWords[one]}`,
      documented(sources.unusableKeys),
      [
        ...makeKey(one),
        ...volume(under()),
        ...instance(rootUnder()),
        ...attached(),
        ...into(one),
        { elapse: { minutes: 10 } },
        see(describeInstance(), ok(theInstance(inState('running')))),
        see(describeVolume(), ok(attachedVolume)),
      ],
    ];
  const revoke = [
    kms('ListGrants', { KeyId: KEY }, { name: 'grants' }),
    kms('RevokeGrant', { KeyId: KEY, GrantId: { $ref: 'grants.Grants.0.GrantId' } }),
  ];
  yield [
    'grant-revoked',
    'A running instance does not notice that its grant is revoked',
    documented(sources.howItWorks),
    [
      ...makeKey(),
      ...instance(rootUnder()),
      ...revoke,
      { elapse: { minutes: 10 } },
      see(describeInstance(), ok(theInstance(inState('running')))),
    ],
  ];
  yield [
    'grant-made-anew',
    'The next start makes the grant anew',
    assumed(sources.howItWorks),
    [
      ...makeKey(),
      ...instance(rootUnder()),
      ...revoke,
      ...stopped(),
      instances('StartInstances'),
      eventually(describeInstance(), theInstance(inState('running'))),
      see(kms('ListGrants', { KeyId: KEY }), ok({ Grants: [open({ Operations: ['Decrypt'] })] })),
    ],
  ];
  yield [
    'volumes-keep-their-key',
    'Nothing that happens to the key changes what a volume says of it',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...volume(under()),
      kms('DisableKey', { KeyId: KEY }),
      see(describeVolume(), ok({ Volumes: [open({ State: 'available', Encrypted: true, KmsKeyId: KEY })] })),
    ],
  ];
}
