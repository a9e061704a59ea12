import { describe, expect, it } from 'vitest';
import { ACCOUNT, ACCOUNT_DECIDES, AWAY, allow, bytes, Cloud, people, policy } from './cloud.ts';

const PLAIN = bytes('plain');
const asGuest = { as: 'guest' } as const;

describe('a key policy', () => {
  it('lets the account decide by IAM policies unless it says otherwise', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    expect(JSON.parse(cloud.ok('GetKeyPolicy', { KeyId }).Policy)).toEqual({
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [{ Sid: 'Enable IAM User Permissions', ...ACCOUNT_DECIDES }],
    });
    expect(cloud.error('Encrypt', { KeyId, Plaintext: PLAIN }, asGuest)).toMatchObject({
      code: 'AccessDeniedException',
      status: 400,
      message: `User: ${people.guest.principal} is not authorized to perform: kms:Encrypt on resource: ${KeyId} because no identity-based policy allows the kms:Encrypt action`,
    });
    expect(cloud.record().errorCode).toBe('AccessDenied');
  });

  it('that does not name the account makes IAM policies worth nothing', () => {
    const cloud = new Cloud();
    const Policy = policy(allow('guest', ['kms:Encrypt', 'kms:PutKeyPolicy']));
    const KeyId = cloud.key({ Policy, BypassPolicyLockoutSafetyCheck: true });
    expect(cloud.error('Encrypt', { KeyId, Plaintext: PLAIN }).message).toContain(
      'because no resource-based policy allows the kms:Encrypt action',
    );
    expect(cloud.try('Encrypt', { KeyId, Plaintext: PLAIN }, asGuest).ok).toBe(true);
  });

  it('that would lock its author out is refused, unless the check is bypassed', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    const Policy = policy(allow('guest', 'kms:*'));
    expect(cloud.error('PutKeyPolicy', { KeyId, Policy })).toMatchObject({
      code: 'MalformedPolicyDocumentException',
      message: 'The new key policy will not allow you to update the key policy in the future.',
    });
    cloud.ok('PutKeyPolicy', { KeyId, Policy, BypassPolicyLockoutSafetyCheck: true });
    expect(cloud.code('DescribeKey', { KeyId })).toBe('AccessDeniedException');
    cloud.ok('PutKeyPolicy', { KeyId, Policy: policy(ACCOUNT_DECIDES, allow('guest', 'kms:*')) }, asGuest);
    expect(cloud.state(KeyId)).toBe('Enabled');
  });

  it('that locks its author out is refused for new keys and replicas too', () => {
    const cloud = new Cloud();
    const Policy = policy(allow('guest', 'kms:*'));
    expect(cloud.code('CreateKey', { Policy })).toBe('MalformedPolicyDocumentException');
    const KeyId = cloud.key({ MultiRegion: true });
    const replicate = { KeyId, ReplicaRegion: AWAY, Policy };
    expect(cloud.code('ReplicateKey', replicate)).toBe('MalformedPolicyDocumentException');
    expect(cloud.world.kms.keys.size).toBe(1);
  });

  it.each([
    ['no JSON', '{"Version": "2012-10-17", "Statement": '],
    ['without statements', '{"Version": "2012-10-17"}'],
    ['of an unknown version', JSON.stringify({ Version: '2020-01-01', Statement: [ACCOUNT_DECIDES] })],
    ['about nobody', policy(ACCOUNT_DECIDES, { Effect: 'Allow', Action: 'kms:*', Resource: '*' })],
    ['longer than 32 KB', policy({ ...ACCOUNT_DECIDES, Sid: 'a'.repeat(32_768) })],
  ])('%s is malformed', (_, Policy) => {
    const cloud = new Cloud();
    expect(cloud.code('PutKeyPolicy', { KeyId: cloud.key(), Policy })).toBe('MalformedPolicyDocumentException');
  });
});

