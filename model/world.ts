/**
 * The World: one immutable value that holds everything there is, including its clock, its generator and its agenda. It
 * serialises (`serialise.ts`), forks and compares; nothing about a simulation lives anywhere else.
 */
import { type Agenda, emptyAgenda } from './agenda.ts';
import { type CloudTrailState, emptyCloudTrail } from './cloudtrail/state.ts';
import { type Ec2State, emptyEc2 } from './ec2/state.ts';
import { type Faults, noFaults } from './faults.ts';
import { emptyIam, type IamState, type PrincipalDeclaration } from './iam/state.ts';
import { emptyKms, type KmsState } from './kms/state.ts';
import { type RandomState, seedState } from './random.ts';
import { emptyRds, type RdsState } from './rds/state.ts';
import { emptyRedshift, type RedshiftState } from './redshift/state.ts';
import { emptyS3, type S3State } from './s3/state.ts';
import { Table } from './table.ts';
import { defaultTimings, type Timings } from './timings.ts';
import type { TrailEntry } from './trail.ts';

/** Settings of a world that hold for its whole life. */
export interface WorldOptions {
  /** Account of the default caller. */
  readonly account: string;
  /** Default Region. */
  readonly region: string;
  /** Virtual time at which the world begins, in milliseconds since 1970. */
  readonly startMs: number;
  /** How long asynchronous things take. */
  readonly timings: Timings;
  /** Limits and delays beside AWS's rules; none by default. */
  readonly faults: Faults;
  /** At most so many trail entries are kept; the oldest go first. */
  readonly trailLimit: number;
}

/** Everything there is. */
export interface World {
  /** Hexadecimal digits. */
  readonly seed: string;
  readonly options: WorldOptions;
  /** Virtual time in milliseconds since 1970. */
  readonly nowMs: number;
  /** Calls made and agenda entries written so far: the next number of either. */
  readonly sequence: number;
  readonly random: RandomState;
  readonly agenda: Agenda;
  /** CloudTrail's raw entries by call number; `cloudtrail/record.ts` renders them. */
  readonly trail: Table<number, TrailEntry>;
  readonly iam: IamState;
  readonly kms: KmsState;
  readonly s3: S3State;
  readonly ec2: Ec2State;
  readonly cloudtrail: CloudTrailState;
  readonly rds: RdsState;
  readonly redshift: RedshiftState;
}

/** 2026-01-05T09:00:00Z, a Monday morning. */
const START_MS = 1_767_603_600_000;

/** What a caller may choose at the beginning. */
export interface GenesisOptions extends Partial<Omit<WorldOptions, 'timings' | 'faults'>> {
  readonly faults?: Partial<Faults>;
  readonly timings?: Partial<Timings>;
  /** IAM users and roles that exist from the start, beside each account's root user and `user/admin`. */
  readonly principals?: readonly PrincipalDeclaration[];
}

/** A new world as it would be with another seed, which only chance and ids depend on. */
export const withSeed = (newWorld: World, seed: string): World => ({ ...newWorld, seed, random: seedState(seed) });

/** What changes of a world while something happens in it. */
export type WorldParts = Omit<World, 'seed' | 'options' | 'sequence' | 'random' | 'trail'>;

/**
 * The world with some of its parts replaced. Member by member here and for the services' states: what a spread makes is of
 * another hidden class at each place and each time, so that copying and reading it takes many times as long.
 */
export function worldWith(world: World, parts: Partial<WorldParts>): World {
  return {
    seed: world.seed,
    options: world.options,
    nowMs: parts.nowMs ?? world.nowMs,
    sequence: world.sequence,
    random: world.random,
    agenda: parts.agenda ?? world.agenda,
    trail: world.trail,
    iam: parts.iam ?? world.iam,
    kms: parts.kms ?? world.kms,
    s3: parts.s3 ?? world.s3,
    ec2: parts.ec2 ?? world.ec2,
    cloudtrail: parts.cloudtrail ?? world.cloudtrail,
    rds: parts.rds ?? world.rds,
    redshift: parts.redshift ?? world.redshift,
  };
}

/** A new world. `seed` is hexadecimal digits of any length (a commit hash will do). */
export function genesis(seed: string, options: GenesisOptions = {}): World {
  const { principals = [], timings, faults, ...rest } = options;
  const settings: WorldOptions = {
    account: '123456789012',
    region: 'us-east-1',
    startMs: START_MS,
    trailLimit: 100_000,
    ...rest,
    timings: { ...defaultTimings, ...timings },
    faults: { ...noFaults, ...faults },
  };
  return {
    seed,
    options: settings,
    nowMs: settings.startMs,
    sequence: 1,
    random: seedState(seed),
    agenda: emptyAgenda(),
    trail: Table.empty(),
    iam: emptyIam(settings.account, settings.startMs, principals),
    kms: emptyKms(),
    s3: emptyS3(),
    ec2: emptyEc2(),
    cloudtrail: emptyCloudTrail(),
    rds: emptyRds(),
    redshift: emptyRedshift(),
  };
}
