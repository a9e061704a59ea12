/** What S3 answers in each state of the key that an object, or a request, is about. */
import type { Grade } from '../../../model/evidence.ts';
import type { Planned, PlannedCall } from '../../contract.ts';
import type { Behaviour, BehaviourTable, Expectation } from '../behaviour.ts';
import { type KeyStateCell, keyStateCells } from '../keyStateCells.ts';
import { into, KEY, type KeyState, keyStates, makeKey, OTHER_KEY, otherKey, refusals } from '../keyUnderTest.ts';
import { fill, ok, refused, s3, see, tell } from '../telling.ts';
import {
  BUCKET,
  bucket,
  CONTENT,
  copy,
  get,
  head,
  kmsDefault,
  OBJECT,
  ofUpload,
  PART,
  parts,
  put,
  sources,
  under,
  upload,
} from './words.ts';

/** Every operation that reads or writes objects or what is known of them, in every state of the key. */
export const s3KeyStates: BehaviourTable = {
  id: 's3/key-states',
  title: 'S3: what each operation answers in each state of the KMS key',
  columns: keyStates,
  legend:
    'ok works · state refused in the words of KMS for that state · head refused without a body · denied refused by S3\n' +
    'lost refused, for nobody can tell whose the ciphertext was.',
  behaviours: cells,
};

/** What is tried, by the row's name: its preparation while the key is enabled, then the call. */
interface Trial {
  readonly before?: readonly Planned[];
  readonly call: PlannedCall;
}

const tags = { Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } };
const object = { Bucket: BUCKET, Key: OBJECT };
const written = [put(under())];
const rewrap = (key: typeof KEY) =>
  s3('UpdateObjectEncryption', { ...object, ObjectEncryption: { SSEKMS: { KMSKeyArn: key } } });

const trials: Readonly<Record<string, Trial>> = {
  PutObject: { call: put(under()) },
  'PutObject with a bucket key': { call: put({ ...under(), BucketKeyEnabled: true }) },
  'PutObject with DSSE-KMS': { call: put({ ...under(), ServerSideEncryption: 'aws:kms:dsse' }) },
  'PutObject by the default': { before: [kmsDefault(KEY)], call: put() },
  'PutObject of SSE-S3': { before: [kmsDefault(KEY)], call: put({ ServerSideEncryption: 'AES256' }) },
  GetObject: { before: written, call: get() },
  'GetObject of a range': { before: written, call: get({ Range: 'bytes=0-1' }) },
  'GetObject of DSSE-KMS': { before: [put({ ...under(), ServerSideEncryption: 'aws:kms:dsse' })], call: get() },
  HeadObject: { before: written, call: head() },
  'HeadObject of a checksum': {
    before: [put({ ...under(), ChecksumAlgorithm: 'CRC32' })],
    call: head({ ChecksumMode: 'ENABLED' }),
  },
  GetObjectAttributes: {
    before: written,
    call: s3('GetObjectAttributes', { ...object, ObjectAttributes: ['ETag', 'ObjectSize', 'StorageClass'] }),
  },
  'GetObjectAttributes of a checksum': {
    before: [put({ ...under(), ChecksumAlgorithm: 'CRC32' })],
    call: s3('GetObjectAttributes', { ...object, ObjectAttributes: ['Checksum'] }),
  },
  GetObjectTagging: { before: written, call: s3('GetObjectTagging', object) },
  PutObjectTagging: { before: written, call: s3('PutObjectTagging', { ...object, ...tags }) },
  GetObjectAcl: { before: written, call: s3('GetObjectAcl', object) },
  DeleteObject: { before: written, call: s3('DeleteObject', object) },
  DeleteObjects: {
    before: written,
    call: s3('DeleteObjects', { Bucket: BUCKET, Delete: { Objects: [{ Key: OBJECT }] } }),
  },
  ListObjectsV2: { before: written, call: s3('ListObjectsV2', { Bucket: BUCKET }) },
  ListObjectVersions: { before: written, call: s3('ListObjectVersions', { Bucket: BUCKET }) },
  'CopyObject from it': { before: written, call: copy({ ServerSideEncryption: 'AES256' }) },
  'CopyObject to it': { before: [put()], call: copy(under()) },
  'CopyObject to another': { before: [otherKey, ...written], call: copy(under(OTHER_KEY)) },
  CreateMultipartUpload: { call: s3('CreateMultipartUpload', { Bucket: BUCKET, Key: 'big', ...under() }) },
  UploadPart: { before: upload(), call: s3('UploadPart', { ...ofUpload, PartNumber: 2, Body: PART }) },
  UploadPartCopy: {
    before: [put(), ...upload()],
    call: s3('UploadPartCopy', { ...ofUpload, PartNumber: 2, CopySource: `${BUCKET}/${OBJECT}` }),
  },
  CompleteMultipartUpload: { before: upload(), call: s3('CompleteMultipartUpload', { ...ofUpload, ...parts }) },
  AbortMultipartUpload: { before: upload(), call: s3('AbortMultipartUpload', ofUpload) },
  ListParts: { before: upload(), call: s3('ListParts', ofUpload) },
  PutBucketEncryption: { call: kmsDefault(KEY) },
  'UpdateObjectEncryption to it': { before: [put()], call: rewrap(KEY) },
  'UpdateObjectEncryption from it': { before: [otherKey, ...written], call: rewrap(OTHER_KEY) },
};

