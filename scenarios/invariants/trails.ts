/** Trails under a key: logging goes on whatever becomes of the key, delivery does not, and files are under the right keys. */
import { assumed, documented } from '../../model/evidence.ts';
import type { Entry, Family, Invariant, Planned, PlannedCall, PlannedValue, SeenObject } from '../contract.ts';
import { ACCOUNT, REGION } from '../people.ts';
import { isLost, output, succeeded } from './looking.ts';
import { twoKeys } from './openings.ts';

const ENCRYPTED =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html';
const DIGESTS =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html';
const HOUR_MS = 3_600_000;

const BUCKET = 'keystate-trail';
/** Name of the trail that runs begin with. */
export const TRAIL = 'keystate-trail';
const TRAIL_ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${TRAIL}`;
const FIRST_KEY = { $any: 'key', n: 0, give: 'arn' } as const;

const call = (service: 'kms' | 's3' | 'cloudtrail', operation: string, input: PlannedCall['input']): Planned => ({
  service,
  operation,
  input,
});
const policy = (...Statement: readonly PlannedValue[]): PlannedValue => ({
  $json: { Version: '2012-10-17', Statement },
});
const cloudtrail = { Service: 'cloudtrail.amazonaws.com' };

/** Two keys, and a trail that logs under the first, with digests. */
export const encryptedTrail: readonly Planned[] = [
  ...twoKeys,
  call('kms', 'PutKeyPolicy', {
    KeyId: FIRST_KEY,
    PolicyName: 'default',
    Policy: policy(
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Allow', Principal: cloudtrail, Action: 'kms:GenerateDataKey*', Resource: '*' },
    ),
  }),
  call('s3', 'CreateBucket', { Bucket: BUCKET }),
  call('s3', 'PutBucketPolicy', {
    Bucket: BUCKET,
    Policy: policy({
      Effect: 'Allow',
      Principal: cloudtrail,
      Action: ['s3:GetBucketAcl', 's3:PutObject'],
      Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
    }),
  }),
  call('cloudtrail', 'CreateTrail', {
    Name: TRAIL,
    S3BucketName: BUCKET,
    KmsKeyId: FIRST_KEY,
    EnableLogFileValidation: true,
  }),
  call('cloudtrail', 'StartLogging', { Name: TRAIL }),
];

/** What is known of the trail: its key, whether it has digests, and since when it logs. */
class KnownTrail {
  keyArn: string | undefined;
  validated = false;
  startedMs: number | undefined;

  see(entry: Entry): void {
    if (!succeeded(entry, 'cloudtrail')) return;
    if (entry.call.operation === 'CreateTrail') {
      this.keyArn = output(entry, 'KmsKeyId') as string | undefined;
      this.validated = output(entry, 'LogFileValidationEnabled') === true;
    }
    if (entry.call.operation === 'StartLogging') this.startedMs ??= entry.atMs;
    if (entry.call.operation === 'StopLogging') this.startedMs = undefined;
  }

  /** Whether its key could not be used all through an entry. */
  isKeyLost = ({ before, after }: Entry): boolean =>
    this.keyArn !== undefined && isLost(before, this.keyArn) && isLost(after, this.keyArn);
}

/** Files of a kind that an entry brought. */
function newFiles({ before, after }: Entry, kind: 'CloudTrail' | 'CloudTrail-Digest'): readonly SeenObject[] {
  if (before.objects === after.objects) return [];
  return [...after.objects].flatMap(([id, file]) =>
    !before.objects.has(id) && file.bucket === BUCKET && file.key.includes(`/${kind}/`) && !file.key.endsWith('/')
      ? [file]
      : [],
  );
}

const logsOn: Invariant = {
  id: 'trail-logs-on',
  sentence: 'A trail logs from StartLogging to StopLogging, whatever becomes of its key.',
  evidence: assumed(ENCRYPTED),
  witnesses: ['logging under a lost key', 'stopped'],
  start({ witness, fail }) {
    const known = new KnownTrail();
    return {
      see(entry) {
        known.see(entry);
        if (!succeeded(entry, 'cloudtrail', 'GetTrailStatus')) return;
        const logs = known.startedMs !== undefined;
        if (output(entry, 'IsLogging') !== logs)
          fail({ message: `${TRAIL_ARN} ${logs ? 'does not log' : 'logs'}`, expected: `IsLogging ${logs}` });
        else if (!logs) witness('stopped');
        else if (known.isKeyLost(entry)) witness('logging under a lost key');
      },
    };
  },
};

const deliveryNeedsKey: Invariant = {
  id: 'trail-delivery-needs-key',
  sentence: 'No log file of a trail is delivered while the key of the trail cannot be used.',
  evidence: documented(ENCRYPTED),
  witnesses: ['waiting for the key', 'delivered with the key'],
  start({ witness, fail }) {
    const known = new KnownTrail();
    return {
      see(entry) {
        known.see(entry);
        if (entry.type !== 'elapse' || known.startedMs === undefined) return;
        const [file] = newFiles(entry, 'CloudTrail');
        if (!known.isKeyLost(entry)) {
          if (file) witness('delivered with the key');
        } else if (file) fail({ message: `${file.key} was delivered`, why: `${known.keyArn} cannot be used` });
        else if (entry.elapsedMs >= HOUR_MS) witness('waiting for the key');
      },
    };
  },
};

const filesUnderKey: Invariant = {
  id: 'trail-files-under-key',
  sentence: 'Log files of a trail are encrypted under the key of the trail, digests under a key that S3 manages.',
  evidence: documented(ENCRYPTED),
  witnesses: ['a log file', 'a digest'],
  start({ witness, fail }) {
    const known = new KnownTrail();
    return {
      see(entry) {
        known.see(entry);
        for (const { key, encryption, kmsKeyArn } of newFiles(entry, 'CloudTrail')) {
          if (known.keyArn === undefined) continue;
          if (encryption === 'aws:kms' && kmsKeyArn === known.keyArn) witness('a log file');
          else fail({ message: `${key} is under ${kmsKeyArn ?? encryption}`, expected: known.keyArn });
        }
        for (const { key, encryption } of newFiles(entry, 'CloudTrail-Digest')) {
          if (encryption === 'AES256') witness('a digest');
          else fail({ message: `the digest ${key} is under ${encryption}`, expected: 'AES256' });
        }
      },
    };
  },
};

const digestEveryHour: Invariant = {
  id: 'digest-every-hour',
  sentence: 'While a trail logs, a digest comes every hour, whether there was a log file or not.',
  evidence: documented(DIGESTS),
  rule: 'cloudtrail.digest-every-hour',
  witnesses: ['hours with log files', 'hours without'],
  start({ witness, fail }) {
    const known = new KnownTrail();
    return {
      see(entry) {
        known.see(entry);
        if (entry.type !== 'elapse' || known.startedMs === undefined || !known.validated) return;
        const hours = Math.floor(entry.elapsedMs / HOUR_MS);
        if (hours === 0) return;
        const digests = newFiles(entry, 'CloudTrail-Digest').length;
        if (digests < hours) fail({ message: `${digests} digests in ${hours} hours`, expected: `${hours}` });
        else witness(newFiles(entry, 'CloudTrail').length > 0 ? 'hours with log files' : 'hours without');
      },
    };
  },
};

/** Trails, their keys and their files. */
export const trails: Family = {
  id: 'trails',
  title: 'Trails whose key is lost',
  vocabulary: ['lost-keys', 'trails'],
  openings: [encryptedTrail],
  invariants: [logsOn, deliveryNeedsKey, filesUnderKey, digestEveryHour],
};
