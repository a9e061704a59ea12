/**
 * The lifecycle of an object version (delete markers are versions, too). Whether a version can be *read* is not a state
 * of it: that follows from its key (`readability.ts`).
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html (documented).
 */
import { lifecycle } from '../lifecycle.ts';

/** The lifecycle of an object version, as AWS's pages above tell it. */
export const objectLifecycle = lifecycle({
  id: 'object',
  initial: 'Absent',
  states: {
    Absent: { on: { PUT: 'Current' } },
    /** The newest version: what a request without a version id means. */
    Current: { on: { SUPERSEDE: 'Noncurrent', OVERWRITE: 'Deleted', DELETE: 'Deleted' } },
    /** Kept behind a newer version; comes back when all newer ones are deleted. */
    Noncurrent: { on: { UNCOVER: 'Current', OVERWRITE: 'Deleted', DELETE: 'Deleted' } },
    /** Gone for ever; no row with this state is kept. */
    Deleted: {},
  },
});

/** A state of an object version. */
export type ObjectState = (typeof objectLifecycle.states)[number];
