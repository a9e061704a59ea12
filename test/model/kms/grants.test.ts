import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantCovers } from '../../../model/kms/authorize.ts';
import { ACCOUNT, ACCOUNT_DECIDES, allow, bytes, Cloud, OTHER_ACCOUNT, people, policy } from './cloud.ts';

const PLAIN = bytes('plain');
const CONTEXT = { purpose: 'test' };
const guest = people.guest.principal;
const asGuest = { as: 'guest' } as const;

function granted(input: object = {}) {
  const cloud = new Cloud();
  const KeyId = cloud.key();
  const grant = cloud.ok('CreateGrant', {
    KeyId,
    GranteePrincipal: guest,
    Operations: ['Encrypt', 'Decrypt'],
    ...input,
  });
  return {
    cloud,
    KeyId,
    grant,
    blob: (context?: object) => cloud.encrypt(KeyId, PLAIN, { EncryptionContext: context }),
  };
}

describe('a grant', () => {
  it('allows its grantee its operations and nothing else', () => {
    const { cloud, KeyId, blob } = granted();
    expect(cloud.decrypt(blob(), {}, asGuest)).toEqual(PLAIN);
    expect(cloud.code('GenerateDataKey', { KeyId, KeySpec: 'AES_256' }, asGuest)).toBe('AccessDeniedException');
    expect(cloud.code('Decrypt', { CiphertextBlob: blob() }, { as: 'friend' })).toBe('AccessDeniedException');
  });

  it('is worth nothing against an explicit deny', () => {
    const { cloud, KeyId, blob } = granted();
    const deny = { Effect: 'Deny', Principal: { AWS: guest }, Action: 'kms:Decrypt', Resource: '*' };
    const sealed = blob();
    cloud.ok('PutKeyPolicy', { KeyId, Policy: policy(ACCOUNT_DECIDES, deny) });
    expect(cloud.error('Decrypt', { CiphertextBlob: sealed }, asGuest).message).toContain('with an explicit deny');
  });

  it('ends when it is revoked, at once', () => {
    const { cloud, KeyId, grant, blob } = granted();
    cloud.ok('RevokeGrant', { KeyId, GrantId: grant.GrantId });
    expect(cloud.code('Decrypt', { CiphertextBlob: blob() }, asGuest)).toBe('AccessDeniedException');
  });

  it('needs exactly the context of EncryptionContextEquals', () => {
    const { cloud, blob } = granted({ Constraints: { EncryptionContextEquals: CONTEXT } });
    const more = { ...CONTEXT, tenant: '7' };
    expect(cloud.decrypt(blob(CONTEXT), { EncryptionContext: CONTEXT }, asGuest)).toEqual(PLAIN);
    const refused = cloud.code('Decrypt', { CiphertextBlob: blob(more), EncryptionContext: more }, asGuest);
    expect(refused).toBe('AccessDeniedException');
  });

  it('needs at least the context of EncryptionContextSubset', () => {
    const { cloud, blob } = granted({ Constraints: { EncryptionContextSubset: CONTEXT } });
    const more = { ...CONTEXT, tenant: '7' };
    expect(cloud.decrypt(blob(more), { EncryptionContext: more }, asGuest)).toEqual(PLAIN);
    expect(cloud.code('Decrypt', { CiphertextBlob: blob() }, asGuest)).toBe('AccessDeniedException');
  });

  it('goes with its key', () => {
    const { cloud, KeyId, grant } = granted();
    cloud.ok('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    cloud.wait({ days: 7 });
    expect(cloud.code('RetireGrant', { GrantToken: grant.GrantToken })).toBe('InvalidGrantTokenException');
    const { grants, grantTokens, grantsOfGrantee, grantCounts } = cloud.world.kms;
    expect([grants.size, grantTokens.size, grantsOfGrantee.size, grantCounts.size]).toEqual([0, 0, 0, 0]);
  });
});

describe('very many grants of one grantee', () => {
  const pairs = ['a', 'b', 'c'].flatMap((name) => ['1', '22'].map((value) => ({ name, value })));
  const someContext = fc
    .subarray(pairs)
    .map((some) => Object.fromEntries(some.map(({ name, value }) => [name, value])));
  const someGrant = fc.record({
    kind: fc.constantFrom('EncryptionContextEquals', 'EncryptionContextSubset'),
    context: someContext,
    operations: fc.constantFrom(['Encrypt'], ['Decrypt'], ['Encrypt', 'Decrypt']),
  });

  it('cover together what each of them covers, until they are revoked', () => {
    fc.assert(
      fc.property(fc.array(someGrant, { maxLength: 8 }), someContext, (wanted, EncryptionContext) => {
        const cloud = new Cloud();
        const KeyId = cloud.key();
        const made = wanted.map(({ kind, context, operations: Operations }) => {
          const Constraints = Object.keys(context).length > 0 ? { [kind]: context } : undefined;
          return cloud.ok('CreateGrant', { KeyId, GranteePrincipal: guest, Operations, Constraints }).GrantId;
        });
        const encrypt = () => cloud.try('Encrypt', { KeyId, Plaintext: PLAIN, EncryptionContext }, asGuest).ok;
        const { grants } = cloud.world.kms;
        const covered = [...grants.values()].some((grant) =>
          grantCovers(grant, { operation: 'Encrypt', encryptionContext: EncryptionContext }),
        );
        expect(encrypt()).toBe(covered);
        expect([...cloud.world.kms.grantCounts.values()]).toEqual(made.length > 0 ? [made.length] : []);
        for (const GrantId of made) cloud.ok('RevokeGrant', { KeyId, GrantId });
        expect(encrypt()).toBe(false);
        const { grantsOfGrantee, grantCounts } = cloud.world.kms;
        expect([grantsOfGrantee.size, grantCounts.size]).toEqual([0, 0]);
      }),
      { seed: 20260303, numRuns: 150 },
    );
  });
});

describe('CreateGrant', () => {
  const again = (more: object = {}) => ({ GranteePrincipal: guest, Operations: ['Encrypt', 'Decrypt'], ...more });

  it('gives the same id and another token for the same name and parameters', () => {
    const { cloud, KeyId, grant } = granted({ Name: 'one' });
    const second = cloud.ok('CreateGrant', { KeyId, ...again({ Name: 'one' }) });
    expect(second.GrantId).toBe(grant.GrantId);
    expect(second.GrantToken).not.toBe(grant.GrantToken);
    cloud.ok('RetireGrant', { GrantToken: grant.GrantToken });
    expect(cloud.ok('ListGrants', { KeyId }).Grants).toEqual([]);
    expect(cloud.code('RetireGrant', { GrantToken: second.GrantToken })).toBe('InvalidGrantTokenException');
  });

  it('makes another grant without a name, or with other parameters', () => {
    const { cloud, KeyId } = granted({ Name: 'one' });
    cloud.ok('CreateGrant', { KeyId, ...again({ Name: 'one', Operations: ['Decrypt'] }) });
    cloud.ok('CreateGrant', { KeyId, ...again() });
    expect(cloud.ok('ListGrants', { KeyId }).Grants).toHaveLength(3);
  });

  it.each([
    ['both constraints', { Constraints: { EncryptionContextEquals: CONTEXT, EncryptionContextSubset: CONTEXT } }],
    ['no grantee', { GranteePrincipal: undefined }],
    ['two grantees', { GranteeServicePrincipal: 'ec2.amazonaws.com' }],
    ['an operation that the key cannot do', { Operations: ['Decrypt', 'Sign'] }],
    ['a context value of 385 characters', { Constraints: { EncryptionContextEquals: { a: 'v'.repeat(385) } } }],
    ['a service without a source', { GranteePrincipal: undefined, GranteeServicePrincipal: 'ec2.amazonaws.com' }],
  ])('refuses %s', (_, more) => {
    const { cloud, KeyId } = granted();
    expect(cloud.code('CreateGrant', { KeyId, ...again(more) })).toBe('ValidationException');
  });

  it('refuses context constraints for a key that takes no context', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const input = { KeyId, ...again({ Constraints: { EncryptionContextEquals: CONTEXT } }) };
    expect(cloud.code('CreateGrant', input)).toBe('ValidationException');
    expect(cloud.ok('CreateGrant', { KeyId, ...again({ Operations: ['Decrypt', 'GetPublicKey'] }) })).toHaveProperty(
      'GrantId',
    );
  });
});

