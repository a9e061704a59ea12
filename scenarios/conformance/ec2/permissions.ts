/** Who needs which permission of KMS for EC2 to work: callers, EC2's own role, Auto Scaling's service-linked role. */
import { assumed, documented, type Evidence, recorded, reported } from '../../../model/evidence.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import { type BehaviourTable, OK } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import { eventually, iam, kms, ok, type PlannedInput, type Row, refused, type Step, see, tableOf } from '../telling.ts';
import { sources } from './sources.ts';
import {
  attach,
  attached,
  attachedVolume,
  createVolume,
  describeInstance,
  describeVolume,
  inState,
  instance,
  instances,
  keyRevoked,
  LAUNCH_REFUSED,
  launch,
  publicImage,
  rootUnder,
  START_REFUSED,
  soonInstance,
  stopped,
  theInstance,
  theVolume,
  under,
  vanishes,
  volume,
} from './words.ts';

/** The table. */
export const ec2Permissions: BehaviourTable = tableOf(
  'ec2/permissions',
  'EC2 and EBS: who must be allowed to use the key',
  'ec2',
  function* () {
    yield* minimal();
    yield* conditions();
    yield* infrastructure();
    yield* scaling();
  },
);

const DEV = `arn:aws:iam::${ACCOUNT}:user/developer`;
const as = { caller: { principal: DEV } };

const allow = (Action: readonly string[], more: PlannedInput = {}): PlannedValue => ({
  Effect: 'Allow',
  Action: [...Action],
  Resource: '*',
  ...more,
});
const deny = (Action: readonly string[], more: PlannedInput = {}): PlannedValue => ({
  ...(allow(Action, more) as PlannedInput),
  Effect: 'Deny',
});

/** A user of the account who may do what the statements say. */
const developer = (...statements: readonly PlannedValue[]): readonly PlannedCall[] => [
  iam('CreateUser', { UserName: 'developer' }),
  iam('PutUserPolicy', {
    UserName: 'developer',
    PolicyName: 'disks',
    PolicyDocument: { $json: { Version: '2012-10-17', Statement: [...statements] } },
  }),
];

const EC2 = allow(['ec2:*']);

function* minimal(): Generator<Row> {
  const data = ['kms:GenerateDataKeyWithoutPlaintext', 'kms:Decrypt'];
  yield [
    'empty-volume',
    'An empty encrypted volume needs GenerateDataKeyWithoutPlaintext and no grant',
    reported(sources.silentDenial),
    [
      ...makeKey(),
      ...developer(EC2, allow(data)),
      createVolume(under(), as),
      eventually(describeVolume(), theVolume({ State: 'available', KmsKeyId: KEY })),
    ],
  ];
  yield [
    'empty-volume-without',
    'Without GenerateDataKeyWithoutPlaintext an encrypted volume is answered and vanishes',
    reported(sources.silentDenial),
    [
      ...makeKey(),
      ...developer(EC2, allow(['kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant'])),
      see(createVolume(under(), as), ok({ State: 'creating' })),
      vanishes(),
    ],
  ];
  const noGrants = developer(EC2, allow([...data, 'kms:DescribeKey', 'kms:ReEncrypt*']));
  yield [
    'attach-without-grants',
    'Without CreateGrant an encrypted volume is not attached to a running instance',
    reported(sources.revokedForPermission),
    [...makeKey(), ...noGrants, ...volume(under()), ...instance(), see(attach('/dev/sdf', 'volume', as), keyRevoked)],
  ];
  yield [
    'start-without-grants',
    'Without CreateGrant an instance with an encrypted volume falls back to stopped',
    recorded(sources.startDenied),
    [
      ...makeKey(),
      ...noGrants,
      ...volume(under()),
      ...instance(),
      ...attached(),
      ...stopped(),
      see({ ...instances('StartInstances'), ...as }, ok()),
      soonInstance(START_REFUSED),
    ],
  ];
  yield [
    'launch-without-grants',
    'Without CreateGrant a launch with an encrypted volume ends terminated',
    recorded(sources.launchRefused),
    [
      ...makeKey(),
      ...noGrants,
      publicImage,
      see(launch({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 1, ...under() } }] }, as), ok()),
      soonInstance(LAUNCH_REFUSED),
    ],
  ];
  yield [
    'plain-needs-nothing',
    'Without any permission of KMS everything unencrypted works',
    documented(sources.requirements),
    [
      ...developer(EC2),
      ...volume({}, 'volume', as),
      publicImage,
      launch({}, as),
      eventually(describeInstance(), theInstance(inState('running'))),
      see(attach('/dev/sdf', 'volume', as), ok()),
      eventually(describeVolume(), attachedVolume),
    ],
  ];
  yield [
    'everything',
    'With the permissions that the guide names, volumes are made, attached and launched',
    documented(sources.requirements),
    [
      ...makeKey(),
      ...developer(EC2, allow([...data, 'kms:CreateGrant', 'kms:DescribeKey', 'kms:ReEncrypt*'])),
      ...volume(under(), 'volume', as),
      publicImage,
      launch(rootUnder(), as),
      eventually(describeInstance(), theInstance(inState('running'))),
      see(attach('/dev/sdf', 'volume', as), ok()),
      eventually(describeVolume(), attachedVolume),
    ],
  ];
}

