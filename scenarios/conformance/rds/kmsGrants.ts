/** The grants of RDS on keys, and what it may be denied. */
import { assumed, documented, type Evidence, reported } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import { denying, grantsOf, notVia, principalOf } from '../kmsForServices.ts';
import { eventually, kms, ok, open, type Row, rds, see, until } from '../telling.ts';
import {
  becomes,
  create,
  createCluster,
  DATABASE,
  database,
  describe,
  fault,
  on,
  plainDatabase,
  RESOURCE_ID,
  restore,
  shown,
  sources,
  stopped,
  taken,
  under,
} from './words.ts';

/** The rows. */
export function* rdsGrants(): Generator<Row> {
  yield* grants();
  yield* permissions();
}

const denyGrants = (Condition?: PlannedValue): PlannedValue => denying(['kms:CreateGrant'], Condition);
const ofRds = principalOf('rds');

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
      kms('PutKeyPolicy', { KeyId: KEY, Policy: denyGrants() }),
      on('StopDBInstance'),
      becomes('stopped'),
      see(on('StartDBInstance'), ok()),
      eventually(describe(), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
}

function* permissions(): Generator<Row> {
  const rows: readonly (readonly [string, string, Evidence, PlannedValue, boolean])[] = [
    ['via-service', 'that only lets RDS ask for the caller', documented(sources.keys), denyGrants(notVia('rds')), true],
    [
      'via-other-service',
      'that only lets EC2 ask for the caller',
      documented(sources.keys),
      denyGrants(notVia('ec2')),
      false,
    ],
    [
      'grant-for-aws-resource',
      'that only allows grants for AWS resources',
      documented(sources.keys),
      denyGrants({ Bool: { 'kms:GrantIsForAWSResource': 'false' } }),
      true,
    ],
    ['without-create-grant', 'without kms:CreateGrant', reported(sources.faultText), denyGrants(), false],
    ['without-describe-key', 'without kms:DescribeKey', documented(sources.keys), denying(['kms:DescribeKey']), false],
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
      kms('PutKeyPolicy', { KeyId: KEY, Policy: denyGrants() }),
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
