/**
 * Data in transit: what S3 refuses without TLS, what a bucket policy adds, and what encryption at rest says about it.
 * Source: a published lab against a real bucket (September 2026) for the refusal of KMS requests over plain HTTP before
 * authorization; https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html for the policy.
 */
import { utf8 } from '../../model/bytes.ts';
import { type Lab, ref } from '../contract.ts';
import { called, forCaller, kms, refused, S3_FOR_CALLER, s3, text } from './told.ts';

const KEY_ARN = ref('createKey.KeyMetadata.Arn');
const BUCKET = 'keystate-lab-transit';
const CONTENT = utf8('What crosses the wire should not be readable there.');
const INSECURE = { secureTransport: false };
const plain = { Bucket: BUCKET, Key: 'plain.txt', Body: CONTENT, ServerSideEncryption: 'AES256' };
const underKey = {
  Bucket: BUCKET,
  Key: 'under-key.txt',
  Body: CONTENT,
  ServerSideEncryption: 'aws:kms',
  SSEKMSKeyId: KEY_ARN,
};
const object = (key: string) => ({ Bucket: BUCKET, Key: key });

export const inTransit: Lab = {
  id: 'in-transit',
  title: text('Data in transit'),
  intro: text(
    'Encryption at rest protects what lies in S3, not what travels there. We send the same object with and without TLS, under the key ' +
      'of S3 and under a key of our own, and then close the door for plain HTTP by a bucket policy.',
  ),
  names: {
    key: { kind: 'key', id: KEY_ARN },
    bucket: { kind: 'bucket', id: BUCKET },
    plainObject: { kind: 'object', id: `${BUCKET}/plain.txt?null` },
    objectUnderKey: { kind: 'object', id: `${BUCKET}/under-key.txt?null` },
  },
  steps: [
    {
      title: text('Prepare a key and a bucket'),
      look: text('Nothing special yet: by default S3 still answers on plain HTTP.'),
      calls: [kms('CreateKey', {}, { name: 'createKey' }), s3('CreateBucket', { Bucket: BUCKET })],
      expect: { states: { key: 'Enabled', bucket: 'there' }, records: [called('CreateKey'), called('CreateBucket')] },
    },
    {
      title: text('Send an object over plain HTTP'),
      look: text(
        'S3 takes it and encrypts it at rest: whoever listened on the way has read it all the same. The two protections are independent.',
      ),
      calls: [s3('PutObject', plain, { name: 'put', connection: INSECURE })],
      expect: {
        states: { plainObject: 'there' },
        output: { 'put.ServerSideEncryption': 'AES256' },
        records: [called('PutObject')],
      },
    },
    {
      title: text('Send one that needs the key'),
      look: text(
        'A request that needs KMS is refused over plain HTTP, with 400 InvalidArgument and before anybody looks at permissions. ' +
          'KMS is not even asked: there is no GenerateDataKey record. Over TLS it works.',
      ),
      calls: [
        s3('PutObject', underKey, { name: 'putInsecure', connection: INSECURE }),
        s3('PutObject', underKey, { name: 'putSecure' }),
      ],
      expect: {
        outcomes: { putInsecure: 'InvalidArgument' },
        states: { objectUnderKey: 'there' },
        records: [
          refused('PutObject', 'InvalidArgument'),
          called('PutObject'),
          forCaller('GenerateDataKey', S3_FOR_CALLER),
        ],
      },
    },
    {
      title: text('Read both over plain HTTP'),
      look: text(
        'The object under the key of S3 crosses the wire in the clear; the one under our key stays where it is.',
      ),
      calls: [
        s3('GetObject', object('plain.txt'), { name: 'readPlain', connection: INSECURE }),
        s3('GetObject', object('under-key.txt'), { name: 'readUnderKey', connection: INSECURE }),
      ],
      expect: {
        outcomes: { readUnderKey: 'InvalidArgument' },
        output: { 'readPlain.Body': CONTENT },
        records: [called('GetObject'), refused('GetObject', 'InvalidArgument')],
      },
    },
    {
      title: text('Close the door'),
      look: text(
        'A bucket policy that denies aws:SecureTransport = false refuses everything over plain HTTP with 403 AccessDenied, the ' +
          'administrator included: an explicit deny beats every allow. Note the other order for the key: that is still 400.',
      ),
      calls: [
        s3('PutBucketPolicy', {
          Bucket: BUCKET,
          Policy: {
            $json: {
              Version: '2012-10-17',
              Statement: [
                {
                  Sid: 'TlsOnly',
                  Effect: 'Deny',
                  Principal: '*',
                  Action: 's3:*',
                  Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
                  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
              ],
            },
          },
        }),
        s3('GetObject', object('plain.txt'), { name: 'denied', connection: INSECURE }),
        s3('PutObject', plain, { name: 'putDenied', connection: INSECURE }),
        s3('PutObject', underKey, { name: 'stillInvalid', connection: INSECURE }),
      ],
      expect: {
        outcomes: { denied: 'AccessDenied', putDenied: 'AccessDenied', stillInvalid: 'InvalidArgument' },
        records: [
          called('PutBucketPolicy'),
          refused('GetObject', 'AccessDenied'),
          refused('PutObject', 'AccessDenied'),
          refused('PutObject', 'InvalidArgument'),
        ],
      },
    },
    {
      title: text('Go on over TLS'),
      look: text(
        'Nothing changes for those who use TLS, and each read of the object under the key shows in the trail.',
      ),
      calls: [
        s3('GetObject', object('plain.txt'), { name: 'secureRead' }),
        s3('GetObject', object('under-key.txt'), { name: 'secureReadUnderKey' }),
      ],
      expect: {
        output: { 'secureRead.Body': CONTENT, 'secureReadUnderKey.Body': CONTENT },
        records: [called('GetObject'), called('GetObject'), forCaller('Decrypt', S3_FOR_CALLER)],
      },
    },
  ],
};
