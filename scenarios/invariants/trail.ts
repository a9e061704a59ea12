/** CloudTrail: who used which key, and when; every call, the refused ones too, and those that services make. */
import { documented, recorded } from '../../model/evidence.ts';
import { parseIsoTime } from '../../model/time.ts';
import {
  type CallEntry,
  type Entry,
  type Family,
  type Invariant,
  isOwnRecord,
  observedTables,
  sameRows,
  type TrailRecord,
} from '../contract.ts';
import { accountOf, output, succeeded } from './looking.ts';
import { attachedVolume, ciphertext, encryptedObject, stoppedEncryptedRoot } from './openings.ts';
import { trailTellsKeyUses, unauthorizedAttemptsShow } from './trailAlone.ts';

const KMS_LOGGING = 'https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html';
const CONTENTS =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html';
const IDENTITY =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html';
const HISTORY = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html';
const DELAY_MS = 15 * 60_000;
const SKEW_MS = 5000;

const invokedBy = (record: TrailRecord): unknown => record.userIdentity?.invokedBy;

/** The records of the call itself, without those of calls that services made for it. CloudTrail has names of its own. */
const ownRecords = ({ call, records }: CallEntry): readonly TrailRecord[] =>
  records.filter((record) => isOwnRecord(record, call.service));

const oneRecord: Invariant = {
  id: 'one-record-a-call',
  sentence: 'Every call leaves exactly one record of its own, refused or not.',
  evidence: documented(KMS_LOGGING),
  needs: ['records'],
  witnesses: ['a success', 'a refusal', 'a data event'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call') return;
        const own = ownRecords(entry);
        if (own.length !== 1) {
          fail({
            message: `${entry.call.operation} left ${own.length} records`,
            expected: '1',
            observed: `${own.length}`,
          });
          return;
        }
        witness(entry.outcome.ok ? 'a success' : 'a refusal');
        if (own[0]?.managementEvent === false) witness('a data event');
      },
    };
  },
};

const whoAndWhen: Invariant = {
  id: 'record-says-who-and-when',
  sentence: 'The record of a call names its caller and the second of the call.',
  evidence: documented(CONTENTS),
  needs: ['ownRecords'],
  witnesses: ['a user', 'root', 'a user of another account'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call') return;
        const [record] = ownRecords(entry);
        if (!record) return;
        const { principal } = entry.call.caller;
        const { arn, type, accountId } = record.userIdentity ?? {};
        if (arn !== principal || accountId !== accountOf(principal))
          fail({ message: `the record of ${record.eventName} names ${arn}`, expected: principal, observed: `${arn}` });
        const atMs = parseIsoTime(record.eventTime) ?? 0;
        // Where calls take time, the clocks at both ends are not the same.
        const skewMs = entry.after.atMs === entry.atMs ? 0 : SKEW_MS;
        if (atMs < entry.atMs - (entry.atMs % 1000) - skewMs || atMs > entry.after.atMs + skewMs)
          fail({
            message: `the record of ${record.eventName} is dated ${record.eventTime}`,
            expected: `${entry.atMs} ms`,
          });
        if (type === 'Root') witness('root');
        else if (accountId !== accountOf(principal)) return;
        else witness(String(accountId).startsWith('21') ? 'a user of another account' : 'a user');
      },
    };
  },
};

const whichKey: Invariant = {
  id: 'record-says-which-key',
  sentence: 'The record of a call that used a key names the key by its ARN, however the request named it.',
  evidence: recorded('CloudTrail records published with an AWS Academy lab on EBS encryption, us-east-1, May 2026'),
  needs: ['ownRecords'],
  witnesses: ['named by id or alias', 'Decrypt that named no key'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'kms')) return;
        const keyArn = output(entry, 'KeyId');
        if (typeof keyArn !== 'string' || !keyArn.startsWith('arn:')) return;
        const [record] = ownRecords(entry);
        if (!record) return;
        if (!record.resources?.some(({ ARN }) => ARN === keyArn))
          fail({ message: `the record of ${entry.call.operation} does not name the key`, expected: keyArn });
        else if (entry.call.input.KeyId === undefined) witness('Decrypt that named no key');
        else if (entry.call.input.KeyId !== keyArn) witness('named by id or alias');
      },
    };
  },
};

