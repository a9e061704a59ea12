/**
 * The lifecycle of a multipart upload: it collects parts until it is completed or aborted.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html (documented).
 */
import { lifecycle } from '../lifecycle.ts';

/** The lifecycle of a upload, as AWS's pages above tell it. */
export const uploadLifecycle = lifecycle({
  id: 'upload',
  initial: 'Absent',
  states: {
    Absent: { on: { CREATE: 'InProgress' } },
    InProgress: { on: { COMPLETE: 'Completed', ABORT: 'Aborted', DELETE_BUCKET: 'Aborted' } },
    /** An object now; no row with this state is kept. */
    Completed: {},
    /** Its parts are gone; no row with this state is kept. */
    Aborted: {},
  },
});

/** A state of a multipart upload. */
export type UploadState = (typeof uploadLifecycle.states)[number];
