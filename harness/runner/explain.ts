/** Telling a failure: which calls, what each changed, what was expected, why, and by which rule. */
import { durationMs } from '../../model/step.ts';
import { type Entry, type Invariant, isCall, type Observation, type Planned } from '../../scenarios/contract.ts';
import { REGION } from '../../scenarios/people.ts';
import type { Attempt } from './attempt.ts';
import { Naming } from './naming.ts';
import type { Failure, FailureStep } from './results.ts';

/** A failure, told from the attempt that shows it. */
export function explainFailure(
  invariant: Invariant,
  plan: readonly Planned[],
  tried: Attempt,
  seed: string,
  shrunkFrom: number,
): Failure {
  const naming = new Naming(tried.registry, tried.history);
  const finding = tried.judge.findings.get(invariant.id);
  const failedStep = tried.crash?.planIndex ?? tried.history[finding?.entry ?? 0]?.planIndex ?? 0;
  const named = (text: string | undefined) => (text === undefined ? undefined : naming.text(text));
  const { grade, source } = invariant.evidence;
  const [message, expected, observed, why] = [
    tried.crash?.message ?? finding?.message ?? 'it did not fail again',
    finding?.expected,
    finding?.observed,
    finding?.why,
  ].map(named);
  return {
    message: message as string,
    ...(expected === undefined ? {} : { expected }),
    ...(observed === undefined ? {} : { observed }),
    ...(why === undefined ? {} : { why }),
    rule: `${grade}: ${source}`,
    seed,
    shrunkFrom,
    steps: tellSteps(plan, tried, naming),
    failedStep,
    calls: plan,
  };
}

/** Every item of a plan, as it went. */
export function tellSteps(plan: readonly Planned[], tried: Attempt, naming: Naming): readonly FailureStep[] {
  return plan.map((planned, index) => {
    const entries = tried.history.filter((entry) => entry.planIndex === index);
    return {
      number: index + 1,
      call: tellCall(planned, index, entries, tried, naming),
      result: tried.crash?.planIndex === index ? `broke: ${tried.crash.message}` : tellResult(entries, naming),
    };
  });
}

function tellCall(planned: Planned, index: number, entries: readonly Entry[], tried: Attempt, naming: Naming): string {
  if (!isCall(planned)) return `${tellDuration(durationMs(planned.elapse))} pass`;
  const call = entries.find((entry) => entry.type === 'call')?.call;
  const made = [...tried.registry.things()].filter((thing) => thing.planIndex === index);
  // A data key is a ciphertext as well: one name is enough.
  const names = made.filter((thing) => thing.kind !== 'dataKey').map((thing) => thing.name);
  const shown = names.filter((name) => !/^(alias|bucket|object)\d/.test(name));
  const by = typeof planned.caller === 'string' ? ` by ${planned.caller}` : '';
  const elsewhere = (planned.region ?? REGION) === REGION ? '' : ` in ${planned.region}`;
  const insecure = planned.connection?.secureTransport === false ? ' without TLS' : '';
  const wait = planned.wait ? `; ${tellDuration(durationMs(planned.wait))} pass` : '';
  const assignment = shown.length > 0 ? `${shown.join(', ')} = ` : '';
  const input = naming.value(call?.input ?? planned.input);
  return `${assignment}${planned.service}:${planned.operation} ${input}${by}${elsewhere}${insecure}${wait}`;
}

/** A length of time in the largest unit that is whole. */
export function tellDuration(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const;
  const unit = units.find(([, length]) => ms >= length && ms % length === 0);
  if (!unit) return `${ms} ms`;
  const count = ms / unit[1];
  return `${count} ${unit[0]}${count === 1 ? '' : 's'}`;
}

function tellResult(entries: readonly Entry[], naming: Naming): string {
  const refusal = entries.flatMap((entry) =>
    entry.type === 'call' && !entry.outcome.ok ? [entry.outcome.error.code] : [],
  );
  const changes = [...statePaths(entries)].map(([id, states]) => `${naming.of(id)} ${states.join(' -> ')}`);
  return [...refusal, ...changes].join(', ') || (entries.length === 0 ? 'not made' : 'ok');
}

const STATEFUL = [
  'keys',
  'volumes',
  'snapshots',
  'instances',
  'databases',
  'databaseSnapshots',
  'clusters',
  'clusterSnapshots',
] as const;

/** The states that things passed through, for those that changed; a new thing's path begins with its first state. */
export function statePaths(entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (const { before, after } of entries) {
    for (const table of STATEFUL) if (before[table] !== after[table]) extend(paths, before, after, table);
  }
  return paths;
}

function extend(
  paths: Map<string, string[]>,
  before: Observation,
  after: Observation,
  table: (typeof STATEFUL)[number],
) {
  for (const id of new Set([...before[table].keys(), ...after[table].keys()])) {
    const from = before[table].get(id)?.state;
    const to = after[table].get(id)?.state ?? 'gone';
    if (from === to) continue;
    const path = paths.get(id) ?? (from === undefined ? [] : [from]);
    path.push(to);
    paths.set(id, path);
  }
}
