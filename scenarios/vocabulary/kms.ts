/** KMS calls of random runs. */
import { ACCOUNT, OTHER_ACCOUNT, people } from '../people.ts';
import { bytes, type Drawable, maybe, number, oneOf, type Template, thing, weighted } from './draw.ts';

const guest = people.guest?.caller.principal as string;
const writer = people.writer?.caller.principal as string;
const outsider = people.outsider?.caller.principal as string;

/** A key by id, ARN or alias, and sometimes one that does not exist. */
export const anyKey: Drawable = weighted(
  [12, thing('key', 'id')],
  [4, thing('key', 'arn')],
  [2, thing('alias', 'name')],
  [1, thing('alias', 'arn')],
  [1, 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'],
);

/** Alias names; few, so that they collide. */
const aliasName = oneOf('alias/data', 'alias/backup', 'alias/aws/data', 'data');

/** Encryption contexts; few, so that they meet again. */
const context = oneOf({ purpose: 'test' }, { purpose: 'other' }, { Purpose: 'test', tenant: '7' }, {});

const policyOf = (...statements: readonly Drawable[]): Drawable => ({
  $json: { Version: '2012-10-17', Statement: statements },
});
const account = {
  Sid: 'Account',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};
const use = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/** Key policies, from AWS's default to one that locks everybody out. */
const keyPolicy = oneOf(
  policyOf(account),
  policyOf(account, { Effect: 'Allow', Principal: { AWS: guest }, Action: use, Resource: '*' }),
  policyOf(account, {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
    Action: use,
    Resource: '*',
  }),
  policyOf(account, { Effect: 'Deny', Principal: { AWS: guest }, Action: 'kms:*', Resource: '*' }),
  policyOf(account, { Effect: 'Deny', Principal: '*', Action: ['kms:Decrypt', 'kms:CreateGrant'], Resource: '*' }),
  policyOf(account, {
    Effect: 'Deny',
    Principal: '*',
    Action: 'kms:Encrypt',
    Resource: '*',
    Condition: { StringNotEquals: { 'kms:EncryptionContext:purpose': 'test' } },
  }),
  policyOf({ Effect: 'Allow', Principal: { AWS: guest }, Action: 'kms:*', Resource: '*' }),
  '{"Version": "2012-10-17", "Statement": ',
);

const keys = 'kms-keys';
const crypto = 'kms-crypto';
const aliases = 'kms-aliases';
const grants = 'kms-grants';
const policies = 'kms-policies';
const tags = 'kms-tags';

const call = (
  group: string,
  weight: number,
  operation: string,
  input: { readonly [member: string]: Drawable },
): Template => ({ group, weight, service: 'kms', operation, input });

const ciphertext = (): { readonly [member: string]: Drawable } => ({
  CiphertextBlob: thing('ciphertext', 'blob'),
  EncryptionContext: weighted([8, thing('ciphertext', 'context')], [1, context]),
  KeyId: maybe(anyKey, 15),
  GrantTokens: maybe([thing('grant', 'token')], 10),
});

const dataKey = {
  KeyId: anyKey,
  EncryptionContext: maybe(context),
  KeySpec: oneOf('AES_256', 'AES_128'),
};

/** Now and then a call is only tried. */
const dryRun = { DryRun: maybe(true, 5) };

/** All KMS templates. */
export const kmsTemplates: readonly Template[] = [
  call(keys, 6, 'CreateKey', {
    Description: maybe('made by a random run', 20),
    Policy: maybe(keyPolicy, 10),
    Origin: maybe('EXTERNAL', 4),
  }),
  call(keys, 2, 'DescribeKey', { KeyId: anyKey }),
  call(keys, 1, 'ListKeys', { Limit: maybe(number(1, 3), 30) }),
  call(keys, 7, 'DisableKey', { KeyId: anyKey }),
  call(keys, 6, 'EnableKey', { KeyId: anyKey }),
  call(keys, 4, 'ScheduleKeyDeletion', {
    KeyId: anyKey,
    PendingWindowInDays: weighted([8, 7], [2, maybe(30)], [1, oneOf(6, 31)], [1, number(7, 30)]),
  }),
  call(keys, 3, 'CancelKeyDeletion', { KeyId: anyKey }),
  call(crypto, 7, 'Encrypt', { KeyId: anyKey, Plaintext: bytes(1, 64), EncryptionContext: maybe(context), ...dryRun }),
  call(crypto, 1, 'Encrypt', { KeyId: anyKey, Plaintext: bytes(4095, 4097) }),
  call(crypto, 8, 'Decrypt', { ...ciphertext(), ...dryRun }),
  call(crypto, 2, 'ReEncrypt', {
    CiphertextBlob: thing('ciphertext', 'blob'),
    SourceEncryptionContext: thing('ciphertext', 'context'),
    DestinationKeyId: thing('key', 'id', 'destination'),
    DestinationEncryptionContext: maybe(context),
  }),
  call(crypto, 3, 'GenerateDataKey', { ...dataKey, ...dryRun }),
  call(crypto, 2, 'GenerateDataKeyWithoutPlaintext', dataKey),
  call(aliases, 3, 'CreateAlias', { AliasName: aliasName, TargetKeyId: thing('key', 'id') }),
  call(aliases, 2, 'UpdateAlias', { AliasName: aliasName, TargetKeyId: thing('key', 'id') }),
  call(aliases, 2, 'DeleteAlias', { AliasName: aliasName }),
  call(aliases, 1, 'ListAliases', { KeyId: maybe(thing('key', 'id'), 30) }),
  call(grants, 6, 'CreateGrant', {
    KeyId: anyKey,
    GranteePrincipal: oneOf(guest, outsider, writer),
    Operations: oneOf(['Encrypt', 'Decrypt'], ['Decrypt'], ['GenerateDataKey', 'DescribeKey', 'Decrypt']),
    RetiringPrincipal: maybe(guest, 30),
    Constraints: maybe(
      oneOf({ EncryptionContextSubset: { purpose: 'test' } }, { EncryptionContextEquals: { purpose: 'test' } }),
      40,
    ),
    Name: maybe('one', 10),
    ...dryRun,
  }),
  call(grants, 2, 'RevokeGrant', {
    KeyId: thing('grant', 'keyArn'),
    GrantId: thing('grant', 'id'),
    ...dryRun,
  }),
  call(grants, 1, 'RetireGrant', { GrantToken: thing('grant', 'token') }),
  call(grants, 1, 'RetireGrant', { KeyId: thing('grant', 'keyArn'), GrantId: thing('grant', 'id') }),
  call(grants, 1, 'ListGrants', { KeyId: thing('key', 'id') }),
  call(policies, 5, 'PutKeyPolicy', { KeyId: thing('key', 'id'), Policy: keyPolicy }),
  call(policies, 1, 'GetKeyPolicy', { KeyId: thing('key', 'id') }),
  call(tags, 2, 'TagResource', {
    KeyId: thing('key', 'id'),
    Tags: oneOf([{ TagKey: 'team', TagValue: 'blue' }], [{ TagKey: 'aws:team', TagValue: 'blue' }]),
  }),
  call(tags, 1, 'UntagResource', { KeyId: thing('key', 'id'), TagKeys: ['team'] }),
  call(tags, 1, 'ListResourceTags', { KeyId: thing('key', 'id') }),
];
