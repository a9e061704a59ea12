/** How the operations of CloudTrail are declared: validation, evidence and record come with them. */
import type { InputOf, OperationName, OutputOf } from '../call.ts';
import type { Context } from '../context.ts';
import { documented } from '../evidence.ts';
import { type Operation, operation } from '../operation.ts';
import { validateCloudTrailShape } from '../validation/jsonServices.ts';
import type { InputShape } from '../validation/shape.ts';
import { authorize } from './authorize.ts';
import { apiPage } from './errors.ts';
import { shapes } from './shapes.ts';
import { shownMembers } from './show.ts';
import type { Trail } from './state.ts';
import { ownTrailByArn, trailArnIn, trailByArn } from './trails.ts';

/** Operations that are simulated. */
export type Name = OperationName<'cloudtrail'> & keyof typeof shapes;
/** Input of an operation. */
export type Input<N extends Name> = InputOf<'cloudtrail', N>;
/** Output of an operation. */
export type Output<N extends Name> = OutputOf<'cloudtrail', N>;

/** Declares an operation that reads, or one that names no trail that must exist. */
export function cloudtrailOperation<N extends Name>(
  name: N,
  readOnly: boolean,
  run: (context: Context, input: Input<N>) => Output<N>,
): Operation<Input<N>, Output<N>> {
  return operation('cloudtrail', name, {
    readOnly,
    evidence: documented(apiPage(name)),
    trail: {
      request: (input) => shownMembers(input as object),
      response: readOnly ? undefined : (output) => responseOf(output as object),
    },
    validate: validateCloudTrailShape(shapes[name] as InputShape) as (input: Input<N>) => void,
    run,
  });
}

/** An answer without members shows as null. */
function responseOf(output: object): Readonly<Record<string, unknown>> | null {
  return Object.keys(output).length > 0 ? shownMembers(output) : null;
}

/** Declares an operation on one trail: it is looked up and authorized here, and changed in its home Region only. */
export function trailOperation<N extends Name>(
  name: N,
  readOnly: boolean,
  run: (context: Context, trail: Trail, input: Input<N>) => Output<N>,
): Operation<Input<N>, Output<N>> {
  return cloudtrailOperation(name, readOnly, (context, input) => {
    const { Name: byName, TrailName: byTrailName } = input as { Name?: string; TrailName?: string };
    const given = (byName ?? byTrailName)!;
    const arn = trailArnIn(context, given);
    const calledIt = name === 'GetTrailStatus' ? arn : given;
    authorize(context, name, { arn });
    return run(context, readOnly ? trailByArn(context, arn, calledIt) : ownTrailByArn(context, arn, calledIt), input);
  });
}
