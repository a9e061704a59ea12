/** How instances change their state, in AWS's words. */
import { assumed, documented, type Evidence, recorded } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
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
  describeInstance,
  disk,
  inState,
  instance,
  instances,
  launch,
  publicImage,
  ROOT,
  rootUnder,
  START_REFUSED,
  soonInstance,
  stopped,
  theInstance,
  under,
  untilInstance,
} from './words.ts';

/** The table. */
export const ec2Instances: BehaviourTable = tableOf(
  'ec2/instances',
  'EC2: states of instances and their reasons',
  'ec2',
  function* () {
    yield* transitions();
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
        refusedInWords(400, 'InvalidInstanceID.NotFound', "The instance ID 'i-00000000000000001' does not exist"),
      ),
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
