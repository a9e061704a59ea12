/** Worlds in which S3 does not do with keys what it should. */
import { equalBytes } from '../../model/bytes.ts';
import { TAG_BYTES } from '../../model/crypto/cipher.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendRun, bendS3 } from './bend.ts';

/** Objects. */
export const brokenObjects: readonly BrokenWorld[] = [
  {
    id: 'plaintext-at-rest',
    sentence: 'The cipher leaves the bytes as they are.',
    caughtBy: 'no-plaintext-in-objects',
    bend: (rules) => {
      const { cipher } = rules;
      const seal: typeof cipher.seal = (key, nonce, plaintext, associatedData) => {
        const sealed = cipher.seal(key, nonce, plaintext, associatedData);
        sealed.set(plaintext);
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
];
