/**
 * Ids that are never drawn but follow from the world's seed and the number of a call: request and event ids. They cost
 * nothing until somebody reads them, and a failed call leaves the world's generator untouched.
 */
import { base64, utf8 } from './bytes.ts';
import { Random, seedState } from './random.ts';

function derivedUuid(seed: string, purpose: string, call: number): string {
  return new Random(seedState(`${purpose}:${call.toString(16)}:${seed}`)).uuid();
}

/** AWS's request id of a call. */
export const requestIdOf = (seed: string, call: number): string => derivedUuid(seed, 'request', call);

/** S3's second id of a request (x-amz-id-2): as opaque as AWS's, and always the same for a request. */
export const hostIdOf = (requestId: string): string => base64(utf8(`keystate ${requestId} ${requestId}`));

/** CloudTrail's eventID of a call's record, as the given account sees it. */
export const eventIdOf = (seed: string, call: number, account: string): string =>
  derivedUuid(seed, `event/${account}`, call);

/** CloudTrail's sharedEventID of a call that several accounts see. */
export const sharedEventIdOf = (seed: string, call: number): string => derivedUuid(seed, 'shared', call);
