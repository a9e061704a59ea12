/** What a run would do to an account before it does it: what is made, what it costs at most, how long it takes, what is skipped. */
import { durationMs } from '../../../model/step.ts';
import { type Invariant, isCall, type Planned } from '../../../scenarios/contract.ts';
import { ACCOUNT, people } from '../../../scenarios/people.ts';
import { tellDuration } from '../../runner/explain.ts';
import { drawnPlans } from '../../runner/family.ts';
import { looksAtLateRecords } from '../../runner/late.ts';
import type { Suite } from '../../runner/suite.ts';
import { type PlannedRecords, plannedRecords } from './awsHistory.ts';
import { HISTORY_GIVES } from './history.ts';
import { accountOf } from './places.ts';

/** What is wanted. */
export interface PlanSettings {
  readonly seed: string;
  readonly runs: number;
  readonly steps: number;
  readonly wanted: (id: string) => boolean;
  readonly maxWaitMs: number;
}

/** A kind of thing, how many of it are made at most, and what one costs in an hour, in US dollars. */
export interface PlannedThing {
  readonly kind: string;
  readonly count: number;
  readonly hourlyDollars: number;
}

/** The plan of a run. */
export interface RunPlan {
  readonly calls: number;
  readonly things: readonly PlannedThing[];
  /** As if everything lived for one hour. */
  readonly dollars: number;
  /** All waits together, those for records too: it is shorter where things come to rest earlier. */
  readonly mostMs: number;
  /** What waiting for CloudTrail's records adds. */
  readonly records: PlannedRecords;
  /** Scenarios that cannot be played to their end, with the reason. */
  readonly skipped: readonly { readonly id: string; readonly why: string }[];
}

/**
 * What one thing costs in an hour in us-east-1, rounded up: list prices of November 2026, or the month's price by 730. Sources:
 * https://aws.amazon.com/kms/pricing/, /ec2/pricing/on-demand/, /ebs/pricing/, /rds/mysql/pricing/, /redshift/pricing/.
 */
const PRICES: Readonly<Record<string, { readonly makes: readonly string[]; readonly hourlyDollars: number }>> = {
  'KMS key': { makes: ['kms:CreateKey', 'kms:ReplicateKey'], hourlyDollars: 0.0014 },
  bucket: { makes: ['s3:CreateBucket'], hourlyDollars: 0 },
  volume: { makes: ['ec2:CreateVolume'], hourlyDollars: 0.0002 },
  snapshot: { makes: ['ec2:CreateSnapshot', 'ec2:CopySnapshot'], hourlyDollars: 0.0006 },
  'instance t3.micro': { makes: ['ec2:RunInstances'], hourlyDollars: 0.0115 },
  'DB instance': {
    makes: [
      'rds:CreateDBInstance',
      'rds:CreateDBInstanceReadReplica',
      'rds:RestoreDBInstanceFromDBSnapshot',
      'rds:RestoreDBInstanceToPointInTime',
    ],
    hourlyDollars: 0.021,
  },
  'DB snapshot': { makes: ['rds:CreateDBSnapshot', 'rds:CopyDBSnapshot'], hourlyDollars: 0.003 },
  'Redshift cluster': {
    makes: ['redshift:CreateCluster', 'redshift:RestoreFromClusterSnapshot'],
    hourlyDollars: 0.543,
  },
  'cluster snapshot': { makes: ['redshift:CreateClusterSnapshot'], hourlyDollars: 0.001 },
};

/** Looks through everything that would be called. */
export function planOf(suite: Suite, settings: PlanSettings): RunPlan {
  const { wanted, maxWaitMs } = settings;
  const labs = suite.labs.filter(({ id }) => wanted(`lab/${id}`));
  const plans: (readonly Planned[])[] = labs.map(({ steps }) => steps.flatMap(({ calls }) => calls));
  const recorded: (readonly Planned[])[] = [];
  const skipped: RunPlan['skipped'][number][] = [];
  for (const [index, { id, steps }] of labs.entries()) {
    const plan = plans[index] ?? [];
    const why = obstacle(plan, maxWaitMs);
    if (why !== undefined) skipped.push({ id: `lab/${id}`, why });
    else if (steps.some(({ expect }) => expect.records)) recorded.push(plan);
  }
  for (const family of suite.families) {
    const mine = family.invariants.filter(({ id }) => wanted(`invariant/${id}`));
    const possible = mine.filter((invariant) => missingNeeds(invariant).length === 0);
    for (const invariant of mine) {
      const missing = missingNeeds(invariant);
      if (missing.length > 0)
        skipped.push({ id: `invariant/${invariant.id}`, why: `AWS gives no ${missing.join(', ')} while it runs` });
    }
    if (possible.length === 0) continue;
    const drawn = drawnPlans(family, { ...settings, vocabulary: suite.vocabulary });
    plans.push(...drawn);
    if (possible.some(looksAtLateRecords)) recorded.push(...drawn);
  }
  const all = plans.flat();
  const things = thingsOf(all);
  const records = plannedRecords(recorded, maxWaitMs);
  return {
    calls: all.filter(isCall).length,
    things,
    dollars: things.reduce((sum, { count, hourlyDollars }) => sum + count * hourlyDollars, 0),
    mostMs: all
      .map(waitMs)
      .filter((ms) => ms <= maxWaitMs)
      .reduce((sum, ms) => sum + ms, records.waits * records.eachMs),
    records,
    skipped,
  };
}

const missingNeeds = ({ needs = [] }: Invariant) => needs.filter((need) => !HISTORY_GIVES.has(need));

const waitMs = (planned: Planned): number => durationMs(isCall(planned) ? (planned.wait ?? {}) : planned.elapse);

/** What keeps a lab from being played to its end. */
function obstacle(plan: readonly Planned[], maxWaitMs: number): string | undefined {
  const longestMs = Math.max(0, ...plan.map(waitMs));
  if (longestMs > maxWaitMs) return `${tellDuration(longestMs)} cannot be waited for (--max-wait)`;
  const stranger = plan.filter(isCall).find(({ caller = 'admin' }) => typeof caller !== 'string' || !canCall(caller));
  return stranger ? `nobody can act as ${JSON.stringify(stranger.caller)}` : undefined;
}

const canCall = (name: string): boolean =>
  name === 'admin' || (people[name]?.declaration !== undefined && accountOf(people[name].caller.principal) === ACCOUNT);

function thingsOf(plan: readonly Planned[]): readonly PlannedThing[] {
  const made = plan.filter(isCall).map(({ service, operation }) => `${service}:${operation}`);
  return Object.entries(PRICES).flatMap(([kind, { makes, hourlyDollars }]) => {
    const count = made.filter((call) => makes.includes(call)).length;
    return count === 0 ? [] : [{ kind, count, hourlyDollars }];
  });
}
