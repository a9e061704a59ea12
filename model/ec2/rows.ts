/** Reading and writing EC2's rows inside a transaction. */
import type { Transaction } from '../transaction.ts';
import type { Attachment, Ec2State, Image, Instance, Snapshot, Volume } from './state.ts';

/** Where an account's rows of a Region are. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** `ACCOUNT/REGION/id`: the key of a volume, an instance, or a resource's tags. */
export const rowOf = (place: Place, id: string): string => `${place.account}/${place.region}/${id}`;
/** `REGION/id`: the key of a snapshot or an image. */
export const regionalRow = (region: string, id: string): string => `${region}/${id}`;
const attachmentRow = (place: Place, instanceId: string, volumeId: string): string =>
  `${rowOf(place, instanceId)}/${volumeId}`;

function update(transaction: Transaction, parts: Partial<Ec2State>): void {
  const { ec2 } = transaction.world;
  // Member by member: see `worldWith`.
  transaction.update({
    ec2: {
      volumes: parts.volumes ?? ec2.volumes,
      attachments: parts.attachments ?? ec2.attachments,
      instances: parts.instances ?? ec2.instances,
      snapshots: parts.snapshots ?? ec2.snapshots,
      images: parts.images ?? ec2.images,
      defaults: parts.defaults ?? ec2.defaults,
      clientTokens: parts.clientTokens ?? ec2.clientTokens,
      tags: parts.tags ?? ec2.tags,
    },
  });
}

/** The volume, if it exists. */
export const getVolume = (transaction: Transaction, place: Place, id: string): Volume | undefined =>
  transaction.world.ec2.volumes.get(rowOf(place, id));

/** Writes a volume. */
export function putVolume(transaction: Transaction, volume: Volume): void {
  update(transaction, { volumes: transaction.world.ec2.volumes.set(rowOf(volume, volume.id), volume) });
}

/** Removes a volume and its tags. */
export function removeVolume(transaction: Transaction, volume: Volume): void {
  const row = rowOf(volume, volume.id);
  const { volumes, tags } = transaction.world.ec2;
  update(transaction, { volumes: volumes.delete(row), tags: tags.delete(row) });
}

/** The instance, if it exists. */
export const getInstance = (transaction: Transaction, place: Place, id: string): Instance | undefined =>
  transaction.world.ec2.instances.get(rowOf(place, id));

/** Writes an instance. */
export function putInstance(transaction: Transaction, instance: Instance): void {
  update(transaction, { instances: transaction.world.ec2.instances.set(rowOf(instance, instance.id), instance) });
}

/** Removes an instance and its tags. */
export function removeInstance(transaction: Transaction, instance: Instance): void {
  const row = rowOf(instance, instance.id);
  const { instances, tags } = transaction.world.ec2;
  update(transaction, { instances: instances.delete(row), tags: tags.delete(row) });
}

/** One attachment, if it exists. */
export const getAttachment = (
  transaction: Transaction,
  place: Place,
  instanceId: string,
  volumeId: string,
): Attachment | undefined => transaction.world.ec2.attachments.get(attachmentRow(place, instanceId, volumeId));

/** Writes an attachment. */
export function putAttachment(transaction: Transaction, place: Place, attachment: Attachment): void {
  const row = attachmentRow(place, attachment.instanceId, attachment.volumeId);
  update(transaction, { attachments: transaction.world.ec2.attachments.set(row, attachment) });
}

/** Removes an attachment. */
export function removeAttachment(transaction: Transaction, place: Place, attachment: Attachment): void {
  const row = attachmentRow(place, attachment.instanceId, attachment.volumeId);
  update(transaction, { attachments: transaction.world.ec2.attachments.delete(row) });
}

/** The attachments of an instance, in the order of their devices. */
export function attachmentsOfInstance(state: Ec2State, place: Place, instanceId: string): Attachment[] {
  const found = Array.from(state.attachments.withPrefix(`${rowOf(place, instanceId)}/`), ([, row]) => row);
  return found.sort((a, b) => (a.device < b.device ? -1 : a.device > b.device ? 1 : 0));
}

/** The attachments of a volume. */
export function attachmentsOfVolume(state: Ec2State, volume: Volume): Attachment[] {
  return volume.attachedTo.flatMap((instanceId) => {
    const found = state.attachments.get(attachmentRow(volume, instanceId, volume.id));
    return found ? [found] : [];
  });
}

/** Writes a snapshot. */
export function putSnapshot(transaction: Transaction, snapshot: Snapshot): void {
  const row = regionalRow(snapshot.region, snapshot.id);
  update(transaction, { snapshots: transaction.world.ec2.snapshots.set(row, snapshot) });
}

/** Removes a snapshot and its owner's tags of it. */
export function removeSnapshot(transaction: Transaction, snapshot: Snapshot): void {
  const { snapshots, tags } = transaction.world.ec2;
  update(transaction, {
    snapshots: snapshots.delete(regionalRow(snapshot.region, snapshot.id)),
    tags: tags.delete(rowOf(snapshot, snapshot.id)),
  });
}

/** Writes an image. */
export function putImage(transaction: Transaction, image: Image): void {
  update(transaction, { images: transaction.world.ec2.images.set(regionalRow(image.region, image.id), image) });
}

/** Removes an image and its owner's tags of it. */
export function removeImage(transaction: Transaction, image: Image): void {
  const { images, tags } = transaction.world.ec2;
  update(transaction, {
    images: images.delete(regionalRow(image.region, image.id)),
    tags: tags.delete(rowOf(image, image.id)),
  });
}

/** Replaces the settings, the tags or the client tokens. */
export function updateEc2(
  transaction: Transaction,
  parts: Partial<Pick<Ec2State, 'defaults' | 'tags' | 'clientTokens'>>,
): void {
  update(transaction, parts);
}
