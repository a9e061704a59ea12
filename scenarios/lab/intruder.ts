/**
 * Somebody without permission, a grant, and an explicit deny: who may use a key, and what the trail shows of the attempts.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html and grants.html.
 */
import { utf8 } from '../../model/bytes.ts';
import { type Lab, type PlannedValue, ref } from '../contract.ts';
import { ACCOUNT, people } from '../people.ts';
import { called, kms, refused, text } from './told.ts';

const KEY = ref('createKey.KeyMetadata.KeyId');
const KEY_ARN = ref('createKey.KeyMetadata.Arn');
const CONTENT = utf8('Only those who are meant to read this do.');
const CONTEXT = { department: 'payroll' };
const guest = people.guest?.caller.principal as string;
const decrypt = (context: { readonly [name: string]: PlannedValue }) => ({
  CiphertextBlob: ref('encrypt.CiphertextBlob'),
  EncryptionContext: context,
});

export const intruder: Lab = {
  id: 'intruder',
  title: text('An intruder, a grant and a deny'),
  intro: text(
    'A user of the account, guest, has no permissions at all. We watch the attempts to use a key, let the guest in by a grant that ' +
      'demands an encryption context, take the grant back, and see why an explicit deny beats everything. The trail keeps it all.',
  ),
  names: {
    key: { kind: 'key', id: KEY_ARN },
    grant: { kind: 'grant', id: ref('createGrant.GrantId') },
  },
  steps: [
    {
      title: text('Encrypt something'),
      look: text(
        'The encryption context is not secret, but it is bound to the ciphertext: whoever decrypts must know it.',
      ),
      calls: [
        kms('CreateKey', { Description: 'Lab key for payroll' }, { name: 'createKey' }),
        kms('Encrypt', { KeyId: KEY, Plaintext: CONTENT, EncryptionContext: CONTEXT }, { name: 'encrypt' }),
      ],
      expect: { states: { key: 'Enabled' }, records: [called('CreateKey'), called('Encrypt')] },
    },
    {
      title: text('The guest tries'),
      look: text(
        'Three attempts, three denials: to decrypt, to make a grant for oneself, to change the key policy. Each leaves a record with ' +
          'errorCode AccessDenied. A streak of these in front of a success is what an auditor looks for.',
      ),
      calls: [
        kms('Decrypt', decrypt(CONTEXT), { name: 'attempt1', caller: 'guest' }),
        kms(
          'CreateGrant',
          { KeyId: KEY, GranteePrincipal: guest, Operations: ['Decrypt'] },
          { name: 'attempt2', caller: 'guest' },
        ),
        kms(
          'PutKeyPolicy',
          { KeyId: KEY, Policy: '{"Version":"2012-10-17","Statement":[]}' },
          { name: 'attempt3', caller: 'guest' },
        ),
      ],
      expect: {
        outcomes: {
          attempt1: 'AccessDeniedException',
          attempt2: 'AccessDeniedException',
          attempt3: 'AccessDeniedException',
        },
        records: [
          refused('Decrypt', 'AccessDenied'),
          refused('CreateGrant', 'AccessDenied'),
          refused('PutKeyPolicy', 'AccessDenied'),
        ],
      },
    },
    {
      title: text('A grant lets the guest in, under a condition'),
      look: text(
        'A grant needs neither key policy nor IAM policy. This one allows Decrypt, and only with the encryption context of the payroll: ' +
          'with it the guest reads, without it the grant does not count.',
      ),
      calls: [
        kms(
          'CreateGrant',
          {
            KeyId: KEY,
            GranteePrincipal: guest,
            Operations: ['Decrypt'],
            Constraints: { EncryptionContextSubset: CONTEXT },
          },
          { name: 'createGrant' },
        ),
        kms('Decrypt', decrypt(CONTEXT), { name: 'granted', caller: 'guest' }),
        kms('Decrypt', decrypt({ department: 'sales' }), { name: 'otherContext', caller: 'guest' }),
        kms(
          'Encrypt',
          { KeyId: KEY, Plaintext: CONTENT, EncryptionContext: CONTEXT },
          { name: 'otherOperation', caller: 'guest' },
        ),
      ],
      expect: {
        outcomes: { otherContext: 'AccessDeniedException', otherOperation: 'AccessDeniedException' },
        states: { key: 'Enabled', grant: 'there' },
        output: { 'granted.Plaintext': CONTENT },
        records: [
          called('CreateGrant'),
          called('Decrypt'),
          refused('Decrypt', 'AccessDenied'),
          refused('Encrypt', 'AccessDenied'),
        ],
      },
    },
    {
      title: text('An explicit deny beats the grant'),
      look: text(
        'The key policy now denies the guest everything. The grant is still there and no longer helps: a deny beats every allow.',
      ),
      calls: [
        kms('PutKeyPolicy', {
          KeyId: KEY,
          Policy: {
            $json: {
              Version: '2012-10-17',
              Statement: [
                { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
                { Effect: 'Deny', Principal: { AWS: guest }, Action: 'kms:*', Resource: '*' },
              ],
            },
          },
        }),
        kms('Decrypt', decrypt(CONTEXT), { name: 'denied', caller: 'guest' }),
        kms('Decrypt', decrypt(CONTEXT), { name: 'notTheGuest' }),
      ],
      expect: {
        outcomes: { denied: 'AccessDeniedException' },
        states: { grant: 'there' },
        output: { 'notTheGuest.Plaintext': CONTENT },
        records: [called('PutKeyPolicy'), refused('Decrypt', 'AccessDenied'), called('Decrypt')],
      },
    },
    {
      title: text('Take the grant back'),
      look: text('With the grant revoked there is nothing left that would let the guest in, deny or not.'),
      calls: [
        kms('RevokeGrant', { KeyId: KEY, GrantId: ref('createGrant.GrantId') }),
        kms('ListGrants', { KeyId: KEY }, { name: 'listGrants' }),
        kms('Decrypt', decrypt(CONTEXT), { name: 'revoked', caller: 'guest' }),
      ],
      expect: {
        outcomes: { revoked: 'AccessDeniedException' },
        states: { grant: 'gone' },
        output: { 'listGrants.Grants.length': 0 },
        records: [called('RevokeGrant'), called('ListGrants'), refused('Decrypt', 'AccessDenied')],
      },
    },
    {
      title: text('Read the trail as an auditor'),
      look: text(
        'Look up by user name: every call of the guest, the one that succeeded and those that did not, newest first.',
      ),
      calls: [
        { elapse: { minutes: 15 } },
        {
          service: 'cloudtrail',
          operation: 'LookupEvents',
          input: { LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'guest' }] },
          name: 'audit',
        },
      ],
      expect: {
        output: {
          'audit.Events.length': 8,
          'audit.Events.0.EventName': 'Decrypt',
          'audit.Events.4.EventName': 'Decrypt',
          'audit.Events.5.EventName': 'PutKeyPolicy',
          'audit.Events.6.EventName': 'CreateGrant',
          'audit.Events.7.EventName': 'Decrypt',
        },
        records: [called('LookupEvents')],
      },
    },
  ],
};
