/** The key hierarchy of Redshift as far as anybody sees it: the calls to KMS, their names, contexts and grants. */
import { assumed, documented, type Evidence } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { BehaviourTable, Expectation } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  eventually,
  graded,
  kms,
  ok,
  open,
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
  arnOf,
  becomes,
  CLUSTER,
  cluster,
  copyGrant,
  create,
  describe,
  KEY_ABROAD,
  keyAbroad,
  on,
  ownedCluster,
  plainCluster,
  restore,
  shown,
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
    yield* grants();
    yield* permissions();
  },
);

/** A step that KMS calls come of, and the wait in which the later ones are made. */
interface Trial {
  readonly before?: readonly Step[];
  readonly call: Planned;
  readonly wait?: Step;
}

const available = becomes('available');
const migrate = (KmsKeyId: PlannedValue) => on('ModifyCluster', { Encrypted: true, KmsKeyId });
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

const host = { sourceIPAddress: 'redshift.amazonaws.com', userAgent: 'redshift.amazonaws.com' };
const forCaller = (eventName: string): PlannedValue => ({
  ...host,
  eventName,
  userIdentity: { $open: true, type: 'IAMUser', userName: 'admin', invokedBy: 'redshift.amazonaws.com' },
});
const forItself = (eventName: string): PlannedValue => ({
  ...host,
  eventName,
  userIdentity: { type: 'AWSService', invokedBy: 'redshift.amazonaws.com' },
});

/** The records of a cell of the table. */
function recordsOf(cell: string): readonly PlannedValue[] {
  let itself = false;
  return cell.split(' ').map((word) => {
    itself ||= word.startsWith('(');
    return (itself ? forItself : forCaller)(word.replace(/[()]/g, ''));
  });
}

function* calls(): Generator<Row> {
  for (const row of rowsOf<'operation' | 'calls'>(CALLS)) {
    const { word, grade } = graded(row.calls);
    const { before = [], call, wait } = trials[row.operation] as Trial;
    const kmsRecords = word === '-' ? [] : recordsOf(word);
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

/** The minute of the creation in compact ISO form, such as `20150206T1832Z`. */
const MINUTE: PlannedValue = { $like: '^\\d{8}T\\d{4}Z$' };
const contextOf = (name: string): PlannedValue => ({
  'aws:redshift:arn': arnOf(name),
  'aws:redshift:createtime': MINUTE,
});
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

const grantsOf = (KeyId: PlannedValue, region?: string) => kms('ListGrants', { KeyId }, region ? { region } : {});
const ofRedshift = { $like: '^redshift\\.([a-z0-9-]+\\.)?amazonaws\\.com$' };

function* grants(): Generator<Row> {
  yield [
    'grant',
    'A cluster has a grant on its key, bound to its encryption context, for Redshift to use and to retire',
    documented(sources.kms),
    [
      ...makeKey(),
      ...cluster(),
      see(
        grantsOf(KEY),
        ok({
          Grants: [
            open({
              KeyId: KEY,
              GranteePrincipal: ofRedshift,
              RetiringPrincipal: ofRedshift,
              Operations: { $contains: 'Decrypt' },
              Constraints: { EncryptionContextSubset: contextOf(CLUSTER) },
            }),
          ],
        }),
      ),
    ],
  ];
  yield [
    'grant-of-migration',
    'A cluster that moved to another key has a grant on that, and none on the old one',
    assumed(sources.changing),
    [
      ...makeKey(),
      otherKey,
      ...cluster(),
      migrate(OTHER_KEY),
      until(describe(), shown({ ClusterStatus: 'available', KmsKeyId: OTHER_KEY }), { hours: 1 }),
      see(grantsOf(OTHER_KEY), ok({ Grants: [open({ KeyId: OTHER_KEY })] })),
      see(grantsOf(KEY), ok({ Grants: [] })),
    ],
  ];
  yield [
    'grant-life',
    'The grant goes with the cluster',
    assumed(sources.kms),
    [
      ...makeKey(),
      ...cluster(),
      on('DeleteCluster', { SkipFinalClusterSnapshot: true }),
      until(redshift('DescribeClusters'), { Clusters: [] }),
      see(grantsOf(KEY), ok({ Grants: [] })),
    ],
  ];
  yield [
    'copy-grant',
    'A snapshot copy grant is a grant on a key of the Region it is made in',
    documented(sources.encryption),
    [
      keyAbroad,
      see(copyGrant, ok({ SnapshotCopyGrant: open({ KmsKeyId: KEY_ABROAD }) })),
      see(grantsOf(KEY_ABROAD, ABROAD), ok({ Grants: [open({ GranteePrincipal: ofRedshift })] })),
      redshift('DeleteSnapshotCopyGrant', { SnapshotCopyGrantName: 'conformance-grant' }, { region: ABROAD }),
      see(grantsOf(KEY_ABROAD, ABROAD), ok({ Grants: [] })),
    ],
  ];
}

/** A key policy that lets the account in and denies some actions under a condition. */
const deny = (Action: PlannedValue, Condition: PlannedValue = {}): Planned =>
  kms('PutKeyPolicy', {
    KeyId: KEY,
    Policy: {
      $json: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' },
          { Effect: 'Deny', Principal: { AWS: '*' }, Action, Resource: '*', Condition },
        ],
      },
    },
  });
