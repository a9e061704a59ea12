/**
 * How services of the AWS JSON protocol (KMS, CloudTrail) refuse input: `1 validation error detected: Value '0' at
 * 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1`. See `rules.ts` for
 * the evidence of each text.
 */

import { refuse } from '../errors.ts';
import type { Rule } from '../evidence.ts';
import { type Constraint, compileShape, type InputShape, type Path, type Violation } from './constraints.ts';
import { jsonRules } from './rules.ts';

/** What a service says of a member in place of the general code and text. */
export interface MemberRefusal {
  readonly code: string;
  /** Stands in place of the general text. */
  readonly message?: string;
  readonly rule: Rule;
}

/** How one service refuses. */
export interface JsonService {
  /** Code of a violated constraint. */
  readonly code: string;
  /** Rule of the service where the general ones do not hold. */
  readonly rule?: Rule;
  /** The member's own refusal, where the service has one. */
  readonly refusalOf?: (violation: Violation) => MemberRefusal | undefined;
}

/**
 * Makes the validator of a service: `validateJson(service)(shape)` is compiled once per operation and refuses a bad
 * input with SerializationException (a wrong type) or the service's code (a violated constraint).
 */
export function validateJson(service: JsonService): (shape: InputShape) => (input: object) => void {
  return (shape) => {
    const check = compileShape(shape);
    return (input) => {
      const violations = check(input);
      if (violations.length > 0) refuseJson(service, violations, input);
    };
  };
}

/** The text that refuses an input, for conformance runs; undefined for a good input. */
export function jsonMessage(shape: InputShape): (input: object) => string | undefined {
  const check = compileShape(shape);
  return (input) => {
    const violations = check(input);
    const wrong = violations.find(({ kind }) => kind === 'type');
    if (wrong) return typeText(wrong);
    return violations.length === 0 ? undefined : constraintMessage(violations, input);
  };
}

/** Refuses a member that only this call needs as the protocol refuses a required one. */
export function refuseNull(service: JsonService, member: string, constraint: Constraint): never {
  refuseJson(service, [{ kind: 'required', path: [member], member, constraint, value: undefined }], {});
}

function refuseJson(service: JsonService, violations: readonly Violation[], input: object): never {
  const wrong = violations.find(({ kind }) => kind === 'type');
  if (wrong) refuse('SerializationException', typeText(wrong), { rule: jsonRules['wrong-type'] });
  const first = violations[0]!;
  const own = service.refusalOf?.(first);
  if (own) refuse(own.code, own.message ?? constraintMessage([first], input), { rule: own.rule });
  refuse(service.code, constraintMessage(violations, input), { rule: service.rule ?? ruleOf(violations) });
}

function ruleOf(violations: readonly Violation[]): Rule {
  const first = violations[0]!;
  if (violations.some(isElement)) return jsonRules['list-elements'];
  if (violations.length > 1) return jsonRules['several-constraints'];
  return first.kind === 'required' ? jsonRules['required-member'] : jsonRules.constraint;
}

/** All violations as one message. What is wrong with several elements of one list is said once. */
function constraintMessage(violations: readonly Violation[], input: object): string {
  const texts = [...new Set(violations.map((violation) => constraintText(violation, input)))];
  return `${texts.length} validation error${texts.length === 1 ? '' : 's'} detected: ${texts.join('; ')}`;
}

/** Whether it is a plain value in a list that is wrong. */
const isElement = ({ path, kind }: Violation): boolean => typeof path.at(-1) === 'number' && kind !== 'required';

function constraintText(violation: Violation, input: object): string {
  if (isElement(violation)) {
    const path = violation.path.slice(0, -1);
    const bounds = `Member must satisfy constraint: [${boundsOf(violation.constraint).join(', ')}]`;
    return `Value '${shown(valueAt(input, path))}' at '${nameOf(path)}' failed to satisfy constraint: ${bounds}`;
  }
  return `Value${shownOf(violation)} at '${nameOf(violation.path)}' failed to satisfy constraint: ${kindText(violation)}`;
}

/** The value as a text shows it: bytes and secrets never. */
function shownOf({ kind, value, constraint }: Violation): string {
  if (constraint.sensitive) return '';
  if (kind === 'required') return ' null';
  return constraint.type === 'blob' ? '' : ` '${shown(value)}'`;
}

const isCount = ({ type }: Constraint): boolean => type === 'integer' || type === 'long';

function kindText({ kind, constraint }: Violation): string {
  const size = isCount(constraint) ? 'value' : 'length';
  switch (kind) {
    case 'min':
      return `Member must have ${size} greater than or equal to ${constraint.min}`;
    case 'max':
      return `Member must have ${size} less than or equal to ${constraint.max}`;
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${constraint.pattern}`;
    case 'enum':
      return `Member must satisfy enum value set: [${(constraint.listed ?? constraint.enum ?? []).join(', ')}]`;
    default:
      return 'Member must not be null';
  }
}

/** Every bound of a constraint as text, greatest first. */
function boundsOf(constraint: Constraint): string[] {
  const at = { path: [], member: '', constraint, value: undefined };
  const kinds = (['max', 'min', 'pattern', 'enum'] as const).filter((kind) => constraint[kind] !== undefined);
  return kinds.map((kind) => kindText({ ...at, kind }));
}

/** `['Tags', 0, 'TagKey']` is `tags.1.member.tagKey`. */
function nameOf(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? `${step + 1}.member` : lowerCamel(step))).join('.');
}

const lowerCamel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function valueAt(input: object, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Readonly<Record<string | number, unknown>>)[step], input);
}

/** A value as Java prints it: `[a, b]`, `{key=value}`. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${shown(member)}`)
    .join(', ')}}`;
}

/** What the protocol says of a value of the wrong type. */
function typeText({ constraint, value }: Violation): string | undefined {
  if (constraint.type === 'list') return 'Expected list or null';
  if (constraint.type === 'structure' || constraint.type === 'map') return mapText(constraint, value);
  if (Array.isArray(value)) return 'Start of list found where not expected';
  if (typeof value === 'object' && value !== null) return 'Start of structure or map found where not expected.';
  return `${tokenOf(value)} can not be converted to ${JAVA_TYPES[constraint.type]}`;
}

/** A map fails by itself or by one of its values, which must be text. */
function mapText(constraint: Constraint, value: unknown): string | undefined {
  if (Array.isArray(value)) return 'Start of list found where not expected';
  if (constraint.type === 'structure' || typeof value !== 'object' || value === null) return 'Expected null';
  const wrong = Object.values(value).find((entry) => typeof entry !== 'string');
  return typeText({ kind: 'type', path: [], member: '', constraint: { type: 'string' }, value: wrong });
}

function tokenOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  if (typeof value !== 'number') return 'STRING_VALUE';
  return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
}

const JAVA_TYPES: Readonly<Record<Constraint['type'], string>> = {
  string: 'a String',
  blob: 'a ByteBuffer',
  boolean: 'a Boolean',
  integer: 'an Integer',
  long: 'a Long',
  timestamp: 'a Date',
  list: 'a List',
  map: 'a Map',
  structure: 'a Structure',
};
