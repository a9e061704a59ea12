/** What becomes of a cluster whose key is lost: AWS says next to nothing of it, so that nearly all is assumed. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { Planned } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { into, KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { eventually, kms, ok, open, type Row, redshift, rowsOf, type Step, see, slug, tableOf } from '../telling.ts';
import {
  ABROAD,
  arnOf,
  becomes,
  CLUSTER,
  cluster,
  copyGrant,
  copying,
  create,
  describe,
  describeSnapshot,
  KEY_ABROAD,
  keyAbroad,
  on,
  ownedCluster,
  restore,
  shown,
  shownSnapshot,
  snapshot,
  sources,
  taken,
} from './words.ts';

/** The table. */
export const redshiftLostKey: BehaviourTable = tableOf(
  'redshift/lost-key',
  'Redshift: what becomes of a cluster whose key is lost',
  'redshift',
  function* () {
    yield* running();
    yield* waiting();
    yield* given();
    yield* events();
  },
);

const disable = kms('DisableKey', { KeyId: KEY });
const enable = kms('EnableKey', { KeyId: KEY });
const available = { ClusterStatus: 'available', ClusterAvailabilityStatus: 'Available' };

function* running(): Generator<Row> {
  const losses: readonly (readonly [string, readonly Planned[]])[] = [
    ['disabled', into('Disabled')],
    ['pending deletion', into('PendingDeletion')],
    ['deleted', into('Deleted')],
    ['denied by its policy', into('Denied')],
  ];
  for (const [what, steps] of losses)
    yield [
      `runs-on-${slug(what)}`,
      `A running cluster serves on while its key is ${what}: keys are loaded at its launch, not for each query`,
      assumed(sources.kms),
      [...makeKey(), ...cluster(), ...steps, { elapse: { days: 3 } }, see(describe(), ok(shown(available)))],
    ];
  yield [
    'runs-on-revoked',
    'A running cluster serves on without its grant',
    assumed(sources.kms),
    [
      ...makeKey(),
      ...cluster(),
      kms('ListGrants', { KeyId: KEY }, { name: 'grants' }),
      kms('RevokeGrant', { KeyId: KEY, GrantId: { $ref: 'grants.Grants.0.GrantId' } }),
      { elapse: { days: 3 } },
      see(describe(), ok(shown(available))),
    ],
  ];
  yield [
    'automated-snapshots-go-on',
    'Automated snapshots of a running cluster go on with a lost key: they need no call to KMS',
    assumed(sources.snapshots),
    [
      ...makeKey(),
      ...cluster(),
      disable,
      { elapse: { hours: 9 } },
      see(
        redshift('DescribeClusterSnapshots', { ClusterIdentifier: CLUSTER, SnapshotType: 'automated' }),
        ok({ Snapshots: { $contains: open({ Status: 'available', Encrypted: true, KmsKeyId: KEY }) } }),
      ),
    ],
  ];
  yield [
    'snapshot-goes-on',
    'A snapshot of a running cluster becomes available with a lost key',
    assumed(sources.encryption),
    [
      ...makeKey(),
      ...cluster(),
      disable,
      snapshot,
      eventually(describeSnapshot(), shownSnapshot({ Status: 'available' })),
    ],
  ];
}

/** Operations that make a cluster load its keys, the status it waits in, and whether it answers queries meanwhile. */
const LOADS = `
operation                         | status    | availability
RebootCluster                     | rebooting | Unavailable
PauseCluster ResumeCluster        | resuming  | Unavailable
ModifyCluster of nodes            | resizing  | Modifying
`;

const steps: Readonly<Record<string, readonly Step[]>> = {
  RebootCluster: [on('RebootCluster')],
  'PauseCluster ResumeCluster': [on('PauseCluster'), becomes('paused'), on('ResumeCluster')],
  'ModifyCluster of nodes': [on('ModifyCluster', { NodeType: 'ra3.4xlarge' })],
};

function* waiting(): Generator<Row> {
  for (const { operation, status, availability } of rowsOf<'operation' | 'status' | 'availability'>(LOADS)) {
    const started: readonly Step[] = [...makeKey(), ...cluster(), disable, ...(steps[operation] as readonly Step[])];
    yield [
      `waits-${slug(operation)}`,
      `${operation} with a lost key: the cluster stays ${status} and is ${availability}`,
      assumed(sources.cluster),
      [
        ...started,
        { elapse: { hours: 12 } },
        see(describe(), ok(shown({ ClusterStatus: status, ClusterAvailabilityStatus: availability }))),
      ],
    ];
    yield [
      `comes-back-${slug(operation)}`,
      `${operation} with a lost key: once that is enabled again the cluster becomes available by itself`,
      assumed(sources.cluster),
      [
        ...started,
        { elapse: { hours: 12 } },
        enable,
        eventually(describe(), shown({ ...available, Encrypted: true, KmsKeyId: KEY }), { within: { hours: 2 } }),
      ],
    ];
  }
  yield [
    'waits-for-ever',
    'A cluster that must load its keys after its key was deleted does not come back',
    assumed(sources.cluster),
    [
      ...makeKey(),
      ...cluster(),
      ...into('Deleted'),
      on('RebootCluster'),
      { elapse: { days: 3 } },
      see(describe(), ok(shown({ ClusterStatus: 'rebooting', ClusterAvailabilityStatus: 'Unavailable' }))),
    ],
  ];
  yield [
    'waiting-is-deleted',
    'A cluster that waits for its keys can be deleted',
    assumed(sources.operation('DeleteCluster')),
    [
      ...makeKey(),
      ...cluster(),
      disable,
      on('RebootCluster'),
      see(on('DeleteCluster', { SkipFinalClusterSnapshot: true }), ok()),
    ],
  ];
  yield [
    'launch-waits',
    'A cluster whose key is lost before its launch stays creating, and becomes available with the key',
    assumed(sources.kms),
    [
      ...makeKey(),
      create({ KmsKeyId: KEY }),
      disable,
      { elapse: { hours: 2 } },
      see(describe(), ok(shown({ ClusterStatus: 'creating' }))),
      enable,
      eventually(describe(), shown({ ClusterStatus: 'available' }), { within: { hours: 2 } }),
    ],
  ];
}

