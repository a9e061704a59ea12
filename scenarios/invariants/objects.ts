/** Objects and their key: what can be read, what cannot, and what comes back. */
import { md5 } from '@noble/hashes/legacy.js';
import { base64, hex } from '../../model/bytes.ts';
import { assumed, documented, recorded, reported } from '../../model/evidence.ts';
import {
  type CallEntry,
  type Entry,
  type Family,
  type Invariant,
  type Observation,
  objectId,
  type SeenObject,
} from '../contract.ts';
import {
  accountOf,
  byAdministrator,
  changes,
  findKey,
  isFreeFor,
  isLost,
  keyState,
  listOf,
  output,
  statementsOf,
  succeeded,
} from './looking.ts';
import { encryptedObject, encryptedVersion } from './openings.ts';

const SSE_KMS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html';
const SNAPSHOT = "LocalStack's snapshot of AWS: test_s3_sse_validate_kms_key_state";
const WRITES = ['PutObject', 'CopyObject', 'CompleteMultipartUpload', 'UpdateObjectEncryption'];

/** The version that a request means: the latest unless it names one. */
function objectNamedBy(seen: Observation, entry: CallEntry): SeenObject | undefined {
  const { Bucket, Key, VersionId } = entry.call.input;
  if (VersionId !== undefined) return seen.objects.get(objectId(String(Bucket), String(Key), String(VersionId)));
  for (const object of seen.objects.values())
    if (object.latest && object.bucket === Bucket && object.key === Key) return object;
  return undefined;
}

/** Whether a request says nothing but which object. */
const isSimple = (entry: CallEntry): boolean =>
  Object.entries(entry.call.input).every(
    ([member, value]) => ['Bucket', 'Key', 'VersionId'].includes(member) && typeof value === 'string' && value !== '',
  );

/** A simple read by an administrator of the bucket's account, where no bucket policy speaks. */
function isPlainRead(entry: CallEntry): boolean {
  const bucket = entry.before.buckets.get(String(entry.call.input.Bucket));
  return (
    isSimple(entry) &&
    byAdministrator(entry) &&
    bucket?.policy === undefined &&
    bucket?.account === accountOf(entry.call.caller.principal) &&
    bucket.region === entry.call.region
  );
}

/** A GetObject of an object under a KMS key. */
function readUnderKey(entry: Entry): { entry: CallEntry; object: SeenObject & { kmsKeyArn: string } } | undefined {
  if (entry.type !== 'call' || entry.call.service !== 's3' || entry.call.operation !== 'GetObject') return undefined;
  const object = objectNamedBy(entry.before, entry);
  return object?.kmsKeyArn === undefined ? undefined : { entry, object: { ...object, kmsKeyArn: object.kmsKeyArn } };
}

/** The version that a successful write made. */
function written(entry: Entry): SeenObject | undefined {
  if (!succeeded(entry, 's3', 'PutObject', 'CopyObject')) return undefined;
  const { Bucket, Key } = entry.call.input;
  return entry.after.objects.get(objectId(String(Bucket), String(Key), String(output(entry, 'VersionId') ?? 'null')));
}

const identified = ({ bucket, key, versionId }: SeenObject): string => objectId(bucket, key, versionId);

/** What was written into each version, as far as it is known. */
class Bodies {
  readonly #bodies = new Map<string, { readonly etag: string; readonly body: Uint8Array }>();

  learn(entry: Entry): void {
    const object = written(entry);
    if (!object || entry.type !== 'call') return;
    const { operation, input } = entry.call;
    const body = operation === 'PutObject' ? (input.Body ?? new Uint8Array()) : this.#source(entry);
    if (body instanceof Uint8Array) this.#bodies.set(identified(object), { etag: object.etag, body });
    else this.#bodies.delete(identified(object));
  }

  #source(entry: CallEntry): Uint8Array | undefined {
    const [bucket = '', ...rest] = String(entry.call.input.CopySource).split('/');
    for (const object of entry.before.objects.values())
      if (object.latest && object.bucket === bucket && object.key === rest.join('/')) return this.of(object);
    return undefined;
  }

  of(object: SeenObject): Uint8Array | undefined {
    const known = this.#bodies.get(identified(object));
    return known?.etag === object.etag ? known.body : undefined;
  }
}

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
  rule: 's3.kms-refusals-passed-on',
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

