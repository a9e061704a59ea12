/** How instances change their state, in AWS's words, and what a lost key changes of it. */
import { assumed, documented, type Evidence, recorded } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { into, KEY, type KeyState, keyStates, makeKey, stateWords } from '../keyUnderTest.ts';
import {
  ec2,
  eventually,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  refused,
  see,
  slug,
  tableOf,
  until,
} from '../telling.ts';
import { apiPage, sources } from './sources.ts';
import {
  attached,
  attachedVolume,
  describeInstance,
  describeRoot,
  describeVolume,
  disk,
  found,
  inState,
  instance,
  instanceId,
  instances,
  LAUNCH_REFUSED,
  launch,
  publicImage,
  ROOT,
  ROOT_VOLUME,
  rootUnder,
  START_REFUSED,
  soonInstance,
  stopped,
  theInstance,
  theVolume,
  under,
  untilInstance,
  volume,
} from './words.ts';

/** The table. */
export const ec2Instances: BehaviourTable = tableOf(
  'ec2/instances',
  'EC2: states of instances and their reasons, and what a running instance does not notice',
  'ec2',
  function* () {
    yield* transitions();
    yield* failures();
    yield* running();
    yield* hibernation();
  },
);

const CODES = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48, stopping: 64, stopped: 80 } as const;
type State = keyof typeof CODES;

const shown = (Name: State): PlannedValue => ({ Code: CODES[Name], Name });
/** The member that shows an instance in a state. */
const at = (state: State): PlannedInput => ({ State: shown(state) });
/** One change of StartInstances and its like. */
const change = (from: State, to: State): PlannedValue => open({ PreviousState: shown(from), CurrentState: shown(to) });
const USER: PlannedInput = {
  StateReason: {
    Code: 'Client.UserInitiatedShutdown',
    Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  },
  StateTransitionReason: { $like: '^User initiated \\(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d GMT\\)$' },
};

