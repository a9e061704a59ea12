/** What Redshift answers in each state of the key that a cluster, a snapshot, or a request is about. */
import type { Planned, PlannedCall } from '../../contract.ts';
import type { Behaviour, BehaviourTable, Expectation } from '../behaviour.ts';
import { type KeyStateCell, keyStateCells } from '../keyStateCells.ts';
import { into, KEY, keyStates, makeKey } from '../keyUnderTest.ts';
import { ok, redshift, type Step, see, tell } from '../telling.ts';
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
  SNAPSHOT,
  snapshot,
  sources,
  taken,
} from './words.ts';

/** Every operation that needs the key, or is said not to, in every state of the key. */
export const redshiftKeyStates: BehaviourTable = {
  id: 'redshift/key-states',
  title: 'Redshift: what each operation answers in each state of the KMS key',
  columns: keyStates,
  legend:
    'ok is accepted · value refused with InvalidParameterValue · denied with UnauthorizedOperation · lost with either.',
  behaviours: cells,
};

/** What is tried, by the row's name: its preparation while the key is enabled, then the call. */
interface Trial {
  readonly before?: readonly Step[];
  readonly call: PlannedCall;
}

const paused: readonly Step[] = [...cluster(), on('PauseCluster'), becomes('paused')];
const snapshotted: readonly Step[] = [...cluster(), ...taken];
const migrate = on('ModifyCluster', { Encrypted: true, KmsKeyId: KEY });

const trials: Readonly<Record<string, Trial>> = {
  CreateCluster: { call: create({ KmsKeyId: KEY }) },
  'ModifyCluster to the key': { before: ownedCluster, call: migrate },
  'ModifyCluster to encrypt': { before: plainCluster, call: migrate },
  'ModifyCluster of retention': {
    before: cluster(),
    call: on('ModifyCluster', { AutomatedSnapshotRetentionPeriod: 3 }),
  },
  'ModifyCluster of nodes': { before: cluster(), call: on('ModifyCluster', { NodeType: 'ra3.4xlarge' }) },
  DescribeClusters: { before: cluster(), call: describe() },
  RebootCluster: { before: cluster(), call: on('RebootCluster') },
  PauseCluster: { before: cluster(), call: on('PauseCluster') },
  ResumeCluster: { before: paused, call: on('ResumeCluster') },
  RotateEncryptionKey: { before: cluster(), call: on('RotateEncryptionKey') },
  CreateClusterSnapshot: { before: cluster(), call: snapshot },
  DescribeClusterSnapshots: { before: snapshotted, call: describeSnapshot() },
  DeleteClusterSnapshot: {
    before: snapshotted,
    call: redshift('DeleteClusterSnapshot', { SnapshotIdentifier: SNAPSHOT, SnapshotClusterIdentifier: CLUSTER }),
  },
  RestoreFromClusterSnapshot: { before: snapshotted, call: restore() },
  CreateSnapshotCopyGrant: {
    call: redshift('CreateSnapshotCopyGrant', { SnapshotCopyGrantName: 'conformance-grant', KmsKeyId: KEY }),
  },
  'DeleteCluster with a snapshot': {
    before: cluster(),
    call: on('DeleteCluster', { FinalClusterSnapshotIdentifier: 'final' }),
  },
  'DeleteCluster without one': { before: cluster(), call: on('DeleteCluster', { SkipFinalClusterSnapshot: true }) },
};

/**
 * `ok`; `value` InvalidParameterValue, the only refusal of Redshift that fits a key that is not usable (no fault names one);
 * `denied` UnauthorizedOperation, which is declared; `lost` either, since nobody can tell whose the ciphertext was; `-` nothing is said. What is accepted though the key is lost may still
 * come to nothing: see `redshift/lost-key`. Marks: ? assumed.
 */
const TABLE = `
operation                     | Enabled | Disabled | PendingDeletion | PendingImport | Deleted | Denied
CreateCluster                 | ok      | value?   | value?          | value?        | value?  | denied
ModifyCluster to the key      | ok      | value?   | value?          | value?        | value?  | denied
ModifyCluster to encrypt      | ok      | value?   | value?          | value?        | value?  | denied
ModifyCluster of retention    | ok      | ok?      | ok?             | ok?           | ok?     | ok?
ModifyCluster of nodes        | ok      | ok?      | ok?             | ok?           | ok?     | -
DescribeClusters              | ok      | ok       | ok              | ok            | ok      | ok
RebootCluster                 | ok      | ok?      | ok?             | ok?           | ok?     | -
PauseCluster                  | ok      | ok?      | ok?             | ok?           | ok?     | ok?
ResumeCluster                 | ok      | ok?      | ok?             | ok?           | ok?     | -
RotateEncryptionKey           | ok      | ok?      | ok?             | ok?           | ok?     | -
CreateClusterSnapshot         | ok      | ok?      | ok?             | ok?           | ok?     | ok?
DescribeClusterSnapshots      | ok      | ok       | ok              | ok            | ok      | ok
DeleteClusterSnapshot         | ok      | ok?      | ok?             | ok?           | ok?     | ok?
RestoreFromClusterSnapshot    | ok      | value?   | value?          | value?        | lost?   | denied
CreateSnapshotCopyGrant       | ok      | value?   | value?          | value?        | value?  | denied?
DeleteCluster with a snapshot | ok      | ok?      | ok?             | ok?           | ok?     | ok?
DeleteCluster without one     | ok      | ok?      | ok?             | ok?           | ok?     | ok?
`;

const ANSWERS: Readonly<Record<string, Expectation>> = {
  ok: ok(),
  value: { answers: ['InvalidParameterValue'], status: 400 },
  denied: { answers: ['UnauthorizedOperation'], status: 400 },
  lost: { answers: ['UnauthorizedOperation', 'InvalidParameterValue'], status: 400 },
};

function* cells(): Generator<Behaviour> {
  for (const one of keyStateCells('Redshift', TABLE, trials)) yield behaviourOf(one);
}

function behaviourOf({ what, state, word, grade, trial, when, cell }: KeyStateCell<Trial>): Behaviour {
  const before: readonly (Step | Planned)[] = trial.before ?? [];
  return tell(
    {
      id: `redshift/key-states/${what.replaceAll(' ', '-')}/${state}`,
      service: 'redshift',
      behaviour: `${what} ${word === 'ok' ? 'is accepted' : 'is refused'} ${when}`,
      grade,
      source: sources.operation(trial.call.operation),
      cell,
    },
    [...makeKey(state), ...before, ...into(state), see(trial.call, ANSWERS[word] as Expectation)],
  );
}
