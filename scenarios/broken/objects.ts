/** Worlds in which S3 does not do with keys what it should. */
import { equalBytes } from '../../model/bytes.ts';
import type { Context } from '../../model/context.ts';
import { TAG_BYTES } from '../../model/crypto/cipher.ts';
import { refuse } from '../../model/errors.ts';
import type { ObjectVersion } from '../../model/s3/state.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendRun, bendS3 } from './bend.ts';

function changeObjects(context: Context, name: string, change: (version: ObjectVersion) => ObjectVersion): void {
  const { s3 } = context.world;
  const bucket = s3.buckets.get(name);
  if (!bucket) return;
  let { current } = bucket;
  for (const [row, version] of bucket.current.entries()) current = current.set(row, change(version));
  context.update({ s3: { ...s3, buckets: s3.buckets.set(name, { ...bucket, current }) } });
}

/** Objects. */
export const brokenObjects: readonly BrokenWorld[] = [
  {
    id: 'plaintext-at-rest',
    sentence: 'The cipher leaves the bytes as they are.',
    caughtBy: 'no-plaintext-in-objects',
    bend: (rules) => {
      const { cipher } = rules;
      const seal: typeof cipher.seal = (key, nonce, plaintext, associatedData, roomBytes = 0) => {
        const sealed = cipher.seal(key, nonce, plaintext, associatedData, roomBytes);
        sealed.set(plaintext, roomBytes);
        return sealed;
      };
      return {
        ...rules,
        cipher: {
          ...cipher,
          seal,
          open: (key, nonce, sealed, associatedData) => {
            if (sealed.length < TAG_BYTES) return undefined;
            const plaintext = sealed.slice(0, sealed.length - TAG_BYTES);
            return equalBytes(seal(key, nonce, plaintext, associatedData), sealed) ? plaintext : undefined;
          },
        },
      };
    },
  },
  {
    id: 'disable-forgotten-by-s3',
    sentence: 'S3 reads objects though their key is disabled.',
    caughtBy: 'disabled-key-read',
    bend: (rules) => {
      // While a GetObject is in progress, KMS turns a blind eye.
      let reading = false;
      const bent = bendRun(rules, 's3:GetObject', (run, _, input) => {
        reading = true;
        try {
          return run(input);
        } finally {
          reading = false;
        }
      });
      return {
        ...bent,
        kms: {
          ...bent.kms,
          checkKeyState: (operation, keyArn, state) => {
            if (!reading) rules.kms.checkKeyState(operation, keyArn, state);
          },
        },
      };
    },
  },
  {
    id: 'kms-over-plain-http',
    sentence: 'S3 takes requests that need KMS over plain HTTP.',
    caughtBy: 'kms-needs-tls',
    bend: (rules) => bendS3(rules, { checkTransport: () => {} }),
  },
  {
    id: 'etag-tells-content',
    sentence: 'The ETag of an object under a KMS key is the MD5 of its content.',
    caughtBy: 'etag-hides-content',
    bend: (rules) => bendS3(rules, { etagOf: (_mode, md5) => md5 }),
  },
  {
    id: 'managed-key-instead',
    sentence: 'S3 encrypts under aws/s3 whatever key the request names.',
    caughtBy: 'encryption-as-asked',
    bend: (rules) =>
      bendS3(rules, {
        chooseEncryption: (headers, bucket) => {
          const choice = rules.s3.chooseEncryption(headers, bucket);
          return choice.kmsKeyId === undefined ? choice : { ...choice, kmsKeyId: 'alias/aws/s3' };
        },
      }),
  },
  {
    id: 'kms-refusal-unnamed',
    sentence: 'S3 does not say which refusal of KMS it met.',
    caughtBy: 'disabled-key-read',
    bend: (rules) =>
      bendS3(rules, {
        translateKmsError: (error) => ({ ...rules.s3.translateKmsError(error), code: 'InternalError', status: 500 }),
      }),
  },
  {
    id: 'read-spoils-bytes',
    sentence: 'GetObject gives other bytes than were written.',
    caughtBy: 'object-byte-for-byte',
    bend: (rules) =>
      bendRun(rules, 's3:GetObject', (run, _, input) => {
        const output = run(input);
        const { Body } = output;
        return Body instanceof Uint8Array && Body.length > 0 ? { ...output, Body: Body.slice().fill(0, 0, 1) } : output;
      }),
  },
  {
    id: 'versions-unreadable',
    sentence: 'An object under a KMS key cannot be read by its version id.',
    caughtBy: 'enabled-key-reads',
    bend: (rules) =>
      bendRun(rules, 's3:GetObject', (run, _, input) => {
        const output = run(input);
        if (input.VersionId !== undefined && output.SSEKMSKeyId) refuse('KMS.DisabledException', 'is disabled.');
        return output;
      }),
  },
  {
    id: 'disabled-key-writes',
    sentence: 'A disabled key still generates data keys.',
    caughtBy: 'disabled-key-write',
    bend: (rules) => ({
      ...rules,
      kms: {
        ...rules.kms,
        checkKeyState: (operation, keyArn, state) => {
          if (operation !== 'GenerateDataKey' || state !== 'Disabled')
            rules.kms.checkKeyState(operation, keyArn, state);
        },
      },
    }),
  },
  {
    id: 'head-needs-key',
    sentence: 'HeadObject is refused while the key of the object cannot be used.',
    caughtBy: 'metadata-needs-no-key',
    bend: (rules) =>
      bendRun(rules, 's3:HeadObject', (run, context, input) => {
        const output = run(input);
        const key = context.world.kms.keys.get(String(output.SSEKMSKeyId));
        if (key && key.state !== 'Enabled') refuse('KMS.DisabledException', `${key.arn} is disabled.`);
        return output;
      }),
  },
  {
    id: 'default-reaches-back',
    sentence: "Changing a bucket's default encryption changes the objects that are there.",
    caughtBy: 'object-key-fixed',
    bend: (rules) =>
      bendRun(rules, 's3:PutBucketEncryption', (run, context, input) => {
        const output = run(input);
        changeObjects(context, input.Bucket, (version) =>
          version.encryption ? { ...version, encryption: { ...version.encryption, mode: 'aws:kms:dsse' } } : version,
        );
        return output;
      }),
  },
  {
    id: 'object-not-encrypted',
    sentence: 'An object whose request asks for nothing is stored without encryption.',
    caughtBy: 'every-object-encrypted',
    bend: (rules) =>
      bendRun(rules, 's3:PutObject', (run, context, input) => {
        const output = run(input);
        if (input.ServerSideEncryption === undefined)
          changeObjects(context, input.Bucket, (version) =>
            version.key === input.Key ? { ...version, encryption: undefined } : version,
          );
        return output;
      }),
  },
  {
    id: 'transport-condition-ignored',
    sentence: 'A policy that asks for TLS is not heeded.',
    caughtBy: 'tls-only-policy',
    bend: (rules) => ({
      ...rules,
      decide: (request) =>
        rules.decide({
          ...request,
          conditions: (key) => (key === 'aws:securetransport' ? ['true'] : request.conditions(key)),
        }),
    }),
  },
  {
    id: 'denied-and-still-asks',
    sentence: 'S3 asks KMS before it denies.',
    caughtBy: 's3-denial-asks-no-key',
    bend: (rules) =>
      bendRun(rules, 's3:GetObject', (run, context, input) => {
        context.callAs({ service: 's3', invokedBy: 'fas.s3.amazonaws.com' }, 'kms', 'ListKeys', {});
        return run(input);
      }),
  },
  {
    id: 'kms-denial-as-kms-error',
    sentence: 'A denial by KMS leaves S3 as an error of KMS.',
    caughtBy: 'kms-denial-is-access-denied',
    bend: (rules) =>
      bendS3(rules, {
        translateKmsError: (error) => ({ ...rules.s3.translateKmsError(error), code: `KMS.${error.code}` }),
      }),
  },
  {
    id: 'read-asks-twice',
    sentence: 'S3 has the data key decrypted twice for one read.',
    caughtBy: 'one-kms-call-an-object',
    bend: (rules) =>
      bendRun(rules, 's3:GetObject', (run, _, input) => {
        run(input);
        return run(input);
      }),
  },
];