describe('a child grant', () => {
  const child = { GranteePrincipal: people.friend.principal, Operations: ['Decrypt'] };

  it('hands on what its parent allows, no more', () => {
    const { cloud, KeyId } = granted({ Operations: ['CreateGrant', 'Decrypt'] });
    const blob = cloud.encrypt(KeyId, PLAIN);
    cloud.ok('CreateGrant', { KeyId, ...child }, asGuest);
    expect(cloud.decrypt(blob, {}, { as: 'friend' })).toEqual(PLAIN);
    const more = { ...child, Operations: ['Decrypt', 'Encrypt'] };
    expect(cloud.code('CreateGrant', { KeyId, ...more }, asGuest)).toBe('AccessDeniedException');
  });

  it('may tighten the constraints of its parent but not loosen them', () => {
    const { cloud, KeyId } = granted({
      Operations: ['CreateGrant', 'Decrypt'],
      Constraints: { EncryptionContextSubset: CONTEXT },
    });
    const as = (Constraints?: object) => cloud.try('CreateGrant', { KeyId, ...child, Constraints }, asGuest).ok;
    expect(as({ EncryptionContextEquals: CONTEXT })).toBe(true);
    expect(as({ EncryptionContextSubset: { ...CONTEXT, tenant: '7' } })).toBe(true);
    expect(as({ EncryptionContextSubset: { tenant: '7' } })).toBe(false);
    expect(as()).toBe(false);
  });
});