const kmsNeedsTls: Invariant = {
  id: 'kms-needs-tls',
  sentence: 'A request that needs KMS is refused over plain HTTP, whoever makes it.',
  evidence: reported('https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html'),
  rule: 's3.kms-needs-tls',
  witnesses: ['PutObject refused', 'GetObject refused'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 's3' || entry.call.connection?.secureTransport !== false)
          return;
        const object = entry.call.operation === 'GetObject' ? objectNamedBy(entry.before, entry) : written(entry);
        if (entry.outcome.ok && object?.kmsKeyArn)
          fail({
            message: `${entry.call.operation} of ${identified(object)} succeeded over plain HTTP`,
            expected: 'InvalidArgument',
            observed: 'success',
            why: `it is encrypted under ${object.kmsKeyArn}`,
          });
        if (entry.outcome.ok || entry.outcome.error.code !== 'InvalidArgument') return;
        if (entry.call.operation === 'PutObject') witness('PutObject refused');
        if (entry.call.operation === 'GetObject') witness('GetObject refused');
      },
    };
  },
};

/** Whether a bucket policy denies everything without TLS. */
const deniesPlainHttp = (policy: string | undefined): boolean =>
  statementsOf(policy).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Deny' &&
      Principal === '*' &&
      listOf(Action).includes('s3:*') &&
      JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
  );

const tlsOnlyPolicy: Invariant = {
  id: 'tls-only-policy',
  sentence: 'A bucket policy that denies aws:SecureTransport = false lets nobody in over plain HTTP.',
  evidence: documented('https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html'),
  witnesses: ['refused over plain HTTP', 'let in over TLS'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 's3' || entry.call.operation === 'CreateBucket') return;
        const bucket = entry.before.buckets.get(String(entry.call.input.Bucket));
        if (!bucket || !deniesPlainHttp(bucket.policy)) return;
        const insecure = entry.call.connection?.secureTransport === false;
        if (entry.outcome.ok && insecure)
          fail({
            message: `${entry.call.operation} in ${bucket.name} succeeded over plain HTTP`,
            expected: 'AccessDenied',
            observed: 'success',
          });
        else if (entry.outcome.ok) witness('let in over TLS');
        else if (insecure) witness('refused over plain HTTP');
      },
    };
  },
};

const denialMakesNoCall: Invariant = {
  id: 's3-denial-asks-no-key',
  sentence: 'A request that S3 itself denies makes no KMS call.',
  evidence: assumed('https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html'),
  needs: ['records'],
  witnesses: ['denied by S3'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 's3' || entry.outcome.ok) return;
        const { code, message = '' } = entry.outcome.error;
        if (code !== 'AccessDenied' || !message.includes('to perform: s3:')) return;
        witness('denied by S3');
        const made = entry.records.find((record) => record.eventSource === 'kms.amazonaws.com');
        if (made) fail({ message: `${entry.call.operation} was denied and still made a KMS call: ${made.eventName}` });
      },
    };
  },
};

const deniedByKms: Invariant = {
  id: 'kms-denial-is-access-denied',
  sentence: 'Where KMS does not let the caller use the key, S3 answers AccessDenied and not with an error of KMS.',
  evidence: reported('https://repost.aws/knowledge-center/s3-access-denied-error-kms'),
  needs: ['records'],
  witnesses: ['denied by KMS'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 's3') return;
        if (entry.call.operation !== 'GetObject' && entry.call.operation !== 'PutObject') return;
        const kms = entry.records.find((record) => record.eventSource === 'kms.amazonaws.com');
        if (kms?.errorCode !== 'AccessDenied') return;
        witness('denied by KMS');
        const observed = entry.outcome.ok ? 'success' : entry.outcome.error.code;
        if (observed !== 'AccessDenied')
          fail({ message: `${entry.call.operation} came to ${observed}`, expected: 'AccessDenied', observed });
      },
    };
  },
};

/** Which call to KMS each S3 call makes. */
const oneDataKey: Invariant = {
  id: 'one-kms-call-an-object',
  sentence:
    'Without a bucket key every PutObject under a KMS key asks for a data key, and every GetObject decrypts one.',
  evidence: documented(SSE_KMS),
  needs: ['records'],
  witnesses: ['GenerateDataKey', 'Decrypt'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 's3', 'PutObject', 'GetObject')) return;
        const isPut = entry.call.operation === 'PutObject';
        const object = isPut ? written(entry) : objectNamedBy(entry.before, entry);
        if (!object || object.bucketKey) return;
        const made = entry.records.filter((record) => record.eventSource === 'kms.amazonaws.com');
        const names = made.map((record) => record.eventName).join(', ');
        const wanted = object.kmsKeyArn === undefined ? '' : isPut ? 'GenerateDataKey' : 'Decrypt';
        if (names !== wanted)
          fail({
            message: `${entry.call.operation} made ${names || 'no KMS call'}`,
            expected: wanted || 'no KMS call',
          });
        else if (wanted === 'Decrypt') witness('Decrypt');
        else if (wanted === 'GenerateDataKey') witness('GenerateDataKey');
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
    kmsNeedsTls,
    tlsOnlyPolicy,
    denialMakesNoCall,
    deniedByKms,
    oneDataKey,
  ],
};
