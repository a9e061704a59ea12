/**
 * What Redshift tells: DescribeEvents keeps it, EventBridge hears it at once.
 * Source: https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-event-notifications.html (documented; texts without an
 * id are assumed).
 */
import { keepEvent } from '../../query/events.ts';
import { isoTimeMs } from '../../time.ts';
import type { Transaction } from '../../transaction.ts';
import { arnOfCluster, updateRedshift } from '../rows.ts';
import type { Cluster, RedshiftEvent } from '../state.ts';

/** An event of a cluster. */
export function tellOfCluster(
  transaction: Transaction,
  cluster: Cluster,
  told: Pick<RedshiftEvent, 'id' | 'message' | 'severity'>,
): void {
  const { nowMs, world } = transaction;
  const event: RedshiftEvent = {
    ...told,
    sourceType: 'cluster',
    sourceId: cluster.id,
    atMs: nowMs,
    categories: ['management'],
  };
  const place = `${cluster.account}/${cluster.region}`;
  updateRedshift(transaction, {
    events: keepEvent(world.redshift.events, place, transaction.takeNumber(), event),
  });
  transaction.notify('aws.redshift', 'Redshift Cluster Event', [arnOfCluster(cluster)], {
    SourceType: 'CLUSTER',
    SourceIdentifier: cluster.id,
    Date: isoTimeMs(nowMs),
    Severity: told.severity,
    Message: told.message,
    ...(told.id ? { EventID: told.id } : {}),
  });
}
