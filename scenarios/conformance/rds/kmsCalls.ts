/** Which calls RDS makes to KMS, in whose name, with which encryption context, and under which grants. */
import { assumed, documented, type Evidence, reported } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  eventually,
  graded,
  kms,
  ok,
  open,
  type Row,
  rds,
  rowsOf,
  type Step,
  see,
  slug,
  tableOf,
  until,
} from '../telling.ts';
import {
  becomes,
  clusterBecomes,
  copy,
  create,
  createCluster,
  DATABASE,
  database,
  describe,
  fault,
  on,
  plainDatabase,
  replicate,
  restore,
  restoreToNow,
  shown,
  snapshot,
  snapshotBecomes,
  sources,
  taken,
  under,
} from './words.ts';

/** The table. */
export const rdsKmsCalls: BehaviourTable = tableOf(
  'rds/kms-calls',
  'RDS: the calls it makes to KMS',
  'rds',
  function* () {
    yield* calls();
    yield* identities();
    yield* contexts();
    yield* grants();
    yield* permissions();
  },
);

/** A step that KMS calls come of, and the wait in which the later ones are made. */
interface Trial {
  readonly before?: readonly Step[];
  readonly steps: (kmsRecords: readonly PlannedValue[]) => readonly Step[];
}

const trial = (call: Planned, wait?: Step, before: readonly Step[] = []): Trial => ({
  before,
  steps: (kmsRecords) => [see(call, ok(undefined, { kmsRecords })), ...(wait ? [wait] : [])],
});
const stopped: readonly Step[] = [...database(), on('StopDBInstance'), becomes('stopped')];
const snapshotted: readonly Step[] = [...database(), ...taken];

const trials: Readonly<Record<string, Trial>> = {
  CreateDBInstance: trial(create(under()), becomes('available')),
  'CreateDBInstance without encryption': trial(create(), becomes('available')),
  CreateDBCluster: trial(createCluster(under()), clusterBecomes('available')),
  DescribeDBInstances: trial(describe(), undefined, database()),
  ModifyDBInstance: trial(on('ModifyDBInstance', { DBInstanceClass: 'db.t3.small' }), undefined, database()),
  StopDBInstance: trial(on('StopDBInstance'), becomes('stopped'), database()),
  StartDBInstance: trial(on('StartDBInstance'), becomes('available'), stopped),
  RebootDBInstance: trial(on('RebootDBInstance'), becomes('available'), database()),
  CreateDBSnapshot: trial(snapshot, snapshotBecomes('available'), database()),
  'CopyDBSnapshot under the same key': trial(copy(), snapshotBecomes('available', 'copy'), snapshotted),
  'CopyDBSnapshot to another key': trial(
    copy({ KmsKeyId: OTHER_KEY }),
    snapshotBecomes('available', 'copy'),
    snapshotted,
  ),
  'CopyDBSnapshot to encrypt': trial(copy({ KmsKeyId: OTHER_KEY }), snapshotBecomes('available', 'copy'), [
    ...plainDatabase,
    ...taken,
  ]),
  RestoreDBInstanceFromDBSnapshot: trial(restore(), becomes('available', { minutes: 30 }, 'restored'), snapshotted),
  RestoreDBInstanceToPointInTime: trial(restoreToNow, becomes('available', { minutes: 30 }, 'restored'), database()),
  CreateDBInstanceReadReplica: trial(replicate(), becomes('available', { minutes: 30 }, 'replica'), database()),
  DeleteDBInstance: trial(
    on('DeleteDBInstance', { SkipFinalSnapshot: true }),
    until(rds('DescribeDBInstances'), { DBInstances: [] }),
    database(),
  ),
};

