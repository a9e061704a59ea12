/**
 * Ids that are never drawn but follow from the world's seed and the number of a call: request and event ids. They cost
 * nothing until somebody reads them, and a failed call leaves the world's generator untouched.
 */
import { Random, seedState } from './random.ts';

function derivedUuid(seed: string, purpose: string, call: number): string {
  return new Random(seedState(`${purpose}:${call.toString(16)}:${seed}`)).uuid();
}

/** AWS's request id of a call. */
export const requestIdOf = (seed: string, call: number): string => derivedUuid(seed, 'request', call);

/**
 * S3's second id of a request (x-amz-id-2): 76 characters that could be base64, as AWS's are; always the same for a
 * request. It says nothing that the request id does not.
 */
export function hostIdOf(requestId: string): string {
  const digits =
    requestId.slice(0, 8) +
    requestId.slice(9, 13) +
    requestId.slice(14, 18) +
    requestId.slice(19, 23) +
    requestId.slice(24);
  return `${digits}${digits}${digits.slice(0, 11)}=`;
}

/** CloudTrail's eventID of a call's record, as the given account sees it. */
export const eventIdOf = (seed: string, call: number, account: string): string =>
  derivedUuid(seed, `event/${account}`, call);

/** CloudTrail's sharedEventID of a call that several accounts see. */
export const sharedEventIdOf = (seed: string, call: number): string => derivedUuid(seed, 'shared', call);
