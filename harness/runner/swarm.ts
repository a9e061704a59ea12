/**
 * What one run is made with, drawn before its calls: a swarm subset of the vocabulary (runs that lack an operation
 * reach places that runs with everything never see), the people who call, an opening.
 */
import fc from 'fast-check';
import type { Random } from '../../model/random.ts';
import type { Family, Planned } from '../../scenarios/contract.ts';
import { people } from '../../scenarios/people.ts';
import type { Template } from '../../scenarios/vocabulary/draw.ts';
import { CHOICES, choicesNeeded, drawCall, type Vocabulary } from './draw.ts';
import type { RunSeeds } from './seed.ts';

/** What was drawn for a run; printed with a failure. */
export interface RunOptions {
  readonly groups: readonly string[];
  readonly people: readonly string[];
  /** Position among the family's openings; undefined: the run begins with nothing. */
  readonly opening?: number;
}

/** Of ten, how many runs have a group, a person beside the administrator, an opening. */
const GROUP_OF_TEN = 8;
const PERSON_OF_TEN = 3;
const OPENING_OF_TEN = 9;

const often = (random: Random, ofTen: number): boolean => random.below(10) < ofTen;

/** Draws a run's options. */
export function drawOptions(family: Family, groups: readonly string[], random: Random): RunOptions {
  const drawn = groups.filter(() => often(random, GROUP_OF_TEN));
  const [admin = 'admin', ...others] = Object.keys(people);
  const openings = family.openings?.length ?? 0;
  return {
    groups: drawn.length > 0 ? drawn : groups,
    people: [admin, ...others.filter(() => often(random, PERSON_OF_TEN))],
    ...(openings > 0 && often(random, OPENING_OF_TEN) ? { opening: random.below(openings) } : {}),
  };
}

/** Groups that a family draws from, in the vocabulary's order. */
export function groupsOf(family: Family, vocabulary: readonly Template[]): readonly string[] {
  const all = [...new Set(vocabulary.map((template) => template.group))];
  const unknown = family.vocabulary?.find((group) => !all.includes(group));
  if (unknown) throw new RangeError(`Family ${family.id} draws from "${unknown}"; the groups are ${all.join(', ')}.`);
  const special = new Set(vocabulary.filter(({ onlyNamed }) => onlyNamed).map(({ group }) => group));
  return all.filter((group) => (family.vocabulary ? family.vocabulary.includes(group) : !special.has(group)));
}

/** The plans of one run: what is drawn first, and everything it can be shrunk to. */
export interface PlanSource {
  readonly rows: fc.Arbitrary<number[][]>;
  readonly seed: number;
  readonly planOf: (rows: readonly (readonly number[])[]) => readonly Planned[];
}

/** Where a run's plan comes from: rows of plain integers of fast-check, each of which is one call. */
export function planSource(
  family: Family,
  vocabulary: readonly Template[],
  options: RunOptions,
  steps: number,
  seeds: RunSeeds,
): PlanSource {
  const templates = vocabulary.filter((template) => options.groups.includes(template.group));
  const callers = options.people.map((name) => ({ name, weight: people[name]?.weight ?? 1 }));
  const inPlay: Vocabulary = { templates, people: callers };
  const opening = options.opening === undefined ? [] : (family.openings?.[options.opening] ?? []);
  return {
    rows: rowsOf(choicesNeeded(templates), steps),
    seed: seeds.calls,
    planOf: (rows) => [...opening, ...rows.map((row) => drawCall(inPlay, row))],
  };
}

/** One arbitrary for each width and length: making them costs more than drawing from them. */
const arbitraries = new Map<string, fc.Arbitrary<number[][]>>();

function rowsOf(width: number, maxLength: number): fc.Arbitrary<number[][]> {
  const name = `${width}x${maxLength}`;
  const known = arbitraries.get(name);
  if (known) return known;
  const integer = fc.nat(CHOICES - 1);
  const row = fc.tuple(...Array.from({ length: width }, () => integer)) as fc.Arbitrary<number[]>;
  const rows = fc.array(row, { maxLength, size: 'max' });
  arbitraries.set(name, rows);
  return rows;
}

/** The plan that a run begins with. */
export function firstPlan(source: PlanSource): readonly Planned[] {
  const [rows = []] = fc.sample(source.rows, { seed: source.seed, numRuns: 1, unbiased: true });
  return source.planOf(rows);
}