/**
 * `ok`; `state` refused in the words of KMS for that state; `lost` refused, since nobody can tell whose the ciphertext was;
 * `head` refused without a body; `denied` refused by S3 itself. Marks: * recorded, + reported, ? assumed.
 */
const TABLE = `
operation                      | Enabled | Disabled | PendingDeletion | PendingImport | Deleted | Denied
PutObject                      | ok*     | state*   | state?          | state?        | state*  | denied+
PutObject with a bucket key    | ok      | state?   | state?          | state?        | state?  | denied?
PutObject with DSSE-KMS        | ok      | state?   | state?          | state?        | state?  | denied?
PutObject by the default       | ok*     | state?   | state?          | state?        | state?  | denied?
PutObject of SSE-S3            | ok      | ok       | ok              | ok            | ok      | ok
GetObject                      | ok*     | state*   | state*          | state?        | lost?   | denied+
GetObject of a range           | ok      | state?   | state?          | state?        | lost?   | denied?
GetObject of DSSE-KMS          | ok      | state?   | state?          | state?        | lost?   | denied?
HeadObject                     | ok      | ok?      | ok?             | ok?           | ok?     | ok?
HeadObject of a checksum       | ok      | head     | head            | head?         | head?   | head
GetObjectAttributes            | ok      | ok?      | ok?             | ok?           | ok?     | ok?
GetObjectAttributes of a checksum | ok   | state?   | state?          | state?        | lost?   | denied?
GetObjectTagging               | ok      | ok       | ok              | ok            | ok      | ok
PutObjectTagging               | ok      | ok       | ok              | ok            | ok      | ok
GetObjectAcl                   | ok      | ok       | ok              | ok            | ok      | ok
DeleteObject                   | ok      | ok?      | ok?             | ok?           | ok?     | ok?
DeleteObjects                  | ok      | ok?      | ok?             | ok?           | ok?     | ok?
ListObjectsV2                  | ok      | ok       | ok              | ok            | ok      | ok
ListObjectVersions             | ok      | ok       | ok              | ok            | ok      | ok
CopyObject from it             | ok      | state?   | state?          | state?        | lost?   | denied?
CopyObject to it               | ok*     | state?   | state?          | state?        | state?  | denied?
CopyObject to another          | ok      | state?   | state?          | state?        | lost?   | denied?
CreateMultipartUpload          | ok      | state?   | state?          | state?        | state*  | denied?
UploadPart                     | ok      | state?   | state?          | state?        | lost?   | denied
UploadPartCopy                 | ok      | state?   | state?          | state?        | lost?   | denied
CompleteMultipartUpload        | ok      | state?   | state?          | state?        | lost?   | denied
AbortMultipartUpload           | ok      | ok?      | ok?             | ok?           | ok?     | ok?
ListParts                      | ok      | ok?      | ok?             | ok?           | ok?     | ok?
PutBucketEncryption            | ok      | ok       | ok              | ok            | ok      | ok
UpdateObjectEncryption to it   | ok      | state?   | state?          | state?        | state?  | denied
UpdateObjectEncryption from it | ok      | state?   | state?          | state?        | lost?   | denied
`;

function* cells(): Generator<Behaviour> {
  for (const one of keyStateCells('S3', TABLE, trials)) yield behaviourOf(one);
}

function behaviourOf({ what, state, word, grade, trial, when, cell }: KeyStateCell<Trial>): Behaviour {
  const works = word === 'ok';
  return tell(
    {
      id: `s3/key-states/${what.replaceAll(' ', '-')}/${state}`,
      service: 's3',
      behaviour: `${what} ${works ? 'works' : 'is refused'} ${when}`,
      grade,
      source: sourceOf(what, state, grade),
      cell,
    },
    [...makeKey(state), bucket, ...(trial.before ?? []), ...into(state), see(trial.call, expected(word, what, state))],
  );
}

function expected(word: string, operation: string, state: KeyState): Expectation {
  if (word === 'ok' || state === 'Enabled') return operation === 'GetObject' ? ok({ Body: CONTENT }) : ok();
  if (word === 'denied') return refused(403, 'AccessDenied');
  if (word === 'head') return state === 'Denied' || state === 'Deleted' ? refusedHead(403) : refusedHead(400);
  if (word === 'lost') return { answers: ['AccessDenied', 'KMS.NotFoundException'] };
  const { code, words } = refusals[state];
  return refused(400, `KMS.${code}`, fill(words, { key: KEY }));
}

/** A refused HEAD has no body: clients name the error by the status. */
const refusedHead = (status: 400 | 403): Expectation => ({
  answers: status === 400 ? ['BadRequest', '400'] : ['Forbidden', '403'],
  status,
});

function sourceOf(operation: string, state: KeyState, grade: Grade): string {
  if (grade === 'recorded' && operation.startsWith('CopyObject')) return sources.recordedCopy;
  if (grade === 'recorded' && operation === 'PutObject by the default') return sources.recordedDefaults;
  if (grade === 'recorded') return state === 'Deleted' ? sources.recordedKeys : sources.recordedState;
  if (grade === 'reported') return sources.denial;
  if (operation.startsWith('UpdateObjectEncryption')) return sources.update;
  if (operation.startsWith('HeadObject')) return sources.head;
  if (operation === 'PutBucketEncryption') return sources.putDefault;
  if (/Multipart|Part/.test(operation)) return sources.multipart;
  return state === 'Deleted' ? sources.keyDeleted : sources.kms;
}
