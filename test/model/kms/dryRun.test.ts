/** DryRun answers for every operation that has it, and never changes anything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../harness/targets/fingerprint.ts';
import { shapes } from '../../../model/kms/shapes.ts';
import { bytes, Cloud, people } from './cloud.ts';

const MESSAGE = bytes('what is said');

/** A cloud with one key of each purpose, a ciphertext, a signature, a code and a grant. */
function furnished() {
  const cloud = new Cloud();
  const symmetric = cloud.key();
  const signing = cloud.key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  const hmac = cloud.key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  const agreement = cloud.key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
  const blob = cloud.encrypt(symmetric, MESSAGE);
  const sign = { KeyId: signing, Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256' };
  const mac = { KeyId: hmac, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' };
  const granted = { KeyId: symmetric, GranteePrincipal: people.guest.principal, Operations: ['Decrypt'] };
  const { GrantId } = cloud.ok('CreateGrant', granted);
  const { PublicKey } = cloud.ok('GetPublicKey', { KeyId: agreement });
  const inputs: Record<string, object> = {
    Encrypt: { KeyId: symmetric, Plaintext: MESSAGE },
    Decrypt: { CiphertextBlob: blob },
    ReEncrypt: { CiphertextBlob: blob, DestinationKeyId: symmetric },
    GenerateDataKey: { KeyId: symmetric, KeySpec: 'AES_256' },
    GenerateDataKeyWithoutPlaintext: { KeyId: symmetric, KeySpec: 'AES_256' },
    GenerateDataKeyPair: { KeyId: symmetric, KeyPairSpec: 'ECC_NIST_P256' },
    GenerateDataKeyPairWithoutPlaintext: { KeyId: symmetric, KeyPairSpec: 'ECC_NIST_P256' },
    GenerateMac: mac,
    VerifyMac: { ...mac, Mac: cloud.ok('GenerateMac', mac).Mac },
    Sign: sign,
    Verify: { ...sign, Signature: cloud.ok('Sign', sign).Signature },
    DeriveSharedSecret: { KeyId: agreement, KeyAgreementAlgorithm: 'ECDH', PublicKey },
    CreateGrant: granted,
    RevokeGrant: { KeyId: symmetric, GrantId },
    RetireGrant: { KeyId: symmetric, GrantId },
  };
  return { cloud, symmetric, inputs };
}

/** The world but for what every call leaves: its number and its record. */
function content({ world }: Cloud): string {
  const { sequence: _, trail: __, ...rest } = world;
  return fingerprint(rest);
}

const withDryRun = Object.entries<object>(shapes)
  .filter(([, shape]) => 'DryRun' in shape)
  .map(([operation]) => operation);

describe('DryRun', () => {
  it('is tried on every operation that has it', () => {
    expect(Object.keys(furnished().inputs).sort()).toEqual([...withDryRun].sort());
  });

  it.each(withDryRun)('of %s that would succeed is a DryRunOperationException and changes nothing', (operation) => {
    const { cloud, inputs } = furnished();
    const before = content(cloud);
    expect(cloud.error(operation, { ...inputs[operation], DryRun: true })).toMatchObject({
      code: 'DryRunOperationException',
      status: 400,
      message: 'The request would have succeeded, but the DryRun option is set.',
    });
    expect(content(cloud)).toBe(before);
    expect(cloud.record()).toMatchObject({ eventName: operation, errorCode: 'DryRunOperationException' });
  });

  it('answers as the call itself would where that is refused, and changes nothing whatever the state of the key', () => {
    const states = ['DisableKey', 'ScheduleKeyDeletion', 'EnableKeyRotation', 'none'];
    const run = fc.record({ operation: fc.constantFrom(...withDryRun), state: fc.constantFrom(...states) });
    fc.assert(
      fc.property(
        run,
        fc.constantFrom('admin' as const, 'guest' as const, 'boss' as const),
        ({ operation, state }, as) => {
          const { cloud, symmetric, inputs } = furnished();
          if (state !== 'none') cloud.ok(state, { KeyId: symmetric });
          const before = content(cloud);
          const dry = cloud.error(operation, { ...inputs[operation], DryRun: true }, { as });
          expect(content(cloud)).toBe(before);
          const real = cloud.try(operation, inputs[operation], { as });
          if (real.ok) expect(dry.code).toBe('DryRunOperationException');
          else expect(dry).toEqual(real.error);
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  });

  it('that ignores the ciphertext needs a key id instead', () => {
    const { cloud, symmetric } = furnished();
    const dry = { DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] };
    expect(cloud.code('Decrypt', { KeyId: symmetric, ...dry })).toBe('DryRunOperationException');
    expect(cloud.code('Decrypt', dry)).toBe('ValidationException');
    cloud.ok('DisableKey', { KeyId: symmetric });
    expect(cloud.code('Decrypt', { KeyId: symmetric, ...dry })).toBe('DisabledException');
  });
});
