/** EC2 and EBS, assembled: operations, handlers of what falls due, rules, and what the service says by itself. */
import type { AnyOperation, Handler } from '../operation.ts';
import type { ServiceFace } from '../rules.ts';
import { decideEncryption } from './encryption/decide.ts';
import { encryptDisk } from './encryption/encryptDisk.ts';
import { attachLoadsDataKey, loadDataKey, unloadDataKey } from './encryption/hostKeys.ts';
import * as byDefault from './encryptionByDefault/operations.ts';
import { notSimulated, unknownAction, unknownCredentials } from './errors.ts';
import { copyImage } from './images/copyImage.ts';
import { createImage } from './images/createImage.ts';
import { describeImages } from './images/describeImages.ts';
import { imageLifecycle } from './images/image.machine.ts';
import { finishImage } from './images/make.ts';
import { deregisterImage, registerImage } from './images/registerImage.ts';
import { describeInstanceAttribute, modifyInstanceAttribute } from './instances/attributes.ts';
import { finishBoot } from './instances/boot.ts';
import { describeInstanceStatus, describeInstances } from './instances/describeInstances.ts';
import { instanceLifecycle } from './instances/instance.machine.ts';
import { LAUNCH_REFUSED, START_REFUSED } from './instances/reasons.ts';
import { runInstances } from './instances/runInstances.ts';
import { startInstances } from './instances/startInstances.ts';
import { finishStop, rebootInstances, stopInstances } from './instances/stopInstances.ts';
import { finishTermination, forgetInstance, terminateInstances } from './instances/terminateInstances.ts';
import { describeInstanceTypes } from './instances/types.ts';
import { outside } from './outside.ts';
import * as regions from './regions/operations.ts';
import type { Ec2Rules } from './rules.ts';
import { copySnapshot, encryptCopy, finishCopy } from './snapshots/copySnapshot.ts';
import { createSnapshot } from './snapshots/createSnapshot.ts';
import { createSnapshots } from './snapshots/createSnapshots.ts';
import { deleteSnapshot } from './snapshots/deleteSnapshot.ts';
import { describeSnapshots } from './snapshots/describeSnapshots.ts';
import { finishSnapshot } from './snapshots/make.ts';
import { describeSnapshotAttribute, modifySnapshotAttribute } from './snapshots/sharing.ts';
import { snapshotLifecycle } from './snapshots/snapshot.machine.ts';
import { tierLifecycle } from './snapshots/tier.machine.ts';
import {
  describeSnapshotTierStatus,
  finishTierMove,
  modifySnapshotTier,
  restoreSnapshotTier,
} from './snapshots/tier.ts';
import * as tags from './tags/operations.ts';
import { attachmentLifecycle } from './volumes/attachment.machine.ts';
import { attachVolume, finishAttachment } from './volumes/attachVolume.ts';
import { createVolume } from './volumes/createVolume.ts';
import { deleteVolume, finishDeletion } from './volumes/deleteVolume.ts';
import { describeVolumeStatus } from './volumes/describeVolumeStatus.ts';
import { describeVolumes } from './volumes/describeVolumes.ts';
import { detachVolume, finishDetachment } from './volumes/detachVolume.ts';
import { finishVolume } from './volumes/make.ts';
import { volumeModificationLifecycle } from './volumes/modification.machine.ts';
import { continueModification, describeVolumesModifications, modifyVolume } from './volumes/modifyVolume.ts';
import { volumeLifecycle } from './volumes/volume.machine.ts';

const all: readonly AnyOperation[] = [
  createVolume,
  describeVolumes,
  deleteVolume,
  attachVolume,
  detachVolume,
  createSnapshot,
  copySnapshot,
  describeSnapshots,
  deleteSnapshot,
  runInstances,
  describeInstances,
  describeInstanceStatus,
  startInstances,
  stopInstances,
  rebootInstances,
  terminateInstances,
  createImage,
  copyImage,
  registerImage,
  deregisterImage,
  describeImages,
  createSnapshots,
  modifySnapshotAttribute,
  describeSnapshotAttribute,
  modifySnapshotTier,
  restoreSnapshotTier,
  describeSnapshotTierStatus,
  modifyVolume,
  describeVolumesModifications,
  describeVolumeStatus,
  describeInstanceAttribute,
  modifyInstanceAttribute,
  describeInstanceTypes,
  ...Object.values(byDefault),
  ...Object.values(tags),
  ...Object.values(regions),
];

/** The operations, by `ec2:Name`. */
export const ec2Operations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  all.map((operation) => [`ec2:${operation.name}`, operation]),
);

/** What EC2 finishes later, by kind. */
export const ec2Handlers: Readonly<Record<string, Handler>> = {
  'ec2.createVolume': finishVolume,
  'ec2.deleteVolume': finishDeletion,
  'ec2.attachVolume': finishAttachment,
  'ec2.detachVolume': finishDetachment,
  'ec2.createSnapshot': finishSnapshot,
  'ec2.encryptCopy': encryptCopy,
  'ec2.copySnapshot': finishCopy,
  'ec2.moveSnapshotTier': finishTierMove,
  'ec2.createImage': finishImage,
  'ec2.modifyVolume': continueModification,
  'ec2.bootInstance': finishBoot,
  'ec2.stopInstance': finishStop,
  'ec2.terminateInstance': finishTermination,
  'ec2.forgetInstance': forgetInstance,
};

/** What decides. */
export const ec2Rules: Ec2Rules = {
  volumeLifecycle,
  volumeModificationLifecycle,
  attachmentLifecycle,
  snapshotLifecycle,
  tierLifecycle,
  instanceLifecycle,
  imageLifecycle,
  decideEncryption,
  encryptDisk,
  loadDataKey,
  unloadDataKey,
  attachLoadsDataKey,
  startRefused: START_REFUSED,
  launchRefused: LAUNCH_REFUSED,
  copyRefused: 'Given key ID is not accessible',
};

/** What EC2 says in its own words. */
export const ec2Face: ServiceFace = {
  unknownOperation: (action) => (outside.has(action) ? notSimulated(action) : unknownAction(action)),
  unknownCaller: unknownCredentials,
};
