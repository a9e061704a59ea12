/** Objects and their key: what can be read, what cannot, and what comes back. */
import { md5 } from '@noble/hashes/legacy.js';
import { base64, hex } from '../../model/bytes.ts';
import { assumed, documented, recorded } from '../../model/evidence.ts';
import type { Family, Invariant, SeenObject } from '../contract.ts';
import { accountOf, changes, findKey, isFreeFor, isLost, keyState, output, succeeded } from './looking.ts';
import { objectAccess } from './objectAccess.ts';
import { encryptedObject, encryptedVersion } from './openings.ts';
import { Bodies, identified, isPlainRead, isSimple, objectNamedBy, readUnderKey, written } from './seenObjects.ts';

const SSE_KMS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html';
const SNAPSHOT = "LocalStack's snapshot of AWS: test_s3_sse_validate_kms_key_state";
const WRITES = ['PutObject', 'CopyObject', 'CompleteMultipartUpload', 'UpdateObjectEncryption'];

const readableAgain: Invariant = {
  id: 'object-byte-for-byte',
  sentence: 'An object is read byte for byte as it was written, also after its key was disabled and enabled again.',
  evidence: documented(SSE_KMS),
  witnesses: ['read under a key', 'read after the key had been lost', 'read a copy'],
  start({ witness, fail }) {
    const bodies = new Bodies();
    const lostOnce = new Set<string>();
    const copies = new Set<string>();
    return {
      see(entry) {
        for (const { id, is } of changes(entry.before.keys, entry.after.keys))
          if (is && isLost(entry.after, id)) lostOnce.add(id);
        bodies.learn(entry);
        if (succeeded(entry, 's3', 'CopyObject')) copies.add(identified(written(entry) as SeenObject));
        if (!succeeded(entry, 's3', 'GetObject') || !isSimple(entry)) return;
        const object = objectNamedBy(entry.before, entry);
        const body = object && bodies.of(object);
        if (!object || !body) return;
        const got = output(entry, 'Body');
        if (!(got instanceof Uint8Array) || base64(got) !== base64(body)) {
          const observed = got instanceof Uint8Array ? base64(got) : 'nothing';
          fail({ message: `${identified(object)} reads as other bytes`, expected: base64(body), observed });
          return;
        }
        if (object.kmsKeyArn) witness('read under a key');
        if (object.kmsKeyArn && lostOnce.has(object.kmsKeyArn)) witness('read after the key had been lost');
        if (copies.has(identified(object))) witness('read a copy');
      },
    };
  },
};

const enabledKeyReads: Invariant = {
  id: 'enabled-key-reads',
  sentence: 'An object whose key is Enabled (again) can be read: a lost key takes nothing away for good.',
  evidence: recorded(SNAPSHOT),
  witnesses: ['read', 'read after a refusal'],
  start({ witness, fail }) {
    const refused = new Set<string>();
    return {
      see(seen) {
        const read = readUnderKey(seen);
        if (!read) return;
        const { entry, object } = read;
        const id = identified(object);
        if (entry.outcome.ok) {
          witness('read');
          if (refused.has(id)) witness('read after a refusal');
          return;
        }
        if (entry.outcome.error.code.startsWith('KMS.')) refused.add(id);
        const key = entry.before.keys.get(object.kmsKeyArn);
        const owned = key?.manager === 'AWS' || isFreeFor(accountOf(entry.call.caller.principal), key);
        if (!isPlainRead(entry) || !owned || isLost(entry.before, object.kmsKeyArn)) return;
        fail({
          message: `${id} cannot be read`,
          expected: 'success',
          observed: entry.outcome.error.code,
          why: `${object.kmsKeyArn} is Enabled`,
        });
      },
    };
  },
};

/** What S3 answers to a read while the key is in a state. */
const READ_REFUSALS: Readonly<Record<string, string>> = {
  Disabled: 'KMS.DisabledException',
  PendingDeletion: 'KMS.KMSInvalidStateException',
  PendingImport: 'KMS.KMSInvalidStateException',
};

