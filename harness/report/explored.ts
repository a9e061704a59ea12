/** What explorations came to, as text and as data. */
import type { Lifecycle } from '../../model/lifecycle.ts';
import type { BrokenWorld } from '../../scenarios/contract.ts';
import { arrowsOf } from '../explore/coverage.ts';
import { type Explored, verdictOfExplored } from '../explore/results.ts';
import { Statistics } from '../runner/statistics.ts';
import { totalsOf } from '../runner/suite.ts';
import { VERSION } from '../runner/version.ts';
import { badge, type Colors, plural } from './style.ts';
import { countsText, failureText, operationsText, reproductionText, verdictsText } from './text.ts';

/** Everything that is told of some explorations. */
export interface ToldExplorations {
  readonly seed: string;
  readonly broken?: BrokenWorld;
  readonly explored: readonly Explored[];
  /** All lifecycles there are, for what was not reached of them. */
  readonly lifecycles: readonly Lifecycle[];
}

/** As text: the seed first, how to see a failure again last. */
export function exploredText({ seed, broken, explored, lifecycles }: ToldExplorations, c: Colors): string {
  const failures = explored.flatMap((one) => one.failures);
  return `${[
    `seed 0x${seed}, every move in every order, on the simulator`,
    ...(broken ? [`broken world ${broken.id}: ${broken.sentence}`] : []),
    '',
    ...explored.map((one) => oneText(one, lifecycles, c)),
    operationsText(operationsOf(explored), c),
    ...(explored.length === 1 ? explored.map((one) => keyStatesText(one, c)) : []),
    ...failures.map(({ invariant, failure }) => failureText(invariant.sentence, failure, c)),
    totalsText(explored, c),
    ...failures.map(({ failure }) => reproductionText(failure)),
  ].join('\n')}\n`;
}

function oneText(one: Explored, lifecycles: readonly Lifecycle[], c: Colors): string {
  const size = `${plural(one.worlds, 'world')}, ${plural(one.transitions, 'transition')}`;
  const arrows = coverageOf(one, lifecycles).map(({ id, reached, all }) => `${id} ${reached.length} of ${all.length}`);
  return [
    `${badge(verdictOfExplored(one), c)}  ${c.bold(one.id.padEnd(20))} ${size}${c.dim(`; ${endOf(one)}`)}`,
    `      ${one.title}`,
    ...one.notes.map((note) => c.yellow(`      ${note}`)),
    c.dim(`      new worlds after 0, 1, 2... moves: ${newWorlds(one)}`),
    c.dim(`      arrows of lifecycles: ${arrows.join(', ') || 'none'}`),
    c.dim(`      invariants: ${Object.keys(one.witnesses).length} of ${one.invariants} met what they are about`),
    ...one.errors.map((error) => `      ${error}`),
  ].join('\n');
}

/** What hangs on the state of the key: told where one world is looked at alone. */
function keyStatesText({ coverage: { byKeyState } }: Explored, c: Colors): string {
  const calls = Object.entries(byKeyState);
  if (calls.length === 0) return '';
  const width = Math.max(...calls.flatMap(([, byState]) => Object.keys(byState).map(({ length }) => length)));
  const rows = calls.flatMap(([call, byState]) => [
    `  ${call}`,
    ...Object.entries(byState).map(
      ([states, outcomes]) => `    ${states.padEnd(width)}  ${c.dim(countsText(outcomes))}`,
    ),
  ]);
  const keys = Math.max(...calls.flatMap(([, byState]) => Object.keys(byState).map((one) => one.split(', ').length)));
  const of = keys === 1 ? 'the key' : Array.from({ length: keys }, (_, index) => `key${index + 1}`).join(', ');
  return `what hangs on the state of ${of}\n${rows.join('\n')}\n`;
}

/** So many levels stand on a line. */
const MOST_LEVELS = 24;

function newWorlds({ levels }: Explored): string {
  const counts = levels.map(({ worlds }) => worlds).filter((worlds) => worlds > 0);
  return [...counts.slice(0, MOST_LEVELS), ...(counts.length > MOST_LEVELS ? ['...'] : [])].join(', ');
}

/** Why nothing more was explored. */
const endOf = ({ bound, levels }: Explored): string =>
  bound === undefined
    ? 'there are no others'
    : bound === 'depth'
      ? `more may lie beyond ${plural(levels.length - 1, 'move')}`
      : 'there may be more';

function totalsText(explored: readonly Explored[], c: Colors): string {
  const { worlds, transitions, ...verdicts } = totals(explored);
  return `${c.bold(verdictsText(verdicts))}; ${plural(worlds, 'world')}, ${plural(transitions, 'transition')}`;
}

/** As data. */
export function exploredJson({ seed, broken, explored, lifecycles }: ToldExplorations) {
  return {
    version: VERSION,
    seed,
    ...(broken ? { broken: broken.id } : {}),
    explorations: explored.map((one) => ({
      id: one.id,
      title: one.title,
      verdict: verdictOfExplored(one),
      worlds: one.worlds,
      transitions: one.transitions,
      notes: one.notes,
      complete: one.bound === undefined,
      ...(one.bound === undefined ? {} : { bound: one.bound }),
      levels: one.levels,
      lifecycles: Object.fromEntries(
        coverageOf(one, lifecycles).map(({ id, reached, all }) => [
          id,
          { reached, missed: all.filter((arrow) => !reached.includes(arrow)) },
        ]),
      ),
      operations: one.coverage.operations,
      byKeyState: one.coverage.byKeyState,
      invariants: one.invariants,
      witnesses: one.witnesses,
      failures: one.failures.map(({ invariant, failure }) => ({
        id: `invariant/${invariant.id}`,
        sentence: invariant.sentence,
        ...failure,
      })),
      errors: one.errors,
    })),
    totals: totals(explored),
  };
}

/** For each lifecycle that something went along: its arrows, and those that were gone. */
function coverageOf({ coverage }: Explored, lifecycles: readonly Lifecycle[]) {
  return lifecycles.flatMap((lifecycle) => {
    const reached = coverage.arrows[lifecycle.id];
    return reached ? [{ id: lifecycle.id, reached, all: arrowsOf(lifecycle) }] : [];
  });
}

function operationsOf(explored: readonly Explored[]) {
  const statistics = new Statistics();
  for (const { coverage } of explored) statistics.add({ runs: 0, calls: 0, operations: coverage.operations });
  return statistics.counts().operations;
}

const totals = (explored: readonly Explored[]) => ({
  ...totalsOf(explored.map((one) => ({ verdict: verdictOfExplored(one) }))),
  worlds: explored.reduce((sum, { worlds }) => sum + worlds, 0),
  transitions: explored.reduce((sum, { transitions }) => sum + transitions, 0),
});
