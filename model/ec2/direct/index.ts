/** The EBS direct APIs (service `ebs`), assembled. */
import { refuse } from '../../errors.ts';
import type { AnyOperation, Handler } from '../../operation.ts';
import type { ServiceFace } from '../../rules.ts';
import { directRules } from './errors.ts';
import { getSnapshotBlock, listChangedBlocks, listSnapshotBlocks } from './read.ts';
import { completeSnapshot, putSnapshotBlock, startSnapshot, timeOut } from './write.ts';

const all: readonly AnyOperation[] = [
  listSnapshotBlocks,
  listChangedBlocks,
  getSnapshotBlock,
  startSnapshot,
  putSnapshotBlock,
  completeSnapshot,
];

/** The operations, by `ebs:Name`. */
export const ebsOperations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  all.map((operation) => [`ebs:${operation.name}`, operation]),
);

/** What EBS finishes later, by kind. */
export const ebsHandlers: Readonly<Record<string, Handler>> = { 'ebs.snapshotTimeout': timeOut };

/** What the EBS direct APIs say in their own words. */
export const ebsFace: ServiceFace = {
  unknownOperation: (operation) =>
    refuse('UnknownOperationException', `The operation ${operation} does not exist.`, {
      rule: directRules['unknown-operation'],
      status: 404,
    }),
  unknownCaller: () =>
    refuse('UnrecognizedClientException', 'The security token included in the request is invalid.', {
      rule: directRules['unknown-credentials'],
      status: 403,
    }),
};
