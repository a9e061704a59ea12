/** S3: all its operations, handlers and rules. */
import { refuse } from '../errors.ts';
import type { AnyOperation, Handler } from '../operation.ts';
import type { ServiceFace } from '../rules.ts';
import { FORGET_BUCKET_KEY, forgetBucketKey } from './bucketKeys.ts';
import {
  checkSignature,
  checkTransport,
  chooseEncryption,
  encryptionContext,
  translateKmsError,
} from './encryption.ts';
import { accessDenied } from './errors.ts';
import { etagOf } from './etag.ts';
import { s3Facts } from './facts.ts';
import { objectLifecycle } from './object.machine.ts';
import * as acls from './operations/acls.ts';
import * as bucketEncryption from './operations/bucketEncryption.ts';
import * as bucketPolicy from './operations/bucketPolicy.ts';
import * as bucketSettings from './operations/bucketSettings.ts';
import * as buckets from './operations/buckets.ts';
import * as completeUpload from './operations/completeUpload.ts';
import * as copyObject from './operations/copyObject.ts';
import * as createUpload from './operations/createUpload.ts';
import * as deleteObject from './operations/deleteObject.ts';
import * as getObject from './operations/getObject.ts';
import * as listObjects from './operations/listObjects.ts';
import * as listUploads from './operations/listUploads.ts';
import * as listVersions from './operations/listVersions.ts';
import * as objectAttributes from './operations/objectAttributes.ts';
import * as objectTagging from './operations/objectTagging.ts';
import * as putObject from './operations/putObject.ts';
import * as updateObjectEncryption from './operations/updateObjectEncryption.ts';
import * as uploadPart from './operations/uploadPart.ts';
import * as versioning from './operations/versioning.ts';
import type { S3Rules } from './rules.ts';
import { uploadLifecycle } from './upload.machine.ts';

const modules: readonly Readonly<Record<string, AnyOperation>>[] = [
  buckets,
  bucketEncryption,
  bucketPolicy,
  versioning,
  putObject,
  getObject,
  copyObject,
  deleteObject,
  listObjects,
  listVersions,
  createUpload,
  uploadPart,
  completeUpload,
  listUploads,
  objectTagging,
  objectAttributes,
  updateObjectEncryption,
  bucketSettings,
  acls,
];

/** By `s3:Operation`. */
export const s3Operations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  modules.flatMap((module) => Object.values(module)).map((record) => [`s3:${record.name}`, record]),
);

/** By the kind of due thing. */
export const s3Handlers: Readonly<Record<string, Handler>> = {
  [FORGET_BUCKET_KEY]: forgetBucketKey,
};

/** AWS's own rules of S3. */
export const s3Rules: S3Rules = {
  objectLifecycle,
  uploadLifecycle,
  chooseEncryption,
  encryptionContext,
  checkTransport,
  checkSignature,
  newBucketEncryption: { algorithm: 'AES256', bucketKeyEnabled: false, blocksCustomerKeys: true },
  translateKmsError,
  etagOf,
  bucketKeyLifetimeMs: (timings) => timings.bucketKeyLifetimeMs,
};

/** What S3 says of what it does not know. */
export const s3Face: ServiceFace = {
  unknownOperation: () =>
    refuse('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      rule: s3Facts['not-simulated'],
      status: 501,
    }),
  unknownCaller: (caller) => {
    if (caller.principal === 'anonymous') return accessDenied('Access Denied', s3Facts['policies-decide']);
    return refuse('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
      rule: s3Facts['policies-decide'],
      status: 403,
    });
  },
};
