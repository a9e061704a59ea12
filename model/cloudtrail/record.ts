/**
 * Records: the JSON that CloudTrail writes of a call, rendered from the compact entry when somebody reads it.
 * Fields and their order are those of eventVersion 1.11.
 */
import { utf8 } from '../bytes.ts';
import { DEFAULT_CONNECTION } from '../context.ts';
import { assumed, defineRules, documented, recorded } from '../evidence.ts';
import { eventIdOf, hostIdOf, requestIdOf, sharedEventIdOf } from '../ids.ts';
import { isoTime } from '../time.ts';
import type { TrailEntry, TrailResource } from '../trail.ts';
import type { World } from '../world.ts';
import { AWS_INTERNAL, isInfrastructure, renderUserIdentity, type UserIdentity } from './userIdentity.ts';

const CONTENTS =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html';
const LAB =
  'CloudTrail records in a published write-up of the AWS Academy lab on KMS, May 2026 (eventVersion 1.11, us-east-1)';

/** What is known of records as a whole. */
export const RECORD_RULES = defineRules('cloudtrail', {
  'record-fields': { sentence: 'A record has the fields of eventVersion 1.11.', ...documented(CONTENTS) },
  'record-order': { sentence: 'Fields stand in the order of AWS records.', ...recorded(LAB) },
  'service-made-call': {
    sentence:
      "A call that a service makes shows the service's host name as address and user agent, and no TLS details.",
    ...recorded(LAB),
  },
  'ec2-made-kms-call': {
    sentence:
      'A KMS call that EC2 makes for its caller has a sharedEventID and comes through an "AWS Internal" endpoint.',
    ...recorded(LAB),
  },
  'shared-event': {
    sentence: 'All copies of an event that several accounts see have one sharedEventID and an eventID each.',
    ...documented(CONTENTS),
  },
  'size-limits': {
    sentence:
      'errorMessage and userAgent are cut at 1 KB; requestParameters and responseElements above 100 KB are left out.',
    ...documented(CONTENTS),
  },
  'left-out-is-null': { sentence: 'What is left out for its size is null.', ...assumed(CONTENTS) },
});

/** How a connection was secured. */
export interface TlsDetails {
  readonly tlsVersion: string;
  readonly cipherSuite: string;
  readonly clientProvidedHostHeader: string;
  readonly keyExchange: string;
}

/** A CloudTrail record; plain JSON. */
export interface CloudTrailRecord {
  readonly eventVersion: '1.11';
  readonly userIdentity: UserIdentity;
  /** `2022-08-10T22:38:27Z`. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  /** Absent for service events. */
  readonly requestID?: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources?: readonly TrailResource[];
  readonly eventType: 'AwsApiCall' | 'AwsServiceEvent';
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly serviceEventDetails?: Readonly<Record<string, unknown>>;
  readonly sharedEventID?: string;
  readonly vpcEndpointId?: string;
  readonly vpcEndpointAccountId?: string;
  readonly eventCategory: 'Management' | 'Data';
  readonly tlsDetails?: TlsDetails;
}

const KILOBYTE = 1024;
const EC2_FRONT_END = 'ec2-frontend-api.amazonaws.com';

/** The record of an entry, as the given account sees it; by default the caller's own account. */
export function renderRecord(
  world: World,
  entry: TrailEntry,
  account: string = entry.accounts[0] ?? world.options.account,
): CloudTrailRecord {
  const { seed } = world;
  const ofEc2 = entry.service === 'kms' && entry.caller?.via?.invokedBy === EC2_FRONT_END;
  const tlsDetails = renderTlsDetails(entry);
  const requestID = requestIdOf(seed, entry.requestOf ?? entry.call);
  return {
    eventVersion: '1.11',
    userIdentity: renderUserIdentity(world, entry, account),
    eventTime: isoTime(entry.atMs),
    eventSource: `${entry.service}.amazonaws.com`,
    eventName: entry.eventName,
    awsRegion: entry.region,
    ...renderOrigin(entry),
    ...(entry.errorCode === undefined ? {} : { errorCode: entry.errorCode }),
    ...(entry.errorMessage === undefined ? {} : { errorMessage: cut(entry.errorMessage) }),
    requestParameters: within100Kilobytes(entry.requestParameters),
    responseElements: within100Kilobytes(entry.responseElements),
    ...additionalOf(entry, requestID),
    ...(entry.eventType === 'AwsApiCall' ? { requestID } : {}),
    eventID: eventIdOf(seed, entry.call, account),
    readOnly: entry.readOnly,
    ...(entry.resources?.length ? { resources: entry.resources } : {}),
    eventType: entry.eventType,
    managementEvent: entry.category === 'Management',
    recipientAccountId: account,
    ...(entry.serviceEventDetails ? { serviceEventDetails: entry.serviceEventDetails } : {}),
    ...(entry.accounts.length > 1 || ofEc2 ? { sharedEventID: sharedEventIdOf(seed, entry.call) } : {}),
    ...(ofEc2 ? { vpcEndpointId: AWS_INTERNAL, vpcEndpointAccountId: AWS_INTERNAL } : {}),
    eventCategory: entry.category,
    ...(tlsDetails ? { tlsDetails } : {}),
  };
}

/** What S3's records show beside it in all of them is the second id of the request. */
function additionalOf(entry: TrailEntry, requestId: string): Pick<CloudTrailRecord, 'additionalEventData'> {
  const { additionalEventData: data, service } = entry;
  if (!data) return {};
  return { additionalEventData: service === 's3' ? { ...data, 'x-amz-id-2': hostIdOf(requestId) } : data };
}

/** The host name of the service that made the call, or undefined for a call that came over a connection. */
function serviceHostOf(entry: TrailEntry): string | undefined {
  const { caller } = entry;
  if (!caller) return AWS_INTERNAL;
  if (caller.via) return caller.via.invokedBy;
  if (isInfrastructure(caller.principal)) return AWS_INTERNAL;
  return /^[a-z0-9.-]+\.amazonaws\.com$/.test(caller.principal) ? caller.principal : undefined;
}

function renderOrigin(entry: TrailEntry): { sourceIPAddress: string; userAgent: string } {
  const host = serviceHostOf(entry);
  if (host) return { sourceIPAddress: host, userAgent: host };
  const { sourceIpAddress, userAgent } = { ...DEFAULT_CONNECTION, ...entry.connection };
  return { sourceIPAddress: sourceIpAddress, userAgent: cut(userAgent) };
}

function renderTlsDetails(entry: TrailEntry): TlsDetails | undefined {
  if (serviceHostOf(entry) || !{ ...DEFAULT_CONNECTION, ...entry.connection }.secureTransport) return undefined;
  const host = entry.requestParameters?.Host;
  return {
    tlsVersion: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    clientProvidedHostHeader: typeof host === 'string' ? host : `${entry.service}.${entry.region}.amazonaws.com`,
    keyExchange: 'X25519MLKEM768',
  };
}

function cut(text: string): string {
  if (text.length * 3 <= KILOBYTE || utf8(text).length <= KILOBYTE) return text;
  let kept = text.slice(0, KILOBYTE);
  while (utf8(kept).length > KILOBYTE) kept = kept.slice(0, -1);
  return kept;
}

function within100Kilobytes(content: Readonly<Record<string, unknown>> | null) {
  if (!content) return content;
  const text = JSON.stringify(content);
  // UTF-8 takes at most three bytes for a unit of text, so that most need not be encoded to be counted.
  if (text.length * 3 <= 100 * KILOBYTE) return content;
  return utf8(text).length > 100 * KILOBYTE ? null : content;
}
