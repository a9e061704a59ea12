/** How clusters are encrypted, how that changes, rotation of their keys, statuses and errors. */
import { assumed, documented, type Evidence, reported } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, KEY_ID, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  answer,
  eventually,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  redshift,
  rowsOf,
  type Step,
  see,
  slug,
  tableOf,
} from '../telling.ts';
import {
  becomes,
  CLUSTER,
  cluster,
  create,
  describe,
  describeSnapshot,
  on,
  ownedCluster,
  plainCluster,
  restore,
  shown,
  shownSnapshot,
  sources,
  taken,
} from './words.ts';

/** The table. */
export const redshiftEncryption: BehaviourTable = tableOf(
  'redshift/encryption',
  'Redshift: encryption of clusters, its changes, statuses and errors',
  'redshift',
  function* () {
    yield* creation();
    yield* changes();
    yield* rotation();
    yield* statuses();
    yield* refusals();
  },
);

const ABSENT = { $absent: true } as const;
const under = (key: PlannedValue = KEY) => ({ Encrypted: true, KmsKeyId: key });
const owned = { Encrypted: true, KmsKeyId: ABSENT };
const plain = { Encrypted: false, KmsKeyId: ABSENT };
const DEFAULT_KEY: PlannedValue = { $ref: 'default.KeyMetadata.Arn' };
const defaultKey: Step = see(
  kms('DescribeKey', { KeyId: 'alias/aws/redshift' }, { name: 'default' }),
  ok({ KeyMetadata: open({ KeyManager: 'AWS' }) }, { within: { minutes: 1 } }),
);

