/**
 * Delivery of log files. While a trail logs, CloudTrail wakes every few minutes, takes the entries that are old enough,
 * and puts one file for each Region that has any. What S3 refuses is tried again, less and less often, for 30 days.
 */
import { hex, utf8 } from '../bytes.ts';
import { assumed, defineRules, documented } from '../evidence.ts';
import { isoTime } from '../time.ts';
import type { TrailEntry } from '../trail.ts';
import type { Transaction } from '../transaction.ts';
import { deliverDigests } from './digests.ts';
import { gzip, logFileKey, putFile } from './files.ts';
import { renderRecord } from './record.ts';
import type { Delivery, DigestChain, LoggedFile, Pause, Trail } from './state.ts';
import { putTrail } from './trails.ts';

const HOW = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html';
const FIND = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html';

/** What is known of delivery. */
export const DELIVERY_RULES = defineRules('cloudtrail', {
  'delivery-delay': {
    sentence: 'Log files come about every five minutes, with events that are on average five minutes old.',
    ...documented(HOW),
  },
  'delivery-retries': {
    sentence: 'CloudTrail tries for 30 days to deliver what a misconfigured bucket refuses.',
    ...documented(
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
    ),
  },
  'delivery-backs-off': {
    sentence:
      'The time between tries doubles, up to an hour; each begins with a small file; one success clears the error.',
    ...assumed('https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html'),
  },
  'log-file-name': {
    sentence: 'A log file is named by account, Region, minute of delivery and a unique text.',
    ...documented(FIND),
  },
  'delivery-until-stop': {
    sentence: 'Events up to and including StopLogging are delivered after it.',
    ...documented(
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html',
    ),
  },
  'global-events': {
    sentence: 'Events of IAM, STS and CloudFront are left out of a trail without global service events.',
    ...documented('https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html'),
  },
});

/** For so long CloudTrail tries to deliver an event. */
export const RETRY_MS = 30 * 86_400_000;
const LONGEST_WAIT_MS = 3_600_000;
const TRIAL_ENTRIES = 10;
const GLOBAL_SERVICES = ['iam', 'sts', 'cloudfront'];

/** The agenda's name for a delivery. */
export const DELIVER = 'cloudtrail.deliverLogFiles';

/** Handler of a delivery that is due. */
export function deliverDue(transaction: Transaction, { trailArn }: { readonly trailArn: string }): void {
  const trail = transaction.world.cloudtrail.trails.get(trailArn);
  if (!trail) return;
  const after = deliver(transaction, trail);
  if (after.state === 'Logging' || after.delivery.state === 'Failing') scheduleDelivery(transaction, after);
  else finishLogging(transaction, after);
}

/** Puts the next delivery on the agenda. */
export function scheduleDelivery(transaction: Transaction, trail: Trail): Trail {
  const { logFileIntervalMs } = transaction.world.options.timings;
  const waitMs = logFileIntervalMs * 2 ** Math.min(trail.delivery.failures, 20);
  const due = transaction.schedule(Math.max(logFileIntervalMs, Math.min(waitMs, LONGEST_WAIT_MS)), DELIVER, {
    trailArn: trail.arn,
  });
  return putTrail(transaction, { ...trail, delivery: { ...trail.delivery, due } });
}

/** Brings out the last digest of a trail that has stopped and delivered everything; nothing is due for it afterwards. */
function finishLogging(transaction: Transaction, trail: Trail): void {
  transaction.cancel(trail.delivery.digestDue);
  const { delivery, ...digested } = deliverDigests(transaction, trail);
  putTrail(transaction, {
    ...digested,
    delivery: { ...delivery, due: undefined, digestDue: undefined },
    chains: {},
    pauses: [],
  });
}

/** Delivers what is old enough; once a trail has stopped, everything from before. */
export function deliver(transaction: Transaction, trail: Trail): Trail {
  const { batches, throughCall } = collect(transaction, trail);
  if (batches.size === 0) return succeed(transaction, trail, throughCall, {});
  const attemptedMs = transaction.nowMs;
  const aheadCalls: Record<string, number> = { ...trail.delivery.aheadCalls };
  let current = trail;
  let error: string | undefined;
  for (const [region, entries] of batches) {
    for (const piece of piecesOf(trail, entries)) {
      const put = putLogFile(transaction, current, region, piece);
      current = put.trail;
      if (put.error !== undefined) {
        error ??= put.error;
        break;
      }
      aheadCalls[region] = piece.at(-1)!.call;
    }
  }
  return error === undefined
    ? succeed(transaction, current, throughCall, { attemptedMs, deliveredMs: attemptedMs })
    : fail(transaction, current, { attemptedMs, aheadCalls, error });
}

