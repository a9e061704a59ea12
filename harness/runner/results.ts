/** What a suite came to, as plain data: the reports, `--json` and other programs read this. */
import type { Planned } from '../../scenarios/contract.ts';
import type { RunOptions } from './swarm.ts';

/** How a scenario ended, from good to bad. `error` means that the engine broke, never that AWS differs. */
export const verdicts = ['pass', 'skip', 'assumed', 'fail', 'error'] as const;

/** How a scenario ended. */
export type Verdict = (typeof verdicts)[number];

/** The worse of two verdicts. */
export const worse = (a: Verdict, b: Verdict): Verdict => (verdicts.indexOf(a) >= verdicts.indexOf(b) ? a : b);

/** One line of a failing run: a call, or time that passed. */
export interface FailureStep {
  /** Position in the list, from 1. */
  readonly number: number;
  /** As a person reads it: `key1 = kms:CreateKey {}`. */
  readonly call: string;
  /** What it came to and what it changed: `key1 Enabled`, `DisabledException`. */
  readonly result: string;
}

/** Why a scenario failed, and how to see it again. */
export interface Failure {
  readonly message: string;
  readonly expected?: string;
  readonly observed?: string;
  readonly why?: string;
  /** Grade and source of the rule. */
  readonly rule: string;
  /** The run of the family that found it, from 0, and what that run drew. */
  readonly run?: number;
  readonly options?: RunOptions;
  /** Seed of the world in which the calls fail. */
  readonly seed: string;
  /** How many calls the run had before it was shrunk. */
  readonly shrunkFrom: number;
  readonly steps: readonly FailureStep[];
  /** Position, from 0, of the step that shows it. */
  readonly failedStep: number;
  readonly calls: readonly Planned[];
  /** File that replays it, where one was written. */
  readonly replayFile?: string;
  /** The `--target` that it fails at; absent: the simulation. */
  readonly target?: string;
}

/** One scenario's result. */
export interface ScenarioResult {
  /** `invariant/disabled-key-start`, `lab/root-volume`. */
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly runs: number;
  readonly calls: number;
  /** Runs that reached each witness. */
  readonly witnesses: Readonly<Record<string, number>>;
  /** Why it was skipped, or what broke. */
  readonly note?: string;
  readonly failure?: Failure;
}

/** A whole suite's result. */
export interface SuiteResult {
  /** Version of keystate. */
  readonly version: string;
  readonly seed: string;
  readonly target: string;
  /** The broken world that was switched on, if any. */
  readonly broken?: string;
  readonly scenarios: readonly ScenarioResult[];
  /** `service:Operation` -> outcome (`ok` or the error code) -> how often. */
  readonly operations: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly totals: Readonly<Record<Verdict, number>> & { readonly runs: number; readonly calls: number };
}

/** The verdict of a suite: its worst scenario's. */
export const verdictOf = (result: SuiteResult): Verdict =>
  result.scenarios.reduce<Verdict>((verdict, scenario) => worse(verdict, scenario.verdict), 'pass');