function* creation(): Generator<Row> {
  yield [
    'by-default',
    'New clusters are encrypted, under a key that AWS owns unless a key is named',
    documented(sources.operation('CreateCluster')),
    [see(create(), ok({ Cluster: open(owned) })), becomes('available'), see(describe(), ok(shown(owned)))],
  ];
  yield [
    'not-without',
    'A cluster without encryption is not created',
    documented(sources.operation('CreateCluster')),
    [see(create({ Encrypted: false }), answer('400 InvalidParameterValue'))],
  ];
  const given: readonly (readonly [string, PlannedValue])[] = [
    ['its id', KEY_ID],
    ['its ARN', KEY],
    ['its alias', 'alias/conformance'],
    ['the ARN of its alias', `arn:aws:kms:us-east-1:${ACCOUNT}:alias/conformance`],
  ];
  for (const [how, name] of given)
    yield [
      `key-by-${slug(how)}`,
      `A cluster is under the key that its request names by ${how}; answers show its ARN`,
      documented(sources.operation('CreateCluster')),
      [
        ...makeKey(),
        kms('CreateAlias', { AliasName: 'alias/conformance', TargetKeyId: KEY }),
        see(create({ KmsKeyId: name }), ok({ Cluster: open(under()) })),
      ],
    ];
  const specs: readonly PlannedInput[] = [
    { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' },
    { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
    { Origin: 'EXTERNAL' },
  ];
  for (const spec of specs)
    yield [
      `kind-of-key-${slug(JSON.stringify(spec))}`,
      `A key made with ${JSON.stringify(spec)} is refused`,
      assumed(sources.kms),
      [kms('CreateKey', spec, { name: 'key' }), see(create({ KmsKeyId: KEY }), answer('400 InvalidParameterValue'))],
    ];
  yield [
    'no-such-key',
    'A key that does not exist is refused',
    assumed(sources.operation('CreateCluster')),
    [see(create({ KmsKeyId: '11111111-2222-4333-8444-555555555555' }), answer('400 InvalidParameterValue'))],
  ];
}

/** From, by ModifyCluster with, to. */
const CHANGES = `
from     | input                                      | to
owned    | {"Encrypted":true,"KmsKeyId":"key"}        | key
key      | {"KmsKeyId":"other"}                       | other
key      | {"Encrypted":true,"KmsKeyId":"other"}      | other
key      | {"Encrypted":false}                        | none
none     | {"Encrypted":true}                         | default
none     | {"Encrypted":true,"KmsKeyId":"key"}        | key
none     | {"KmsKeyId":"key"}                         | key
`;

const starts: Readonly<Record<string, readonly Step[]>> = { owned: ownedCluster, key: cluster(), none: plainCluster };
const keysByName: Readonly<Record<string, PlannedValue>> = { key: KEY, other: OTHER_KEY };

function* changes(): Generator<Row> {
  for (const row of rowsOf<'from' | 'input' | 'to'>(CHANGES)) {
    const given = JSON.parse(row.input) as Record<string, string | boolean>;
    const input = {
      ...given,
      ...(given.KmsKeyId ? { KmsKeyId: keysByName[String(given.KmsKeyId)] as PlannedValue } : {}),
    };
    const outcome =
      row.to === 'none' ? plain : under(row.to === 'default' ? DEFAULT_KEY : (keysByName[row.to] as PlannedValue));
    yield [
      `modify-${row.from}-to-${row.to}-by-${slug(row.input)}`,
      `ModifyCluster ${row.input} takes a cluster from ${row.from} to ${row.to}: resizing, then available`,
      documented(sources.changing),
      [
        ...makeKey(),
        otherKey,
        ...(starts[row.from] as readonly Step[]),
        see(on('ModifyCluster', input), ok({ Cluster: open({ ClusterStatus: 'resizing' }) })),
        ...(row.to === 'default' ? [defaultKey] : []),
        eventually(describe(), shown({ ClusterStatus: 'available', ...outcome }), { within: { hours: 2 } }),
      ],
    ];
  }
  yield [
    'same-endpoint',
    'The cluster has the same endpoint after a change of its key',
    documented(sources.changing),
    [
      ...makeKey(),
      ...ownedCluster,
      { ...describe(), name: 'before' },
      on('ModifyCluster', { Encrypted: true, KmsKeyId: KEY }),
      eventually(
        describe(),
        shown({ ClusterStatus: 'available', KmsKeyId: KEY, Endpoint: { $ref: 'before.Clusters.0.Endpoint' } }),
        { within: { hours: 2 } },
      ),
    ],
  ];
  yield [
    'read-while-resizing',
    'While its key changes a cluster is resizing and still answers',
    documented(sources.changing),
    [
      ...makeKey(),
      ...ownedCluster,
      on('ModifyCluster', { Encrypted: true, KmsKeyId: KEY }),
      see(describe(), ok(shown({ ClusterStatus: 'resizing', ClusterAvailabilityStatus: { $not: 'Unavailable' } }))),
    ],
  ];
  for (const [what, steps] of [
    ['a reboot', [on('RebootCluster')]],
    ['a pause and a resume', [on('PauseCluster'), becomes('paused'), on('ResumeCluster')]],
    ['other nodes', [on('ModifyCluster', { NodeType: 'ra3.4xlarge' })]],
    ['another retention', [on('ModifyCluster', { AutomatedSnapshotRetentionPeriod: 5 })]],
    ['a rotation', [on('RotateEncryptionKey')]],
  ] as const)
    yield [
      `kept-by-${slug(what)}`,
      `${what} leaves a cluster under its key`,
      documented(sources.encryption),
      [
        ...makeKey(),
        ...cluster(),
        ...steps,
        { elapse: { hours: 1 } },
        see(describe(), ok(shown({ ClusterStatus: 'available', ...under() }))),
      ],
    ];
  yield [
    'contradiction',
    'A key together with Encrypted=false is refused',
    assumed(sources.operation('ModifyCluster')),
    [
      ...makeKey(),
      ...cluster(),
      see(on('ModifyCluster', { Encrypted: false, KmsKeyId: KEY }), answer('400 InvalidParameterCombination')),
    ],
  ];
}

function* rotation(): Generator<Row> {
  yield [
    'rotation',
    'RotateEncryptionKey: rotating-keys, not available for a while, then available under the same key',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...cluster(),
      see(on('RotateEncryptionKey'), ok({ Cluster: open({ ClusterStatus: 'rotating-keys' }) })),
      see(describe(), ok(shown({ ClusterAvailabilityStatus: 'Unavailable' }))),
      eventually(describe(), shown({ ClusterStatus: 'available', ...under() })),
    ],
  ];
  yield [
    'rotation-of-owned',
    'The keys of a cluster under a key that AWS owns are rotated too',
    documented(sources.encryption),
    [
      ...ownedCluster,
      see(on('RotateEncryptionKey'), ok()),
      eventually(describe(), shown({ ClusterStatus: 'available', ...owned })),
    ],
  ];
  yield [
    'rotation-keeps-snapshots',
    'Snapshots of a cluster whose keys were rotated are under the same key and are restored as before',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...cluster(),
      ...taken,
      on('RotateEncryptionKey'),
      becomes('available'),
      see(describeSnapshot(), ok(shownSnapshot({ Status: 'available', ...under() }))),
      see(restore(), ok()),
      eventually(describe({ ClusterIdentifier: 'restored' }), shown({ ClusterStatus: 'available', ...under() })),
    ],
  ];
  const refused: readonly (readonly [string, string, readonly Step[], string])[] = [
    ['unknown', 'of a cluster that does not exist', [], '404 ClusterNotFound'],
    ['plain', 'of a cluster without encryption', plainCluster, '400 UnsupportedOperation'],
    ['paused', 'of a paused cluster', [...cluster(), on('PauseCluster'), becomes('paused')], '400 InvalidClusterState'],
    [
      'rotating',
      'of a cluster whose keys are being rotated',
      [...cluster(), on('RotateEncryptionKey')],
      '400 InvalidClusterState',
    ],
  ];
  for (const [id, words, before, code] of refused)
    yield [
      `rotation-refused-${id}`,
      `RotateEncryptionKey ${words} is refused with ${code.split(' ')[1]}`,
      documented(sources.operation('RotateEncryptionKey')),
      [...makeKey(), ...before, see(on('RotateEncryptionKey'), answer(code))],
    ];
}

