import { describe, expect, it } from 'vitest';
import { ACCOUNT, bytes, Cloud, OTHER_ACCOUNT, people } from './cloud.ts';

const DENY = { Effect: 'Deny', Action: 'kms:RetireGrant', Resource: '*' };
const ALLOW = { ...DENY, Effect: 'Allow' };
const root = (account: string) => `arn:aws:iam::${account}:root`;

/** A cloud where a user with one IAM policy tries to retire a grant. */
function retires(principal: string, statements: object[], grant: object): string {
  const policies = { own: { Version: '2012-10-17', Statement: statements } };
  const cloud = new Cloud('7', { principals: [{ arn: principal, ...(statements.length > 0 ? { policies } : {}) }] });
  const KeyId = cloud.key();
  const input = { KeyId, GranteePrincipal: people.friend.principal, Operations: ['Encrypt', 'Decrypt'], ...grant };
  const { GrantToken } = cloud.ok('CreateGrant', input);
  const outcome = cloud.try('RetireGrant', { GrantToken }, { as: { principal } });
  return outcome.ok ? 'ok' : outcome.error.code;
}

describe('RetireGrant', () => {
  const own = `arn:aws:iam::${ACCOUNT}:user/own`;
  const other = `arn:aws:iam::${OTHER_ACCOUNT}:user/other`;

  it('needs no permission of those whom the grant names, but an IAM deny stops them', () => {
    for (const principal of [own, other]) {
      expect(retires(principal, [], { RetiringPrincipal: principal })).toBe('ok');
      expect(retires(principal, [DENY], { RetiringPrincipal: principal })).toBe('AccessDeniedException');
    }
    const asGrantee = { GranteePrincipal: own, Operations: ['Decrypt', 'RetireGrant'] };
    expect(retires(own, [], asGrantee)).toBe('ok');
    expect(retires(own, [DENY], asGrantee)).toBe('AccessDeniedException');
  });

  it('is delegated by IAM policies in the account that owns the key, and in an account that the grant names', () => {
    expect(retires(own, [ALLOW], {})).toBe('ok');
    expect(retires(own, [], {})).toBe('AccessDeniedException');
    expect(retires(other, [ALLOW], {})).toBe('AccessDeniedException');
    expect(retires(other, [ALLOW], { RetiringPrincipal: root(OTHER_ACCOUNT) })).toBe('ok');
    expect(retires(other, [], { RetiringPrincipal: root(OTHER_ACCOUNT) })).toBe('AccessDeniedException');
  });

  it('can be denied by what constrains the grant', () => {
    const grant = { RetiringPrincipal: own, Constraints: { EncryptionContextSubset: { tenant: '7' } } };
    const denied = (key: string, value: string) =>
      retires(own, [{ ...DENY, Condition: { StringEquals: { [key]: value } } }], grant) !== 'ok';
    expect(denied('kms:EncryptionContext:tenant', '7')).toBe(true);
    expect(denied('kms:EncryptionContext:tenant', '8')).toBe(false);
    expect(denied('kms:GrantConstraintType', 'EncryptionContextSubset')).toBe(true);
    expect(denied('kms:GrantConstraintType', 'EncryptionContextEquals')).toBe(false);
  });

  it('of another account is in the trail of both accounts', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    const input = { KeyId, GranteePrincipal: people.guest.principal, Operations: ['Encrypt'] };
    const { GrantId } = cloud.ok('CreateGrant', { ...input, RetiringPrincipal: people.boss.principal });
    cloud.ok('RetireGrant', { KeyId, GrantId }, { as: 'boss' });
    const [, entry] = [...cloud.world.trail.entries()].at(-1)!;
    expect(entry.accounts).toEqual([OTHER_ACCOUNT, ACCOUNT]);
  });
});

describe('CreateGrant', () => {
  it.each([
    'arn:aws:iam::123456789012:role/nobody',
    'arn:aws:sts::123456789012:assumed-role/nobody/session',
    'arn:aws:iam::123456789012:group/people',
    's3.amazonaws.com',
    'nobody',
  ])('refuses a grantee and a retiring principal that is nobody: %s', (nobody) => {
    const cloud = new Cloud();
    const input = { KeyId: cloud.key(), GranteePrincipal: people.guest.principal, Operations: ['Encrypt'] };
    expect(cloud.code('CreateGrant', { ...input, GranteePrincipal: nobody })).toBe('InvalidArnException');
    expect(cloud.code('CreateGrant', { ...input, RetiringPrincipal: nobody })).toBe('InvalidArnException');
  });
});

describe('ReEncrypt between keys of two other accounts', () => {
  it('is in the trail of all three', () => {
    const third = 'arn:aws:iam::333333333333:user/third';
    const cloud = new Cloud('7', {
      principals: [{ arn: third, managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] }],
    });
    const keys = (['admin', 'boss'] as const).map((as) => cloud.key({}, { as }));
    const grant = { GranteePrincipal: third, Operations: ['Encrypt', 'ReEncryptFrom', 'ReEncryptTo'] };
    cloud.ok('CreateGrant', { KeyId: keys[0], ...grant });
    cloud.ok('CreateGrant', { KeyId: keys[1], ...grant }, { as: 'boss' });
    const as = { principal: third };
    const CiphertextBlob = cloud.encrypt(keys[0]!, bytes('plain'), {}, { as });
    cloud.ok('ReEncrypt', { CiphertextBlob, DestinationKeyId: keys[1] }, { as });
    const [, entry] = [...cloud.world.trail.entries()].at(-1)!;
    expect(entry.accounts).toEqual(['333333333333', ACCOUNT, OTHER_ACCOUNT]);
  });
});