describe('RetireGrant', () => {
  it('is for the retiring principal', () => {
    const { cloud, grant } = granted({ RetiringPrincipal: people.friend.principal });
    expect(cloud.code('RetireGrant', { GrantToken: grant.GrantToken }, asGuest)).toBe('AccessDeniedException');
    cloud.ok('RetireGrant', { GrantToken: grant.GrantToken }, { as: 'friend' });
  });

  it('is for a grantee whose grant says so', () => {
    const { cloud, KeyId, grant } = granted({ Operations: ['Decrypt', 'RetireGrant'] });
    cloud.ok('RetireGrant', { KeyId, GrantId: grant.GrantId }, asGuest);
    expect(cloud.ok('ListGrants', { KeyId }).Grants).toEqual([]);
  });

  it('needs a token, or a key and a grant id', () => {
    const { cloud, KeyId } = granted();
    expect(cloud.code('RetireGrant', { KeyId })).toBe('ValidationException');
    expect(cloud.code('RetireGrant', { GrantToken: 'nobody gave this out' })).toBe('InvalidGrantTokenException');
  });
});

describe('ListGrants and ListRetirableGrants', () => {
  it('show a grant as it was made', () => {
    const { cloud, KeyId, grant } = granted({
      RetiringPrincipal: people.friend.principal,
      Constraints: { EncryptionContextEquals: CONTEXT },
      Name: 'one',
    });
    const shown = {
      KeyId,
      GrantId: grant.GrantId,
      Name: 'one',
      CreationDate: cloud.world.nowMs,
      GranteePrincipal: guest,
      RetiringPrincipal: people.friend.principal,
      IssuingAccount: `arn:aws:iam::${ACCOUNT}:root`,
      Operations: ['Encrypt', 'Decrypt'],
      Constraints: { EncryptionContextEquals: CONTEXT },
    };
    expect(cloud.ok('ListGrants', { KeyId }).Grants).toEqual([shown]);
    const retirable = cloud.ok('ListRetirableGrants', { RetiringPrincipal: people.friend.principal });
    expect(retirable.Grants).toEqual([shown]);
    expect(cloud.ok('ListGrants', { KeyId, GranteePrincipal: people.friend.principal }).Grants).toEqual([]);
  });
});

