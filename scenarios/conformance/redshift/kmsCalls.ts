/** The key hierarchy of Redshift as far as anybody sees it: the calls to KMS, their names, contexts and grants. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { kmsRecordsBy } from '../kmsForServices.ts';
import { graded, ok, type Row, redshift, rowsOf, type Step, see, slug, tableOf, until } from '../telling.ts';
import { redshiftGrants } from './kmsGrants.ts';
import {
  becomes,
  CLUSTER,
  cluster,
  contextOf,
  create,
  describe,
  migrate,
  on,
  ownedCluster,
  plainCluster,
  restore,
  snapshot,
  snapshotBecomes,
  sources,
  taken,
} from './words.ts';

/** The table. */
export const redshiftKmsCalls: BehaviourTable = tableOf(
  'redshift/kms-calls',
  'Redshift: the calls it makes to KMS',
  'redshift',
  function* () {
    yield* calls();
    yield* contexts();
    yield* redshiftGrants();
  },
);

/** A step that KMS calls come of, and the wait in which the later ones are made. */
interface Trial {
  readonly before?: readonly Step[];
  readonly call: Planned;
  readonly wait?: Step;
}

const available = becomes('available');
const paused: readonly Step[] = [...cluster(), on('PauseCluster'), becomes('paused')];

const trials: Readonly<Record<string, Trial>> = {
  CreateCluster: { call: create({ KmsKeyId: KEY }), wait: available },
  'CreateCluster under an owned key': { call: create(), wait: available },
  DescribeClusters: { before: cluster(), call: describe() },
  RebootCluster: { before: cluster(), call: on('RebootCluster'), wait: available },
  'RebootCluster under an owned key': { before: ownedCluster, call: on('RebootCluster'), wait: available },
  PauseCluster: { before: cluster(), call: on('PauseCluster'), wait: becomes('paused') },
  ResumeCluster: { before: paused, call: on('ResumeCluster'), wait: available },
  'ModifyCluster of nodes': {
    before: cluster(),
    call: on('ModifyCluster', { NodeType: 'ra3.4xlarge' }),
    wait: available,
  },
  'ModifyCluster of retention': {
    before: cluster(),
    call: on('ModifyCluster', { AutomatedSnapshotRetentionPeriod: 3 }),
    wait: available,
  },
  'ModifyCluster to encrypt': { before: plainCluster, call: migrate(KEY), wait: available },
  'ModifyCluster to another key': { before: cluster(), call: migrate(OTHER_KEY), wait: available },
  RotateEncryptionKey: { before: cluster(), call: on('RotateEncryptionKey'), wait: available },
  CreateClusterSnapshot: { before: cluster(), call: snapshot, wait: snapshotBecomes('available') },
  RestoreFromClusterSnapshot: {
    before: [...cluster(), ...taken],
    call: restore(),
    wait: becomes('available', 'restored'),
  },
  'RestoreFromClusterSnapshot to another key': {
    before: [...cluster(), ...taken],
    call: restore({ KmsKeyId: OTHER_KEY }),
    wait: becomes('available', 'restored'),
  },
  CreateSnapshotCopyGrant: {
    call: redshift('CreateSnapshotCopyGrant', { SnapshotCopyGrantName: 'conformance-grant', KmsKeyId: KEY }),
  },
  DeleteCluster: {
    before: cluster(),
    call: on('DeleteCluster', { SkipFinalClusterSnapshot: true }),
    wait: until(redshift('DescribeClusters'), { Clusters: [] }),
  },
};

/**
 * In brackets what Redshift calls for itself, under its grant; the others are made for the caller. Documented: that the
 * launch opens the cluster encryption key, that KMS is never asked for a query; the rest follows from that and is assumed.
 */
