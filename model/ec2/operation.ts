/**
 * How an EC2 operation is declared. The order of checks stands here once: validation, what the request names, authorization
 * on each of it, DryRun, the deed.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html (documented); the order of the first three
 * is assumed.
 */
import type { InputOf, OperationName, OutputOf } from '../call.ts';
import type { Context } from '../context.ts';
import { documented, type Evidence } from '../evidence.ts';
import { requestIdOf } from '../ids.ts';
import { type Operation, operation } from '../operation.ts';
import { authorize, type ResourceUse } from './authorize.ts';
import { dryRunWouldSucceed } from './errors.ts';
import { inRecord } from './record.ts';
import { validateEc2 } from './validate.ts';

type Name = OperationName<'ec2'>;
type Input<N extends Name> = InputOf<'ec2', N>;
type Output<N extends Name> = OutputOf<'ec2', N>;

/** The declaration of an operation. */
export interface Ec2Declaration<N extends Name> {
  readonly readOnly: boolean;
  /** Default: the operation's page of the API reference. */
  readonly evidence?: Evidence;
  /** requestParameters of the record; default: the input in EC2's style. */
  readonly request?: (input: Input<N>) => Record<string, unknown>;
  /** responseElements without the request id. Default: the output in EC2's style; reads show nothing. */
  readonly response?: (output: Output<N>, input: Input<N>) => Record<string, unknown>;
  /** Everything that authorization is asked about; refuses what does not exist. Default: the action without a resource. */
  readonly uses?: (context: Context, input: Input<N>) => readonly ResourceUse[];
  readonly run: (context: Context, input: Input<N>) => Output<N>;
}

/** Page of the API reference of an operation. */
export const apiPage = (name: string): string =>
  `https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_${name}.html`;

/** The default of requestParameters: the input in EC2's style, DryRun left out. */
function shownRequest(input: object): Record<string, unknown> {
  const { dryRun: _, ...shown } = inRecord(input);
  return shown;
}

/** Declares an operation. */
export function ec2Operation<N extends Name>(name: N, declared: Ec2Declaration<N>): Operation<Input<N>, Output<N>> {
  return operation('ec2', name, {
    readOnly: declared.readOnly,
    evidence: declared.evidence ?? documented(apiPage(name)),
    trail: {
      request: (input) => (declared.request ?? shownRequest)(input as Input<N> & object),
      errorCode: (code) => `Client.${code}`,
    },
    validate: validateEc2(name),
    run(context, input) {
      const uses = declared.uses?.(context, input) ?? [{ resource: '*' }];
      for (const use of uses) authorize(context, name, use);
      if ((input as { DryRun?: boolean }).DryRun) dryRunWouldSucceed();
      const output = declared.run(context, input);
      if (!declared.readOnly) {
        const shown = declared.response?.(output, input) ?? inRecord(output as object);
        context.record.responseElements = { requestId: requestIdOf(context.world.seed, context.number), ...shown };
      }
      return output;
    },
  });
}
