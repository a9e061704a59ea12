/**
 * Explorations in files: JSON with the members of an `Exploration` and the version of the format. Reading is strict, since a
 * mistyped operation would be no error but a move that is always refused.
 */

import { aws } from '../../model/aws.ts';
import { wrappingAlgorithms } from '../../model/crypto/wrapping.ts';
import { type Exploration, type Move, type Planned, stepsOf, thingFacets } from '../../scenarios/contract.ts';
import { EVERYWHERE } from '../../scenarios/explorations/moves.ts';
import { families } from '../../scenarios/index.ts';
import { people } from '../../scenarios/people.ts';
import { isRecord, PlanFileError, readPlanJson, shown, writePlanJson, wrongPlanned } from '../runner/planJson.ts';
import { nearest } from './nearest.ts';

/** Version of the format; it goes up with every change that old readers would misunderstand. */
export const EXPLORATION_VERSION = 1;

const MEMBERS = ['keystate', 'id', 'title', 'families', 'opening', 'moves', 'once'];

const FAMILIES = families.map(({ id }) => id);
const OPERATIONS = Object.keys(aws.operations);
const PEOPLE = Object.keys(people);

/** The text of the file of an exploration. */
export const writeExploration = (exploration: Exploration): string =>
  writePlanJson({ keystate: EXPLORATION_VERSION, ...exploration });

/**
 * Reads the text of a file, or throws a PlanFileError. What the file does not say: `id` is its name, `families` are those
 * that watch everywhere.
 */
export function readExploration(text: string, name: string): Exploration {
  const value = readPlanJson(text, 'an exploration');
  if (!isRecord(value)) return fail('an exploration must be a JSON object');
  const {
    keystate,
    id = name,
    title = name,
    families: watching = EVERYWHERE,
    opening = [],
    moves = [],
    once = [],
    ...rest
  } = value;
  const [strange] = Object.keys(rest);
  if (strange !== undefined)
    fail(`there is no member "${strange}"; the nearest are ${nearest(strange, MEMBERS).join(', ')}`);
  if (keystate !== EXPLORATION_VERSION)
    fail(`"keystate" must be ${EXPLORATION_VERSION}, the version this program reads, not ${shown(keystate)}`);
  for (const [member, text] of Object.entries({ id, title }))
    if (typeof text !== 'string' || text === '') fail(`"${member}" must be text, not ${shown(text)}`);
  if (!/^[\w.-]{1,100}$/.test(String(id)))
    fail(`"id" must be letters, digits, dots and dashes, at most 100, not ${shown(id)}`);
  const lists = { families: watching, opening, moves, once };
  for (const [member, list] of Object.entries(lists))
    if (!Array.isArray(list)) fail(`"${member}" must be a list, not ${shown(list)}`);
  const exploration = { id, title, ...lists } as unknown as Exploration;
  checkFamilies(exploration.families);
  checkItems('opening', opening as readonly Move[]);
  checkItems('moves', moves as readonly Move[]);
  checkItems('once', once as readonly Move[]);
  if (exploration.opening.length === 0) fail('"opening" must make what is there from the beginning');
  if (exploration.moves.length + (exploration.once ?? []).length === 0) fail('"moves" must say what can be done');
  checkReferences(exploration);
  for (const [index, { name: named }] of (exploration.once ?? []).entries())
    if (typeof named !== 'string') fail(`"once", item ${index + 1}, must have a "name"`);
  return exploration;
}

function checkFamilies(named: readonly string[]): void {
  for (const family of named)
    if (!FAMILIES.includes(family))
      fail(`there is no family ${shown(family)}; the nearest are ${nearest(String(family), FAMILIES).join(', ')}`);
}

function checkItems(member: string, moves: readonly Move[]): void {
  for (const [index, move] of moves.entries()) {
    if (Array.isArray(move) && move.length === 0) fail(`"${member}", item ${index + 1}, must not be empty`);
    for (const step of member === 'moves' && Array.isArray(move) ? move : [move]) {
      const wrong = wrongPlanned(step) ?? wrongName(step);
      if (wrong) fail(`"${member}", item ${index + 1}, ${wrong}`);
    }
  }
}

/** References that lead nowhere would make moves that are never made. */
function checkReferences({ opening, moves, once = [] }: Exploration): void {
  const common = [...opening, ...moves.filter((move) => !Array.isArray(move)), ...once] as readonly Planned[];
  const names = common.flatMap(namesIn);
  for (const [index, { name }] of once.entries())
    if (opening.some((step) => namesIn(step)[0] === name))
      fail(`"once", item ${index + 1}, has the name of a call of the opening`);
  for (const step of common) checkReference(step, names);
  for (const list of moves.map(stepsOf).filter((steps) => steps.length > 1)) {
    const own = list.flatMap(namesIn);
    const twice = own.find((name) => names.includes(name));
    if (twice !== undefined) fail(`the name ${shown(twice)} stands inside a list and outside it`);
    checkReference(list, [...names, ...own]);
  }
  if (JSON.stringify([moves, once]).includes('"$any":'))
    fail('"$any" is for the opening: give the call that is meant a "name", and refer to it by "$ref"');
}

const namesIn = (step: Planned): readonly string[] =>
  'operation' in step && step.name !== undefined ? [step.name] : [];

function checkReference(value: unknown, names: readonly string[]): void {
  JSON.stringify(value, (member, part: unknown) => {
    const named = member === '$ref' ? String(part).split('.')[0]! : undefined;
    if (named !== undefined && !names.includes(named))
      fail(`no call has the name ${shown(named)}; the nearest are ${nearest(named, names).join(', ') || '(none)'}`);
    const test = REFERENCES[member];
    if (member.startsWith('$') && part !== undefined && !(test?.(part) ?? false))
      fail(`${shown({ [member]: part })} is no reference; there are ${Object.keys(REFERENCES).join(', ')}`);
    return part;
  });
}

/** What references look like, as far as it matters that they can be resolved. */
const REFERENCES: Readonly<Record<string, (value: unknown) => boolean>> = {
  $ref: (value) => typeof value === 'string',
  $any: (value) => typeof value === 'string' && Object.hasOwn(thingFacets, value),
  $text: Array.isArray,
  $json: () => true,
  $now: (value) => wrongPlanned({ elapse: value }) === undefined,
  $wrap: (value) => isRecord(value) && wrappingAlgorithms.includes(String(value.algorithm)),
  $part: (value) => isRecord(value) && 'of' in value && typeof value.from === 'number',
};

/** A name in a call that stands for nothing. */
function wrongName(step: unknown): string | undefined {
  const { service, operation, caller } = step as Readonly<Record<string, unknown>>;
  if (operation === undefined) return undefined;
  const called = `${service}:${operation}`;
  if (!OPERATIONS.includes(called))
    return `calls ${called}, which is not simulated; the nearest are ${nearest(called, OPERATIONS).join(', ')}`;
  if (typeof caller !== 'string' || PEOPLE.includes(caller)) return undefined;
  return `is by "${caller}"; there are ${PEOPLE.join(', ')}`;
}

function fail(expected: string): never {
  throw new PlanFileError(`${expected}; "keystate explore NAME --print" shows what one looks like`);
}
