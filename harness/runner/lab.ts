/** Playing a lab: its steps in order, each compared with what the lab says must be seen. */
import type { Outcome } from '../../model/call.ts';
import type {
  CallEntry,
  Entry,
  History,
  Lab,
  LabStep,
  Language,
  Need,
  Observation,
  PlannedValue,
  RecordPattern,
  Text,
  ThingKind,
  TrailRecord,
} from '../../scenarios/contract.ts';
import type { Session, Target } from '../targets/target.ts';
import { EngineError, Unable } from '../targets/unable.ts';
import { statePaths } from './explain.ts';
import { recordsComeLate } from './late.ts';
import { Player } from './play.ts';
import { resolve, UNRESOLVED } from './references.ts';
import { leadsTo, liesOn } from './refine.ts';
import { readPath } from './registry.ts';
import { type ScenarioResult, type Verdict, worse } from './results.ts';

/** A call of a lab and what it came to: `ok` or the error code. */
export interface LabCall {
  readonly service: string;
  readonly operation: string;
  readonly outcome: string;
  readonly message?: string;
}

/** One step of a lab, as it went. */
export interface LabStepResult {
  readonly title: string;
  readonly look: string;
  readonly verdict: Verdict;
  readonly calls: readonly LabCall[];
  /** State of every resource after the step, by the lab's own names. */
  readonly states: Readonly<Record<string, string>>;
  /** Id of every resource, by the same names. */
  readonly ids: Readonly<Record<string, string>>;
  /** The states that resources passed through in the step, for those that changed. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly records: readonly TrailRecord[];
  /** What was not as the lab says, one line each. */
  readonly differences: readonly string[];
}

/** A lab, as it went. */
export interface LabResult {
  readonly lab: string;
  readonly title: string;
  readonly intro: string;
  readonly seed: string;
  readonly verdict: Verdict;
  readonly steps: readonly LabStepResult[];
}

/** Text in a language, English where there is no other. */
export const textIn = (language: Language, text: Text): string => text[language] ?? text.en;

/** A played lab: for its readers, for the suite's summary, and its history. */
export interface PlayedLab {
  readonly lab: LabResult;
  readonly result: ScenarioResult;
  readonly history: History;
}

/** Plays a lab on a target, as far as the target can. */
export async function playLab(lab: Lab, target: Target, seed: string, language: Language = 'en'): Promise<PlayedLab> {
  const steps: LabStepResult[] = [];
  const history: Entry[] = [];
  const stopped = await playSteps(lab, target, seed, language, steps, history);
  const differences = steps.flatMap((step, index) => step.differences.map((line) => `step ${index + 1}: ${line}`));
  const verdict = worse(differences.length > 0 ? 'fail' : 'pass', stopped?.verdict ?? 'pass');
  const notes = [...differences, ...(stopped ? [stopped.why] : [])];
  const calls = history.filter((entry) => entry.type === 'call').length;
  return {
    history,
    lab: {
      lab: lab.id,
      title: textIn(language, lab.title),
      intro: textIn(language, lab.intro),
      seed,
      verdict,
      steps,
    },
    result: {
      id: `lab/${lab.id}`,
      title: textIn(language, lab.title),
      verdict,
      runs: 1,
      calls,
      witnesses: {},
      ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
    },
  };
}

/** Why a lab was not played to its end, or not all of it was seen. */
interface Stopped {
  readonly verdict: Verdict;
  readonly why: string;
}

/** What labs show beside answers and states. */
const NEEDS: ReadonlySet<Need> = new Set(['records', 'ownRecords']);

/** Plays the steps into `steps` and `history`. */
async function playSteps(
  lab: Lab,
  target: Target,
  seed: string,
  language: Language,
  steps: LabStepResult[],
  history: Entry[],
): Promise<Stopped | undefined> {
  const known = new Set<string>();
  const readings: StepReading[] = [];
  let played = false;
  try {
    const session = await target.begin(seed, { needs: NEEDS });
    const player = new Player(session);
    let seen = await session.observe();
    for (const step of lab.steps) {
      const from = history.length;
      await player.play(step.calls, (entry) => history.push(entry));
      const entries = history.slice(from);
      seen = entries.at(-1)?.after ?? seen;
      const reading = new StepReading(lab, step, entries, seen, player, language, known, target);
      readings.push(reading);
      steps.push(reading.result());
    }
    played = true;
    return recordsComeLate(NEEDS, target) ? await readLate(session, readings, steps) : undefined;
  } catch (error) {
    const where = played ? 'waiting for records' : `step ${steps.length + 1}`;
    if (error instanceof Unable) return { verdict: 'skip', why: `${where} was not tried: ${error.message}` };
    if (error instanceof EngineError) return { verdict: 'error', why: `${where} broke: ${error.message}` };
    throw error;
  }
}