const refusalsShow: Invariant = {
  id: 'refusals-show',
  sentence: 'A refused call shows its error in its record and a successful one none; a denial shows as access denied.',
  evidence: documented(KMS_LOGGING),
  needs: ['ownRecords'],
  witnesses: ['an unauthorized attempt', 'a disabled key'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call') return;
        const [record] = ownRecords(entry);
        if (!record) return;
        const { outcome } = entry;
        if (outcome.ok) {
          if (record.errorCode)
            fail({ message: `the record of a successful ${record.eventName} says ${record.errorCode}` });
          return;
        }
        if (!record.errorCode) {
          fail({ message: `the record of a refused ${record.eventName} shows no error`, expected: outcome.error.code });
          return;
        }
        if (record.responseElements)
          fail({ message: `the record of a refused ${record.eventName} has responseElements` });
        if (outcome.error.code.startsWith('AccessDenied')) {
          if (record.errorCode === 'AccessDenied') witness('an unauthorized attempt');
          else fail({ message: `a denial is recorded as ${record.errorCode}`, expected: 'AccessDenied' });
        }
        if (record.errorCode === 'DisabledException') witness('a disabled key');
      },
    };
  },
};

const serviceNamed: Invariant = {
  id: 'service-made-calls-named',
  sentence: 'A call that a service makes names the service, and whoever it was made for.',
  evidence: documented(IDENTITY),
  needs: ['records'],
  witnesses: ['S3 for its caller', 'EC2 for its caller', 'the host of an instance', 'EC2 itself'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const record of entry.records) {
          if (entry.type === 'call' && ownRecords(entry).includes(record)) continue;
          if (record.eventType === 'AwsServiceEvent') continue;
          const { type, arn } = record.userIdentity ?? {};
          const by = invokedBy(record);
          if (typeof by !== 'string' || by === '') {
            fail({
              message: `a ${record.eventName} that nobody called names no service`,
              expected: 'userIdentity.invokedBy',
              observed: 'not there',
            });
            return;
          }
          if (record.sourceIPAddress !== by)
            fail({
              message: `a ${record.eventName} by ${by} shows the address ${record.sourceIPAddress}`,
              expected: by,
            });
          if (type === 'AWSService') witness('EC2 itself');
          else if (type === 'AssumedRole' && String(arn).includes('/aws:ec2-infrastructure/'))
            witness('the host of an instance');
          else if (by.startsWith('fas.s3.')) witness('S3 for its caller');
          else if (by.startsWith('ec2-frontend-api.')) witness('EC2 for its caller');
          if (entry.type === 'call' && by.startsWith('fas.s3.') && arn !== entry.call.caller.principal)
            fail({ message: `a ${record.eventName} by S3 is made for ${arn}`, expected: entry.call.caller.principal });
        }
      },
    };
  },
};

const uniqueIds: Invariant = {
  id: 'event-ids-unique',
  sentence: 'No two records have the same eventID, and time in the trail never runs backwards.',
  evidence: documented(CONTENTS),
  needs: ['records'],
  witnesses: ['several records'],
  start({ witness, fail }) {
    const seen = new Set<string>();
    let latest = '';
    return {
      see(entry) {
        for (const { eventID, eventName, eventTime } of entry.records) {
          if (seen.has(eventID))
            fail({ message: `${eventName} has an eventID that was there before`, observed: eventID });
          if (eventTime < latest)
            fail({ message: `${eventName} is dated before its forerunner`, expected: latest, observed: eventTime });
          seen.add(eventID);
          latest = eventTime;
          if (seen.size > 1) witness('several records');
        }
      },
    };
  },
};

/** Tables that not even the making of a managed key changes. */
const QUIET_TABLES = observedTables.filter((table) => table !== 'keys' && table !== 'aliases');

const readOnlyIsTrue: Invariant = {
  id: 'read-only-changes-nothing',
  sentence: 'A call whose record says readOnly changes nothing that anybody could see.',
  evidence: documented(CONTENTS),
  needs: ['records'],
  witnesses: ['a read'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call') return;
        const [record] = ownRecords(entry);
        if (!record?.readOnly) return;
        witness('a read');
        const { before, after } = entry;
        // DescribeKey of a predefined alias makes the AWS managed key: the one documented exception.
        const tables = before.keys.size < after.keys.size ? QUIET_TABLES : observedTables;
        const changed = tables.find((table) => !sameRows<unknown>(before[table], after[table]));
        if (changed) fail({ message: `${record.eventName} changed ${changed} though it is readOnly` });
      },
    };
  },
};

/** What a caller's account must be able to look up by now. */
interface Known {
  readonly eventID: string;
  readonly atMs: number;
  readonly place: string;
}