/** One file; two after a failure, the first small: what has piled up need not be packed only to be refused again. */
function piecesOf(trail: Trail, entries: readonly TrailEntry[]): (readonly TrailEntry[])[] {
  if (trail.delivery.state === 'Healthy') return [entries];
  return [entries.slice(0, TRIAL_ENTRIES), entries.slice(TRIAL_ENTRIES)].filter((piece) => piece.length > 0);
}

function fail(transaction: Transaction, trail: Trail, parts: Partial<Delivery>): Trail {
  const failing = trail.delivery.state === 'Failing' ? trail.delivery : moveDelivery(transaction, trail, 'FAIL');
  return putTrail(transaction, { ...trail, delivery: { ...failing, ...parts, failures: failing.failures + 1 } });
}

function succeed(transaction: Transaction, trail: Trail, throughCall: number, parts: Partial<Delivery>): Trail {
  const healthy = trail.delivery.state === 'Healthy' ? trail.delivery : moveDelivery(transaction, trail, 'SUCCEED');
  const pauses = trail.pauses.filter(({ untilCall }) => untilCall === undefined || untilCall > throughCall);
  const delivery = { ...healthy, ...parts, throughCall, aheadCalls: {}, failures: 0, error: undefined };
  return putTrail(transaction, { ...trail, pauses, delivery });
}

function moveDelivery(transaction: Transaction, trail: Trail, event: 'FAIL' | 'SUCCEED') {
  return transaction.move(transaction.rules.cloudtrail.deliveryLifecycle, trail.arn, trail.delivery, event);
}

/** Entries to deliver, by Region, and the last call that was looked at. */
function collect(transaction: Transaction, trail: Trail) {
  const { nowMs, world } = transaction;
  const youngestMs =
    trail.state === 'Logging' ? nowMs - Math.trunc(world.options.timings.logFileIntervalMs / 2) : nowMs;
  const batches = new Map<string, TrailEntry[]>();
  const stoppedAfter = openPause(trail)?.afterCall ?? Number.POSITIVE_INFINITY;
  let { throughCall } = trail.delivery;
  for (const entry of world.trail.values(throughCall + 1)) {
    if (entry.atMs > youngestMs || entry.call > stoppedAfter) break;
    throughCall = entry.call;
    if (!logs(transaction, trail, entry) || entry.call <= (trail.delivery.aheadCalls[entry.region] ?? 0)) continue;
    const batch = batches.get(entry.region);
    if (batch) batch.push(entry);
    else batches.set(entry.region, [entry]);
  }
  return { batches, throughCall };
}

/** The pause that a stopped trail is in. */
const openPause = ({ pauses }: Trail): Pause | undefined => pauses.find((pause) => pause.untilCall === undefined);

/** Whether a trail logs an entry. */
function logs(transaction: Transaction, trail: Trail, entry: TrailEntry): boolean {
  const { settings } = trail;
  if (entry.region !== trail.homeRegion && !settings.IsMultiRegionTrail) return false;
  if (!entry.accounts.includes(trail.account)) return false;
  if (!settings.IncludeGlobalServiceEvents && GLOBAL_SERVICES.includes(entry.service)) return false;
  if (trail.pauses.some(({ afterCall, untilCall = 0 }) => entry.call > afterCall && entry.call < untilCall))
    return false;
  // What could not be delivered for so long is given up; with nothing left to try, the trail counts as healthy again.
  if (entry.atMs < transaction.nowMs - RETRY_MS) return false;
  return transaction.rules.cloudtrail.selects(trail.selectors, entry);
}

/** Puts one log file and notes it for the next digest, or says why S3 refused it. */
function putLogFile(transaction: Transaction, trail: Trail, region: string, entries: readonly TrailEntry[]) {
  const { world, nowMs, rules } = transaction;
  const content = JSON.stringify({ Records: entries.map((entry) => renderRecord(world, entry, trail.account)) });
  const key = logFileKey(trail, region, nowMs, entries.at(-1)!.call, world.seed);
  const outcome = putFile(transaction, trail, { key, body: gzip(content), encryption: 'of the trail' });
  if (!outcome.ok) return { trail, error: outcome.error.code };
  if (!trail.settings.LogFileValidationEnabled) return { trail };
  const file: LoggedFile = {
    s3Bucket: trail.settings.S3BucketName,
    s3Object: key,
    hashValue: hex(rules.digests.SHA256(utf8(content))),
    hashAlgorithm: 'SHA-256',
    newestEventTime: isoTime(entries.at(-1)!.atMs),
    oldestEventTime: isoTime(entries[0]!.atMs),
  };
  const chain: DigestChain = trail.chains[region] ?? { fromMs: trail.startedMs ?? nowMs, files: [] };
  return { trail: { ...trail, chains: { ...trail.chains, [region]: { ...chain, files: [...chain.files, file] } } } };
}