/** In brackets what RDS calls for itself, under its grant; the others are made for the caller. */
const CALLS = `
operation                           | calls
CreateDBInstance                    | DescribeKey CreateGrant (GenerateDataKeyWithoutPlaintext Decrypt)?
CreateDBInstance without encryption | -
CreateDBCluster                     | DescribeKey CreateGrant (GenerateDataKeyWithoutPlaintext Decrypt)?
DescribeDBInstances                 | -
ModifyDBInstance                    | -?
StopDBInstance                      | -?
StartDBInstance                     | (Decrypt)?
RebootDBInstance                    | (Decrypt)?
CreateDBSnapshot                    | (CreateGrant)?
CopyDBSnapshot under the same key   | (CreateGrant)?
CopyDBSnapshot to another key       | (Decrypt) DescribeKey CreateGrant (Decrypt GenerateDataKeyWithoutPlaintext Decrypt)?
CopyDBSnapshot to encrypt           | DescribeKey CreateGrant (GenerateDataKeyWithoutPlaintext Decrypt)?
RestoreDBInstanceFromDBSnapshot     | DescribeKey CreateGrant (Decrypt GenerateDataKeyWithoutPlaintext Decrypt)?
RestoreDBInstanceToPointInTime      | DescribeKey CreateGrant (Decrypt GenerateDataKeyWithoutPlaintext Decrypt)?
CreateDBInstanceReadReplica         | DescribeKey CreateGrant (Decrypt GenerateDataKeyWithoutPlaintext Decrypt)?
DeleteDBInstance                    | (RetireGrant)?
`;

/** A KMS call made for the caller. */
const forCaller = (eventName: string): PlannedValue => ({
  eventName,
  sourceIPAddress: 'rds.amazonaws.com',
  userAgent: 'rds.amazonaws.com',
  userIdentity: { $open: true, type: 'IAMUser', userName: 'admin', invokedBy: 'rds.amazonaws.com' },
});

/** A KMS call that RDS makes for itself. */
const forItself = (eventName: string): PlannedValue => ({
  eventName,
  sourceIPAddress: 'rds.amazonaws.com',
  userAgent: 'rds.amazonaws.com',
  userIdentity: { type: 'AWSService', invokedBy: 'rds.amazonaws.com' },
});

/** The records of a cell of the table. */
function recordsOf(cell: string): readonly PlannedValue[] {
  let itself = false;
  return cell.split(' ').map((word) => {
    if (word.startsWith('(')) itself = true;
    const record = (itself ? forItself : forCaller)(word.replace(/[()]/g, ''));
    if (word.endsWith(')')) itself = false;
    return record;
  });
}

function* calls(): Generator<Row> {
  for (const row of rowsOf<'operation' | 'calls'>(CALLS)) {
    const { word, grade } = graded(row.calls);
    const { before = [], steps } = trials[row.operation] as Trial;
    const records = word === '-' ? [] : recordsOf(word);
    yield [
      slug(row.operation),
      records.length > 0
        ? `${row.operation} calls KMS for the caller, (in brackets) for RDS itself: ${word}`
        : `${row.operation} does not call KMS`,
      { grade, source: sources.keys },
      [...makeKey(), otherKey, ...before, ...steps(records)],
    ];
  }
}

function* identities(): Generator<Row> {
  yield [
    'caller-named',
    'The trail names the caller and RDS beside each other where RDS asks KMS for its caller',
    documented(sources.keys),
    [...makeKey(), see(create(under()), ok(undefined, { kmsRecords: ['DescribeKey', 'CreateGrant'].map(forCaller) }))],
  ];
  yield [
    'used-key-named',
    'Each KMS call for a database names the key by its ARN in resources',
    documented('https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html'),
    [
      ...makeKey(),
      see(
        create(under()),
        ok(undefined, {
          kmsRecords: ['DescribeKey', 'CreateGrant', 'GenerateDataKeyWithoutPlaintext', 'Decrypt'].map((eventName) => ({
            eventName,
            resources: [{ $open: true, ARN: KEY }],
          })),
        }),
      ),
      becomes('available'),
    ],
  ];
  yield [
    'refused-start-recorded',
    'A start refused for a disabled key leaves the record of the Decrypt that KMS refused',
    assumed(sources.keys),
    [
      ...makeKey(),
      ...stopped,
      kms('DisableKey', { KeyId: KEY }),
      see(on('StartDBInstance'), {
        ...fault(),
        kmsRecords: [
          {
            eventName: 'Decrypt',
            errorCode: 'DisabledException',
            errorMessage: { $text: [KEY, ' is disabled.'] },
            responseElements: null,
          },
        ],
      }),
    ],
  ];
}

