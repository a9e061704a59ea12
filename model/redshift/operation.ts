/** How a Redshift operation is declared; see `../query/operation.ts`. */
import type { InputOf, OperationName, OutputOf } from '../call.ts';
import { documented } from '../evidence.ts';
import type { Operation } from '../operation.ts';
import { type QueryDeclaration, queryOperation } from '../query/operation.ts';
import { validateQuery } from '../validation/queryTexts.ts';
import { shapes } from './shapes.ts';

/** Declares an operation; its evidence is the operation's page of the API reference. */
export function redshiftOperation<N extends OperationName<'redshift'> & keyof typeof shapes>(
  name: N,
  declared: Omit<QueryDeclaration<'redshift', N>, 'evidence'>,
): Operation<InputOf<'redshift', N>, OutputOf<'redshift', N>> {
  const validate = validateQuery(shapes[name]);
  const evidence = documented(`https://docs.aws.amazon.com/redshift/latest/APIReference/API_${name}.html`);
  return queryOperation('redshift', name, (input) => validate(input as object), { evidence, ...declared });
}
