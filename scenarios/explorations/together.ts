/** The walk that everything starts from, whole: an object and an instance under one key. */
import type { Exploration } from '../contract.ts';
import { instanceMoves, instanceUnderKey } from './disks.ts';
import { CREATE_KEY, EVERYWHERE, FOUR_DAYS, keyMoves } from './moves.ts';
import { objectUnderKey, readObject, writeObject } from './objects.ts';

/** S3 and EC2 under one key. */
export const together: Exploration = {
  id: 'object-and-instance',
  title: 'An object and an instance under the same key',
  families: [...EVERYWHERE, 'objects', 'instances'],
  opening: [CREATE_KEY, ...objectUnderKey, instanceUnderKey],
  moves: [...keyMoves, readObject, writeObject, ...instanceMoves.slice(0, 2), FOUR_DAYS],
};
