import { describe, expect, it } from 'vitest';
import { ACCOUNT, ACCOUNT_DECIDES, AWAY, bytes, Cloud, people, policy } from './cloud.ts';

const PLAIN = bytes('plain');
const USER = `arn:aws:iam::${ACCOUNT}:user/conditioned`;
const as = { principal: USER };

/** A cloud with a user who may do everything in KMS except what one Deny says. */
function clouded(Action: string | string[], Condition: object) {
  const Statement = [
    { Effect: 'Allow', Action: 'kms:*', Resource: '*' },
    { Effect: 'Deny', Action, Resource: '*', Condition },
  ];
  return new Cloud('7', { principals: [{ arn: USER, policies: { own: { Version: '2012-10-17', Statement } } }] });
}
const equals = (key: string, value: string) => ({ StringEquals: { [key]: value } });

describe('condition keys of CreateKey', () => {
  it.each([
    ['kms:KeySpec', 'RSA_2048', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }],
    ['kms:KeySpec', 'RSA_2048', { CustomerMasterKeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }],
    ['kms:CustomerMasterKeySpec', 'RSA_2048', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }],
    ['kms:CustomerMasterKeyUsage', 'SIGN_VERIFY', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }],
    ['kms:KeyOrigin', 'EXTERNAL', { Origin: 'EXTERNAL' }],
    ['kms:MultiRegionKeyType', 'PRIMARY', { MultiRegion: true }],
  ])('%s is %s of the key that it will be: %o', (key, value, input) => {
    const cloud = clouded('kms:CreateKey', equals(key, value));
    expect(cloud.code('CreateKey', input, { as })).toBe('AccessDeniedException');
    expect(cloud.try('CreateKey', {}, { as }).ok).toBe(true);
  });

  it('kms:MultiRegionKeyType is REPLICA when a key is replicated', () => {
    const cloud = clouded('kms:CreateKey', equals('kms:MultiRegionKeyType', 'REPLICA'));
    const KeyId = cloud.key({ MultiRegion: true }, { as });
    expect(cloud.code('ReplicateKey', { KeyId, ReplicaRegion: AWAY }, { as })).toBe('AccessDeniedException');
    expect(cloud.try('ReplicateKey', { KeyId, ReplicaRegion: AWAY }).ok).toBe(true);
  });
});

describe('condition keys of cryptography', () => {
  it('kms:EncryptionAlgorithm is that of the key that seals a data key pair', () => {
    const cloud = clouded('kms:GenerateDataKeyPair*', equals('kms:EncryptionAlgorithm', 'SYMMETRIC_DEFAULT'));
    const input = { KeyId: cloud.key(), KeyPairSpec: 'ECC_NIST_P256' };
    expect(cloud.code('GenerateDataKeyPair', input, { as })).toBe('AccessDeniedException');
    expect(cloud.code('GenerateDataKeyPairWithoutPlaintext', input, { as })).toBe('AccessDeniedException');
  });

  it.each([
    ['kms:ReEncryptFrom', 'kms:ReEncryptFrom'],
    ['kms:ReEncryptTo', 'kms:ReEncryptTo'],
  ])('kms:ReEncryptOnSameKey knows the key by any name, in %s', (action) => {
    const cloud = clouded(action, { Bool: { 'kms:ReEncryptOnSameKey': 'true' } });
    const KeyId = cloud.key();
    cloud.ok('CreateAlias', { AliasName: 'alias/same', TargetKeyId: KeyId });
    const CiphertextBlob = cloud.encrypt(KeyId, PLAIN);
    for (const DestinationKeyId of [KeyId, KeyId.split('/')[1], 'alias/same', KeyId.replace(/key.*/, 'alias/same')])
      expect(cloud.code('ReEncrypt', { CiphertextBlob, DestinationKeyId }, { as })).toBe('AccessDeniedException');
    expect(cloud.try('ReEncrypt', { CiphertextBlob, DestinationKeyId: cloud.key() }, { as }).ok).toBe(true);
  });

  it('kms:RequestAlias is that of the key in question, not of another key of the request', () => {
    const cloud = clouded('kms:ReEncryptTo', equals('kms:RequestAlias', 'alias/source'));
    const source = cloud.key();
    cloud.ok('CreateAlias', { AliasName: 'alias/source', TargetKeyId: source });
    const input = { CiphertextBlob: cloud.encrypt(source, PLAIN), SourceKeyId: 'alias/source' };
    expect(cloud.try('ReEncrypt', { ...input, DestinationKeyId: cloud.key() }, { as }).ok).toBe(true);
    expect(cloud.code('ReEncrypt', { ...input, DestinationKeyId: 'alias/source' }, { as })).toBe(
      'AccessDeniedException',
    );
  });
});

describe('UpdateAlias', () => {
  it('needs its permission on the alias, the old key and the new one', () => {
    for (const without of ['old', 'new', 'none'] as const) {
      const cloud = new Cloud();
      const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:UpdateAlias', Resource: '*' };
      const key = (name: string) => cloud.key(name === without ? { Policy: policy(ACCOUNT_DECIDES, deny) } : {});
      cloud.ok('CreateAlias', { AliasName: 'alias/moving', TargetKeyId: key('old') });
      const outcome = cloud.try('UpdateAlias', { AliasName: 'alias/moving', TargetKeyId: key('new') });
      expect(outcome.ok).toBe(without === 'none');
    }
  });
});

describe('a service control policy', () => {
  it('limits what a grant gives', () => {
    const level = (Action: string) => [
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
    ];
    const serviceControlPolicies = (action: string) => [level(action)];
    const works = (action: string) => {
      const principals = [{ arn: people.guest.principal, serviceControlPolicies: serviceControlPolicies(action) }];
      const cloud = new Cloud('7', { principals });
      const asRoot = { as: 'boss' } as const;
      const KeyId = cloud.key({}, asRoot);
      cloud.ok('CreateGrant', { KeyId, GranteePrincipal: people.guest.principal, Operations: ['Encrypt'] }, asRoot);
      return cloud.try('Encrypt', { KeyId, Plaintext: PLAIN }, { as: 'guest' }).ok;
    };
    expect([works('kms:*'), works('s3:*')]).toEqual([true, false]);
  });
});

describe('a key policy with ForAllValues over one value', () => {
  it.each(['kms:EncryptionContext:tenant', 'aws:RequestTag/team'])('is refused: %s', (key) => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    const statement = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
    const put = (Condition: object) =>
      cloud.try('PutKeyPolicy', { KeyId, Policy: policy(ACCOUNT_DECIDES, { ...statement, Condition }) });
    const refused = put({ 'ForAllValues:StringEquals': { [key]: 'x' } });
    expect(refused.ok ? '' : refused.error.message).toContain('OverlyPermissiveCondition');
    expect(put({ StringEquals: { [key]: 'x' } }).ok).toBe(true);
    expect(put({ 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'x' } }).ok).toBe(true);
  });
});
