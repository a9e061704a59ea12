/**
 * The lifecycle of a volume's attachment to one instance.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VolumeAttachment.html (documented). `busy` is a
 * device that the guest still has mounted while it is being detached.
 */
import { lifecycle } from '../../lifecycle.ts';

/** An attachment: see the head of this file. */
export const attachmentLifecycle = lifecycle({
  id: 'attachment',
  initial: 'attaching',
  states: {
    attaching: { on: { ATTACHED: 'attached', DETACH: 'detaching', INSTANCE_GONE: 'detached' } },
    attached: { on: { DETACH: 'detaching', INSTANCE_GONE: 'detached' } },
    detaching: { on: { DETACHED: 'detached', STILL_MOUNTED: 'busy', INSTANCE_GONE: 'detached' } },
    busy: { on: { DETACH: 'detaching', DETACHED: 'detached', INSTANCE_GONE: 'detached' } },
    /** Gone; no row with this state is kept. */
    detached: {},
  },
});

/** A state of an attachment. */
export type AttachmentState = (typeof attachmentLifecycle.states)[number];
