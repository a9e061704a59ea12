/**
 * What S3 asks of a key, as the caller: to open an object or a part's upload, Decrypt; to write by a bucket's default
 * encryption, GenerateDataKey. While S3 keeps a bucket-level key for the caller, it asks nothing (S3 Bucket Keys).
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (documented).
 */
import type { Rule } from '../evidence.ts';
import { mayDo, type Ask as S3Ask } from '../s3/authorize.ts';
import { type BucketKeyUse, keptUntilMs } from '../s3/bucketKeys.ts';
import { usesKms } from '../s3/encryption.ts';
import { s3Facts } from '../s3/facts.ts';
import { VIA } from '../s3/kmsCalls.ts';
import {
  type Bucket,
  type KmsEncryption,
  type ObjectEncryption,
  type ObjectVersion,
  objectArnOf,
} from '../s3/state.ts';
import { Transaction } from '../transaction.ts';
import type { World } from '../world.ts';
import { type Ask, contextOf, type Refusal } from './asks.ts';
import type { Settings } from './changes.ts';
import { type Dependency, type Dependents, seenError } from './dependency.ts';
import type { AffectedResource } from './types.ts';

/** The name that a new object is thought of by: its ARN is the encryption context. */
export const NEW_OBJECT = 'new-object';

/** One bucket, looked at in one world. */
interface Look {
  readonly world: World;
  readonly keyArn: string;
  readonly settings: Settings;
  readonly bucket: Bucket;
}

/** Objects, uploads in progress and default encryption of all buckets. */
export const s3Dependents: Dependents = function* (world, keyArn, settings) {
  for (const [, bucket] of world.s3.buckets.entries()) {
    const look: Look = { world, keyArn, settings, bucket };
    yield* defaultEncryption(look);
    for (const [, version] of bucket.current.entries()) yield* reading(look, version, true);
    for (const [, version] of bucket.noncurrent.entries()) yield* reading(look, version, false);
    yield* uploads(look);
  }
};

const resourceOf = ({ bucket }: Look, kind: string, id: string): AffectedResource => ({
  service: 's3',
  kind,
  id,
  account: bucket.account,
  region: bucket.region,
});

/** Whether S3 itself lets the caller in; a bucket policy is not the key's. */
function allowed({ world, settings, bucket }: Look, ask: S3Ask): boolean {
  const { caller, rules } = settings;
  const context = contextOf(new Transaction(world, rules), 's3', 'GetObject', { caller, region: bucket.region });
  context.identify();
  return mayDo(context, bucket, ask);
}

const passedOn = ({ settings }: Look) => ({
  seen: ({ error }: Refusal) => seenError(settings.rules.s3.translateKmsError(error)),
});

/** At once, or when the bucket-level key that S3 keeps for the caller is forgotten. */
function timing(look: Look, use: BucketKeyUse | undefined): Pick<Dependency, 'when' | 'afterMs' | 'rule'> {
  const { world, settings } = look;
  const untilMs = use && keptUntilMs(world, settings.caller.principal, use);
  if (untilMs === undefined) return { when: 'atOnce', rule: ruleOfRefusal };
  return { when: 'afterCache', afterMs: untilMs - world.nowMs, rule: s3Facts['bucket-key-kept'] };
}

const ruleOfRefusal = ({ error }: Refusal): Rule =>
  s3Facts[error.code === 'AccessDeniedException' ? 'kms-denial-is-access-denied' : 'kms-error-passed-on'];

/** The sealed key that only KMS opens. */
const sealedByKms = (encryption: ObjectEncryption, kms: KmsEncryption): Uint8Array =>
  kms.wrappedWrappingKey ?? encryption.wrappedDataKey;

const opening = ({ bucket, settings }: Look, encryption: ObjectEncryption, kms: KmsEncryption): Ask => ({
  operation: 'Decrypt',
  caller: { ...settings.caller, via: VIA },
  region: bucket.region,
  ciphertext: sealedByKms(encryption, kms),
  encryptionContext: kms.context,
});

const cacheOf = ({ bucket }: Look, encryption: ObjectEncryption, kms: KmsEncryption): BucketKeyUse | undefined =>
  kms.bucketKeyEnabled
    ? { bucket: bucket.name, of: { wrapped: sealedByKms(encryption, kms) }, context: kms.context }
    : undefined;

function* reading(look: Look, version: ObjectVersion, current: boolean): Generator<Dependency> {
  const { encryption, key, versionId } = version;
  const kms = encryption?.kms;
  if (!kms || kms.keyArn !== look.keyArn) return;
  const action = current ? 's3:GetObject' : 's3:GetObjectVersion';
  if (!allowed(look, { action, key, version })) return;
  const { name } = look.bucket;
  const id = objectArnOf(name, key).slice('arn:aws:s3:::'.length);
  yield {
    resource: resourceOf(look, 'object', current ? id : `${id} version ${versionId}`),
    ...timing(look, cacheOf(look, encryption, kms)),
    probe: {
      service: 's3',
      operation: 'GetObject',
      input: { Bucket: name, Key: key, ...(current ? {} : { VersionId: versionId }) },
    },
    what: 'cannot be read or copied; its name, size and metadata still can',
    asks: [opening(look, encryption, kms)],
    ...passedOn(look),
  };
}

function* uploads(look: Look): Generator<Dependency> {
  for (const [, { id, key, encryption }] of look.bucket.uploads.entries()) {
    const { kms } = encryption;
    if (kms?.keyArn !== look.keyArn || !allowed(look, { action: 's3:PutObject', key })) continue;
    yield {
      resource: resourceOf(look, 'multipart upload', `${look.bucket.name}/${key} upload ${id}`),
      ...timing(look, cacheOf(look, encryption, kms)),
      probe: {
        service: 's3',
        operation: 'UploadPart',
        input: { Bucket: look.bucket.name, Key: key, UploadId: id, PartNumber: 1 },
      },
      what: 'takes no further parts',
      asks: [opening(look, encryption, kms)],
      ...passedOn(look),
    };
  }
}

function* defaultEncryption(look: Look): Generator<Dependency> {
  const { bucket, settings } = look;
  const { name, region, encryption } = bucket;
  if (!usesKms(encryption.algorithm) || !allowed(look, { action: 's3:PutObject', key: NEW_OBJECT })) return;
  const choice = settings.rules.s3.chooseEncryption({}, encryption);
  const context = settings.rules.s3.encryptionContext(name, NEW_OBJECT, choice);
  const kmsKeyId = choice.kmsKeyId!;
  const cached = choice.bucketKeyEnabled ? { bucket: name, of: { kmsKeyId }, context } : undefined;
  yield {
    resource: resourceOf(look, 'bucket', name),
    ...timing(look, cached),
    probe: { service: 's3', operation: 'PutObject', input: { Bucket: name, Key: NEW_OBJECT } },
    what: 'takes no new object that names no other encryption: its default key is this one',
    asks: [
      {
        operation: 'GenerateDataKey',
        caller: { ...settings.caller, via: VIA },
        region,
        keyId: kmsKeyId,
        encryptionContext: context,
      },
    ],
    ...passedOn(look),
  };
}
