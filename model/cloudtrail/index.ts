/** CloudTrail: records of all calls, event history, trails. */
import type { AnyOperation, Handler } from '../operation.ts';
import type { ServiceFace } from '../rules.ts';
import { unknownCaller, unknownOperation } from './errors.ts';
import { lookupEvents } from './lookupEvents.ts';

export { entriesOf, type RecordQuery, recordsOf } from './history.ts';
export { type CloudTrailRecord, renderRecord } from './record.ts';
export type { UserIdentity } from './userIdentity.ts';

/** The operations, by `cloudtrail:Name`. */
export const cloudtrailOperations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  [lookupEvents].map((one: AnyOperation) => [`cloudtrail:${one.name}`, one]),
);

/** What happens when something of CloudTrail is due. */
export const cloudtrailHandlers: Readonly<Record<string, Handler>> = {};

/** CloudTrail's way to say that it does not know an operation or a caller. */
export const cloudtrailFace: ServiceFace = { unknownOperation, unknownCaller };
