/** How an IAM operation is declared: validation, authorization by the caller's own policies, the deed. */
import { conditionsOf, deniedWords } from '../authorization.ts';
import type { InputOf, OperationName, OutputOf } from '../call.ts';
import type { Context } from '../context.ts';
import { documented } from '../evidence.ts';
import { type Operation, operation } from '../operation.ts';
import { validateQuery } from '../validation/queryTexts.ts';
import type { InputShape } from '../validation/shape.ts';
import { accessDenied } from './errors.ts';
import { shapes } from './shapes.ts';

type Name = OperationName<'iam'>;
type Input<N extends Name> = InputOf<'iam', N>;
type Output<N extends Name> = OutputOf<'iam', N>;

/** The declaration of an operation. */
export interface IamDeclaration<N extends Name> {
  readonly readOnly: boolean;
  /** ARN that authorization is asked about; `*` by default. */
  readonly resource?: (context: Context, input: Input<N>) => string;
  /** What the record shows of an answer; nothing by default. */
  readonly response?: (output: Output<N>) => Record<string, unknown> | null;
  readonly run: (context: Context, input: Input<N>) => Output<N>;
}

/** Declares an operation. IAM is global: its records are those of us-east-1. */
export function iamOperation<N extends Name>(name: N, declared: IamDeclaration<N>): Operation<Input<N>, Output<N>> {
  return operation('iam', name, {
    readOnly: declared.readOnly,
    evidence: documented(`https://docs.aws.amazon.com/IAM/latest/APIReference/API_${name}.html`),
    trail: {
      region: 'us-east-1',
      request: (input) => lowered(input as object),
      response: declared.response,
    },
    validate: validateQuery(shapes[name as keyof typeof shapes] as InputShape) as (input: Input<N>) => void,
    run(context, input) {
      authorizeIam(context, `iam:${name}`, declared.resource?.(context, input) ?? '*');
      return declared.run(context, input);
    },
  });
}

/** Members with a lower first letter, as CloudTrail shows them; a list of tags stays a list. */
export function lowered(input: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name[0]!.toLowerCase() + name.slice(1), value]),
  );
}

/** Refuses a caller whose policies do not allow the action. */
export function authorizeIam(context: Context, action: string, resource: string): void {
  const decision = context.rules.decide({
    identity: context.identity,
    action,
    resource,
    resourceAccount: context.account,
    conditions: conditionsOf(context, () => undefined),
    mode: 'identity',
  });
  if (!decision.allowed) accessDenied(deniedWords(context.identity, action, `resource: ${resource}`, decision));
}

/** Replaces IAM's part of the world. */
export function updateIam(context: Context, iam: Context['world']['iam']): void {
  context.update({ iam });
}