const historyComplete: Invariant = {
  id: 'event-history-complete',
  sentence:
    'Fifteen minutes after a management event, event history shows it, newest first; data events it never shows.',
  evidence: documented(HISTORY),
  needs: ['records'],
  witnesses: ['found', 'a refused call was found'],
  start({ witness, fail }) {
    const known: Known[] = [];
    const refused = new Set<string>();
    const dataEvents = new Set<string>();
    return {
      see(entry) {
        if (succeeded(entry, 'cloudtrail', 'LookupEvents')) check(entry);
        for (const record of entry.records) {
          if (!record.managementEvent) {
            dataEvents.add(record.eventID);
            continue;
          }
          const atMs = parseIsoTime(record.eventTime) ?? 0;
          known.push({ eventID: record.eventID, atMs, place: `${record.recipientAccountId}/${record.awsRegion}` });
          if (record.errorCode) refused.add(record.eventID);
        }
      },
    };
    function check(entry: Entry & { readonly type: 'call' }): void {
      const { LookupAttributes, StartTime, EndTime, NextToken, EventCategory } = entry.call.input;
      if (LookupAttributes ?? StartTime ?? EndTime ?? NextToken ?? EventCategory) return;
      const events = (entry.outcome.ok ? entry.outcome.output.Events : []) as readonly {
        EventId: string;
        EventTime: number;
      }[];
      const found = new Set(events.map(({ EventId }) => EventId));
      const oldest = events.at(-1)?.EventTime ?? 0;
      const place = `${accountOf(entry.call.caller.principal)}/${entry.call.region}`;
      if (events.some(({ EventTime }, index) => EventTime > (events[index - 1]?.EventTime ?? EventTime)))
        fail({ message: 'event history is not in order, newest first' });
      for (const { eventID, atMs, place: where } of known) {
        const due =
          where === place &&
          atMs > oldest &&
          atMs + DELAY_MS + 1000 <= entry.atMs &&
          atMs > entry.atMs - 90 * 86_400_000;
        if (!due) continue;
        if (!found.has(eventID)) {
          fail({ message: `event ${eventID} is not in event history`, why: 'it is more than 15 minutes old' });
          return;
        }
        witness('found');
        if (refused.has(eventID)) witness('a refused call was found');
      }
      const leaked = events.find(({ EventId }) => dataEvents.has(EventId));
      if (leaked) fail({ message: `event history shows the data event ${leaked.EventId}` });
    }
  },
};

const deletionRecorded: Invariant = {
  id: 'key-deletion-recorded',
  sentence: 'The deletion of a key, which nobody calls, leaves a service event that names the key.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/developerguide/ct-delete-key.html'),
  needs: ['records'],
  witnesses: ['DeleteKey'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'elapse' || entry.before.keys === entry.after.keys) return;
        for (const keyArn of entry.before.keys.keys()) {
          if (entry.after.keys.has(keyArn)) continue;
          const record = entry.records.find(
            ({ eventName, resources }) => eventName === 'DeleteKey' && resources?.some(({ ARN }) => ARN === keyArn),
          );
          if (record?.eventType === 'AwsServiceEvent') witness('DeleteKey');
          else fail({ message: `the deletion of ${keyArn} left no service event`, expected: 'DeleteKey' });
        }
      },
    };
  },
};

const attachmentRecords: Invariant = {
  id: 'attachment-asks-kms-twice',
  sentence:
    'Attaching an encrypted volume to a running instance leaves CreateGrant for the caller and Decrypt by the host, with one request id.',
  evidence: recorded('CloudTrail records published with an AWS Academy lab on EBS encryption, us-east-1, May 2026'),
  needs: ['records'],
  witnesses: ['CreateGrant and Decrypt'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'ec2', 'AttachVolume')) return;
        const { InstanceId, VolumeId } = entry.call.input;
        const volume = entry.before.volumes.get(String(VolumeId));
        if (!volume?.encrypted || entry.before.instances.get(String(InstanceId))?.state !== 'running') return;
        const made = entry.records.filter((record) => record.eventSource === 'kms.amazonaws.com');
        const names = made.map(({ eventName }) => eventName).join(', ');
        if (names !== 'CreateGrant, Decrypt')
          fail({ message: `attaching ${volume.id} made ${names || 'no KMS call'}`, expected: 'CreateGrant, Decrypt' });
        else if (made[0]?.requestID !== made[1]?.requestID)
          fail({ message: 'CreateGrant and Decrypt show two request ids', expected: 'the same' });
        else witness('CreateGrant and Decrypt');
      },
    };
  },
};

/** What the trail shows. */
export const trail: Family = {
  id: 'trail',
  title: 'What CloudTrail shows',
  openings: [encryptedObject, attachedVolume, stoppedEncryptedRoot, ciphertext],
  invariants: [
    oneRecord,
    whoAndWhen,
    whichKey,
    refusalsShow,
    serviceNamed,
    uniqueIds,
    readOnlyIsTrue,
    deletionRecorded,
    attachmentRecords,
    trailTellsKeyUses,
    unauthorizedAttemptsShow,
  ],
};

/** What event history shows of it. */
export const history: Family = {
  id: 'history',
  title: 'What event history shows',
  vocabulary: ['kms-keys', 'kms-crypto', 's3-objects', 'cloudtrail', 'time'],
  openings: [encryptedObject],
  invariants: [historyComplete],
};
