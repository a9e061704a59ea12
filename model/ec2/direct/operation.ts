/** How an operation of the EBS direct APIs is declared: validation, the snapshot, authorization, the deed. */
import { conditionsOf, deniedWords } from '../../authorization.ts';
import type { InputOf, OperationName, OutputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { documented } from '../../evidence.ts';
import { type Operation, operation } from '../../operation.ts';
import { validateJson } from '../../validation/jsonTexts.ts';
import { ownCondition, type ResourceUse } from '../authorize.ts';
import { denied } from './errors.ts';
import { shapes } from './shapes.ts';

type Name = OperationName<'ebs'>;
type Input<N extends Name> = InputOf<'ebs', N>;
type Output<N extends Name> = OutputOf<'ebs', N>;

const validator = validateJson({ code: 'ValidationException' });

/** The declaration of an operation. */
export interface DirectDeclaration<N extends Name> {
  readonly readOnly: boolean;
  /** Blocks are data events; snapshots begin and end as management events (documented, CloudTrail user guide). */
  readonly category: 'Management' | 'Data';
  readonly request: (input: Input<N>) => Record<string, unknown>;
  readonly response?: (output: Output<N>) => Record<string, unknown>;
  /** What authorization is asked about; refuses what does not exist. */
  readonly uses: (context: Context, input: Input<N>) => readonly ResourceUse[];
  readonly run: (context: Context, input: Input<N>) => Output<N>;
}

/** Declares an operation. */
export function directOperation<N extends Name>(
  name: N,
  declared: DirectDeclaration<N>,
): Operation<Input<N>, Output<N>> {
  return operation('ebs', name, {
    readOnly: declared.readOnly,
    evidence: documented(`https://docs.aws.amazon.com/ebs/latest/APIReference/API_${name}.html`),
    trail: { category: declared.category, request: declared.request, response: declared.response },
    validate: validator(shapes[name as keyof typeof shapes]) as (input: Input<N>) => void,
    run(context, input) {
      for (const use of declared.uses(context, input)) authorize(context, name, use);
      return declared.run(context, input);
    },
  });
}

function authorize(context: Context, name: string, use: ResourceUse): void {
  const snapshot = { accountId: context.account, type: 'AWS::EC2::Snapshot', ARN: use.resource };
  context.record.resources = [...(context.record.resources ?? []), snapshot];
  const action = `ebs:${name}`;
  const decision = context.rules.decide({
    identity: context.identity,
    action,
    resource: use.resource,
    resourceAccount: context.account,
    conditions: conditionsOf(context, (key) => ownCondition(context, use, key)),
    mode: 'identity',
  });
  if (!decision.allowed) denied(deniedWords(context.identity, action, `resource: ${use.resource}`, decision));
}