function* conditions(): Generator<Row> {
  const data = allow(['kms:GenerateDataKeyWithoutPlaintext', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:DescribeKey']);
  const forResources = allow(['kms:CreateGrant'], { Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } });
  const attachable = [...volume(under()), ...instance()];
  yield [
    'grants-for-aws-resources',
    'A caller who may create grants for AWS resources only attaches volumes, and creates no grant itself',
    documented(sources.requirements),
    [
      ...makeKey(),
      ...developer(EC2, data, forResources),
      ...attachable,
      see(attach('/dev/sdf', 'volume', as), ok()),
      see(kms('CreateGrant', { KeyId: KEY, GranteePrincipal: DEV, Operations: ['Decrypt'] }, as), {
        answers: ['AccessDeniedException'],
      }),
    ],
  ];
  for (const [id, service, works] of [
    ['via-ec2', 'ec2', true],
    ['via-s3', 's3', false],
  ] as const) {
    const via = { Condition: { StringEquals: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` } } };
    yield [
      id,
      works
        ? 'A caller who may use the key through EC2 only attaches volumes, and does not use the key itself'
        : 'A caller who may use the key through another service only attaches no encrypted volume',
      documented(sources.kmsOfEbs),
      [
        ...makeKey(),
        ...developer(EC2, allow(['kms:*'], via)),
        ...attachable,
        see(attach('/dev/sdf', 'volume', as), works ? ok() : keyRevoked),
        see(kms('GenerateDataKey', { KeyId: KEY, KeySpec: 'AES_256' }, as), { answers: ['AccessDeniedException'] }),
      ],
    ];
  }
  const plain: PlannedInput = {
    Resource: 'arn:aws:ec2:*:*:volume/*',
    Condition: { Bool: { 'ec2:Encrypted': 'false' } },
  };
  const mustEncrypt = developer(EC2, allow(['kms:*']), deny(['ec2:CreateVolume', 'ec2:RunInstances'], plain));
  yield [
    'must-encrypt',
    'A policy on ec2:Encrypted denies volumes and launches without encryption and lets encrypted ones pass',
    documented('https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html'),
    [
      ...makeKey(),
      ...mustEncrypt,
      see(createVolume({}, { name: 'plain', ...as }), refused(403, 'UnauthorizedOperation')),
      see(createVolume(under(), as), ok({ Encrypted: true })),
      publicImage,
      see(launch({}, { name: 'plainLaunch', ...as }), refused(403, 'UnauthorizedOperation')),
      see(launch(rootUnder(), as), ok()),
    ],
  ];
  yield [
    'denied-by-ec2-asks-nobody',
    'What EC2 itself denies asks KMS nothing',
    assumed('https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policies-for-amazon-ec2.html'),
    [
      ...makeKey(),
      ...developer(allow(['kms:*'])),
      see(createVolume(under(), as), { ...refused(403, 'UnauthorizedOperation'), kmsRecords: [] }),
    ],
  ];
}

/** Statements of a key policy: everything for the account, and one denial. */
const keyPolicy = (denial: PlannedInput): PlannedValue => ({
  $json: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Deny', Principal: { AWS: '*' }, Action: ['kms:Decrypt'], Resource: '*', ...denial },
    ],
  },
});

/** EC2's own role has no policies, but is subject to what a key policy denies. */
function* infrastructure(): Generator<Row> {
  const elsewhere = { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24'] } };
  const exempt = { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/aws:ec2-infrastructure` } };
  const rows: readonly (readonly [string, string, Evidence, PlannedInput, boolean])[] = [
    [
      'host-denied',
      'A key policy that denies EC2’s own role keeps instances from starting, though the caller may do everything',
      documented(sources.requirements),
      { Condition: { ArnLike: exempt.ArnNotLike } },
      false,
    ],
    [
      'network-denied',
      'A key policy that denies all other networks keeps instances from starting, for EC2’s role comes from none of them',
      documented(sources.requirements),
      { Condition: elsewhere },
      false,
    ],
    [
      'network-denied-role-exempt',
      'The same policy with EC2’s role exempt lets instances start',
      documented(sources.requirements),
      { Condition: { ...elsewhere, ...exempt } },
      true,
    ],
  ];
  for (const [id, sentence, evidence, denial, works] of rows)
    yield [
      id,
      sentence,
      evidence,
      [
        ...makeKey(),
        ...instance(rootUnder()),
        ...stopped(),
        kms('PutKeyPolicy', { KeyId: KEY, Policy: keyPolicy(denial) }),
        see(instances('StartInstances'), ok()),
        works ? eventually(describeInstance(), theInstance(inState('running'))) : soonInstance(START_REFUSED),
      ],
    ];
}

/** Auto Scaling launches with a role of its own, which the key policy must name where it does not let in all of the account. */
function* scaling(): Generator<Row> {
  const name = 'AWSServiceRoleForAutoScaling';
  const role = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/${name}`;
  const session = { caller: { principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/AutoScaling` } };
  /** A key whose policy lets in the account, whose own policies then decide, and perhaps the role. */
  const keyFor = (...roles: readonly string[]): PlannedCall =>
    kms(
      'CreateKey',
      {
        Policy: {
          $json: {
            Version: '2012-10-17',
            Statement: [`arn:aws:iam::${ACCOUNT}:root`, ...roles].map((AWS) => ({
              Effect: 'Allow',
              Principal: { AWS },
              Action: 'kms:*',
              Resource: '*',
            })),
          },
        },
      },
      { name: 'key' },
    );
  // An account that used Auto Scaling before has the role already.
  const linked = see(iam('CreateServiceLinkedRole', { AWSServiceName: 'autoscaling.amazonaws.com' }), {
    answers: [OK, 'InvalidInput'],
    given: true,
  });
  const launches = (...steps: readonly Step[]): readonly Step[] => [
    publicImage,
    launch(rootUnder(), session),
    ...steps,
  ];
  yield [
    'scaling-left-out',
    'Under a healthy key that leaves all to the policies of the account, an instance that Auto Scaling launches ends terminated: its role has none for KMS',
    reported(sources.scalingReported),
    [
      linked,
      keyFor(),
      ...launches(soonInstance(LAUNCH_REFUSED)),
      see(kms('DescribeKey', { KeyId: KEY }), ok({ KeyMetadata: { $open: true, KeyState: 'Enabled' } })),
    ],
  ];
  yield [
    'scaling-left-out-others-launch',
    'Under the same key the administrator’s own launch runs',
    documented(sources.scalingPolicy),
    [
      linked,
      keyFor(),
      publicImage,
      launch(rootUnder()),
      eventually(describeInstance(), theInstance(inState('running'))),
    ],
  ];
  yield [
    'scaling-named',
    'Under a key whose policy names its role, an instance that Auto Scaling launches runs',
    documented(sources.scalingPolicy),
    [linked, keyFor(role), ...launches(eventually(describeInstance(), theInstance(inState('running'))))],
  ];
  yield [
    'scaling-plain',
    'What is not encrypted Auto Scaling launches whatever any key says',
    documented(sources.scalingPolicy),
    [
      linked,
      keyFor(),
      publicImage,
      launch({}, session),
      eventually(describeInstance(), theInstance(inState('running'))),
    ],
  ];
}