/** Reads the steps again, with the records that came late; those that did not come are no difference. */
async function readLate(
  session: Session,
  readings: readonly StepReading[],
  steps: LabStepResult[],
): Promise<Stopped | undefined> {
  const why = await session.collectRecords?.();
  for (const [index, reading] of readings.entries()) steps[index] = reading.late(steps[index] as LabStepResult);
  return why === undefined ? undefined : { verdict: 'skip', why };
}

/** What a record is compared by, beside its name. */
const recordFields: Readonly<Record<Exclude<keyof RecordPattern, 'eventName'>, (record: TrailRecord) => unknown>> = {
  errorCode: (record) => record.errorCode ?? null,
  errorMessage: (record) => record.errorMessage,
  invokedBy: (record) => record.userIdentity?.invokedBy ?? null,
  identityType: (record) => record.userIdentity?.type,
};

/** Reads one step: what it shows, and how that differs from what the lab expects. */
class StepReading {
  readonly #lab: Lab;
  readonly #step: LabStep;
  readonly #entries: readonly Entry[];
  readonly #seen: Observation;
  readonly #player: Player;
  readonly #language: Language;
  /** Names of resources that have been there: before that they are not spoken of. */
  readonly #known: Set<string>;
  readonly #target: Target;

  constructor(
    lab: Lab,
    step: LabStep,
    entries: readonly Entry[],
    seen: Observation,
    player: Player,
    language: Language,
    known: Set<string>,
    target: Target,
  ) {
    this.#known = known;
    this.#target = target;
    this.#lab = lab;
    this.#step = step;
    this.#entries = entries;
    this.#seen = seen;
    this.#player = player;
    this.#language = language;
  }