const CALLS = `
operation                                 | calls
CreateCluster                             | DescribeKey CreateGrant GenerateDataKey (Decrypt)?
CreateCluster under an owned key          | -
DescribeClusters                          | -
RebootCluster                             | (Decrypt)?
RebootCluster under an owned key          | -
PauseCluster                              | -?
ResumeCluster                             | (Decrypt)?
ModifyCluster of nodes                    | (Decrypt)?
ModifyCluster of retention                | -?
ModifyCluster to encrypt                  | DescribeKey CreateGrant GenerateDataKey (Decrypt)?
ModifyCluster to another key              | DescribeKey CreateGrant GenerateDataKey (Decrypt RetireGrant)?
RotateEncryptionKey                       | (GenerateDataKey)?
CreateClusterSnapshot                     | -?
RestoreFromClusterSnapshot                | Decrypt DescribeKey CreateGrant GenerateDataKey (Decrypt)?
RestoreFromClusterSnapshot to another key | Decrypt DescribeKey CreateGrant GenerateDataKey (Decrypt)?
CreateSnapshotCopyGrant                   | DescribeKey CreateGrant?
DeleteCluster                             | (RetireGrant)?
`;

const records = kmsRecordsBy('redshift');

function* calls(): Generator<Row> {
  for (const row of rowsOf<'operation' | 'calls'>(CALLS)) {
    const { word, grade } = graded(row.calls);
    const { before = [], call, wait } = trials[row.operation] as Trial;
    const kmsRecords = word === '-' ? [] : records.of(word);
    yield [
      slug(row.operation),
      kmsRecords.length > 0
        ? `${row.operation} calls KMS for the caller, (in brackets) for Redshift itself: ${word}`
        : `${row.operation} does not call KMS`,
      { grade, source: sources.kms },
      [...makeKey(), otherKey, ...before, see(call, ok(undefined, { kmsRecords })), ...(wait ? [wait] : [])],
    ];
  }
}

const used = (eventName: string, encryptionContext: PlannedValue): PlannedValue => ({
  eventName,
  requestParameters: { $open: true, encryptionContext },
  resources: [{ $open: true, ARN: KEY }],
});

function* contexts(): Generator<Row> {
  yield [
    'context',
    'The encryption context is the ARN of the cluster and the minute of its creation',
    documented(sources.kms),
    [
      ...makeKey(),
      see(
        create({ KmsKeyId: KEY }),
        ok(undefined, {
          kmsRecords: [
            { eventName: 'DescribeKey' },
            { eventName: 'CreateGrant' },
            used('GenerateDataKey', contextOf(CLUSTER)),
            used('Decrypt', contextOf(CLUSTER)),
          ],
        }),
      ),
      available,
    ],
  ];
  yield [
    'context-of-restored',
    'A restored cluster has an encryption context of its own; what it is restored of is opened under the old one',
    documented(sources.kms),
    [
      ...makeKey(),
      ...cluster(),
      ...taken,
      see(
        restore(),
        ok(undefined, {
          kmsRecords: [
            used('Decrypt', contextOf(CLUSTER)),
            { eventName: 'DescribeKey' },
            { eventName: 'CreateGrant' },
            used('GenerateDataKey', contextOf('restored')),
          ],
        }),
      ),
    ],
  ];
  yield [
    'context-keeps-old-name',
    'A renamed cluster opens its keys under the context with its old name: a rename changes no key',
    assumed(sources.kms),
    [
      ...makeKey(),
      ...cluster(),
      on('ModifyCluster', { NewClusterIdentifier: 'renamed' }),
      becomes('available', 'renamed'),
      see(
        on('RebootCluster', { ClusterIdentifier: 'renamed' }),
        ok(undefined, { kmsRecords: [used('Decrypt', contextOf(CLUSTER))] }),
      ),
      becomes('rebooting', 'renamed'),
      becomes('available', 'renamed'),
    ],
  ];
  yield [
    'data-key-of-256-bits',
    'The cluster encryption key is an AES-256 data key of KMS',
    documented(sources.encryption),
    [
      ...makeKey(),
      see(
        create({ KmsKeyId: KEY }),
        ok(undefined, {
          kmsRecords: [
            { eventName: 'DescribeKey' },
            { eventName: 'CreateGrant' },
            { eventName: 'GenerateDataKey', requestParameters: { $open: true, keySpec: 'AES_256' } },
          ],
        }),
      ),
    ],
  ];
}
