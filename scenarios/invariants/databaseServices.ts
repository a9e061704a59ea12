/** What RDS and Redshift do at KMS beside their own calls: under whose name, under which grants, and what needs no key. */
import { assumed, documented } from '../../model/evidence.ts';
import type { CallEntry, Invariant, Observation, SeenGrant, TrailRecord } from '../contract.ts';
import { isLost } from './looking.ts';

const IDENTITY =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html';
const RDS_KEYS = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html';
const RDS_EVENTS = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html';
const REDSHIFT_KMS = 'https://docs.aws.amazon.com/kms/latest/developerguide/services-redshift.html';

const isUseOfKms = ({ eventSource, eventType }: TrailRecord): boolean =>
  eventSource === 'kms.amazonaws.com' && eventType !== 'AwsServiceEvent';

/** The KMS calls of one service. */
const callsNamed = (id: string, service: 'rds' | 'redshift', name: string): Invariant => ({
  id,
  sentence: `A KMS call that ${name} makes names ${name}, and whoever it was made for.`,
  evidence: documented(IDENTITY),
  needs: ['records'],
  witnesses: ['for its caller', 'for itself'],
  start({ witness, fail }) {
    const host = `${service}.amazonaws.com`;
    return {
      see(entry) {
        if (entry.type === 'call' && entry.call.service !== service) return;
        for (const { eventName, userIdentity, sourceIPAddress } of entry.records.filter(isUseOfKms)) {
          const { type, arn, invokedBy } = userIdentity ?? {};
          if (invokedBy !== host || sourceIPAddress !== host)
            fail({
              message: `a ${eventName} that nobody called is by ${invokedBy ?? 'nobody'} from ${sourceIPAddress}`,
              expected: host,
            });
          else if (type === 'AWSService') witness('for itself');
          else if (entry.type === 'call' && arn === entry.call.caller.principal) witness('for its caller');
          else fail({ message: `a ${eventName} by ${host} is made for ${arn}`, expected: 'its caller' });
        }
      },
    };
  },
});

/** The KMS calls of RDS. */
export const databaseCallsNamed = callsNamed('database-calls-named', 'rds', 'RDS');
/** The KMS calls of Redshift. */
export const clusterCallsNamed = callsNamed('cluster-calls-named', 'redshift', 'Redshift');

/** Grants that are bound to a value of an encryption context. */
const grantsBoundTo = ({ grants }: Observation, name: string, value: string): readonly SeenGrant[] =>
  [...grants.values()].filter(({ contextSubset }) => contextSubset?.[name] === value);

/** States in which a database has not yet, or no longer, what it was promised. */
const BETWEEN = ['creating', 'failed', 'deleting'];

/** The grant of a database. */
export const databaseKeepsGrant: Invariant = {
  id: 'database-keeps-grant',
  sentence: 'An encrypted database has a grant on its key, bound to its resource id, for as long as it exists.',
  evidence: documented(RDS_KEYS),
  rule: 'rds.grant-of-database',
  witnesses: ['a running database', 'a stopped database', 'a database that lost its key'],
  start({ witness, fail }) {
    return {
      see({ before, after }) {
        if (before.grants === after.grants && before.databases === after.databases) return;
        for (const { arn, state, kmsKeyArn, resourceId } of after.databases.values()) {
          if (!kmsKeyArn || BETWEEN.includes(state) || !after.keys.has(kmsKeyArn)) continue;
          const granted = grantsBoundTo(after, 'aws:rds:db-id', resourceId).some(({ keyArn }) => keyArn === kmsKeyArn);
          if (!granted) fail({ message: `${arn} has no grant on ${kmsKeyArn}`, expected: 'one bound to it' });
          else if (state === 'available') witness('a running database');
          else if (state === 'stopped') witness('a stopped database');
          else if (state.startsWith('inaccessible')) witness('a database that lost its key');
        }
      },
    };
  },
};

