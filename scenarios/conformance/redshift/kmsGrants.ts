/** The grants of Redshift on keys, and what it may be denied. */
import { assumed, documented, type Evidence } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { Expectation } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { denying, grantsOf, notVia, principalOf } from '../kmsForServices.ts';
import { eventually, kms, ok, open, type Row, redshift, see, slug, until } from '../telling.ts';
import {
  ABROAD,
  CLUSTER,
  cluster,
  contextOf,
  copyGrant,
  create,
  describe,
  KEY_ABROAD,
  keyAbroad,
  migrate,
  on,
  restore,
  shown,
  sources,
  taken,
} from './words.ts';

/** The rows. */
export function* redshiftGrants(): Generator<Row> {
  yield* grants();
  yield* permissions();
}

const ofRedshift = principalOf('redshift');

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
      see(grantsOf(KEY_ABROAD, { region: ABROAD }), ok({ Grants: [open({ GranteePrincipal: ofRedshift })] })),
      redshift('DeleteSnapshotCopyGrant', { SnapshotCopyGrantName: 'conformance-grant' }, { region: ABROAD }),
      see(grantsOf(KEY_ABROAD, { region: ABROAD }), ok({ Grants: [] })),
    ],
  ];
}

const deny = (action: string, condition?: PlannedValue): Planned =>
  kms('PutKeyPolicy', { KeyId: KEY, Policy: denying(action, condition) });
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
    ['via-redshift', 'only Redshift may ask', documented(sources.kms), notVia('redshift'), true],
    ['via-rds', 'only RDS may ask', documented(sources.kms), notVia('rds'), false],
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
