/** How snapshots of clusters are encrypted, what is restored of them, and copies of them in other Regions. */
import { assumed, documented, type Evidence } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  answer,
  eventually,
  graded,
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
  until,
} from '../telling.ts';
import {
  ABROAD,
  CLUSTER,
  cluster,
  copyGrant,
  copying,
  describe,
  describeSnapshot,
  KEY_ABROAD,
  keyAbroad,
  on,
  ownedCluster,
  plainCluster,
  restore,
  shown,
  shownSnapshot,
  snapshotBecomes,
  sources,
  taken,
} from './words.ts';

/** The table. */
export const redshiftSnapshots: BehaviourTable = tableOf(
  'redshift/snapshots',
  'Redshift: encryption of snapshots, restores, and copies in other Regions',
  'redshift',
  function* () {
    yield* snapshots();
    yield* copies();
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

const starts: Readonly<Record<string, readonly Step[]>> = { owned: ownedCluster, key: cluster(), none: plainCluster };
const keysByName: Readonly<Record<string, PlannedValue>> = { key: KEY, other: OTHER_KEY };

/** Snapshot of a cluster, restored with, the cluster then. */
const RESTORES = `
snapshot | input                              | cluster
key      | {}                                 | key
key      | {"KmsKeyId":"other"}               | other
owned    | {}                                 | owned
owned    | {"KmsKeyId":"key"}                 | key
none     | {}                                 | none?
none     | {"KmsKeyId":"key"}                 | key
none     | {"Encrypted":true}                 | default
`;

function* snapshots(): Generator<Row> {
  for (const [from, outcome] of [
    ['key', under()],
    ['owned', owned],
    ['none', plain],
  ] as const)
    yield [
      `snapshot-of-${from}`,
      `A snapshot is encrypted as its cluster is, under the same key (${from})`,
      documented(sources.encryption),
      [
        ...makeKey(),
        ...(starts[from] as readonly Step[]),
        ...taken,
        see(describeSnapshot(), ok(shownSnapshot(outcome))),
      ],
    ];
  for (const row of rowsOf<'snapshot' | 'input' | 'cluster'>(RESTORES)) {
    const { word, grade } = graded(row.cluster);
    const given = JSON.parse(row.input) as Record<string, string | boolean>;
    const input: PlannedInput = {
      ...given,
      ...(given.KmsKeyId ? { KmsKeyId: keysByName[String(given.KmsKeyId)] as PlannedValue } : {}),
    };
    const outcomes: Readonly<Record<string, PlannedInput>> = { none: plain, owned, default: under(DEFAULT_KEY) };
    const outcome = outcomes[word] ?? under(keysByName[word] as PlannedValue);
    yield [
      `restore-${row.snapshot}-with-${row.input === '{}' ? 'nothing' : slug(row.input)}`,
      `A cluster restored of a snapshot (${row.snapshot}) with ${row.input} is under ${word}`,
      { grade, source: sources.operation('RestoreFromClusterSnapshot') },
      [
        ...makeKey(),
        otherKey,
        ...(starts[row.snapshot] as readonly Step[]),
        ...taken,
        see(restore(input), ok()),
        ...(word === 'default' ? [defaultKey] : []),
        eventually(describe({ ClusterIdentifier: 'restored' }), shown({ ClusterStatus: 'available', ...outcome })),
      ],
    ];
  }
  yield [
    'snapshot-outlives',
    'A manual snapshot outlives its cluster and is restored under its key; the automated ones go with the cluster',
    documented(sources.snapshots),
    [
      ...makeKey(),
      ...cluster(),
      ...taken,
      { elapse: { hours: 9 } },
      on('DeleteCluster', { SkipFinalClusterSnapshot: true }),
      until(redshift('DescribeClusters'), { Clusters: [] }),
      see(redshift('DescribeClusterSnapshots', { SnapshotType: 'automated' }), ok({ Snapshots: [] })),
      see(restore(), ok()),
      eventually(describe({ ClusterIdentifier: 'restored' }), shown({ ClusterStatus: 'available', ...under() })),
    ],
  ];
  yield [
    'automated-snapshots',
    'Automated snapshots come every eight hours, under the key of the cluster',
    documented(sources.snapshots),
    [
      ...makeKey(),
      ...cluster(),
      { elapse: { hours: 9 } },
      see(
        redshift('DescribeClusterSnapshots', { ClusterIdentifier: CLUSTER, SnapshotType: 'automated' }),
        ok({ Snapshots: [open({ SnapshotIdentifier: { $like: `^rs:${CLUSTER}-` }, ...under() })] }),
      ),
    ],
  ];
}

const THERE = { region: ABROAD };
const withCopies: readonly Step[] = [...makeKey(), keyAbroad, ...cluster(), copyGrant, copying()];

function* copies(): Generator<Row> {
  const grant = documented(sources.encryption);
  yield [
    'copy-needs-grant',
    'Snapshots under a KMS key are not copied to another Region without a snapshot copy grant',
    documented(sources.operation('EnableSnapshotCopy')),
    [
      ...makeKey(),
      ...cluster(),
      see(on('EnableSnapshotCopy', { DestinationRegion: ABROAD }), answer('400 InvalidParameterCombination')),
    ],
  ];
  yield [
    'copy-grant-of-destination',
    'The snapshot copy grant must be made in the Region that snapshots are copied to',
    grant,
    [
      ...makeKey(),
      ...cluster(),
      redshift('CreateSnapshotCopyGrant', { SnapshotCopyGrantName: 'conformance-grant', KmsKeyId: KEY }),
      see(copying(), answer('400 SnapshotCopyGrantNotFoundFault')),
    ],
  ];
  yield [
    'copy',
    'A snapshot is copied to the other Region, under the key of the grant there',
    grant,
    [
      ...withCopies,
      ...taken,
      eventually(
        describeSnapshot(undefined, THERE),
        shownSnapshot({ Status: 'available', SourceRegion: 'us-east-1', ...under(KEY_ABROAD) }),
      ),
      see(describeSnapshot(), ok(shownSnapshot(under()))),
    ],
  ];
  yield [
    'copy-restored',
    'The copy is restored in its Region, under the key there',
    grant,
    [
      ...withCopies,
      ...taken,
      snapshotBecomes('available', undefined, THERE),
      see(restore({}, THERE), ok()),
      eventually(
        describe({ ClusterIdentifier: 'restored' }, THERE),
        shown({ ClusterStatus: 'available', ...under(KEY_ABROAD) }),
      ),
    ],
  ];
  yield [
    'copy-status',
    'A cluster says where its snapshots go and under which grant',
    documented(sources.cluster),
    [
      ...withCopies,
      see(
        describe(),
        ok(
          shown({
            ClusterSnapshotCopyStatus: open({ DestinationRegion: ABROAD, SnapshotCopyGrantName: 'conformance-grant' }),
          }),
        ),
      ),
    ],
  ];
  const refused: readonly (readonly [string, string, Planned, string, Evidence])[] = [
    [
      'key',
      'The key of a cluster is not changed',
      on('ModifyCluster', { Encrypted: true, KmsKeyId: OTHER_KEY }),
      '400 InvalidClusterState',
      documented(sources.changing),
    ],
    [
      'name',
      'A cluster is not renamed: its name is in the encryption context',
      on('ModifyCluster', { NewClusterIdentifier: 'renamed' }),
      '400 InvalidClusterState',
      documented(sources.kms),
    ],
    [
      'grant',
      'The snapshot copy grant is not deleted',
      redshift('DeleteSnapshotCopyGrant', { SnapshotCopyGrantName: 'conformance-grant' }, THERE),
      '400 InvalidSnapshotCopyGrantStateFault',
      documented(sources.operation('DeleteSnapshotCopyGrant')),
    ],
    [
      'twice',
      'Copying is not switched on again',
      copying(),
      '400 SnapshotCopyAlreadyEnabledFault',
      documented(sources.operation('EnableSnapshotCopy')),
    ],
  ];
  for (const [id, words, call, code, evidence] of refused)
    yield [
      `copying-forbids-${id}`,
      `${words} while snapshots are copied to another Region`,
      evidence,
      [otherKey, ...withCopies, see(call, answer(code))],
    ];
  yield [
    'copying-off-allows',
    'With copying switched off the key can be changed and the grant deleted',
    documented(sources.changing),
    [
      otherKey,
      ...withCopies,
      on('DisableSnapshotCopy'),
      see(redshift('DeleteSnapshotCopyGrant', { SnapshotCopyGrantName: 'conformance-grant' }, THERE), ok()),
      see(on('ModifyCluster', { Encrypted: true, KmsKeyId: OTHER_KEY }), ok()),
    ],
  ];
  yield [
    'copy-under-owned',
    'A cluster under a key that AWS owns copies its snapshots without a grant',
    assumed(sources.operation('EnableSnapshotCopy')),
    [
      ...ownedCluster,
      on('EnableSnapshotCopy', { DestinationRegion: ABROAD }),
      ...taken,
      eventually(describeSnapshot(undefined, THERE), shownSnapshot({ Status: 'available', ...owned })),
    ],
  ];
  yield [
    'grant-default-key',
    'A snapshot copy grant without a key is on alias/aws/redshift',
    documented(sources.operation('CreateSnapshotCopyGrant')),
    [
      redshift('CreateSnapshotCopyGrant', { SnapshotCopyGrantName: 'conformance-grant' }),
      defaultKey,
      see(
        redshift('DescribeSnapshotCopyGrants', { SnapshotCopyGrantName: 'conformance-grant' }),
        ok({ SnapshotCopyGrants: [open({ KmsKeyId: DEFAULT_KEY })] }),
      ),
    ],
  ];
}