function* given(): Generator<Row> {
  yield [
    'rotation-comes-to-nothing',
    'RotateEncryptionKey with a lost key is accepted and leaves the cluster available under its key',
    assumed(sources.operation('RotateEncryptionKey')),
    [
      ...makeKey(),
      ...cluster(),
      disable,
      see(on('RotateEncryptionKey'), ok({ Cluster: open({ ClusterStatus: 'rotating-keys' }) })),
      eventually(describe(), shown({ ...available, KmsKeyId: KEY })),
    ],
  ];
  yield [
    'migration-given-up',
    'A migration to a key that is disabled on the way is given up: the cluster stays under the key it had',
    assumed(sources.changing),
    [
      ...makeKey(),
      otherKey,
      ...cluster(),
      see(
        on('ModifyCluster', { Encrypted: true, KmsKeyId: OTHER_KEY }),
        ok({ Cluster: open({ ClusterStatus: 'resizing' }) }),
      ),
      kms('DisableKey', { KeyId: OTHER_KEY }),
      eventually(describe(), shown({ ClusterStatus: 'available', Encrypted: true, KmsKeyId: KEY }), {
        within: { hours: 2 },
      }),
    ],
  ];
  yield [
    'migration-away',
    'A running cluster moves to another key though its own is disabled: its keys are in memory',
    assumed(sources.changing),
    [
      ...makeKey(),
      otherKey,
      ...cluster(),
      disable,
      see(on('ModifyCluster', { Encrypted: true, KmsKeyId: OTHER_KEY }), ok()),
      eventually(describe(), shown({ ClusterStatus: 'available', KmsKeyId: OTHER_KEY }), { within: { hours: 2 } }),
    ],
  ];
  yield [
    'restore-after-deletion',
    'A snapshot whose key was deleted is never restored: its cluster encryption key cannot be opened',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...cluster(),
      ...taken,
      ...into('Deleted'),
      see(restore(), { answers: ['InvalidParameterValue', 'UnauthorizedOperation'], status: 400 }),
    ],
  ];
  yield [
    'copy-fails',
    'A copy of a snapshot to another Region fails while the key there is disabled; the snapshot itself does not',
    assumed(sources.encryption),
    [
      ...makeKey(),
      keyAbroad,
      ...cluster(),
      copyGrant,
      copying(),
      kms('DisableKey', { KeyId: KEY_ABROAD }, { region: ABROAD }),
      ...taken,
      eventually(describeSnapshot(undefined, { region: ABROAD }), shownSnapshot({ Status: 'failed' })),
      see(describeSnapshot(), ok(shownSnapshot({ Status: 'available' }))),
    ],
  ];
}

function* events(): Generator<Row> {
  yield [
    'told',
    'Redshift tells in its events that a cluster cannot load its keys',
    assumed(sources.kms),
    [
      ...makeKey(),
      ...cluster(),
      disable,
      on('RebootCluster'),
      see(
        redshift('DescribeEvents', { SourceType: 'cluster', SourceIdentifier: CLUSTER, Duration: 60 }),
        ok({ Events: { $contains: open({ Severity: 'ERROR', SourceIdentifier: CLUSTER }) } }, { within: { hours: 1 } }),
      ),
    ],
  ];
  yield [
    'notified',
    'EventBridge hears of it',
    assumed(sources.kms),
    [
      ...makeKey(),
      ...cluster(),
      disable,
      see(
        on('RebootCluster'),
        ok(undefined, {
          notifications: [
            {
              detailType: 'Redshift Cluster Event',
              resources: [arnOf(CLUSTER)],
              detail: { $open: true, Severity: 'ERROR', SourceIdentifier: CLUSTER },
            },
          ],
        }),
      ),
      { elapse: { minutes: 30 } },
    ],
  ];
  yield [
    'other-clusters-not-reached',
    'A lost key does not reach clusters under other keys: they reboot as ever',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...ownedCluster,
      disable,
      on('RebootCluster'),
      eventually(describe(), shown({ ClusterStatus: 'rebooting' })),
      eventually(describe(), shown(available)),
    ],
  ];
}