function* transitions(): Generator<Row> {
  const here = documented(sources.lifecycle);
  yield [
    'launch',
    'A launched instance is pending, for the reason pending, and then running without a reason',
    recorded(sources.launchRecords),
    [
      publicImage,
      see(
        launch(),
        ok({ Instances: [open({ ...at('pending'), StateReason: { Code: 'pending', Message: 'pending' } })] }),
      ),
      eventually(describeInstance(), theInstance({ ...at('running'), StateReason: { $absent: true } })),
    ],
  ];
  yield [
    'start',
    'A stopped instance that starts is pending, then running',
    here,
    [
      ...instance(),
      ...stopped(),
      see(instances('StartInstances'), ok({ StartingInstances: [change('stopped', 'pending')] })),
      eventually(describeInstance(), theInstance(at('running'))),
    ],
  ];
  yield [
    'stop',
    'A running instance that is stopped is stopping, then stopped, and says that its user did it',
    documented(sources.stateReason),
    [
      ...instance(),
      see(instances('StopInstances'), ok({ StoppingInstances: [change('running', 'stopping')] })),
      eventually(describeInstance(), theInstance({ ...at('stopped'), ...USER })),
    ],
  ];
  for (const [from, steps] of [
    ['running', []],
    ['stopped', stopped()],
  ] as const)
    yield [
      `terminate-${from}`,
      `A ${from} instance that is terminated is shutting down, then terminated, and says that its user did it`,
      documented(sources.stateReason),
      [
        ...instance(),
        ...steps,
        see(instances('TerminateInstances'), ok({ TerminatingInstances: [change(from, 'shutting-down')] })),
        eventually(describeInstance(), theInstance({ ...at('terminated'), ...USER })),
      ],
    ];
  yield [
    'reboot',
    'A running instance that reboots stays running',
    here,
    [...instance(), see(instances('RebootInstances'), ok()), see(describeInstance(), ok(theInstance(at('running'))))],
  ];
  const wrong: readonly (readonly [string, string, readonly string[]])[] = [
    ['stopped', 'RebootInstances', ['IncorrectInstanceState', 'IncorrectState']],
    ['terminated', 'StartInstances', ['IncorrectInstanceState']],
    ['terminated', 'StopInstances', ['IncorrectInstanceState']],
    ['terminated', 'RebootInstances', ['IncorrectInstanceState', 'IncorrectState']],
  ];
  for (const [from, operation, answers] of wrong)
    yield [
      `${slug(operation)}-${from}`,
      `${operation} of a ${from} instance is refused`,
      documented(sources.errors),
      [
        ...instance(),
        instances(from === 'stopped' ? 'StopInstances' : 'TerminateInstances'),
        untilInstance(from),
        see(instances(operation), { answers, status: 400 }),
      ],
    ];
  for (const [operation, list, there] of [
    ['StartInstances', 'StartingInstances', 'running'],
    ['StopInstances', 'StoppingInstances', 'stopped'],
  ] as const)
    yield [
      `${slug(operation)}-again`,
      `${operation} of an instance that is there already changes nothing`,
      documented(apiPage(operation)),
      [
        ...instance(),
        ...(operation === 'StopInstances' ? stopped() : []),
        see(instances(operation), ok({ [list]: [change(there, there)] })),
      ],
    ];
  yield [
    'unknown-instance',
    'An instance that does not exist is not found',
    documented(sources.errors),
    [
      see(
        ec2('StartInstances', { InstanceIds: ['i-00000000000000001'] }),
        refused(400, 'InvalidInstanceID.NotFound', "The instance ID 'i-00000000000000001' does not exist"),
      ),
    ],
  ];
}

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
      soonInstance(at('terminated')),
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
        ok({ Instances: [open(at('pending')), open(at('pending'))] }),
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
        see(describeInstance(), ok(theInstance(at('running')))),
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
      see(describeInstance(), ok(theInstance(at('running')))),
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
      eventually(describeInstance(), theInstance(at('running'))),
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

function* hibernation(): Generator<Row> {
  const here: Evidence = documented(sources.hibernation);
  const configured: PlannedInput = { HibernationOptions: { Configured: true } };
  yield [
    'hibernation-needs-encryption',
    'An instance is launched for hibernation only with an encrypted root volume',
    here,
    [
      publicImage,
      see(launch(configured), {
        answers: ['UnsupportedHibernationConfiguration', 'InvalidParameterCombination'],
        status: 400,
      }),
    ],
  ];
  yield [
    'hibernate',
    'An instance that hibernates stops, and says Client.UserInitiatedHibernate',
    documented(sources.stateReason),
    [
      ...makeKey(),
      ...instance({ ...rootUnder(), ...configured }),
      see(instances('StopInstances', { Hibernate: true }), ok()),
      eventually(
        describeInstance(),
        theInstance({ ...at('stopped'), StateReason: open({ Code: 'Client.UserInitiatedHibernate' }) }),
      ),
    ],
  ];
  yield [
    'hibernate-not-configured',
    'An instance that was not launched for hibernation does not hibernate',
    documented(sources.errors),
    [
      ...makeKey(),
      ...instance(rootUnder()),
      see(instances('StopInstances', { Hibernate: true }), refused(400, 'UnsupportedHibernationConfiguration')),
      see(describeInstance(), ok(theInstance(inState('running')))),
    ],
  ];
  yield [
    'hibernated-needs-key',
    'A hibernated instance does not wake while its key is disabled',
    assumed(sources.hibernation),
    [
      ...makeKey(),
      ...instance({ ...disk(ROOT, under()), ...configured }),
      instances('StopInstances', { Hibernate: true }),
      untilInstance('stopped'),
      kms('DisableKey', { KeyId: KEY }),
      see(instances('StartInstances'), ok()),
      soonInstance(START_REFUSED),
    ],
  ];
}
