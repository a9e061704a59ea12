/**
 * What RDS tells: DescribeEvents keeps it for fourteen days, EventBridge hears it at once.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html (documented).
 */
import { keepEvent } from '../../query/events.ts';
import { isoTimeMs } from '../../time.ts';
import type { Transaction } from '../../transaction.ts';
import { databaseArn } from '../arns.ts';
import { snapshotArn, updateRds } from '../rows.ts';
import type { Database, DbSnapshot, RdsEvent } from '../state.ts';

/** An event's id, category and text. */
export interface Told {
  /** `RDS-EVENT-0419`...; absent where nobody has said which it is. */
  readonly id?: string;
  readonly category: string;
  readonly message: string;
}

/** An event of a DB instance or DB cluster. */
export function tellOfDatabase(transaction: Transaction, database: Database, told: Told): void {
  const sourceType = database.kind === 'db' ? 'db-instance' : 'db-cluster';
  const detailType = database.kind === 'db' ? 'RDS DB Instance Event' : 'RDS DB Cluster Event';
  tell(
    transaction,
    database,
    { sourceType, sourceId: database.id, sourceArn: databaseArn(database) },
    detailType,
    told,
  );
}

/** An event of a snapshot. */
export function tellOfSnapshot(transaction: Transaction, snapshot: DbSnapshot, told: Told): void {
  const sourceType = snapshot.kind === 'snapshot' ? 'db-snapshot' : 'db-cluster-snapshot';
  const detailType = snapshot.kind === 'snapshot' ? 'RDS DB Snapshot Event' : 'RDS DB Cluster Snapshot Event';
  tell(
    transaction,
    snapshot,
    { sourceType, sourceId: snapshot.id, sourceArn: snapshotArn(snapshot) },
    detailType,
    told,
  );
}

function tell(
  transaction: Transaction,
  place: { readonly account: string; readonly region: string },
  source: Pick<RdsEvent, 'sourceType' | 'sourceId' | 'sourceArn'>,
  detailType: string,
  told: Told,
): void {
  const { nowMs } = transaction;
  const event: RdsEvent = {
    ...source,
    atMs: nowMs,
    ...(told.id ? { id: told.id } : {}),
    categories: [told.category],
    message: told.message,
  };
  const events = keepEvent(
    transaction.world.rds.events,
    `${place.account}/${place.region}`,
    transaction.takeNumber(),
    event,
  );
  updateRds(transaction, { events });
  transaction.notify('aws.rds', detailType, [source.sourceArn], {
    EventCategories: event.categories,
    SourceType:
      source.sourceType === 'db-instance' ? 'DB_INSTANCE' : source.sourceType.toUpperCase().replaceAll('-', '_'),
    SourceArn: source.sourceArn,
    SourceIdentifier: source.sourceId,
    Date: isoTimeMs(nowMs),
    Message: told.message,
    ...(told.id ? { EventID: told.id } : {}),
  });
}
