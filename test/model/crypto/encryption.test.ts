import { constants, createHmac, diffieHellman, privateDecrypt, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, hex, utf8 } from '../../../model/bytes.ts';
import { deriveSharedSecret } from '../../../model/crypto/agreement.ts';
import { decryptRsa, encryptRsa } from '../../../model/crypto/encryption.ts';
import { KEY_SPECS, type RsaSpec } from '../../../model/crypto/keySpecs.ts';
import { generateMac, HMAC_KEY_BYTES, verifyMac } from '../../../model/crypto/macs.ts';
import { drawer, nodePrivateKey, nodePublicKey, pairOf } from './support.ts';

const RSA_USES = (['RSA_2048', 'RSA_3072', 'RSA_4096'] as RsaSpec[]).flatMap((spec) =>
  (['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] as const).map((algorithm) => ({ spec, algorithm })),
);

describe.each(RSA_USES)('$algorithm under $spec', ({ spec, algorithm }) => {
  const { privateKey, publicKey } = pairOf(spec);
  const node = {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: algorithm === 'RSAES_OAEP_SHA_1' ? 'sha1' : 'sha256',
  };
  const limit = KEY_SPECS[spec].encryptLimitBytes[algorithm]!;

  it('opens what it encrypted, from nothing up to the documented limit, and no byte more', () => {
    for (const length of [0, 1, limit]) {
      const plaintext = drawer('a')(length);
      expect(decryptRsa(privateKey, algorithm, encryptRsa(publicKey, algorithm, plaintext, drawer('b')))).toEqual(
        plaintext,
      );
    }
    expect(() => encryptRsa(publicKey, algorithm, new Uint8Array(limit + 1), drawer('b'))).toThrow(
      `up to ${limit} bytes`,
    );
  });

  it('is understood by node:crypto both ways', () => {
    const plaintext = utf8('offline');
    const ours = encryptRsa(publicKey, algorithm, plaintext, drawer('c'));
    expect(new Uint8Array(privateDecrypt({ key: nodePrivateKey(privateKey), ...node }, ours))).toEqual(plaintext);
    const theirs = publicEncrypt({ key: nodePublicKey(publicKey), ...node }, plaintext);
    expect(decryptRsa(privateKey, algorithm, new Uint8Array(theirs))).toEqual(plaintext);
  });

  it('opens under no other key, algorithm or byte', () => {
    const ciphertext = encryptRsa(publicKey, algorithm, utf8('secret'), drawer('d'));
    const other = algorithm === 'RSAES_OAEP_SHA_1' ? 'RSAES_OAEP_SHA_256' : 'RSAES_OAEP_SHA_1';
    expect(decryptRsa(privateKey, other, ciphertext)).toBeUndefined();
    expect(decryptRsa(pairOf(spec, 1).privateKey, algorithm, ciphertext)).toBeUndefined();
    expect(decryptRsa(privateKey, algorithm, ciphertext.slice(1))).toBeUndefined();
    expect(
      decryptRsa(
        privateKey,
        algorithm,
        ciphertext.map(() => 255),
      ),
    ).toBeUndefined();
    expect(
      decryptRsa(
        privateKey,
        algorithm,
        ciphertext.map(() => 0),
      ),
    ).toBeUndefined();
    const altered = ciphertext.slice();
    altered[altered.length - 1]! ^= 1;
    expect(decryptRsa(privateKey, algorithm, altered)).toBeUndefined();
  });
});

describe('RSA encryption', () => {
  it('says which key it needs', () => {
    const plaintext = new Uint8Array(1);
    expect(() => encryptRsa(pairOf('ECC_NIST_P256').publicKey, 'RSAES_OAEP_SHA_1', plaintext, drawer('e'))).toThrow(
      'not ECC_NIST_P256',
    );
    expect(decryptRsa(pairOf('ECC_NIST_P256').privateKey, 'RSAES_OAEP_SHA_1', new Uint8Array(256))).toBeUndefined();
  });

  it('makes another ciphertext for another seed', () => {
    const { publicKey } = pairOf('RSA_2048');
    const draw = drawer('f');
    const [a, b] = [0, 1].map(() => encryptRsa(publicKey, 'RSAES_OAEP_SHA_256', new Uint8Array(4), draw));
    expect(a).not.toEqual(b);
  });
});

describe('shared secrets', () => {
  it.each([
    ['ECC_NIST_P256', 32],
    ['ECC_NIST_P384', 48],
    ['ECC_NIST_P521', 66],
  ] as const)('on %s have %d bytes and are what node:crypto and the other side derive', (spec, length) => {
    const [own, other] = [pairOf(spec), pairOf(spec, 1)];
    const secret = deriveSharedSecret(own.privateKey, other.publicKey)!;
    expect(secret.length).toBe(length);
    expect(deriveSharedSecret(other.privateKey, own.publicKey)).toEqual(secret);
    const node = diffieHellman({
      privateKey: nodePrivateKey(own.privateKey),
      publicKey: nodePublicKey(other.publicKey),
    });
    expect(hex(secret)).toBe(node.toString('hex'));
  });

  it('are none with a key of another curve, of another kind, or with malformed bytes', () => {
    const own = pairOf('ECC_NIST_P256').privateKey;
    for (const spec of ['ECC_NIST_P384', 'ECC_SECG_P256K1', 'RSA_2048', 'ECC_NIST_EDWARDS25519'] as const) {
      expect(deriveSharedSecret(own, pairOf(spec).publicKey)).toBeUndefined();
      expect(deriveSharedSecret(pairOf(spec).privateKey, pairOf('ECC_NIST_P256').publicKey)).toBeUndefined();
    }
    expect(deriveSharedSecret(own, new Uint8Array(91))).toBeUndefined();
  });
});

describe('message authentication codes', () => {
  it.each([
    ['HMAC_SHA_224', 'HMAC_224', 'sha224', '896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22'],
    ['HMAC_SHA_256', 'HMAC_256', 'sha256', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      'HMAC_SHA_384',
      'HMAC_384',
      'sha384',
      'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6',
    ],
    [
      'HMAC_SHA_512',
      'HMAC_512',
      'sha512',
      '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
    ],
  ] as const)(
    '%s is RFC 4231 case 1, what node:crypto makes, and tells forgeries',
    (algorithm, spec, hash, expected) => {
      expect(hex(generateMac(algorithm, new Uint8Array(20).fill(0x0b), utf8('Hi There')))).toBe(expected);
      for (const keyLength of [HMAC_KEY_BYTES[spec], 128]) {
        const [key, message] = [drawer('a')(keyLength), drawer('b')(300)];
        const mac = generateMac(algorithm, key, message);
        expect(hex(mac)).toBe(createHmac(hash, key).update(message).digest('hex'));
        expect(verifyMac(algorithm, key, message, mac)).toBe(true);
        expect(verifyMac(algorithm, key, message.slice(1), mac)).toBe(false);
        expect(verifyMac(algorithm, key, message, mac.slice(1))).toBe(false);
        expect(verifyMac(algorithm, fromHex('00'.repeat(keyLength)), message, mac)).toBe(false);
      }
    },
  );
});
