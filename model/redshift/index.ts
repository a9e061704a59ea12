/** Redshift: all its operations, handlers and rules. */
import type { AnyOperation, Handler } from '../operation.ts';
import { queryFace } from '../query/face.ts';
import type { ServiceFace } from '../rules.ts';
import { clusterLifecycle } from './clusters/cluster.machine.ts';
import { createCluster } from './clusters/createCluster.ts';
import { modifyCluster } from './clusters/modifyCluster.ts';
import * as clusters from './clusters/operations.ts';
import * as work from './clusters/work.ts';
import * as copyGrants from './copyGrants/operations.ts';
import { translateKmsError } from './errors.ts';
import { describeEvents } from './events/describeEvents.ts';
import { encryptionContext } from './hierarchy/clusterKey.ts';
import { seal } from './hierarchy/tiers.ts';
import { refusedOperations } from './outside.ts';
import type { RedshiftRules } from './rules.ts';
import { clusterSnapshotLifecycle } from './snapshots/clusterSnapshot.machine.ts';
import { finishRegionalCopy } from './snapshots/crossRegion.ts';
import { finishSnapshot, takeAutomatedSnapshot } from './snapshots/make.ts';
import * as snapshots from './snapshots/operations.ts';
import { restoreFromClusterSnapshot } from './snapshots/restore.ts';

const all: readonly AnyOperation[] = [
  createCluster,
  modifyCluster,
  ...Object.values(clusters),
  ...Object.values(snapshots),
  restoreFromClusterSnapshot,
  ...Object.values(copyGrants),
  describeEvents,
];

/** By `redshift:Operation`. */
export const redshiftOperations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  all.map((record) => [`redshift:${record.name}`, record]),
);

/** What Redshift finishes later, by kind. */
export const redshiftHandlers: Readonly<Record<string, Handler>> = {
  'redshift.create': work.finishCreation,
  'redshift.load': work.finishLoad,
  'redshift.finish': work.finishWork,
  'redshift.migrate': work.finishMigration,
  'redshift.rotate': work.finishRotation,
  'redshift.paused': work.finishPause,
  'redshift.delete': work.beginDeletion,
  'redshift.deleted': work.finishDeletion,
  'redshift.createSnapshot': finishSnapshot,
  'redshift.copySnapshot': finishRegionalCopy,
  'redshift.automatedSnapshot': takeAutomatedSnapshot,
};

/** AWS's own rules of Redshift. */
export const redshiftRules: RedshiftRules = {
  clusterLifecycle,
  clusterSnapshotLifecycle,
  encryptionContext,
  seal,
  translateKmsError,
  rotates: { databaseKey: true, snapshots: true },
};

/** What Redshift says of what it does not know. */
export const redshiftFace: ServiceFace = queryFace('2012-12-01', Object.values(refusedOperations).flat());