/** The grant of a cluster. */
export const clusterKeepsGrant: Invariant = {
  id: 'cluster-keeps-grant',
  sentence: 'A cluster has a grant on its key, and after a migration none on the key that it left.',
  evidence: assumed(REDSHIFT_KMS),
  witnesses: ['a cluster', 'a cluster that moved'],
  start({ witness, fail }) {
    const keysOf = new Map<string, Set<string>>();
    return {
      see({ before, after }) {
        if (before.grants === after.grants && before.clusters === after.clusters) return;
        for (const { arn, state, kmsKeyArn, createdMs } of after.clusters.values()) {
          if (!kmsKeyArn || state !== 'available' || !after.keys.has(kmsKeyArn)) continue;
          const had = keysOf.get(`${arn} ${createdMs}`) ?? new Set();
          keysOf.set(`${arn} ${createdMs}`, had.add(kmsKeyArn));
          const granted = grantsBoundTo(after, 'aws:redshift:arn', arn).map(({ keyArn }) => keyArn);
          const left = [...had].find((keyArn) => keyArn !== kmsKeyArn && granted.includes(keyArn));
          if (!granted.includes(kmsKeyArn)) fail({ message: `${arn} has no grant on ${kmsKeyArn}` });
          else if (left) fail({ message: `${arn} still has a grant on ${left}`, expected: `on ${kmsKeyArn} alone` });
          else witness(had.size > 1 ? 'a cluster that moved' : 'a cluster');
        }
      },
    };
  },
};

/** What of a database a call would end, if it names one whose key is lost. */
function endedByCall({ call, before }: CallEntry): string | undefined {
  const { operation, input, region } = call;
  if (operation === 'DeleteDBInstance' && input.SkipFinalSnapshot !== true) return undefined;
  const found = [...before.databases.values()].find(
    (row) => row.id === input.DBInstanceIdentifier && row.region === region,
  );
  return found?.kmsKeyArn && isLost(before, found.kmsKeyArn) ? operation : undefined;
}

/** Endings that KMS has no say in. */
export const databaseEndingNeedsNoKey: Invariant = {
  id: 'database-ending-needs-no-key',
  sentence: 'A database is stopped, and deleted without a final snapshot, whatever the state of its key.',
  evidence: assumed('https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StopDBInstance.html'),
  rule: 'rds.terminal-is-final',
  witnesses: ['StopDBInstance', 'DeleteDBInstance'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'rds') return;
        if (!['StopDBInstance', 'DeleteDBInstance'].includes(entry.call.operation)) return;
        const ended = endedByCall(entry);
        if (!ended) return;
        if (entry.outcome.ok) witness(ended);
        else if (entry.outcome.error.code === 'KMSKeyNotAccessibleFault')
          fail({ message: `${ended} was refused for the key`, expected: 'ok', observed: entry.outcome.error.code });
      },
    };
  },
};

/** Told before it happens. */
export const lossIsTold: Invariant = {
  id: 'lost-key-database-is-told',
  sentence: 'RDS tells that it cannot access the key of a database before it puts the database aside.',
  evidence: documented(RDS_EVENTS),
  rule: 'rds.event-texts',
  needs: ['events'],
  witnesses: ['told and put aside'],
  start({ witness, fail }) {
    const told = new Set<unknown>();
    return {
      see(entry) {
        for (const event of entry.events) {
          if (event.type === 'notification' && event.detail.EventID === 'RDS-EVENT-0419')
            told.add(event.detail.SourceArn);
          if (event.type !== 'transition' || event.lifecycle !== 'db-instance') continue;
          if (event.event !== 'LOSE_KEY' && event.event !== 'LOSE_KEY_FOR_GOOD') continue;
          if (told.delete(event.resource)) witness('told and put aside');
          else fail({ message: `${event.resource} is ${event.to} and nobody was told`, expected: 'RDS-EVENT-0419' });
        }
      },
    };
  },
};
