/**
 * Checks input against a shape. A shape is compiled once, when the module that needs it loads, into one closure per
 * member; checking a call then costs about as much as reading its members. What is found wrong comes back as data: how
 * it is said, and in which order of precedence, differs between services (`jsonTexts.ts`, `ec2Texts.ts`, `s3Texts.ts`).
 *
 * Order of violations: members in the order of AWS's model; of one value its length or size first, then its pattern, then
 * its set (assumed; length before pattern is reported by the KMS tests of https://github.com/floci-io/floci).
 */
import type { Constraint, InputShape, MemberType } from './shape.ts';

export type { Constraint, InputShape, MemberType } from './shape.ts';

/** Which part of a constraint a value breaks. */
export type ViolationKind = 'type' | 'required' | 'min' | 'max' | 'pattern' | 'enum';

/** Where a value stands in the input: member names and, for list elements, indexes from 0. */
export type Path = readonly (string | number)[];

/** One thing that is wrong with an input. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly path: Path;
  /** The key in the shape, e.g. `Tags[].TagKey`. */
  readonly member: string;
  readonly constraint: Constraint;
  /** What came; undefined where nothing came. */
  readonly value: unknown;
}

type Check = (value: unknown, path: Path, found: Violation[]) => void;

/** A shape as a tree: one node per path, in the shape's order. */
interface Node {
  readonly member: string;
  constraint: Constraint;
  readonly members: Map<string, Node>;
  element?: Node;
}

/**
 * Compiles the shape of an input. The function returns every violation, none for a good input. It compiles when it is first
 * called: there are hundreds of shapes, and a program meets few of them.
 */
export function compileShape(shape: InputShape): (input: object) => Violation[] {
  let check: Check | undefined;
  return (input) => {
    check ??= checkMembers([...treeOf(shape).members], []);
    const found: Violation[] = [];
    check(input, [], found);
    return found;
  };
}

function treeOf(shape: InputShape): Node {
  const root: Node = { member: '', constraint: { type: 'structure' }, members: new Map() };
  for (const [path, constraint] of Object.entries(shape)) nodeAt(root, path).constraint = constraint;
  return root;
}

/** Finds or makes the node of a path; what the path passes through is a structure or a list until its entry says more. */
function nodeAt(root: Node, path: string): Node {
  let node = root;
  for (const step of path.match(/[^.[\]]+|\[\]/g) ?? []) {
    if (step === '[]') {
      if (node.constraint.type !== 'list') node.constraint = { type: 'list' };
      node.element ??= { member: `${node.member}[]`, constraint: { type: 'structure' }, members: new Map() };
      node = node.element;
    } else {
      let next = node.members.get(step);
      if (!next) {
        next = {
          member: node.member === '' ? step : `${node.member}.${step}`,
          constraint: { type: 'structure' },
          members: new Map(),
        };
        node.members.set(step, next);
      }
      node = next;
    }
  }
  return node;
}

/** One member of a structure, ready to be checked. */
interface MemberCheck {
  readonly name: string;
  readonly node: Node;
  readonly required: boolean;
  readonly check: Check;
  readonly path: Path | undefined;
}

/**
 * Checks the members of a structure. At the top the paths are made once, so that a good call allocates nothing. Inputs
 * name few of the members that they might have (S3's have forty), so those are looked at first; only where something is
 * wrong with them is everything gone through, in the shape's order.
 */
function checkMembers(members: readonly (readonly [string, Node])[], fixed: Path | undefined): Check {
  const checks: readonly MemberCheck[] = members.map(([name, node]) => ({
    name,
    node,
    required: node.constraint.required === true,
    check: checkValue(node),
    path: fixed && [...fixed, name],
  }));
  const byName = new Map(checks.map((member) => [member.name, member]));
  const required = checks.filter((member) => member.required);
  const isGood = (given: Readonly<Record<string, unknown>>): boolean => {
    const found: Violation[] = [];
    for (const name in given) {
      const value = given[name];
      if (value !== undefined && value !== null) byName.get(name)?.check(value, [], found);
    }
    return found.length === 0 && required.every(({ name }) => given[name] !== undefined && given[name] !== null);
  };
  return (value, at, found) => {
    const given = value as Readonly<Record<string, unknown>>;
    if (isGood(given)) return;
    for (const { name, node, required, check, path } of checks) {
      const member = given[name];
      if (member !== undefined && member !== null) check(member, path ?? [...at, name], found);
      else if (required) found.push(violation('required', node, path ?? [...at, name], undefined));
    }
  };
}

const violation = (kind: ViolationKind, node: Node, path: Path, value: unknown): Violation => ({
  kind,
  path,
  member: node.member,
  constraint: node.constraint,
  value,
});

function checkValue(node: Node): Check {
  const { type } = node.constraint;
  const isOfType = TYPES[type];
  const checks: Check[] = [checkBounds(node), checkPattern(node), checkEnum(node)].filter(
    (check) => check !== undefined,
  );
  if (type === 'list' && node.element) checks.push(checkElements(node.element));
  if (type === 'structure' && node.members.size > 0) checks.push(checkMembers([...node.members], undefined));
  return (value, path, found) => {
    if (!isOfType(value)) found.push(violation('type', node, path, value));
    else for (const check of checks) check(value, path, found);
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

function isTextMap(value: unknown): boolean {
  if (!isRecord(value)) return false;
  for (const key in value) if (typeof value[key] !== 'string') return false;
  return true;
}

const TYPES: Readonly<Record<MemberType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  blob: (value) => value instanceof Uint8Array,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  long: Number.isInteger,
  timestamp: Number.isFinite,
  list: Array.isArray,
  map: isTextMap,
  structure: isRecord,
};

/**
 * Size of a value as `min` and `max` count it. The length of text is that of its characters, not of its UTF-16 units
 * (assumed).
 */
function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return SURROGATES.test(value) ? [...value].length : value.length;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return Object.keys(value as object).length;
}
const SURROGATES = /[\ud800-\udbff][\udc00-\udfff]/;

function checkBounds(node: Node): Check | undefined {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = node.constraint;
  if (node.constraint.min === undefined && node.constraint.max === undefined) return undefined;
  return (value, path, found) => {
    const size = sizeOf(value);
    if (size < min) found.push(violation('min', node, path, value));
    else if (size > max) found.push(violation('max', node, path, value));
  };
}

function checkPattern(node: Node): Check | undefined {
  const { pattern } = node.constraint;
  if (pattern === undefined) return undefined;
  const expression = wholeMatch(pattern);
  return (value, path, found) => {
    if (!expression.test(value as string)) found.push(violation('pattern', node, path, value));
  };
}

/** AWS's patterns are Java's and must match the whole text. */
export function wholeMatch(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'u');
}

function checkEnum(node: Node): Check | undefined {
  const values = node.constraint.enum && new Set(node.constraint.enum);
  if (!values) return undefined;
  return (value, path, found) => {
    if (!values.has(value as string)) found.push(violation('enum', node, path, value));
  };
}

function checkElements(element: Node): Check {
  const check = checkValue(element);
  return (value, path, found) => {
    const elements = value as readonly unknown[];
    for (let index = 0; index < elements.length; index++) check(elements[index], [...path, index], found);
  };
}
