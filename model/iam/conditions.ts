/**
 * The Condition element: operators with their set prefixes (`ForAllValues:`, `ForAnyValue:`) and the IfExists suffix.
 * All clauses of a statement must hold; the values of one clause are alternatives.
 */
import { operators, type ValueTest } from './operators.ts';
import type { ConditionContext, Statement } from './types.ts';

/** Whether a compiled clause holds for a request. */
export type Clause = (context: ConditionContext) => boolean;

type SetPrefix = 'forallvalues' | 'foranyvalue' | undefined;

/** An operator name taken apart. */
interface OperatorName {
  readonly prefix: SetPrefix;
  readonly base: string;
  readonly ifExists: boolean;
}

const OPERATOR_NAME = /^(?:(forallvalues|foranyvalue):)?([a-z]+?)(ifexists)?$/;

/** Takes an operator name apart, in any case; undefined if there is no such operator. `Null` has no IfExists form. */
export function readOperator(name: string): OperatorName | undefined {
  const found = OPERATOR_NAME.exec(name.toLowerCase());
  if (!found) return undefined;
  const base = found[2]!;
  const ifExists = found[3] !== undefined;
  if (base === 'null' ? ifExists : !Object.hasOwn(operators, base)) return undefined;
  return { prefix: found[1] as SetPrefix, base, ifExists };
}

/** Whether a value of the request satisfies the operator; an unresolvable variable never does. */
function satisfies(value: string, tests: readonly ValueTest[], negated: boolean, context: ConditionContext): boolean {
  let unresolved = false;
  for (const test of tests) {
    const result = test(value, context);
    if (result) return !negated;
    if (result === undefined) unresolved = true;
  }
  return negated && !unresolved;
}

/** The set operators take a key without values, or with only empty ones, for an empty set. */
const isEmptySet = (values: readonly string[]): boolean => values.every((value) => value === '');

/** `Null`: "true" asks that the key be absent, "false" that it be present. */
function compileNull(key: string, operands: readonly string[]): Clause {
  const absent = operands.some((operand) => operand.toLowerCase() === 'true');
  const present = operands.some((operand) => operand.toLowerCase() === 'false');
  return (context) => ((context(key)?.length ?? 0) === 0 ? absent : present);
}

function compileClause(
  operatorName: string,
  writtenKey: string,
  operands: readonly string[],
  variables: boolean,
): Clause {
  const name = readOperator(operatorName);
  if (!name) return () => false;
  const key = writtenKey.toLowerCase();
  if (name.base === 'null') return compileNull(key, operands);
  const { negated, compile } = operators[name.base]!;
  const { prefix, ifExists } = name;
  const tests = operands.map((operand) => compile(operand, variables));
  const every = prefix === 'forallvalues' || (prefix === undefined && negated);
  return (context) => {
    const values = context(key);
    if (values === undefined) return ifExists || every;
    if (prefix !== undefined && isEmptySet(values)) return every;
    return every
      ? values.every((value) => satisfies(value, tests, negated, context))
      : values.some((value) => satisfies(value, tests, negated, context));
  };
}

/** Compiles a Condition element into its clauses. `variables`: whether the policy's version has policy variables. */
export function compileCondition(condition: Statement['condition'], variables: boolean): readonly Clause[] {
  return Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, operands]) => compileClause(operator, key, operands, variables)),
  );
}
