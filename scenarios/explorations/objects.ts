/** Explorations of S3. */

import { utf8 } from '../../model/bytes.ts';
import { s3 } from '../calls.ts';
import type { Exploration, Planned } from '../contract.ts';
import { CREATE_KEY, EVERYWHERE, FOUR_DAYS, keyMoves, UNDER_KEY } from './moves.ts';

const BUCKET = 'keystate-explored';
const object = { Bucket: BUCKET, Key: 'report.txt' };
const plain = { Bucket: BUCKET, Key: 'copy.txt' };

/** A bucket and an object under the key. */
export const objectUnderKey: readonly Planned[] = [
  s3('CreateBucket', { Bucket: BUCKET }),
  s3('PutObject', { ...object, Body: utf8('a report that was there from the beginning'), ...UNDER_KEY }),
];
/** Reads it. */
export const readObject = s3('GetObject', object);
/** Writes over it. */
export const writeObject = s3('PutObject', {
  ...object,
  Body: utf8('a report that was written over it'),
  ...UNDER_KEY,
});

/** An object under a key, its copy that needs no key, and all that can be done with both. */
export const objectAndKey: Exploration = {
  id: 'object-and-key',
  title: 'An object under a key, and a copy of it under the key that S3 owns',
  families: [...EVERYWHERE, 'objects'],
  opening: [CREATE_KEY, ...objectUnderKey],
  moves: [
    ...keyMoves,
    readObject,
    { ...readObject, connection: { secureTransport: false } },
    s3('HeadObject', object),
    s3('GetObject', plain),
    writeObject,
    s3('CopyObject', { ...plain, CopySource: `${BUCKET}/report.txt`, ServerSideEncryption: 'AES256' }),
    s3('CopyObject', { ...object, CopySource: `${BUCKET}/copy.txt`, ...UNDER_KEY }),
    s3('DeleteObject', object),
    FOUR_DAYS,
  ],
};
