import { describe, expect, it } from 'vitest';
import { OAEP_HASHES } from '../../../model/crypto/encryption.ts';
import { digestBytes } from '../../../model/crypto/hashes.ts';
import {
  algorithmsOf,
  DATA_KEY_PAIR_SPECS,
  isKeySpec,
  KEY_SPECS,
  type KeySpec,
} from '../../../model/crypto/keySpecs.ts';
import { SIGNING_ALGORITHMS } from '../../../model/crypto/signatures.ts';

describe('key specs', () => {
  it('give each usage its algorithms and no usage those of another', () => {
    expect(algorithmsOf('RSA_2048', 'ENCRYPT_DECRYPT')).toEqual(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']);
    expect(algorithmsOf('RSA_2048', 'SIGN_VERIFY').length).toBe(6);
    expect(algorithmsOf('RSA_2048', 'KEY_AGREEMENT')).toEqual([]);
    expect(algorithmsOf('ECC_NIST_P384', 'KEY_AGREEMENT')).toEqual(['ECDH']);
    expect(algorithmsOf('ECC_SECG_P256K1', 'KEY_AGREEMENT')).toEqual([]);
    expect(algorithmsOf('HMAC_384', 'GENERATE_VERIFY_MAC')).toEqual(['HMAC_SHA_384']);
    expect(algorithmsOf('SYMMETRIC_DEFAULT', 'SIGN_VERIFY')).toEqual([]);
  });

  it('have at least one algorithm for every usage they list', () => {
    for (const [spec, { usages }] of Object.entries(KEY_SPECS)) {
      for (const usage of usages)
        expect(algorithmsOf(spec as KeySpec, usage).length, `${spec} ${usage}`).toBeGreaterThan(0);
    }
  });

  it('have RSA limits that follow the documented formula', () => {
    for (const spec of ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const) {
      for (const algorithm of ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] as const) {
        const keyBytes = Number(spec.slice(4)) / 8;
        expect(KEY_SPECS[spec].encryptLimitBytes[algorithm]).toBe(
          keyBytes - 2 * digestBytes(OAEP_HASHES[algorithm]) - 2,
        );
      }
    }
  });

  it('name only signing algorithms that are computed, but for SM2', () => {
    for (const { signingAlgorithms, chinaOnly } of Object.values(KEY_SPECS)) {
      for (const algorithm of signingAlgorithms) expect(chinaOnly || algorithm in SIGNING_ALGORITHMS).toBe(true);
    }
  });

  it('are known by their API names only', () => {
    expect(isKeySpec('RSA_2048')).toBe(true);
    for (const name of ['rsa_2048', 'RSA_1024', 'toString', '']) expect(isKeySpec(name)).toBe(false);
    for (const spec of DATA_KEY_PAIR_SPECS) expect(isKeySpec(spec)).toBe(true);
  });
});