const lostKeyRead: Invariant = {
  id: 'disabled-key-read',
  sentence:
    'An object cannot be read while its key cannot be used; S3 passes on what KMS says. (A bucket key may lag.)',
  evidence: recorded(SNAPSHOT),
  rule: 's3.kms-error-passed-on',
  witnesses: ['refused by a disabled key', 'refused by a key pending deletion', 'refused after the key was deleted'],
  start({ witness, fail }) {
    return {
      see(seen) {
        const read = readUnderKey(seen);
        if (!read || read.object.bucketKey) return;
        const { entry, object } = read;
        const state = keyState(entry.before, object.kmsKeyArn);
        if (!isLost(entry.before, object.kmsKeyArn)) return;
        const why = `${identified(object)} is encrypted under ${object.kmsKeyArn}, which is ${state}`;
        const observed = entry.outcome.ok ? 'success' : entry.outcome.error.code;
        const expected = READ_REFUSALS[state] ?? 'a refusal';
        // Who may not use the key hears that first.
        const mayUse = isFreeFor(accountOf(entry.call.caller.principal), entry.before.keys.get(object.kmsKeyArn));
        const exact = isPlainRead(entry) && mayUse && READ_REFUSALS[state] !== undefined;
        if (entry.outcome.ok || (exact && observed !== expected))
          fail({ message: `GetObject came to ${observed}`, expected, observed, why });
        else if (state === 'gone') witness('refused after the key was deleted');
        else if (observed === 'KMS.DisabledException') witness('refused by a disabled key');
        else if (state === 'PendingDeletion') witness('refused by a key pending deletion');
      },
    };
  },
};

const lostKeyWrite: Invariant = {
  id: 'disabled-key-write',
  sentence: 'No new object can be written under a key that cannot be used. (A bucket key may lag.)',
  evidence: recorded(SNAPSHOT),
  witnesses: ['refused by a disabled key', 'refused by a key pending deletion'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.operation !== 'PutObject') return;
        const { call, before, outcome } = entry;
        const object = written(entry);
        // A managed key comes into being with the call that first needs it.
        const known = object?.kmsKeyArn !== undefined && before.keys.has(object.kmsKeyArn);
        if (known && object.kmsKeyArn && !object.bucketKey && isLost(before, object.kmsKeyArn))
          fail({
            message: `${identified(object)} was written under ${object.kmsKeyArn}`,
            expected: 'a refusal',
            observed: 'success',
            why: `${object.kmsKeyArn} is ${keyState(before, object.kmsKeyArn)}`,
          });
        const { SSEKMSKeyId, ServerSideEncryption } = call.input;
        if (outcome.ok || ServerSideEncryption === undefined) return;
        const key = findKey(before, SSEKMSKeyId, accountOf(call.caller.principal), call.region);
        if (key?.state === 'Disabled' && outcome.error.code === 'KMS.DisabledException')
          witness('refused by a disabled key');
        if (key?.state === 'PendingDeletion' && outcome.error.code === 'KMS.KMSInvalidStateException')
          witness('refused by a key pending deletion');
      },
    };
  },
};

const headAndDelete: Invariant = {
  id: 'metadata-needs-no-key',
  sentence: 'HeadObject, ListObjectsV2 and DeleteObject work without the key: only the content is encrypted.',
  evidence: assumed(SSE_KMS),
  witnesses: ['head under a lost key', 'deleted under a lost key'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 's3') return;
        const { operation } = entry.call;
        if (operation !== 'HeadObject' && operation !== 'DeleteObject') return;
        const object = objectNamedBy(entry.before, entry);
        if (!object?.kmsKeyArn || !isLost(entry.before, object.kmsKeyArn) || !isPlainRead(entry)) return;
        if (entry.outcome.ok) {
          witness(operation === 'HeadObject' ? 'head under a lost key' : 'deleted under a lost key');
          return;
        }
        fail({
          message: `${operation} of ${identified(object)} was refused`,
          expected: 'success',
          observed: entry.outcome.error.code,
          why: `${object.kmsKeyArn} is ${keyState(entry.before, object.kmsKeyArn)}`,
        });
      },
    };
  },
};