/** `db-...`: not the identifier that the user chose. */
const RESOURCE_ID: PlannedValue = { $ref: 'created.DBInstance.DbiResourceId' };
const volume: PlannedValue = { $like: '^vol-' };

function* contexts(): Generator<Row> {
  yield [
    'context',
    'The encryption context names the resource id of the database, and the volume where EBS asks',
    documented(sources.kms),
    [
      ...makeKey(),
      create(under()),
      becomes('available'),
      on('StopDBInstance'),
      becomes('stopped'),
      see(
        on('StartDBInstance'),
        ok(undefined, {
          kmsRecords: [
            {
              eventName: 'Decrypt',
              requestParameters: {
                $open: true,
                encryptionContext: { 'aws:rds:db-id': RESOURCE_ID, 'aws:ebs:id': volume },
              },
            },
          ],
        }),
      ),
    ],
  ];
  yield [
    'context-not-the-name',
    'The encryption context survives a rename: it names the resource id, which stays',
    documented(sources.kms),
    [
      ...makeKey(),
      ...database(),
      on('ModifyDBInstance', { NewDBInstanceIdentifier: 'renamed', ApplyImmediately: true }),
      until(describe({ DBInstanceIdentifier: 'renamed' }), shown({ DBInstanceStatus: 'available' })),
      on('StopDBInstance', { DBInstanceIdentifier: 'renamed' }),
      becomes('stopped', { minutes: 30 }, 'renamed'),
      see(
        on('StartDBInstance', { DBInstanceIdentifier: 'renamed' }),
        ok({ DBInstance: open({ DbiResourceId: RESOURCE_ID }) }),
      ),
      eventually(
        describe({ DBInstanceIdentifier: 'renamed' }),
        shown({ DBInstanceStatus: 'available', KmsKeyId: KEY }),
      ),
    ],
  ];
}

const grantsOf = (key: PlannedValue) => kms('ListGrants', { KeyId: key });
const ofRds = { $like: '^rds\\.([a-z0-9-]+\\.)?amazonaws\\.com$' };

