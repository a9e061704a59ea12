/**
 * The lifecycle of an Amazon Machine Image.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html (documented).
 */
import { lifecycle } from '../../lifecycle.ts';

/** An image: made, available, gone; see the head of this file. */
export const imageLifecycle = lifecycle({
  id: 'image',
  initial: 'pending',
  states: {
    pending: { on: { CREATED: 'available', FAIL: 'failed', DEREGISTER: 'deregistered' } },
    available: { on: { DEREGISTER: 'deregistered', DISABLE: 'disabled' } },
    disabled: { on: { ENABLE: 'available', DEREGISTER: 'deregistered' } },
    failed: { on: { DEREGISTER: 'deregistered' } },
    /** Gone; no row with this state is kept. */
    deregistered: {},
  },
});

/** A state of an image. */
export type ImageState = (typeof imageLifecycle.states)[number];
