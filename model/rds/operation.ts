/** How an RDS operation is declared; see `../query/operation.ts`. */
import type { InputOf, OperationName, OutputOf } from '../call.ts';
import { documented } from '../evidence.ts';
import type { Operation } from '../operation.ts';
import { type QueryDeclaration, queryOperation } from '../query/operation.ts';
import { validateQuery } from '../validation/queryTexts.ts';
import { clusterShapes } from './clusters/shapes.ts';
import { shapes } from './shapes.ts';

/** Names of the operations of RDS. */
export type Name = OperationName<'rds'>;

const allShapes = { ...shapes, ...clusterShapes };

/** Declares an operation; its evidence is the operation's page of the API reference. */
export function rdsOperation<N extends Name & keyof typeof allShapes>(
  name: N,
  declared: Omit<QueryDeclaration<'rds', N>, 'evidence'>,
): Operation<InputOf<'rds', N>, OutputOf<'rds', N>> {
  const validate = validateQuery(allShapes[name]);
  const evidence = documented(`https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_${name}.html`);
  return queryOperation('rds', name, (input) => validate(input as object), { evidence, ...declared });
}