describe('a grant for a service', () => {
  const service = {
    GranteePrincipal: undefined,
    GranteeServicePrincipal: 'backup.amazonaws.com',
    RetiringPrincipal: people.friend.principal,
    Constraints: { SourceArn: `arn:aws:backup:us-east-1:${ACCOUNT}:vault/*` },
  };
  const caller = (sourceArn: string) => ({
    as: { principal: 'backup.amazonaws.com', account: ACCOUNT, sourceArn },
  });

  it('works for the resource that its SourceArn means', () => {
    const { cloud, KeyId, blob } = granted(service);
    const mine = caller(`arn:aws:backup:us-east-1:${ACCOUNT}:vault/one`);
    expect(cloud.decrypt(blob(), {}, mine)).toEqual(PLAIN);
    const other = caller(`arn:aws:backup:us-east-1:${OTHER_ACCOUNT}:vault/one`);
    expect(cloud.try('Decrypt', { CiphertextBlob: blob() }, other).ok).toBe(false);
    expect(cloud.ok('ListGrants', { KeyId }).Grants[0]).toMatchObject({
      GranteeServicePrincipal: 'backup.amazonaws.com',
      Constraints: service.Constraints,
    });
  });
});

describe('grant tokens', () => {
  it('must exist', () => {
    const { cloud, KeyId, grant } = granted();
    const input = { KeyId, Plaintext: PLAIN };
    expect(cloud.try('Encrypt', { ...input, GrantTokens: [grant.GrantToken] }, asGuest).ok).toBe(true);
    expect(cloud.code('Encrypt', { ...input, GrantTokens: ['nobody gave this out'] })).toBe(
      'InvalidGrantTokenException',
    );
  });
});

describe('a principal of another account', () => {
  const asBoss = { as: 'boss' } as const;

  it('uses a key by ARN with a grant; both accounts get the record', () => {
    const { cloud, KeyId } = granted({ GranteePrincipal: people.boss.principal });
    const since = cloud.next;
    const { CiphertextBlob } = cloud.ok('Encrypt', { KeyId, Plaintext: PLAIN }, asBoss);
    expect(cloud.decrypt(CiphertextBlob)).toEqual(PLAIN);
    const [entry] = [...cloud.world.trail.entries(since)].map(([, one]) => one);
    expect(entry?.accounts).toEqual([OTHER_ACCOUNT, ACCOUNT]);
  });

  it('is refused without one in words that do not say whether the key exists; only its own account gets the record', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    const since = cloud.next;
    const refusal = cloud.error('Encrypt', { KeyId, Plaintext: PLAIN }, asBoss);
    const unknown = cloud.error(
      'Encrypt',
      { KeyId: KeyId.replace(/.{12}$/, 'aaaaaaaaaaaa'), Plaintext: PLAIN },
      asBoss,
    );
    expect(refusal).toEqual(unknown);
    expect(refusal.message).toContain('on this resource because the resource does not exist in this Region');
    expect([...cloud.world.trail.entries(since)].map(([, { accounts }]) => accounts)).toEqual([
      [OTHER_ACCOUNT],
      [OTHER_ACCOUNT],
    ]);
  });

  it('cannot manage the key whatever its policy says', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ Policy: policy(ACCOUNT_DECIDES, allow('boss', 'kms:*')) });
    expect(cloud.ok('Encrypt', { KeyId, Plaintext: PLAIN }, asBoss)).toHaveProperty('CiphertextBlob');
    for (const operation of ['DisableKey', 'ScheduleKeyDeletion', 'GetKeyPolicy', 'ListResourceTags'])
      expect(cloud.code(operation, { KeyId }, asBoss), operation).toBe('AccessDeniedException');
  });
});
