/** The CloudTrail pane: records as they come, filtered, and the ones an auditor would stop at marked with why. */
import { renderRecord } from '../../../model/cloudtrail/record.ts';
import { isInfrastructure } from '../../../model/cloudtrail/userIdentity.ts';
import type { TrailEntry } from '../../../model/trail.ts';
import type { World } from '../../../model/world.ts';
import type { TrailRecord } from '../../../scenarios/contract.ts';

/** Why a record is marked, by dictionary key. */
export type Anomaly =
  | 'keyLost'
  | 'denied'
  | 'keyChange'
  | 'policyChange'
  | 'insecure'
  | 'otherAccount'
  | 'throttled'
  | 'trailChange';

const KEY_LOST =
  /^(KMS\.|Client\.)?(DisabledException|KMSInvalidStateException|CustomerKeyHasBeenRevoked|NotFoundException|KMSKeyNotAccessibleFault)$/;
const DENIED = /AccessDenied|UnauthorizedOperation/;
const KEY_CHANGES = new Set(['DisableKey', 'ScheduleKeyDeletion', 'DeleteImportedKeyMaterial', 'DeleteKey']);
const POLICY_CHANGES = new Set(['PutKeyPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy', 'CreateGrant']);
const TRAIL_CHANGES = new Set(['StopLogging', 'DeleteTrail', 'PutEventSelectors', 'UpdateTrail']);

/** Why an auditor would stop at an entry, or undefined. `account` is whose trail it is. */
export function anomalyOf(entry: TrailEntry, account: string): Anomaly | undefined {
  const { errorCode, errorMessage, eventName, caller } = entry;
  if (errorCode !== undefined) {
    if (KEY_LOST.test(errorCode) || /is (disabled|pending deletion)/.test(errorMessage ?? '')) return 'keyLost';
    if (DENIED.test(errorCode)) return entry.connection?.secureTransport === false ? 'insecure' : 'denied';
    if (/Throttling|SlowDown|RequestLimitExceeded/.test(errorCode)) return 'throttled';
    return undefined;
  }
  if (KEY_CHANGES.has(eventName)) return 'keyChange';
  if (POLICY_CHANGES.has(eventName) && caller?.via === undefined) return 'policyChange';
  if (TRAIL_CHANGES.has(eventName)) return 'trailChange';
  if (entry.connection?.secureTransport === false) return 'insecure';
  const home = caller && /::(\d{12}):/.exec(caller.principal)?.[1];
  return home !== undefined && home !== account ? 'otherAccount' : undefined;
}

/** The user, role or service behind an entry: `user/admin`, `ec2.amazonaws.com`, `AWS`. */
export function whoOf({ caller }: TrailEntry): string {
  if (!caller) return 'AWS';
  const { principal } = caller;
  return principal.startsWith('arn:') ? principal.split(':').slice(5).join(':') : principal;
}

/** The service that asked, and whether in the name of its caller; undefined where the caller asked himself. */
export function serviceOf({ caller }: TrailEntry): { service: string; forCaller: boolean } | undefined {
  const service = caller?.via?.service;
  if (!caller || service === undefined) return undefined;
  const { principal } = caller;
  return { service, forCaller: principal.startsWith('arn:') && !isInfrastructure(principal) };
}

/** What the pane shows. Empty text: no filter. */
export interface TrailFilter {
  readonly service: string;
  readonly who: string;
  /** ARN of a key. */
  readonly key: string;
  readonly marked: boolean;
}

/** Everything, unfiltered. */
export const noFilter: TrailFilter = { service: '', who: '', key: '', marked: false };

/** Whether an entry has to do with a key: it is among its resources, or in its request or answer. */
function concerns(entry: TrailEntry, keyArn: string): boolean {
  if (entry.resources?.some(({ ARN }) => ARN === keyArn)) return true;
  const id = keyArn.slice(keyArn.lastIndexOf('/') + 1);
  return `${JSON.stringify(entry.requestParameters)} ${entry.errorMessage ?? ''}`.includes(id);
}

/** Entries that pass a filter, newest first. */
export function* entriesOf(world: World, filter: TrailFilter): Generator<TrailEntry> {
  for (const [, entry] of world.trail.entriesReversed()) {
    if (filter.service && entry.service !== filter.service) continue;
    if (filter.who && whoOf(entry) !== filter.who) continue;
    if (filter.marked && !anomalyOf(entry, world.options.account)) continue;
    if (filter.key && !concerns(entry, filter.key)) continue;
    yield entry;
  }
}

/** The record that CloudTrail writes. */
export const recordOf = (world: World, entry: TrailEntry): TrailRecord =>
  renderRecord(world, entry) as unknown as TrailRecord;