function* grants(): Generator<Row> {
  yield [
    'grant',
    'A database has a grant of its own on the key, bound to its resource id, for RDS to use and to retire',
    documented(sources.keys),
    [
      ...makeKey(),
      ...database(),
      see(
        grantsOf(KEY),
        ok({
          Grants: [
            open({
              KeyId: KEY,
              GranteePrincipal: ofRds,
              RetiringPrincipal: ofRds,
              Operations: { $contains: 'Decrypt' },
              Constraints: { EncryptionContextSubset: { 'aws:rds:db-id': RESOURCE_ID } },
            }),
          ],
        }),
      ),
    ],
  ];
  yield [
    'cluster-grant',
    'The grant of a DB cluster is bound to the resource id of the cluster',
    assumed(sources.aurora),
    [
      ...makeKey(),
      createCluster(under(), { name: 'cluster' }),
      see(
        grantsOf(KEY),
        ok({
          Grants: [
            open({
              Constraints: {
                EncryptionContextSubset: { 'aws:rds:dbc-id': { $ref: 'cluster.DBCluster.DbClusterResourceId' } },
              },
            }),
          ],
        }),
      ),
    ],
  ];
  yield [
    'no-grant-without-encryption',
    'A database without encryption has no grant',
    documented(sources.keys),
    [...makeKey(), ...plainDatabase, see(grantsOf(KEY), ok({ Grants: [] }))],
  ];
  yield [
    'grant-life',
    'The grant lives as long as the database: it is there when the database is stopped, and gone when it is deleted',
    documented(sources.keys),
    [
      ...makeKey(),
      ...stopped,
      see(grantsOf(KEY), ok({ Grants: [open({ KeyId: KEY })] })),
      on('DeleteDBInstance', { SkipFinalSnapshot: true }),
      until(rds('DescribeDBInstances'), { DBInstances: [] }),
      see(grantsOf(KEY), ok({ Grants: [] })),
    ],
  ];
  yield [
    'grant-of-snapshot',
    'A snapshot has a grant of its own, so that it outlives its database',
    assumed(sources.copy),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      on('DeleteDBInstance', { SkipFinalSnapshot: true }),
      until(rds('DescribeDBInstances'), { DBInstances: [] }),
      see(grantsOf(KEY), ok({ Grants: [open({ KeyId: KEY })] })),
      see(restore(), ok({ DBInstance: open({ KmsKeyId: KEY }) })),
    ],
  ];
  yield [
    'creator-not-needed',
    'What is taken from the creator later does not reach the database: it stops and starts as before',
    documented(sources.keys),
    [
      ...makeKey(),
      ...database(),
      kms('PutKeyPolicy', { KeyId: KEY, Policy: denyGrants({}) }),
      on('StopDBInstance'),
      becomes('stopped'),
      see(on('StartDBInstance'), ok()),
      eventually(describe(), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
}

/** A key policy that lets the account in and denies CreateGrant under a condition. */
const denyGrants = (Condition: PlannedValue, actions: readonly string[] = ['kms:CreateGrant']): PlannedValue => ({
  $json: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Deny', Principal: { AWS: '*' }, Action: actions, Resource: '*', Condition },
    ],
  },
});
const via = (service: string) => ({ StringNotEquals: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` } });

function* permissions(): Generator<Row> {
  const rows: readonly (readonly [string, string, Evidence, PlannedValue, boolean])[] = [
    ['via-service', 'that only lets RDS ask for the caller', documented(sources.keys), denyGrants(via('rds')), true],
    [
      'via-other-service',
      'that only lets EC2 ask for the caller',
      documented(sources.keys),
      denyGrants(via('ec2')),
      false,
    ],
    [
      'grant-for-aws-resource',
      'that only allows grants for AWS resources',
      documented(sources.keys),
      denyGrants({ Bool: { 'kms:GrantIsForAWSResource': 'false' } }),
      true,
    ],
    ['without-create-grant', 'without kms:CreateGrant', reported(sources.faultText), denyGrants({}), false],
    [
      'without-describe-key',
      'without kms:DescribeKey',
      documented(sources.keys),
      denyGrants({}, ['kms:DescribeKey']),
      false,
    ],
  ];
  for (const [id, words, evidence, policy, works] of rows)
    yield [
      `permission-${id}`,
      `CreateDBInstance ${works ? 'works' : 'is refused, as if the key were not there,'} under a key policy ${words}`,
      evidence,
      [
        ...makeKey(),
        kms('PutKeyPolicy', { KeyId: KEY, Policy: policy }),
        see(create(under()), works ? ok() : fault()),
        ...(works ? [eventually(describe(), shown({ DBInstanceStatus: 'available' }))] : []),
      ],
    ];
  yield [
    'denial-recorded',
    'The trail shows the denial that the fault of RDS hides',
    reported(sources.faultText),
    [
      ...makeKey(),
      kms('PutKeyPolicy', { KeyId: KEY, Policy: denyGrants({}) }),
      see(create(under()), {
        ...fault(),
        kmsRecords: [{ eventName: 'DescribeKey' }, { eventName: 'CreateGrant', errorCode: 'AccessDenied' }],
      }),
      see(
        rds('DescribeDBInstances', { Filters: [{ Name: 'db-instance-id', Values: [DATABASE] }] }),
        ok({ DBInstances: [] }),
      ),
    ],
  ];
}
