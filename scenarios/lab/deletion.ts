/**
 * Deleting a key: the waiting period, the way back, and what is lost at its end.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html; the errors while pending deletion and the
 * landing in Disabled are recorded (LocalStack's snapshots of AWS).
 */
import { utf8 } from '../../model/bytes.ts';
import { type Lab, ref } from '../contract.ts';
import { AWS_INTERNAL, called, forCaller, kms, refused, S3_FOR_CALLER, s3, text } from './told.ts';

const KEY = ref('createKey.KeyMetadata.KeyId');
const KEY_ARN = ref('createKey.KeyMetadata.Arn');
const BUCKET = 'keystate-lab-deletion';
const CONTENT = utf8('Whoever deletes the key deletes this as well.');
const read = { Bucket: BUCKET, Key: 'ledger.txt' };
const decrypt = { CiphertextBlob: ref('encrypt.CiphertextBlob'), EncryptionContext: { purpose: 'lab' } };

export const deletion: Lab = {
  id: 'deletion',
  title: text('Deleting a key, and thinking better of it'),
  intro: text(
    'A deleted key is gone for ever, and everything that was encrypted under it with it. That is why AWS waits 7 to 30 days. We ' +
      'schedule a deletion, see what the waiting period is like, cancel it, and then let it happen.',
  ),
  names: {
    key: { kind: 'key', id: KEY_ARN },
    bucket: { kind: 'bucket', id: BUCKET },
    object: { kind: 'object', id: `${BUCKET}/ledger.txt?null` },
  },
  steps: [
    {
      title: text('Encrypt two things'),
      look: text(
        'A small secret, encrypted by KMS itself, and an object in S3: both depend on the same key from now on.',
      ),
      calls: [
        kms('CreateKey', { Description: 'Lab key that will not live long' }, { name: 'createKey' }),
        kms('Encrypt', { KeyId: KEY, Plaintext: CONTENT, EncryptionContext: { purpose: 'lab' } }, { name: 'encrypt' }),
        s3('CreateBucket', { Bucket: BUCKET }),
        s3('PutObject', { ...read, Body: CONTENT, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN }),
      ],
      expect: {
        states: { key: 'Enabled', object: 'there' },
        records: [
          called('CreateKey'),
          called('Encrypt'),
          called('CreateBucket'),
          called('PutObject'),
          forCaller('GenerateDataKey', S3_FOR_CALLER),
        ],
      },
    },
    {
      title: text('Schedule the deletion'),
      look: text(
        'The key is PendingDeletion at once and can no longer be used: the waiting period is there to notice that. Alarms look for ' +
          'records whose error message ends in "is pending deletion."',
      ),
      calls: [
        kms('ScheduleKeyDeletion', { KeyId: KEY, PendingWindowInDays: 7 }, { name: 'schedule', wait: { days: 6 } }),
        kms('Decrypt', decrypt, { name: 'pendingDecrypt' }),
        s3('GetObject', read, { name: 'pendingRead' }),
      ],
      expect: {
        outcomes: { pendingDecrypt: 'KMSInvalidStateException', pendingRead: 'KMS.KMSInvalidStateException' },
        states: { key: 'PendingDeletion', object: 'there' },
        output: { 'schedule.KeyState': 'PendingDeletion', 'schedule.PendingWindowInDays': 7 },
        records: [
          called('ScheduleKeyDeletion'),
          {
            eventName: 'Decrypt',
            errorCode: 'KMSInvalidStateException',
            errorMessage: { $text: [KEY_ARN, ' is pending deletion.'] },
          },
          refused('GetObject', 'KMS.KMSInvalidStateException'),
          { eventName: 'Decrypt', errorCode: 'KMSInvalidStateException', invokedBy: S3_FOR_CALLER },
        ],
      },
    },
    {
      title: text('Cancel it on the sixth day'),
      look: text(
        'The way back leads to Disabled, not to Enabled, whatever the key was before. It still cannot be used.',
      ),
      calls: [
        kms('CancelKeyDeletion', { KeyId: KEY }),
        kms('Decrypt', decrypt, { name: 'disabledDecrypt' }),
        kms('DescribeKey', { KeyId: KEY }, { name: 'describe' }),
      ],
      expect: {
        outcomes: { disabledDecrypt: 'DisabledException' },
        states: { key: 'Disabled' },
        output: { 'describe.KeyMetadata.KeyState': 'Disabled' },
        records: [called('CancelKeyDeletion'), refused('Decrypt', 'DisabledException'), called('DescribeKey')],
      },
    },
    {
      title: text('Enable the key'),
      look: text(
        'Now everything is as it was. Nothing had been lost: the data never changed, only the key was out of reach.',
      ),
      calls: [
        kms('EnableKey', { KeyId: KEY }),
        kms('Decrypt', decrypt, { name: 'decrypted' }),
        s3('GetObject', read, { name: 'readAgain' }),
      ],
      expect: {
        states: { key: 'Enabled' },
        output: { 'decrypted.Plaintext': CONTENT, 'readAgain.Body': CONTENT },
        records: [called('EnableKey'), called('Decrypt'), called('GetObject'), forCaller('Decrypt', S3_FOR_CALLER)],
      },
    },
    {
      title: text('Schedule it again and wait'),
      look: text(
        'Nobody cancels this time. After seven days the key is gone, with its material, aliases and grants. Nobody called that: the ' +
          'trail has a service event, DeleteKey, made by AWS itself.',
      ),
      calls: [
        kms('ScheduleKeyDeletion', { KeyId: KEY, PendingWindowInDays: 7 }, { wait: { days: 7 } }),
        kms('DescribeKey', { KeyId: KEY }, { name: 'describeGone' }),
        kms('CancelKeyDeletion', { KeyId: KEY }, { name: 'tooLate' }),
      ],
      expect: {
        outcomes: { describeGone: 'NotFoundException', tooLate: 'NotFoundException' },
        states: { key: 'gone', object: 'there' },
        path: { key: ['Enabled', 'PendingDeletion', 'gone'] },
        records: [
          called('ScheduleKeyDeletion'),
          { eventName: 'DeleteKey', errorCode: null, invokedBy: AWS_INTERNAL },
          refused('DescribeKey', 'NotFoundException'),
          refused('CancelKeyDeletion', 'NotFoundException'),
        ],
      },
    },
    {
      title: text('Look at what is left'),
      look: text(
        'The object is still listed, its headers can still be read, and it can be deleted: only its content is out of reach, for ever. ' +
          'The same holds for the ciphertext.',
      ),
      calls: [
        s3('HeadObject', read, { name: 'head' }),
        s3('GetObject', read, { name: 'lostRead' }),
        kms('Decrypt', decrypt, { name: 'lostDecrypt' }),
        s3('DeleteObject', read),
      ],
      expect: {
        outcomes: { lostRead: 'AccessDenied', lostDecrypt: 'AccessDeniedException' },
        states: { key: 'gone', object: 'gone' },
        output: { 'head.SSEKMSKeyId': KEY_ARN },
      },
    },
  ],
};