const objectKeyFixed: Invariant = {
  id: 'object-key-fixed',
  sentence:
    'The encryption of an object version never changes in place; writing anew or UpdateObjectEncryption is the way.',
  evidence: documented('https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html'),
  witnesses: ['an encrypted version became noncurrent'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.objects, entry.after.objects)) {
          // Without versioning a delete marker takes the place of the null version.
          if (!was || !is || was.deleteMarker || is.deleteMarker) continue;
          const rewritten = entry.type === 'call' && WRITES.includes(entry.call.operation) && id.endsWith('?null');
          if (rewritten || succeeded(entry, 's3', 'UpdateObjectEncryption')) continue;
          if (was.encryption !== is.encryption || was.kmsKeyArn !== is.kmsKeyArn || was.etag !== is.etag)
            fail({
              message: `${id} changed in place`,
              expected: `${was.encryption} ${was.kmsKeyArn ?? ''}`,
              observed: `${is.encryption} ${is.kmsKeyArn ?? ''}`,
            });
          else if (was.latest && !is.latest && is.kmsKeyArn) witness('an encrypted version became noncurrent');
        }
      },
    };
  },
};

const alwaysEncrypted: Invariant = {
  id: 'every-object-encrypted',
  sentence: 'Every new object is encrypted, with the key of S3 at least.',
  evidence: documented('https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html'),
  witnesses: ['under the key of S3', 'under a KMS key', 'by the default of the bucket'],
  start({ witness, fail }) {
    return {
      see(entry) {
        const object = written(entry);
        if (!object || entry.type !== 'call') return;
        if (object.encryption === undefined) fail({ message: `${identified(object)} is not encrypted` });
        if (object.encryption === 'AES256') witness('under the key of S3');
        if (object.kmsKeyArn) witness('under a KMS key');
        if (object.kmsKeyArn && entry.call.input.ServerSideEncryption === undefined)
          witness('by the default of the bucket');
      },
    };
  },
};

const askedEncryption: Invariant = {
  id: 'encryption-as-asked',
  sentence:
    'An object is encrypted in the way and under the key that its request names; aws:kms without a key means aws/s3.',
  evidence: documented(SSE_KMS),
  witnesses: ['under the key that was named', 'under aws/s3'],
  start({ witness, fail }) {
    return {
      see(entry) {
        const object = written(entry);
        if (!object || entry.type !== 'call') return;
        const { ServerSideEncryption: asked, SSEKMSKeyId } = entry.call.input;
        if (asked === undefined) return;
        if (object.encryption !== asked) {
          fail({
            message: `${identified(object)} is ${object.encryption}`,
            expected: `${asked}`,
            observed: `${object.encryption}`,
          });
          return;
        }
        if (asked === 'AES256') return;
        const account = accountOf(entry.call.caller.principal);
        const key = findKey(entry.after, SSEKMSKeyId ?? 'alias/aws/s3', account, entry.call.region);
        if (object.kmsKeyArn !== key?.arn)
          fail({
            message: `${identified(object)} is under ${object.kmsKeyArn}`,
            expected: `${key?.arn}`,
            observed: `${object.kmsKeyArn}`,
          });
        else witness(SSEKMSKeyId === undefined ? 'under aws/s3' : 'under the key that was named');
      },
    };
  },
};

const etags: Invariant = {
  id: 'etag-hides-content',
  sentence: 'The ETag of an object under the key of S3 is the MD5 of its bytes; under a KMS key it never is.',
  evidence: recorded("LocalStack's snapshot of AWS: test_s3_copy_object_in_place_with_encryption"),
  witnesses: ['MD5', 'not MD5'],
  start({ witness, fail }) {
    return {
      see(entry) {
        const object = written(entry);
        if (!object || !succeeded(entry, 's3', 'PutObject')) return;
        const body = entry.call.input.Body ?? new Uint8Array();
        if (!(body instanceof Uint8Array)) return;
        const isMd5 = object.etag === hex(md5(body));
        if (isMd5 === (object.encryption === 'AES256')) witness(isMd5 ? 'MD5' : 'not MD5');
        else
          fail({
            message: `the ETag of ${identified(object)} is ${isMd5 ? '' : 'not '}the MD5 of its bytes`,
            why: `it is encrypted by ${object.encryption}`,
          });
      },
    };
  },
};

/** Objects. */
export const objects: Family = {
  id: 'objects',
  title: 'Objects and their key',
  vocabulary: ['kms-keys', 's3-buckets', 's3-objects', 'time'],
  openings: [encryptedObject, encryptedVersion],
  invariants: [
    readableAgain,
    enabledKeyReads,
    lostKeyRead,
    lostKeyWrite,
    headAndDelete,
    objectKeyFixed,
    alwaysEncrypted,
    askedEncryption,
    etags,
    ...objectAccess,
  ],
};