const via = (service: string) => ({ StringNotEquals: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` } });
const unauthorized = (action: string): Expectation => ({
  answers: ['UnauthorizedOperation'],
  status: 400,
  message: { $like: `not authorized to perform: ${action}` },
  messageGrade: 'assumed',
});

function* permissions(): Generator<Row> {
  for (const action of ['kms:DescribeKey', 'kms:CreateGrant', 'kms:GenerateDataKey'])
    yield [
      `needs-${slug(action)}`,
      `CreateCluster needs ${action} for its caller`,
      documented(sources.permissions),
      [...makeKey(), deny(action), see(create({ KmsKeyId: KEY }), unauthorized(action))],
    ];
  yield [
    'restore-needs-decrypt',
    'RestoreFromClusterSnapshot needs kms:Decrypt for its caller',
    documented(sources.permissions),
    [...makeKey(), ...cluster(), ...taken, deny('kms:Decrypt'), see(restore(), unauthorized('kms:Decrypt'))],
  ];
  const conditions: readonly (readonly [string, string, Evidence, PlannedValue, boolean])[] = [
    ['via-redshift', 'only Redshift may ask', documented(sources.kms), via('redshift'), true],
    ['via-rds', 'only RDS may ask', documented(sources.kms), via('rds'), false],
    [
      'grant-for-aws-resource',
      'grants must be for AWS resources',
      documented(sources.kms),
      { Bool: { 'kms:GrantIsForAWSResource': 'false' } },
      true,
    ],
  ];
  for (const [id, words, evidence, condition, works] of conditions)
    yield [
      id,
      `CreateCluster ${works ? 'works' : 'is refused'} under a key policy by which ${words}`,
      evidence,
      [
        ...makeKey(),
        deny('kms:CreateGrant', condition),
        see(create({ KmsKeyId: KEY }), works ? ok() : unauthorized('kms:CreateGrant')),
        ...(works ? [eventually(describe(), shown({ ClusterStatus: 'available' }))] : []),
      ],
    ];
  yield [
    'denial-recorded',
    'A refused CreateCluster leaves the record of the CreateGrant that KMS denied',
    documented('https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html'),
    [
      ...makeKey(),
      deny('kms:CreateGrant'),
      see(create({ KmsKeyId: KEY }), {
        ...unauthorized('kms:CreateGrant'),
        kmsRecords: [{ eventName: 'DescribeKey' }, { eventName: 'CreateGrant', errorCode: 'AccessDenied' }],
      }),
    ],
  ];
}
