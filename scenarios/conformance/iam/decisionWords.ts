/** The key that decisions are about, who uses it, and what is seen of that. */
import { utf8 } from '../../../model/bytes.ts';
import type { Planned, PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { Expectation } from '../behaviour.ts';
import { KEY } from '../keyUnderTest.ts';
import { kms, ok, type PlannedInput, refused } from '../telling.ts';
import { statement, USER } from './words.ts';

/** The account itself. */
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

/** What it was sealed with. */
export const context = { project: 'x' };

/** Seals a secret under the key. */
export const encrypt = kms(
  'Encrypt',
  { KeyId: KEY, Plaintext: utf8('secret'), EncryptionContext: context },
  { name: 'sealed' },
);

/** Opens it. */
export const decrypt = kms('Decrypt', {
  CiphertextBlob: { $ref: 'sealed.CiphertextBlob' },
  EncryptionContext: context,
});

/** As the user. */
export const asUser = { caller: { principal: USER } };

/** It was opened. */
export const opened: Expectation = ok({ Plaintext: utf8('secret') });

/** It was not. */
export const denied: Expectation = refused(400, 'AccessDeniedException', {
  $like: 'is not authorized to perform: kms:Decrypt',
});

/** Gives the key a policy. */
export const put = (Policy: PlannedValue, more: Partial<PlannedCall> = {}): Planned =>
  kms('PutKeyPolicy', { KeyId: KEY, Policy }, more);

/** The account may do everything with the key. */
export const keep: PlannedInput = statement('Allow', 'kms:*', { Principal: { AWS: ROOT } });

/** The user may, by name. */
export const named = (Action: PlannedValue, more: PlannedInput = {}): PlannedInput =>
  statement('Allow', Action, { Principal: { AWS: USER }, ...more });
