/** The condition operators: how each compares one value of the request with one value of the policy. */
import { isInRange, parseAddress, parseRange } from './address.ts';
import { parseDate } from './dates.ts';
import { matchesArn, matchesPattern } from './match.ts';
import type { ConditionContext } from './types.ts';
import { compileTemplate } from './variables.ts';

/** Compares a value of the request; undefined when a variable in the policy's value cannot be resolved. */
export type ValueTest = (value: string, context: ConditionContext) => boolean | undefined;

/** An operator without its set prefix and IfExists suffix. */
export interface Operator {
  /** True for the Not... forms: the request's value must match none of the policy's. */
  readonly negated: boolean;
  /** Compiles one value of the policy. `variables`: whether the policy's version has policy variables. */
  readonly compile: (operand: string, variables: boolean) => ValueTest;
}

type Compile = Operator['compile'];

const equalText: Compile = (operand, variables) => {
  const template = compileTemplate(operand, variables);
  return (value, context) => {
    const wanted = template.text(context);
    return wanted === undefined ? undefined : wanted === value;
  };
};

const equalTextIgnoringCase: Compile = (operand, variables) => {
  const template = compileTemplate(operand, variables);
  return (value, context) => {
    const wanted = template.text(context);
    return wanted === undefined ? undefined : wanted.toLowerCase() === value.toLowerCase();
  };
};

const patterned =
  (matches: typeof matchesPattern): Compile =>
  (operand, variables) => {
    const template = compileTemplate(operand, variables);
    return (value, context) => {
      const pattern = template.pattern(context);
      return pattern === undefined ? undefined : matches(pattern, value);
    };
  };

/** Operators that read both sides; what cannot be read equals nothing. They take no variables. */
const read =
  <W, G>(
    readWanted: (text: string) => W | undefined,
    readGiven: (text: string) => G | undefined,
    holds: (given: G, wanted: W) => boolean,
  ): Compile =>
  (operand) => {
    const wanted = readWanted(operand);
    return (value) => {
      const given = readGiven(value);
      return given !== undefined && wanted !== undefined && holds(given, wanted);
    };
  };

const readNumber = (text: string): number | undefined =>
  /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;
const readBoolean = (text: string): boolean | undefined => {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
};
const asWritten = (text: string): string => text;

type Comparison = (given: number, wanted: number) => boolean;
const equal: Comparison = (given, wanted) => given === wanted;
const numeric = (holds: Comparison) => read(readNumber, readNumber, holds);
const date = (holds: Comparison) => read(parseDate, parseDate, holds);

const positive = (compile: Compile): Operator => ({ negated: false, compile });
const negative = (compile: Compile): Operator => ({ negated: true, compile });

/** The six comparisons that numbers and dates have alike. */
function ordered<P extends string>(prefix: P, compare: (holds: Comparison) => Compile) {
  return {
    [`${prefix}equals`]: positive(compare(equal)),
    [`${prefix}notequals`]: negative(compare(equal)),
    [`${prefix}lessthan`]: positive(compare((given, wanted) => given < wanted)),
    [`${prefix}lessthanequals`]: positive(compare((given, wanted) => given <= wanted)),
    [`${prefix}greaterthan`]: positive(compare((given, wanted) => given > wanted)),
    [`${prefix}greaterthanequals`]: positive(compare((given, wanted) => given >= wanted)),
  };
}

const like = patterned(matchesPattern);
const arn = patterned(matchesArn);
const inRange = read(parseRange, parseAddress, isInRange);

/**
 * All operators but `Null`, by lower-cased name. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const operators: Readonly<Record<string, Operator>> = {
  stringequals: positive(equalText),
  stringnotequals: negative(equalText),
  stringequalsignorecase: positive(equalTextIgnoringCase),
  stringnotequalsignorecase: negative(equalTextIgnoringCase),
  stringlike: positive(like),
  stringnotlike: negative(like),
  ...ordered('numeric', numeric),
  ...ordered('date', date),
  bool: positive(read(readBoolean, readBoolean, (given, wanted) => given === wanted)),
  binaryequals: positive(read(asWritten, asWritten, (given, wanted) => given === wanted)),
  ipaddress: positive(inRange),
  notipaddress: negative(inRange),
  arnequals: positive(arn),
  arnlike: positive(arn),
  arnnotequals: negative(arn),
  arnnotlike: negative(arn),
};
