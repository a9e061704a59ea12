/**
 * keystate as a library: the simulation (`genesis`, `step`, `elapse`, `aws`) and the suite (`runSuite`, `explore`, `simulator`).
 * The simulation is a pure function over plain data; nothing here does any I/O.
 */
export { aws } from '../model/aws.ts';
export type { AnyCall, Call, Caller, Connection, InputOf, Outcome, OutputOf, Service } from '../model/call.ts';
export type { ErrorOutcome } from '../model/errors.ts';
export type { Evidence, Grade, Rule } from '../model/evidence.ts';
export { type ImpactOptions, impactOf } from '../model/impact/impact.ts';
export { type OtherService, otherServices } from '../model/impact/otherServices.ts';
export type { ChangeId, Effect, Impact, Recovery, Seen, When } from '../model/impact/types.ts';
export type { Lifecycle } from '../model/lifecycle.ts';
export type { Rules } from '../model/rules.ts';
export { deserialise, serialise } from '../model/serialise.ts';
export { type Duration, durationMs, elapse, elapseUntil, type StepResult, step } from '../model/step.ts';
export type { WorldEvent } from '../model/transaction.ts';
export { type GenesisOptions, genesis, type World, type WorldOptions } from '../model/world.ts';
export { tables as conformanceTables } from '../scenarios/conformance/index.ts';
export type * from '../scenarios/contract.ts';
export { brokenWorlds, explorations, families, labs, vocabulary } from '../scenarios/index.ts';
export type { CellResult, ConformanceResult } from './conformance/results.ts';
export { type ConformanceSettings, conform } from './conformance/run.ts';
export { type ExploreSettings, explore } from './explore/explore.ts';
export type { Explored } from './explore/results.ts';
export { lifecyclesOf, mermaid } from './report/mermaid.ts';
export { playLab } from './runner/lab.ts';
export type { Failure, ScenarioResult, SuiteResult, Verdict } from './runner/results.ts';
export { runSuite, type Suite, type SuiteSettings } from './runner/suite.ts';
export { type ClientConfig, type SimulatedAws, type SimulateOptions, simulate } from './simulate/simulate.ts';
export { observe } from './targets/observe.ts';
export { type SimulatorOptions, simulator } from './targets/simulator.ts';
export type { Session, Target } from './targets/target.ts';
