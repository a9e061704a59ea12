/** A database that loses its key, and what RDS tells of it. */
import type { Duration } from '../../../model/step.ts';
import type { PlannedValue } from '../../contract.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import { kms, ok, open, rds, type Step, see } from '../telling.ts';
import { becomes, DATABASE, database, describe, RECOVERABLE, shown, TERMINAL } from './words.ts';

/** RDS finds out some time after the loss, and acts two hours after that: nobody knows how long the first takes. */
export const SOON: Duration = { hours: 4 };

/** Takes the key away. */
export const disable = kms('DisableKey', { KeyId: KEY });

/** Gives it back. */
export const enable = kms('EnableKey', { KeyId: KEY });

/** The status is. */
export const status = (DBInstanceStatus: string, more: Parameters<typeof ok>[1] = {}): Step =>
  see(describe(), ok(shown({ DBInstanceStatus }), more));

/** A database that lost its key. */
export const lost: readonly Step[] = [...makeKey(), ...database(), disable, becomes(RECOVERABLE, SOON)];

/** One that lost it for too long. */
export const lostForGood: readonly Step[] = [
  ...makeKey(),
  ...database({ BackupRetentionPeriod: 0 }),
  disable,
  becomes(TERMINAL, SOON),
];

/** What the event says. */
export const TOLD = {
  $like: `^Amazon RDS has been unable to access the KMS encryption key for database instance ${DATABASE}\\. This database will be placed into an inaccessible state\\.`,
};

/** Asks for events. */
export const events = (SourceIdentifier = DATABASE, SourceType = 'db-instance') =>
  rds('DescribeEvents', { SourceIdentifier, SourceType, Duration: 1440 });

/** One event among others. */
export const tells = (Message: PlannedValue) => ({
  Events: { $contains: open({ Message, EventCategories: ['availability'] }) },
});

/** Waits until RDS has found out. */
export const foundOut: Step = see(events(), ok(tells(TOLD), { within: SOON, given: true }));

/** How RDS refuses to start. */
export const cannotStart = `400 InvalidDBInstanceState: Instance ${DATABASE} cannot be started as it is not in one of the following statuses: 'stopped, inaccessible-encryption-credentials-recoverable, incompatible-network (only valid for non-SqlServer instances)'.`;
