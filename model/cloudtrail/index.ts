/** CloudTrail: records of all calls, event history, trails. */
import type { AnyOperation, Handler } from '../operation.ts';
import type { ServiceFace } from '../rules.ts';
import { DELIVER, deliverDue } from './delivery.ts';
import { DIGEST, digestDue } from './digests.ts';
import { unknownCaller, unknownOperation } from './errors.ts';
import { getTrailStatus, startLogging, stopLogging } from './operations/logging.ts';
import { lookupEvents } from './operations/lookupEvents.ts';
import { describeTrails, getTrail, listPublicKeys, listTrails } from './operations/reading.ts';
import { getEventSelectors, putEventSelectors } from './operations/selecting.ts';
import { addTags, listTags, removeTags } from './operations/tags.ts';
import { createTrail, deleteTrail, updateTrail } from './operations/trails.ts';

export { entriesOf, type RecordQuery, recordsOf } from './history.ts';
export { type CloudTrailRecord, renderRecord } from './record.ts';
export { type CloudTrailRules, cloudtrailRules } from './rules.ts';
export type { UserIdentity } from './userIdentity.ts';

const operations: readonly AnyOperation[] = [
  lookupEvents,
  createTrail,
  updateTrail,
  deleteTrail,
  getTrail,
  describeTrails,
  listTrails,
  startLogging,
  stopLogging,
  getTrailStatus,
  putEventSelectors,
  getEventSelectors,
  listPublicKeys,
  addTags,
  removeTags,
  listTags,
];

/** The operations, by `cloudtrail:Name`. */
export const cloudtrailOperations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  operations.map((one) => [`cloudtrail:${one.name}`, one]),
);

/** What happens when something of CloudTrail is due. */
export const cloudtrailHandlers: Readonly<Record<string, Handler>> = {
  [DELIVER]: deliverDue,
  [DIGEST]: digestDue,
};

/** CloudTrail's way to say that it does not know an operation or a caller. */
export const cloudtrailFace: ServiceFace = { unknownOperation, unknownCaller };
