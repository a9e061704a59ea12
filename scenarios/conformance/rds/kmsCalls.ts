/** Which calls RDS makes to KMS, in whose name, with which encryption context, and under which grants. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { kmsRecordsBy } from '../kmsForServices.ts';
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
import { rdsGrants } from './kmsGrants.ts';
import {
  becomes,
  clusterBecomes,
  copy,
  create,
  createCluster,
  database,
  describe,
  fault,
  on,
  plainDatabase,
  RESOURCE_ID,
  replicate,
  restore,
  restoreToNow,
  shown,
  snapshot,
  snapshotBecomes,
  sources,
  stopped,
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
    yield* rdsGrants();
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

const records = kmsRecordsBy('rds');

function* calls(): Generator<Row> {
  for (const row of rowsOf<'operation' | 'calls'>(CALLS)) {
    const { word, grade } = graded(row.calls);
    const { before = [], steps } = trials[row.operation] as Trial;
    const kmsRecords = word === '-' ? [] : records.of(word);
    yield [
      slug(row.operation),
      kmsRecords.length > 0
        ? `${row.operation} calls KMS for the caller, (in brackets) for RDS itself: ${word}`
        : `${row.operation} does not call KMS`,
      { grade, source: sources.keys },
      [...makeKey(), otherKey, ...before, ...steps(kmsRecords)],
    ];
  }
}

function* identities(): Generator<Row> {
  yield [
    'caller-named',
    'The trail names the caller and RDS beside each other where RDS asks KMS for its caller',
    documented(sources.keys),
    [
      ...makeKey(),
      see(create(under()), ok(undefined, { kmsRecords: ['DescribeKey', 'CreateGrant'].map(records.forCaller) })),
    ],
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