/** Status, and the call that it follows. */
function* statuses(): Generator<Row> {
  const rows: readonly (readonly [string, Planned, readonly Step[], Evidence?])[] = [
    ['creating', create({ KmsKeyId: KEY }), []],
    ['available', create({ KmsKeyId: KEY }), []],
    ['modifying', on('ModifyCluster', { AutomatedSnapshotRetentionPeriod: 5 }), cluster()],
    ['renaming', on('ModifyCluster', { NewClusterIdentifier: 'renamed' }), cluster()],
    ['resizing', on('ModifyCluster', { NodeType: 'ra3.4xlarge' }), cluster()],
    ['rotating-keys', on('RotateEncryptionKey'), cluster()],
    ['rebooting', on('RebootCluster'), cluster()],
    ['pausing', on('PauseCluster'), cluster(), reported(sources.pausing)],
    ['paused', on('PauseCluster'), cluster()],
    ['resuming', on('ResumeCluster'), [...cluster(), on('PauseCluster'), becomes('paused')], reported(sources.pausing)],
    ['final-snapshot', on('DeleteCluster', { FinalClusterSnapshotIdentifier: 'final' }), cluster()],
    ['deleting', on('DeleteCluster', { SkipFinalClusterSnapshot: true }), cluster()],
  ];
  for (const [status, call, before, evidence = documented(sources.cluster)] of rows)
    yield [
      `status-${status}`,
      `A cluster is ${status} after ${(call as { operation?: string }).operation}`,
      evidence,
      [...makeKey(), ...before, call, eventually(describe(), shown({ ClusterStatus: status }))],
    ];
}

function* refusals(): Generator<Row> {
  const rows: readonly (readonly [string, string, readonly Step[], Planned, string])[] = [
    [
      'no-cluster',
      'A cluster that does not exist is not found',
      [],
      describe(),
      `404 ClusterNotFound: Cluster ${CLUSTER} not found.`,
    ],
    ['no-snapshot', 'A snapshot that does not exist is not restored', [], restore(), '404 ClusterSnapshotNotFound'],
    ['taken', 'An identifier that is taken is refused', ownedCluster, create(), '400 ClusterAlreadyExists'],
    [
      'reboot-paused',
      'A paused cluster is not rebooted',
      [...ownedCluster, on('PauseCluster'), becomes('paused')],
      on('RebootCluster'),
      '400 InvalidClusterState',
    ],
    [
      'resume-running',
      'A running cluster is not resumed',
      ownedCluster,
      on('ResumeCluster'),
      '400 InvalidClusterState',
    ],
    [
      'hsm',
      'A hardware security module that does not exist is not found',
      [],
      create({ HsmConfigurationIdentifier: 'none' }),
      '400 HsmConfigurationNotFoundFault',
    ],
    [
      'no-grant',
      'A snapshot copy grant that does not exist is not deleted',
      [],
      redshift('DeleteSnapshotCopyGrant', { SnapshotCopyGrantName: 'none' }),
      '400 SnapshotCopyGrantNotFoundFault',
    ],
    [
      'region',
      'Snapshots are not copied to the Region they are in',
      ownedCluster,
      on('EnableSnapshotCopy', { DestinationRegion: 'us-east-1' }),
      '404 UnknownSnapshotCopyRegionFault',
    ],
  ];
  for (const [id, words, before, call, code] of rows)
    yield [
      `refused-${id}`,
      words,
      documented(sources.operation((call as { operation: string }).operation)),
      [...before, see(call, answer(code))],
    ];
}
