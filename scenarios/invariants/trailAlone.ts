/** The trail as the only witness: what a reader of records, who sees nothing else, can tell. */
import { documented } from '../../model/evidence.ts';
import { parseIsoTime } from '../../model/time.ts';
import type { CallEntry, Invariant, TrailRecord } from '../contract.ts';
import { output, type Succeeded, succeeded } from './looking.ts';

const KMS_LOGGING = 'https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html';
const CONTENTS =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html';

/** Operations that use a key, and how their use of it is called in the trail. */
const BY_HAND = ['Encrypt', 'Decrypt', 'ReEncrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'];
const THROUGH_S3: Readonly<Record<string, string>> = { PutObject: 'GenerateDataKey', GetObject: 'Decrypt' };

/** A use of a key as somebody knows of it who saw the call. */
interface Use {
  readonly eventName: string;
  readonly keyArn: string;
  readonly how: string;
}

function useOf(entry: Succeeded): Use | undefined {
  const { service, operation } = entry.call;
  const member = service === 'kms' ? 'KeyId' : 'SSEKMSKeyId';
  const keyArn = output(entry, member);
  if (typeof keyArn !== 'string' || !keyArn.startsWith('arn:')) return undefined;
  if (service === 'kms')
    return BY_HAND.includes(operation) ? { eventName: operation, keyArn, how: 'by hand' } : undefined;
  const eventName = service === 's3' ? THROUGH_S3[operation] : undefined;
  // A bucket key that is there already is used without asking KMS (documented).
  if (!eventName || output(entry, 'BucketKeyEnabled') === true) return undefined;
  return { eventName, keyArn, how: operation === 'PutObject' ? 'writing an object' : 'reading an object' };
}

/** Whether a record says that this caller did something at this moment. */
const isOf = ({ call, atMs }: CallEntry, { userIdentity, eventTime }: TrailRecord): boolean =>
  userIdentity?.arn === call.caller.principal && parseIsoTime(eventTime) === atMs - (atMs % 1000);

/** Who, which, when. */
export const trailTellsKeyUses: Invariant = {
  id: 'trail-tells-key-uses',
  sentence:
    'The records alone tell which principal used which key when, by hand or through S3: one record names all three.',
  evidence: documented(KMS_LOGGING),
  needs: ['records'],
  witnesses: ['by hand', 'writing an object', 'reading an object'],
  start({ witness, fail }) {
    return {
      see(entry) {
        const use = succeeded(entry, 'kms') || succeeded(entry, 's3') ? useOf(entry) : undefined;
        if (!use || entry.type !== 'call') return;
        const told = entry.records.some(
          (record) =>
            record.eventSource === 'kms.amazonaws.com' &&
            record.eventName === use.eventName &&
            record.errorCode === undefined &&
            record.resources?.some(({ ARN }) => ARN === use.keyArn) &&
            isOf(entry, record),
        );
        if (told) witness(use.how);
        else
          fail({
            message: `no record tells that ${entry.call.caller.principal} used ${use.keyArn} (${use.how})`,
            expected: use.eventName,
            observed: entry.records.map(({ eventName }) => eventName).join(', ') || 'no record',
          });
      },
    };
  },
};

/** How services answer whoever may not, and how the trail calls it. */
const DENIED = /^(AccessDenied(Exception)?|UnauthorizedOperation)$/;

/** No attempt is lost. */
export const unauthorizedAttemptsShow: Invariant = {
  id: 'unauthorized-attempts-show',
  sentence: 'Every attempt that is refused for want of permission shows in the trail as such, with who tried and when.',
  evidence: documented(CONTENTS),
  needs: ['records'],
  witnesses: ['at KMS', 'at S3', 'by another account'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.outcome.ok || !DENIED.test(entry.outcome.error.code)) return;
        const { service, operation, caller } = entry.call;
        // S3 has names of its own for some events, so that the source decides.
        const shows = entry.records.some(
          (record) =>
            record.eventSource === `${service}.amazonaws.com` &&
            /(AccessDenied|UnauthorizedOperation)/.test(record.errorCode ?? '') &&
            isOf(entry, record),
        );
        if (!shows) fail({ message: `no record tells that ${caller.principal} was denied ${service}:${operation}` });
        else if (caller.principal.includes('210987654321')) witness('by another account');
        else if (service === 'kms') witness('at KMS');
        else if (service === 's3') witness('at S3');
      },
    };
  },
};
