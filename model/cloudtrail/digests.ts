/**
 * Digests: every hour CloudTrail lists the log files it has delivered with their hashes, chains the list to the one
 * before, and signs it, so that a changed, moved or deleted file shows.
 */
import { hex, utf8 } from '../bytes.ts';
import { assumed, defineRules, documented } from '../evidence.ts';
import { isoTime } from '../time.ts';
import type { Transaction } from '../transaction.ts';
import { digestPublicKey } from './digestKeys.ts';
import { digestKey, gzip, putFile } from './files.ts';
import type { DigestChain, Trail } from './state.ts';
import { putTrail } from './trails.ts';

const STRUCTURE =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html';

/** What is known of digests. */
export const DIGEST_RULES = defineRules('cloudtrail', {
  'digest-every-hour': {
    sentence: 'A trail with log file validation gets a digest every hour, also when there was no log file.',
    ...documented(STRUCTURE),
  },
  'digest-chain': {
    sentence: 'A digest names the one before, its hash and its signature; in the first digest these are null.',
    ...documented(STRUCTURE),
  },
  'digest-metadata': {
    sentence: "A digest's own signature stands in the metadata of its S3 object, not in the file.",
    ...documented(STRUCTURE),
  },
  'digest-last': {
    sentence: 'When logging stops a last digest lists the remaining files; logging again begins a new chain.',
    ...documented(STRUCTURE),
  },
  'digest-encryption': {
    sentence: 'Digests are encrypted under keys that S3 manages, whatever the trail says.',
    ...documented(
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html',
    ),
  },
  'digest-regions': {
    sentence: 'A multi-Region trail gets digests of its home and of every Region that has had a log file.',
    ...assumed(STRUCTURE),
  },
});

/** The agenda's name for digests. */
export const DIGEST = 'cloudtrail.deliverDigests';

/** Handler of digests that are due. */
export function digestDue(transaction: Transaction, { trailArn }: { readonly trailArn: string }): void {
  const trail = transaction.world.cloudtrail.trails.get(trailArn);
  if (trail) scheduleDigests(transaction, deliverDigests(transaction, trail));
}

/** Puts the next digests on the agenda. */
function scheduleDigests(transaction: Transaction, trail: Trail): Trail {
  const due = transaction.schedule(transaction.world.options.timings.digestIntervalMs, DIGEST, { trailArn: trail.arn });
  return putTrail(transaction, { ...trail, delivery: { ...trail.delivery, digestDue: due } });
}

/** Begins a chain of digests in the trail's home Region, the first to come in an hour. */
export function beginDigests(transaction: Transaction, trail: Trail): Trail {
  const first: DigestChain = { fromMs: transaction.nowMs, files: [] };
  return scheduleDigests(transaction, { ...trail, chains: { [trail.homeRegion]: first } });
}

/** Ends all chains of digests without another digest. */
export function endDigests(transaction: Transaction, trail: Trail): Trail {
  transaction.cancel(trail.delivery.digestDue);
  return putTrail(transaction, { ...trail, chains: {}, delivery: { ...trail.delivery, digestDue: undefined } });
}

/** Delivers one digest for each chain. A refused one is made again an hour later, for two hours then. */
export function deliverDigests(transaction: Transaction, trail: Trail): Trail {
  if (Object.keys(trail.chains).length === 0) return trail;
  let error: string | undefined;
  const chains: Record<string, DigestChain> = {};
  for (const [region, chain] of Object.entries(trail.chains)) {
    const put = putDigest(transaction, trail, region, chain);
    if (put.error) error ??= put.error;
    chains[region] = put.chain;
  }
  const digestDeliveredMs = error === undefined ? transaction.nowMs : trail.delivery.digestDeliveredMs;
  return putTrail(transaction, {
    ...trail,
    chains,
    delivery: { ...trail.delivery, digestDeliveredMs, digestError: error },
  });
}

function putDigest(transaction: Transaction, trail: Trail, region: string, chain: DigestChain) {
  const { nowMs, world, rules } = transaction;
  const key = digestKey(trail, region, nowMs);
  const content = JSON.stringify(contentOf(trail, region, chain, key, nowMs, world.seed));
  const hashValue = hex(rules.digests.SHA256(utf8(content)));
  const bucket = trail.settings.S3BucketName;
  const signed = `${isoTime(nowMs)}\n${bucket}/${key}\n${hashValue}\n${chain.previous?.signature ?? 'null'}`;
  const signature = rules.cloudtrail.signDigest(world.seed, region, nowMs, signed);
  const outcome = putFile(transaction, trail, {
    key,
    body: gzip(content),
    metadata: { signature, 'signature-algorithm': 'SHA256withRSA' },
    encryption: 'AES256',
  });
  if (!outcome.ok) return { chain, error: outcome.error.code };
  const next: DigestChain = {
    fromMs: nowMs,
    files: [],
    previous: { s3Bucket: bucket, s3Object: key, hashValue, signature },
  };
  return { chain: next };
}

/** ISO times have one length, so the order of their texts is their order in time. */
function contentOf(trail: Trail, region: string, chain: DigestChain, key: string, endMs: number, seed: string) {
  const { previous, files } = chain;
  return {
    awsAccountId: trail.account,
    digestStartTime: isoTime(chain.fromMs),
    digestEndTime: isoTime(endMs),
    digestS3Bucket: trail.settings.S3BucketName,
    digestS3Object: key,
    digestPublicKeyFingerprint: digestPublicKey(seed, region, endMs).fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime:
      files
        .map((file) => file.newestEventTime)
        .sort()
        .at(-1) ?? null,
    oldestEventTime: files.map((file) => file.oldestEventTime).sort()[0] ?? null,
    previousDigestS3Bucket: previous?.s3Bucket ?? null,
    previousDigestS3Object: previous?.s3Object ?? null,
    previousDigestHashValue: previous?.hashValue ?? null,
    previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
    previousDigestSignature: previous?.signature ?? null,
    logFiles: files,
  };
}
