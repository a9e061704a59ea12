/** RDS: all its operations, handlers and rules. */
import type { AnyOperation, Handler } from '../operation.ts';
import { queryFace } from '../query/face.ts';
import type { ServiceFace } from '../rules.ts';
import * as clusters from './clusters/operations.ts';
import * as clusterSnapshots from './clusters/snapshots.ts';
import { dbClusterLifecycle } from './databases/dbCluster.machine.ts';
import { dbInstanceLifecycle } from './databases/dbInstance.machine.ts';
import { encryptionContext } from './databases/encrypt.ts';
import * as keyAccess from './databases/keyAccess.ts';
import * as work from './databases/work.ts';
import { describeEvents } from './events/describeEvents.ts';
import { createDBInstance } from './instances/createDBInstance.ts';
import { deleteDBInstance } from './instances/deleteDBInstance.ts';
import { describeDBInstances } from './instances/describeDBInstances.ts';
import { modifyDBInstance } from './instances/modifyDBInstance.ts';
import { createDBInstanceReadReplica, promoteReadReplica } from './instances/readReplica.ts';
import { restoreDBInstanceFromDBSnapshot, restoreDBInstanceToPointInTime } from './instances/restore.ts';
import { rebootDBInstance, startDBInstance, stopDBInstance } from './instances/stopAndStart.ts';
import { refusedOperations } from './outside.ts';
import type { RdsRules } from './rules.ts';
import { finishCopy } from './snapshots/copy.ts';
import { dbSnapshotLifecycle } from './snapshots/dbSnapshot.machine.ts';
import { decideCopy } from './snapshots/decideCopy.ts';
import { finishSnapshot, finishSnapshotDeletion } from './snapshots/make.ts';
import * as snapshots from './snapshots/operations.ts';
import * as sharing from './snapshots/share.ts';
import { sealPage } from './storage/pages.ts';
import * as tags from './tags/operations.ts';

const all: readonly AnyOperation[] = [
  createDBInstance,
  describeDBInstances,
  modifyDBInstance,
  startDBInstance,
  stopDBInstance,
  rebootDBInstance,
  deleteDBInstance,
  createDBInstanceReadReplica,
  promoteReadReplica,
  restoreDBInstanceFromDBSnapshot,
  restoreDBInstanceToPointInTime,
  describeEvents,
  ...Object.values(snapshots),
  ...Object.values(sharing),
  ...Object.values(clusters),
  ...Object.values(clusterSnapshots),
  ...Object.values(tags),
];

/** By `rds:Operation`. */
export const rdsOperations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  all.map((record) => [`rds:${record.name}`, record]),
);

/** What RDS finishes later, by kind. */
export const rdsHandlers: Readonly<Record<string, Handler>> = {
  'rds.create': work.finishCreation,
  'rds.finish': work.finishWork,
  'rds.started': work.finishStart,
  'rds.stopped': work.finishStop,
  'rds.restart': work.restart,
  'rds.deleted': work.finishDeletion,
  'rds.checkKey': keyAccess.checkKey,
  'rds.loseKey': keyAccess.loseKey,
  'rds.giveUp': keyAccess.giveUp,
  'rds.adviseRestore': keyAccess.adviseRestore,
  'rds.createSnapshot': finishSnapshot,
  'rds.copySnapshot': finishCopy,
  'rds.deleteSnapshot': finishSnapshotDeletion,
};

/** AWS's own rules of RDS. */
export const rdsRules: RdsRules = {
  dbInstanceLifecycle,
  dbClusterLifecycle,
  dbSnapshotLifecycle,
  lostKeyIsRecoverable: keyAccess.lostKeyIsRecoverable,
  lostKeyDelayMs: keyAccess.lostKeyDelayMs,
  recoveryWindowMs: keyAccess.RECOVERY_WINDOW_MS,
  canStart: (state) => state === 'stopped' || state === 'inaccessible-encryption-credentials-recoverable',
  encryptionContext,
  decideCopy,
  sealPage,
};

/** What RDS says of what it does not know. */
export const rdsFace: ServiceFace = queryFace('2014-10-31', Object.values(refusedOperations).flat());
