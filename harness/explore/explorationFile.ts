/**
 * Explorations in files: JSON with the members of an `Exploration` and the version of the format. Reading is strict, since a
 * mistyped operation would be no error but a move that is always refused.
 */
import { type Exploration, type Move, stepsOf } from '../../scenarios/contract.ts';
import { EVERYWHERE } from '../../scenarios/explorations/moves.ts';
import { isRecord, PlanFileError, readPlanJson, shown, writePlanJson, wrongPlanned } from '../runner/planJson.ts';

/** Version of the format; it goes up with every change that old readers would misunderstand. */
export const EXPLORATION_VERSION = 1;

/** What a file may name. */
export interface KnownNames {
  readonly families: readonly string[];
  /** `service:Operation`. */
  readonly operations: readonly string[];
  /** Callers that have names. */
  readonly people: readonly string[];
  /** The names nearest to one that is none of them. */
  readonly nearest: (typed: string, names: readonly string[]) => readonly string[];
}

/** The text of the file of an exploration. */
export const writeExploration = (exploration: Exploration): string =>
  writePlanJson({ keystate: EXPLORATION_VERSION, ...exploration });

/**
 * Reads the text of a file, or throws a PlanFileError. What the file does not say: `id` is its name, `families` are those
 * that watch everywhere.
 */
export function readExploration(text: string, name: string, known: KnownNames): Exploration {
  const value = readPlanJson(text, 'an exploration');
  if (!isRecord(value)) return fail('an exploration must be a JSON object');
  const { keystate, id = name, title = name, families = EVERYWHERE, opening = [], moves = [], once = [] } = value;
  if (keystate !== EXPLORATION_VERSION)
    fail(`"keystate" must be ${EXPLORATION_VERSION}, the version this program reads, not ${shown(keystate)}`);
  for (const [member, text] of Object.entries({ id, title }))
    if (typeof text !== 'string' || text === '') fail(`"${member}" must be text, not ${shown(text)}`);
  if (!/^[\w.-]+$/.test(String(id))) fail(`"id" must be letters, digits, dots and dashes, not ${shown(id)}`);
  const lists = { families, opening, moves, once };
  for (const [member, list] of Object.entries(lists))
    if (!Array.isArray(list)) fail(`"${member}" must be a list, not ${shown(list)}`);
  const exploration = { id, title, ...lists } as unknown as Exploration;
  checkFamilies(exploration.families, known);
  checkItems('opening', opening as readonly Move[], known);
  checkItems('moves', moves as readonly Move[], known);
  checkItems('once', once as readonly Move[], known);
  if (exploration.opening.length === 0) fail('"opening" must make what is there from the beginning');
  if (exploration.moves.length + (exploration.once ?? []).length === 0) fail('"moves" must say what can be done');
  checkReferences(exploration, known);
  for (const [index, { name: named }] of (exploration.once ?? []).entries())
    if (typeof named !== 'string') fail(`"once", item ${index + 1}, must have a "name"`);
  return exploration;
}

function checkFamilies(families: readonly string[], { families: known, nearest }: KnownNames): void {
  for (const family of families)
    if (!known.includes(family))
      fail(`there is no family ${shown(family)}; the nearest are ${nearest(String(family), known).join(', ')}`);
}

function checkItems(member: string, moves: readonly Move[], known: KnownNames): void {
  for (const [index, move] of moves.entries()) {
    if (Array.isArray(move) && move.length === 0) fail(`"${member}", item ${index + 1}, must not be empty`);
    for (const step of member === 'moves' && Array.isArray(move) ? move : [move]) {
      const wrong = wrongPlanned(step) ?? wrongName(step, known);
      if (wrong) fail(`"${member}", item ${index + 1}, ${wrong}`);
    }
  }
}

/** A reference to a name that nothing has would make a move that is never made. */
function checkReferences(exploration: Exploration, { nearest }: KnownNames): void {
  const { opening, moves, once = [] } = exploration;
  const steps = [...opening, ...moves.flatMap(stepsOf), ...once];
  const names = steps.flatMap((step) => ('operation' in step && step.name !== undefined ? [step.name] : []));
  JSON.stringify(steps, (member, value: unknown) => {
    const named = member === '$ref' ? String(value).split('.')[0]! : undefined;
    if (named !== undefined && !names.includes(named))
      fail(`no call has the name ${shown(named)}; the nearest are ${nearest(named, names).join(', ') || '(none)'}`);
    return value;
  });
}

/** A name in a call that stands for nothing. */
function wrongName(step: unknown, { operations, people, nearest }: KnownNames): string | undefined {
  const { service, operation, caller } = step as Readonly<Record<string, unknown>>;
  if (operation === undefined) return undefined;
  const called = `${service}:${operation}`;
  if (!operations.includes(called))
    return `calls ${called}, which is not simulated; the nearest are ${nearest(called, operations).join(', ')}`;
  if (typeof caller !== 'string' || people.includes(caller)) return undefined;
  return `is by "${caller}"; there are ${people.join(', ')}`;
}

function fail(expected: string): never {
  throw new PlanFileError(`${expected}; "keystate explore NAME --print" shows what one looks like`);
}
