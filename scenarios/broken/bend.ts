/** Tools for bending AWS's rules: one part is replaced, all else stays. */
import type { Context } from '../../model/context.ts';
import { AwsError } from '../../model/errors.ts';
import type { AnyOperation, Handler } from '../../model/operation.ts';
import type { Rules } from '../../model/rules.ts';

/** An operation's input or output, as bends see it. */
// biome-ignore lint/suspicious/noExplicitAny: a bend knows the operation it bends
export type Loose = any;

/** Replaces parts of one operation's record. */
export function bendOperation(
  rules: Rules,
  name: string,
  change: (operation: AnyOperation) => Partial<AnyOperation>,
): Rules {
  const operation = rules.operations[name];
  if (!operation) throw new RangeError(`there is no operation ${name} to bend`);
  return { ...rules, operations: { ...rules.operations, [name]: { ...operation, ...change(operation) } } };
}

/** Replaces what an operation does; `run` is what it did. */
export const bendRun = (
  rules: Rules,
  name: string,
  change: (run: (input: Loose) => Loose, context: Context, input: Loose) => Loose,
): Rules =>
  bendOperation(rules, name, (operation) => ({
    run: (context: Context, input: Loose) => change((given) => operation.run(context, given), context, input),
  }));

/** Replaces what happens when something on the agenda is due. */
export function bendHandler(rules: Rules, kind: string, change: (handler: Handler) => Handler): Rules {
  const handler = rules.handlers[kind];
  if (!handler) throw new RangeError(`there is nothing due called ${kind} to bend`);
  return { ...rules, handlers: { ...rules.handlers, [kind]: change(handler) } };
}

/** Replaces rules of KMS. */
export const bendKms = (rules: Rules, change: Partial<Rules['kms']>): Rules => ({
  ...rules,
  kms: { ...rules.kms, ...change },
});

/** Replaces rules of S3. */
export const bendS3 = (rules: Rules, change: Partial<Rules['s3']>): Rules => ({
  ...rules,
  s3: { ...rules.s3, ...change },
});

/** Replaces rules of EC2 and EBS. */
export const bendEc2 = (rules: Rules, change: Partial<Rules['ec2']>): Rules => ({
  ...rules,
  ec2: { ...rules.ec2, ...change },
});

/** Replaces rules of RDS. */
export const bendRds = (rules: Rules, change: Partial<Rules['rds']>): Rules => ({
  ...rules,
  rds: { ...rules.rds, ...change },
});

/** Replaces rules of Redshift. */
export const bendRedshift = (rules: Rules, change: Partial<Rules['redshift']>): Rules => ({
  ...rules,
  redshift: { ...rules.redshift, ...change },
});

/** KMS turns a blind eye to the states of keys while something is done: an operation, or something due on the agenda. */
export function blindWhile(rules: Rules, doing: string): Rules {
  let blind = false;
  const blindly = <T>(act: () => T): T => {
    blind = true;
    try {
      return act();
    } finally {
      blind = false;
    }
  };
  const bent = doing.includes(':')
    ? bendRun(rules, doing, (run, _, input) => blindly(() => run(input)))
    : bendHandler(rules, doing, (handler) => (transaction, detail) => blindly(() => handler(transaction, detail)));
  const { checkKeyState } = rules.kms;
  return bendKms(bent, {
    checkKeyState: (operation, keyArn, state) => {
      if (!blind) checkKeyState(operation, keyArn, state);
    },
  });
}

/** A lifecycle with one arrow that leads elsewhere. */
export function bendArrow<
  L extends { readonly table: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> },
>(lifecycle: L, from: string, event: string, to: string): L {
  return { ...lifecycle, table: { ...lifecycle.table, [from]: { ...lifecycle.table[from], [event]: to } } };
}

/** What `attempt` gives, or undefined where AWS refuses with one of these codes. */
export function unlessRefused<T>(attempt: () => T, ...codes: readonly string[]): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof AwsError && codes.includes(error.outcome.code)) return undefined;
    throw error;
  }
}
