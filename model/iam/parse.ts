/** Reads a policy document: JSON text into a `Policy`, or a sentence that says what is wrong with it. */
import { readOperator } from './conditions.ts';
import type { Policy, PrincipalElement, Statement } from './types.ts';

/** The result of reading a policy document. */
export type ParsedPolicy = { readonly policy: Policy } | { readonly error: string };

type Json = Readonly<Record<string, unknown>>;

const VERSIONS = ['2008-10-17', '2012-10-17'];
const TOP_LEVEL = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const PRINCIPAL_TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/** Leaves the reader; only `parsePolicy` catches it. */
class Malformed extends Error {}

function malformed(where: string, expected: string, got: unknown): never {
  throw new Malformed(`${where} must be ${expected}, not ${JSON.stringify(got) ?? 'missing'}.`);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function requireKnown(where: string, value: Json, known: readonly string[]): void {
  for (const name of Object.keys(value)) {
    if (!known.includes(name))
      throw new Malformed(`${where} has the unknown element "${name}"; known: ${known.join(', ')}.`);
  }
}

function optionalText(where: string, value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : malformed(where, 'a string', value);
}

/** One string or a list of strings, as a list. */
function texts(where: string, value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.every((item) => typeof item === 'string')
    ? list
    : malformed(where, 'a string or a list of strings', value);
}

/** Condition values may be written as strings, numbers or Booleans. */
function conditionValues(where: string, value: unknown): readonly string[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).map((item) =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean'
      ? String(item)
      : malformed(where, 'a string, number, Boolean, or a list of these', value),
  );
}

function readCondition(where: string, value: unknown): Statement['condition'] {
  if (value === undefined) return undefined;
  if (!isObject(value)) malformed(where, 'an object of operators', value);
  const condition: Record<string, Record<string, readonly string[]>> = {};
  for (const [operator, keys] of Object.entries(value)) {
    if (!readOperator(operator)) throw new Malformed(`${where} uses the unknown operator "${operator}".`);
    if (!isObject(keys)) malformed(`${where}.${operator}`, 'an object of condition keys', keys);
    condition[operator] = Object.fromEntries(
      Object.entries(keys).map(([key, item]) => [key, conditionValues(`${where}.${operator}.${key}`, item)]),
    );
  }
  return condition;
}

/** Federated principals are read but kept out: nobody in this world is one. */
function readPrincipal(where: string, value: unknown): PrincipalElement | undefined {
  if (value === undefined || value === '*') return value;
  if (!isObject(value)) malformed(where, '"*" or an object of principals', value);
  requireKnown(where, value, PRINCIPAL_TYPES);
  const entries = PRINCIPAL_TYPES.map((type) => [type, texts(`${where}.${type}`, value[type])] as const);
  return Object.fromEntries(entries.filter(([type, list]) => list !== undefined && type !== 'Federated'));
}

function readEffect(where: string, effect: unknown): Statement['effect'] {
  return effect === 'Allow' || effect === 'Deny' ? effect : malformed(`${where}: Effect`, '"Allow" or "Deny"', effect);
}

function requireNotBoth(where: string, statement: Json, plain: string): void {
  const negated = `Not${plain}`;
  if (plain in statement && negated in statement) {
    throw new Malformed(`${where} has both ${plain} and ${negated}; keep one of them.`);
  }
}

function readStatement(value: unknown, index: number): Statement {
  const where = `Statement ${index + 1}`;
  if (!isObject(value)) malformed(where, 'an object', value);
  requireKnown(where, value, STATEMENT_ELEMENTS);
  for (const plain of ['Principal', 'Action', 'Resource']) requireNotBoth(where, value, plain);
  const elements: Statement = {
    sid: optionalText(`${where}: Sid`, value.Sid),
    effect: readEffect(where, value.Effect),
    principal: readPrincipal(`${where}: Principal`, value.Principal),
    notPrincipal: readPrincipal(`${where}: NotPrincipal`, value.NotPrincipal),
    action: texts(`${where}: Action`, value.Action),
    notAction: texts(`${where}: NotAction`, value.NotAction),
    resource: texts(`${where}: Resource`, value.Resource),
    notResource: texts(`${where}: NotResource`, value.NotResource),
    condition: readCondition(`${where}: Condition`, value.Condition),
  };
  const given = Object.entries(elements).filter(([, element]) => element !== undefined);
  return Object.fromEntries(given) as unknown as Statement;
}

function readPolicy(text: string): Policy {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Malformed('The policy is not JSON; write one JSON object with Version and Statement.');
  }
  if (!isObject(document)) malformed('The policy', 'a JSON object', document);
  requireKnown('The policy', document, TOP_LEVEL);
  const version = optionalText('Version', document.Version) ?? '2008-10-17';
  if (!VERSIONS.includes(version)) malformed('Version', VERSIONS.map((known) => `"${known}"`).join(' or '), version);
  const id = optionalText('Id', document.Id);
  const written = document.Statement;
  const list = Array.isArray(written) ? (written as unknown[]) : [written];
  if (list.length === 0 || written === undefined)
    malformed('Statement', 'a statement or a list of at least one', written);
  return { text, version, ...(id === undefined ? {} : { id }), statements: list.map(readStatement) };
}

/**
 * Reads a policy document. Operands written as one string become lists; Version defaults to 2008-10-17; a statement
 * without Action or Resource is accepted and has no effect. Never throws.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(text: string): ParsedPolicy {
  try {
    return { policy: readPolicy(text) };
  } catch (problem) {
    if (problem instanceof Malformed) return { error: problem.message };
    throw problem;
  }
}
