/**
 * The lifecycle of a snapshot's storage tier: a completed snapshot can go to the archive, from where nothing is made of it
 * before it is restored, for some days or for good.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-archive.html (documented).
 */
import { lifecycle } from '../../lifecycle.ts';

/** A snapshot's storage tier: see the head of this file. */
export const tierLifecycle = lifecycle({
  id: 'snapshotTier',
  initial: 'standard',
  states: {
    standard: { on: { ARCHIVE: 'archiving' } },
    archiving: { on: { ARCHIVED: 'archived' } },
    archived: { on: { RESTORE_FOR_DAYS: 'restoringForDays', RESTORE_FOR_GOOD: 'restoringForGood' } },
    restoringForDays: { on: { RESTORED: 'restoredForDays' } },
    restoredForDays: { on: { EXPIRE: 'archived', RESTORE_FOR_GOOD: 'standard' } },
    restoringForGood: { on: { RESTORED: 'standard' } },
  },
});

/** A state of a snapshot's tier. */
export type TierState = (typeof tierLifecycle.states)[number];
