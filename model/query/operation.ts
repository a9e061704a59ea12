/**
 * How an operation of RDS or Redshift is declared. The order of checks stands here once: validation, authorization on each
 * resource the request names, the deed (assumed: AWS says nothing of the order).
 */
import type { InputOf, OperationName, OutputOf } from '../call.ts';
import type { Context } from '../context.ts';
import type { Evidence } from '../evidence.ts';
import { type Operation, operation } from '../operation.ts';
import { authorize, type ResourceUse } from './authorize.ts';
import { inRecord } from './record.ts';

/** The services declared so. */
export type QueryService = 'rds' | 'redshift';

/** The declaration of an operation. */
export interface QueryDeclaration<S extends QueryService, N extends OperationName<S>> {
  readonly readOnly: boolean;
  readonly evidence: Evidence;
  /** responseElements; default: the output, or the one structure in it, in CloudTrail's style. Reads show nothing. */
  readonly response?: (output: OutputOf<S, N>, input: InputOf<S, N>) => Record<string, unknown> | null;
  /** Everything that authorization is asked about. Names are ARNs, so that nothing needs to exist. */
  readonly uses: (context: Context, input: InputOf<S, N>) => readonly ResourceUse[];
  readonly run: (context: Context, input: InputOf<S, N>) => OutputOf<S, N>;
}

/** Declares an operation; `validate` checks its input. */
export function queryOperation<S extends QueryService, N extends OperationName<S>>(
  service: S,
  name: N,
  validate: (input: unknown) => void,
  declared: QueryDeclaration<S, N>,
): Operation<InputOf<S, N>, OutputOf<S, N>> {
  return operation(service, name, {
    readOnly: declared.readOnly,
    evidence: declared.evidence,
    trail: { request: (input) => inRecord(input as object) },
    validate,
    run(context, input) {
      for (const use of declared.uses(context, input)) authorize(context, service, name, use);
      const output = declared.run(context, input);
      if (!declared.readOnly)
        context.record.responseElements = declared.response
          ? declared.response(output, input)
          : unwrapped(output as object);
      return output;
    },
  });
}

/** `{ DBInstance: {...} }` is shown as the members of the DB instance (documented, by example). */
function unwrapped(output: object): Record<string, unknown> | null {
  const members = Object.values(output).filter((member) => member !== undefined);
  if (members.length === 0) return null;
  const [only] = members;
  const single = members.length === 1 && typeof only === 'object' && only !== null && !Array.isArray(only);
  return inRecord(single ? only : output);
}
