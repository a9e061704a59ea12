/** A lost key and databases that are not running, and clusters of Aurora. */
import { assumed, documented, recorded, reported } from '../../../model/evidence.ts';
import { makeKey } from '../keyUnderTest.ts';
import { answer, eventually, kms, ok, open, type Row, rds, type Step, see } from '../telling.ts';
import { cannotStart, disable, enable, events, SOON, status } from './lostKeyWords.ts';
import {
  arnOf,
  becomes,
  CLUSTER,
  cluster,
  clusterBecomes,
  database,
  describe,
  fault,
  on,
  onCluster,
  RECOVERABLE,
  shown,
  shownCluster,
  sources,
  TERMINAL,
} from './words.ts';

/** Databases that were stopped. */
export function* stopped(): Generator<Row> {
  const asleep: readonly Step[] = [...makeKey(), ...database(), on('StopDBInstance'), becomes('stopped')];
  yield [
    'stopped-start',
    'A stopped database whose key is disabled does not start: the fault names the key, the status stays',
    assumed(sources.operation('StartDBInstance')),
    [...asleep, disable, see(on('StartDBInstance'), fault()), status('stopped')],
  ];
  yield [
    'stopped-start-again',
    'With its key enabled again a stopped database starts',
    documented(sources.stop),
    [
      ...asleep,
      disable,
      enable,
      see(on('StartDBInstance'), ok({ DBInstance: open({ DBInstanceStatus: 'starting' }) })),
      eventually(describe(), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
  yield [
    'stopped-unnoticed',
    'A stopped database needs no key: the loss does not move it within its seven days',
    assumed(sources.stop),
    [...asleep, disable, { elapse: { days: 6 } }, status('stopped')],
  ];
  yield [
    'automatic-restart',
    'A stopped database says when RDS will start it, and is started after seven days',
    documented(sources.stop),
    [
      ...asleep,
      see(describe(), ok(shown({ AutomaticRestartTime: { $is: 'number' } }))),
      { elapse: { days: 7 } },
      eventually(describe(), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
  yield [
    'automatic-restart-without-key',
    'The start after seven days fails with a lost key: the database stays stopped',
    assumed(sources.stop),
    [...asleep, disable, { elapse: { days: 8 } }, status('stopped')],
  ];
  yield [
    'start-of-running',
    'A database that runs cannot be started; the text lists the statuses that can',
    reported(sources.startText),
    [...makeKey(), ...database(), see(on('StartDBInstance'), answer(cannotStart))],
  ];
}

/** Clusters. */
export function* aurora(): Generator<Row> {
  const lostCluster: readonly Step[] = [...makeKey(), ...cluster, disable, clusterBecomes(RECOVERABLE, SOON)];
  const clusterStatus = (Status: string): Step => see(onCluster('DescribeDBClusters'), ok(shownCluster({ Status })));
  yield [
    'aurora-recoverable',
    'An Aurora cluster whose key is lost is stopped as recoverable, and its DB instances with it',
    recorded(sources.timeline),
    [...lostCluster, clusterStatus(RECOVERABLE), status(RECOVERABLE)],
  ];
  yield [
    'aurora-seventeen-minutes',
    'An Aurora cluster is stopped 17 minutes after the first event',
    recorded(sources.timeline),
    [
      ...makeKey(),
      ...cluster,
      disable,
      see(
        events(CLUSTER, 'db-cluster'),
        ok({ Events: { $contains: open({ EventCategories: ['availability'] }) } }, { within: SOON, given: true }),
      ),
      { elapse: { minutes: 15 } },
      clusterStatus('available'),
      eventually(onCluster('DescribeDBClusters'), shownCluster({ Status: RECOVERABLE }), { within: { minutes: 5 } }),
    ],
  ];
  yield [
    'aurora-window',
    'A recoverable Aurora cluster becomes terminal after seven days, to the minute',
    recorded(sources.timeline),
    [
      ...lostCluster,
      { elapse: { minutes: 7 * 24 * 60 - 5 } },
      clusterStatus(RECOVERABLE),
      eventually(onCluster('DescribeDBClusters'), shownCluster({ Status: TERMINAL })),
    ],
  ];
  yield [
    'aurora-start',
    'With the key back StartDBCluster brings the cluster and its DB instances back',
    documented(sources.aurora),
    [
      ...lostCluster,
      enable,
      see(onCluster('StartDBCluster'), ok({ DBCluster: open({ Status: 'starting' }) })),
      eventually(onCluster('DescribeDBClusters'), shownCluster({ Status: 'available' })),
      eventually(describe(), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
  yield [
    'aurora-start-without-key',
    'StartDBCluster with the key still lost is refused, and the status stays',
    assumed(sources.aurora),
    [...lostCluster, see(onCluster('StartDBCluster'), fault()), clusterStatus(RECOVERABLE)],
  ];
  yield [
    'aurora-start-of-running',
    'A cluster that runs cannot be started; the text names the statuses that can',
    reported(sources.startText),
    [
      ...makeKey(),
      ...cluster,
      see(
        onCluster('StartDBCluster'),
        answer(
          `400 InvalidDBClusterStateFault: DbCluster ${CLUSTER} is in available state but expected it to be one of stopped,inaccessible-encryption-credentials-recoverable.`,
        ),
      ),
    ],
  ];
  const abroad = 'eu-west-1';
  yield [
    'aurora-replicated',
    'A cluster that replicates to another Region becomes terminal at once when its key is lost',
    documented(sources.aurora),
    [
      ...makeKey(),
      ...cluster,
      kms('CreateKey', {}, { name: 'abroad', region: abroad }),
      rds(
        'CreateDBCluster',
        {
          DBClusterIdentifier: 'replica',
          Engine: 'aurora-mysql',
          ReplicationSourceIdentifier: arnOf('cluster', CLUSTER),
          KmsKeyId: { $ref: 'abroad.KeyMetadata.Arn' },
        },
        { region: abroad, wait: { minutes: 15 } },
      ),
      disable,
      eventually(onCluster('DescribeDBClusters'), shownCluster({ Status: TERMINAL }), { within: SOON }),
    ],
  ];
}
