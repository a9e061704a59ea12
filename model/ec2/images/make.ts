/** Making images: names, and the end of the making. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import type { Transaction } from '../../transaction.ts';
import { ec2ErrorRules } from '../errors.ts';
import { type Place, putImage, regionalRow } from '../rows.ts';
import type { Image, Snapshot } from '../state.ts';
import { publicSnapshots } from './publicImages.ts';

/** Refuses a name that an image of the account has already, or that has other characters than AWS takes. */
export function checkName(context: Context, name: string): void {
  if (!/^[A-Za-z0-9()[\] ./\-'@_]+$/.test(name))
    refuse(
      'InvalidAMIName.Malformed',
      "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
      { rule: ec2ErrorRules['bad-parameter'] },
    );
  for (const [, image] of context.world.ec2.images.withPrefix(`${context.region}/`))
    if (image.account === context.account && image.name === name)
      refuse('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${image.id}`, {
        rule: ec2ErrorRules['bad-parameter'],
      });
}

/** Puts the end of the making on the agenda: after the snapshots. */
export function scheduleImage(context: Context, imageId: string): string {
  const { snapshotMs, volumeCreateMs } = context.world.options.timings;
  const { account, region } = context;
  return context.transaction.schedule(snapshotMs + volumeCreateMs, 'ec2.createImage', { account, region, imageId });
}

/** The image is `available`, or `failed` because one of its snapshots is in error. */
export function finishImage(transaction: Transaction, detail: Place & { readonly imageId: string }): void {
  const { images, snapshots } = transaction.world.ec2;
  const image = images.get(regionalRow(detail.region, detail.imageId));
  if (image?.state !== 'pending') return;
  const parts = image.devices.flatMap(({ snapshotId }) =>
    snapshotId ? [snapshots.get(regionalRow(detail.region, snapshotId)) ?? builtIn(detail.region, snapshotId)] : [],
  );
  const failed = parts.some((snapshot) => snapshot?.state !== 'completed');
  const { due: _, ...rest } = image;
  const event = failed ? 'FAIL' : 'CREATED';
  const done: Image = transaction.move(transaction.rules.ec2.imageLifecycle, image.id, rest, event);
  putImage(transaction, failed ? { ...done, stateReason: reasonOf(parts) } : done);
}

const builtIn = (region: string, id: string): Snapshot | undefined =>
  publicSnapshots(region).find((snapshot) => snapshot.id === id);

/** That a failed copy names the cause of its snapshot is assumed. */
const reasonOf = (parts: readonly (Snapshot | undefined)[]) => ({
  code: 'Client.InternalError',
  message: parts.find((one) => one?.stateMessage)?.stateMessage ?? 'A snapshot of the image is gone.',
});