  result(): LabStepResult {
    const states = this.#states();
    const paths = this.#paths();
    const records = this.#entries.flatMap((entry) => entry.records);
    const differences = [
      ...this.#dropped(),
      ...this.#wrongOutcomes(),
      ...this.#wrongStates(states),
      ...this.#wrongPaths(paths, states),
      ...this.#wrongOutputs(),
      ...this.#wrongRecords(records),
    ];
    return {
      title: textIn(this.#language, this.#step.title),
      look: textIn(this.#language, this.#step.look),
      verdict: differences.length > 0 ? 'fail' : 'pass',
      calls: this.#calls().map(toLabCall),
      states,
      ids: this.#ids(),
      paths,
      records,
      differences,
    };
  }

  /** The result of a step whose records came late: those of the calls themselves, of which each has one. */
  late(result: LabStepResult): LabStepResult {
    const records = this.#entries.flatMap((entry) => entry.records);
    const differences = [...result.differences, ...this.#wrongLateRecords()];
    return { ...result, records, differences, verdict: differences.length > 0 ? 'fail' : 'pass' };
  }

  #calls(): readonly CallEntry[] {
    return this.#entries.filter((entry) => entry.type === 'call');
  }

  #resolve(value: PlannedValue): unknown {
    const resolved = resolve(value, { registry: this.#player.registry, nowMs: this.#seen.atMs });
    return resolved === UNRESOLVED ? undefined : resolved;
  }

  /** Resource names with their ids, as far as they exist by now. */
  *#resources(): Generator<[name: string, kind: ThingKind, id: string]> {
    for (const [name, { kind, id }] of Object.entries(this.#lab.names)) {
      const resolved = this.#resolve(id);
      if (typeof resolved === 'string') yield [name, kind, resolved];
    }
  }

  #states(): Record<string, string> {
    const states: Record<string, string> = {};
    for (const [name, kind, id] of this.#resources()) {
      const state = stateOf(this.#seen, kind, id);
      if (state !== GONE) this.#known.add(name);
      if (this.#known.has(name)) states[name] = state;
    }
    return states;
  }

  #ids(): Record<string, string> {
    const resources = [...this.#resources()].filter(([name]) => this.#known.has(name));
    return Object.fromEntries(resources.map(([name, , id]) => [name, id]));
  }

  #paths(): Record<string, readonly string[]> {
    const changed = statePaths(this.#entries);
    const paths: Record<string, readonly string[]> = {};
    for (const [name, , id] of this.#resources()) {
      const path = changed.get(id);
      if (path) paths[name] = path;
    }
    return paths;
  }

  /** A call whose references led nowhere was not made: in a lab that is a difference. */
  *#dropped(): Generator<string> {
    const made = new Set(this.#entries.map((entry) => entry.planned));
    for (const planned of this.#step.calls)
      if (!made.has(planned))
        yield `${'operation' in planned ? planned.operation : 'a wait'} was not made: an earlier call it refers to failed`;
  }

  *#wrongOutcomes(): Generator<string> {
    for (const entry of this.#calls()) {
      const expected = this.#step.expect.outcomes?.[entry.name ?? ''] ?? 'ok';
      const got = codeOf(entry.outcome);
      if (got !== expected)
        yield `${entry.name ?? entry.call.operation} came to ${got}${messageOf(entry.outcome)}, expected ${expected}`;
    }
  }

  *#wrongStates(states: Readonly<Record<string, string>>): Generator<string> {
    for (const [name, expected] of Object.entries(this.#step.expect.states ?? {}))
      if (states[name] !== expected && !this.#mayHavePassed(expected, states[name]))
        yield `${name} is ${states[name] ?? 'not there'}, expected ${expected}`;
  }

  *#wrongPaths(paths: Readonly<Record<string, readonly string[]>>, states: Readonly<Record<string, string>>) {
    for (const [name, expected] of Object.entries(this.#step.expect.path ?? {})) {
      const path = paths[name] ?? [states[name] ?? 'not there'];
      const right = this.#target.polled ? liesOn(path, expected) : path.join() === expected.join();
      if (!right) yield `${name} went ${path.join(' -> ')}, expected ${expected.join(' -> ')}`;
    }
  }

  *#wrongOutputs(): Generator<string> {
    for (const [path, planned] of Object.entries(this.#step.expect.output ?? {})) {
      const [name = '', ...rest] = path.split('.');
      const [told, wanted] = [readPath(this.#player.registry.outputs.get(name), rest), this.#resolve(planned)];
      const [got, expected] = [JSON.stringify(readable(told)), JSON.stringify(readable(wanted))];
      if (got !== expected && !this.#mayHavePassed(wanted, told))
        yield `${path} is ${got ?? 'not there'}, expected ${expected}`;
    }
  }

  #mayHavePassed(expected: unknown, seen: unknown): boolean {
    return this.#target.polled === true && leadsTo(expected, seen);
  }

  *#wrongRecords(records: readonly TrailRecord[]): Generator<string> {
    const patterns = this.#step.expect.records;
    if (!patterns || !this.#target.gives.has('records')) return;
    const names = records.map((record) => record.eventName).join(', ');
    const expected = patterns.map((pattern) => pattern.eventName).join(', ');
    if (names !== expected) {
      yield `CloudTrail shows ${names || 'nothing'}, expected ${expected || 'nothing'}`;
      return;
    }
    for (const [index, pattern] of patterns.entries()) yield* this.#wrongRecord(records[index] as TrailRecord, pattern);
  }

  *#wrongLateRecords(): Generator<string> {
    const patterns = this.#step.expect.records?.filter(({ invokedBy }) => invokedBy === null) ?? [];
    const calls = this.#calls();
    // Where a call was not made, which is a difference already, nobody knows which pattern is whose.
    if (patterns.length !== calls.length) return;
    for (const [index, { records }] of calls.entries())
      for (const record of records) yield* this.#wrongRecord(record, patterns[index] as RecordPattern);
  }

  *#wrongRecord(record: TrailRecord, pattern: RecordPattern): Generator<string> {
    if (record.eventName !== pattern.eventName)
      yield `CloudTrail shows ${record.eventName}, expected ${pattern.eventName}`;
    for (const [field, read] of Object.entries(recordFields)) {
      const planned = pattern[field as keyof RecordPattern];
      if (planned === undefined) continue;
      const [got, expected] = [read(record), this.#resolve(planned)];
      if (got !== expected) yield `${field} of ${record.eventName} is ${got ?? 'not there'}, expected ${expected}`;
    }
  }
}

const codeOf = (outcome: Outcome): string => (outcome.ok ? 'ok' : outcome.error.code);
const messageOf = (outcome: Outcome): string =>
  outcome.ok || outcome.error.message === undefined ? '' : ` (${outcome.error.message})`;
const readable = (value: unknown): unknown => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value);

function toLabCall({ call, outcome }: CallEntry): LabCall {
  const { service, operation } = call;
  const message = outcome.ok ? undefined : outcome.error.message;
  return { service, operation, outcome: codeOf(outcome), ...(message === undefined ? {} : { message }) };
}

const GONE = 'gone';

/** The state of a resource, in AWS's word; things without a lifecycle are there or gone. */
function stateOf(seen: Observation, kind: ThingKind, id: string): string {
  const tables: Partial<Record<ThingKind, ReadonlyMap<string, { readonly state?: string }>>> = {
    key: seen.keys,
    volume: seen.volumes,
    snapshot: seen.snapshots,
    instance: seen.instances,
    database: seen.databases,
    databaseSnapshot: seen.databaseSnapshots,
    cluster: seen.clusters,
    clusterSnapshot: seen.clusterSnapshots,
    bucket: seen.buckets as ReadonlyMap<string, object>,
    object: seen.objects as ReadonlyMap<string, object>,
    alias: seen.aliases as ReadonlyMap<string, object>,
    grant: seen.grants as ReadonlyMap<string, object>,
  };
  const row = tables[kind]?.get(id);
  return row ? (row.state ?? 'there') : GONE;
}