describe('condition keys', () => {
  const denied = (Condition: object, Action = 'kms:Encrypt') => {
    const cloud = new Cloud();
    const deny = { Effect: 'Deny', Principal: { AWS: people.admin.principal }, Action, Resource: '*', Condition };
    const KeyId = cloud.key({ MultiRegion: true, Tags: [{ TagKey: 'team', TagValue: 'blue' }] });
    cloud.ok('CreateAlias', { AliasName: 'alias/one', TargetKeyId: KeyId });
    cloud.ok('PutKeyPolicy', { KeyId, Policy: policy(ACCOUNT_DECIDES, deny) });
    return (input: object, operation = Action.slice(4), after?: (cloud: Cloud) => void) => {
      after?.(cloud);
      return !cloud.try(operation, { KeyId, ...input }).ok;
    };
  };
  const encrypt = { Plaintext: PLAIN };

  it.each([
    ['kms:EncryptionContext:purpose', 'test', { EncryptionContext: { purpose: 'test' } }, {}],
    ['kms:EncryptionContext:PURPOSE', 'test', { EncryptionContext: { purpose: 'test' } }, {}],
    ['kms:EncryptionContext:purpose', 'test', { EncryptionContext: { Purpose: 'test' } }, {}],
    ['kms:EncryptionAlgorithm', 'SYMMETRIC_DEFAULT', {}, undefined],
    ['kms:CallerAccount', ACCOUNT, {}, undefined],
    ['kms:KeySpec', 'SYMMETRIC_DEFAULT', {}, undefined],
    ['kms:KeyUsage', 'ENCRYPT_DECRYPT', {}, undefined],
    ['kms:KeyOrigin', 'AWS_KMS', {}, undefined],
    ['kms:MultiRegion', 'true', {}, undefined],
    ['kms:MultiRegionKeyType', 'PRIMARY', {}, undefined],
    ['kms:RequestAlias', 'alias/one', { KeyId: 'alias/one' }, {}],
    ['aws:ResourceTag/team', 'blue', {}, undefined],
    ['aws:PrincipalArn', people.admin.principal, {}, undefined],
  ])('%s is in the request', (name, value, matching, other) => {
    const isDenied = denied({ StringEquals: { [name]: value } });
    expect(isDenied({ ...encrypt, ...matching })).toBe(true);
    if (other) expect(isDenied({ ...encrypt, ...other })).toBe(false);
    expect(denied({ StringEquals: { [name]: 'something else' } })({ ...encrypt, ...matching })).toBe(false);
  });

  it('kms:ResourceAliases has every alias of the key', () => {
    expect(denied({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/one' } })(encrypt)).toBe(true);
  });

  it('kms:ViaService is absent when a user calls directly', () => {
    expect(denied({ StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } })(encrypt)).toBe(false);
    expect(denied({ Null: { 'kms:ViaService': 'true' } })(encrypt)).toBe(true);
  });

  it('kms:TrailingDaysWithoutKeyUsage counts from the last use, or from the creation', () => {
    const Condition = { NumericLessThanEquals: { 'kms:TrailingDaysWithoutKeyUsage': '365' } };
    expect(denied(Condition, 'kms:DisableKey')({})).toBe(true);
    expect(denied(Condition, 'kms:DisableKey')({}, 'DisableKey', (cloud) => cloud.wait({ days: 366 }))).toBe(false);
  });

  it('kms:ScheduleKeyDeletionPendingWindowInDays has the default where none is given', () => {
    const Condition = { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } };
    expect(denied(Condition, 'kms:ScheduleKeyDeletion')({ PendingWindowInDays: 7 })).toBe(true);
    expect(denied(Condition, 'kms:ScheduleKeyDeletion')({})).toBe(false);
  });

  it('tags have any name', () => {
    const cloud = new Cloud();
    const Tags = [
      { TagKey: '__proto__', TagValue: 'a' },
      { TagKey: 'constructor', TagValue: 'b' },
    ];
    const KeyId = cloud.key({ Tags });
    expect(cloud.ok('ListResourceTags', { KeyId }).Tags).toEqual(Tags);
    cloud.ok('TagResource', { KeyId, Tags: [{ TagKey: 'toString', TagValue: 'c' }] });
    expect(cloud.ok('ListResourceTags', { KeyId }).Tags).toHaveLength(3);
  });

  it('aws:RequestTag has the tags of the request', () => {
    const isDenied = denied({ StringEquals: { 'aws:RequestTag/team': 'red' } }, 'kms:TagResource');
    expect(isDenied({ Tags: [{ TagKey: 'team', TagValue: 'red' }] })).toBe(true);
    expect(isDenied({ Tags: [{ TagKey: 'team', TagValue: 'green' }] })).toBe(false);
  });
});

describe('an AWS managed key', () => {
  const managed = () => {
    const cloud = new Cloud();
    return { cloud, KeyId: cloud.describe('alias/aws/ebs').Arn as string };
  };

  it('is made when somebody describes its alias', () => {
    const { cloud, KeyId } = managed();
    expect(cloud.describe(KeyId)).toMatchObject({ KeyManager: 'AWS', KeyState: 'Enabled' });
    expect(cloud.describe('alias/aws/ebs').Arn).toBe(KeyId);
    expect(cloud.ok('GetKeyRotationStatus', { KeyId }).KeyRotationEnabled).toBe(true);
  });

  it.each([
    ['DisableKey', {}],
    ['ScheduleKeyDeletion', {}],
    ['PutKeyPolicy', { Policy: policy(ACCOUNT_DECIDES) }],
    ['TagResource', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }],
    ['UpdateKeyDescription', { Description: 'mine' }],
    ['EnableKeyRotation', {}],
    ['Encrypt', { Plaintext: PLAIN }],
  ])('cannot be changed or used: %s', (operation, input) => {
    const { cloud, KeyId } = managed();
    expect(cloud.code(operation, { KeyId, ...input })).toBe('AccessDeniedException');
  });

  it('rotates every year, whatever its owner does', () => {
    const { cloud, KeyId } = managed();
    const rotations = () => cloud.ok('ListKeyRotations', { KeyId }).Rotations;
    cloud.wait({ days: 364 });
    expect(rotations()).toEqual([]);
    cloud.wait({ days: 1 + 365 });
    expect(rotations()).toMatchObject([{ RotationType: 'AUTOMATIC' }, { RotationType: 'AUTOMATIC' }]);
  });

  it.each(['dynamodb', 'secretsmanager', 'lambda', 'ssm'])('is there for %s too', (service) => {
    const { KeyManager, Arn } = new Cloud().describe(`alias/aws/${service}`);
    expect([KeyManager, Arn]).toEqual(['AWS', expect.stringContaining(':key/')]);
  });

  it('keeps its alias', () => {
    const { cloud } = managed();
    const other = cloud.key();
    const input = { AliasName: 'alias/aws/ebs' };
    expect(cloud.try('DeleteAlias', input).ok).toBe(false);
    expect(cloud.try('UpdateAlias', { ...input, TargetKeyId: other }).ok).toBe(false);
    expect(cloud.try('CreateAlias', { AliasName: 'alias/aws/mine', TargetKeyId: other }).ok).toBe(false);
  });
});

describe('UpdatePrimaryRegion', () => {
  it('needs its permission on both keys', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ MultiRegion: true });
    const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:UpdatePrimaryRegion', Resource: '*' };
    cloud.ok('ReplicateKey', { KeyId, ReplicaRegion: AWAY, Policy: policy(ACCOUNT_DECIDES, deny) });
    cloud.wait({ minutes: 1 });
    expect(cloud.code('UpdatePrimaryRegion', { KeyId, PrimaryRegion: AWAY })).toBe('AccessDeniedException');
  });
});
