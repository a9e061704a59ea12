/**
 * Log file validation, written from AWS's guide with node:crypto alone and sharing nothing with the model:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

/** An object of the bucket as anybody sees it. */
export interface StoredObject {
  readonly body: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A public key as ListPublicKeys gives it. */
export interface PublicKey {
  readonly Value: Uint8Array;
  readonly Fingerprint: string;
}

/** What is read of a digest. */
interface DigestFile {
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  readonly previousDigestS3Object: string | null;
  readonly previousDigestHashValue: string | null;
  readonly previousDigestSignature: string | null;
  readonly logFiles: readonly { readonly s3Object: string; readonly hashValue: string }[];
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Unpacks; undefined for what is no gzip file. */
function unpack(object: StoredObject | undefined): Buffer | undefined {
  try {
    return object && gunzipSync(object.body);
  } catch {
    return undefined;
  }
}

/**
 * Everything that is wrong between the newest digest and the start of its chain; an empty list says that no file has
 * been changed, moved or deleted.
 */
export function findTampering(
  objects: ReadonlyMap<string, StoredObject>,
  bucket: string,
  newestDigest: string,
  keys: readonly PublicKey[],
): string[] {
  const found: string[] = [];
  let key: string | null = newestDigest;
  let expectedHash: string | null | undefined;
  let expectedSignature: string | null | undefined;
  const seen = new Set<string>();
  while (key !== null) {
    if (seen.has(key)) return [...found, `the chain comes back to digest ${key}`];
    seen.add(key);
    const object = objects.get(key);
    const content = unpack(object);
    if (!object || !content) return [...found, `digest ${key} is missing or unreadable`];
    const { signature, 'signature-algorithm': algorithm } = object.metadata;
    if (expectedHash !== undefined && sha256(content) !== expectedHash) found.push(`digest ${key} has another hash`);
    if (expectedSignature !== undefined && signature !== expectedSignature)
      found.push(`digest ${key} has another signature than its successor says`);
    let digest: DigestFile;
    try {
      digest = JSON.parse(content.toString('utf8'));
    } catch {
      return [...found, `digest ${key} is not JSON`];
    }
    if (digest.digestS3Object !== key || digest.digestS3Bucket !== bucket) found.push(`digest ${key} was moved`);
    if (algorithm !== 'SHA256withRSA' || !isSigned(digest, content, signature ?? '', keys))
      found.push(`digest ${key} is not signed by CloudTrail`);
    if (!Array.isArray(digest.logFiles)) return [...found, `digest ${key} lists no log files`];
    for (const file of digest.logFiles) {
      const log = unpack(objects.get(file.s3Object));
      if (!log) found.push(`log file ${file.s3Object} is missing or unreadable`);
      else if (sha256(log) !== file.hashValue) found.push(`log file ${file.s3Object} was changed`);
    }
    key = digest.previousDigestS3Object;
    expectedHash = digest.previousDigestHashValue;
    expectedSignature = digest.previousDigestSignature;
  }
  return found;
}

function isSigned(digest: DigestFile, content: Buffer, signature: string, keys: readonly PublicKey[]) {
  const named = keys.find((candidate) => candidate.Fingerprint === digest.digestPublicKeyFingerprint);
  if (!named) return false;
  const publicKey = createPublicKey({ key: Buffer.from(named.Value), format: 'der', type: 'pkcs1' });
  const signed = `${digest.digestEndTime}\n${digest.digestS3Bucket}/${digest.digestS3Object}\n${sha256(content)}\n${digest.previousDigestSignature ?? 'null'}`;
  return verify('sha256', Buffer.from(signed), publicKey, Buffer.from(signature, 'hex'));
}
