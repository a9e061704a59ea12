import { constants, createHash, sign as nodeSign, verify as nodeVerify, type SignKeyObjectInput } from 'node:crypto';
import { shake256 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, hex, utf8 } from '../../../model/bytes.ts';
import { CURVES, EDWARDS, EDWARDS_PREHASH } from '../../../model/crypto/curves.ts';
import { digestBytes } from '../../../model/crypto/hashes.ts';
import { KEY_SPECS, type KeyPairSpec } from '../../../model/crypto/keySpecs.ts';
import { decodePublicKey, encodePublicKey } from '../../../model/crypto/keys.ts';
import {
  messageBytes,
  SIGNING_ALGORITHMS,
  type SignedMessage,
  type SigningAlgorithm,
  sign,
  verify,
} from '../../../model/crypto/signatures.ts';
import { drawer, nodePrivateKey, nodePublicKey, PAIR_SPECS, pairOf } from './support.ts';

const MESSAGE = utf8('What happens to data when the state of its key changes?');

const algorithmsOf = (spec: KeyPairSpec) => KEY_SPECS[spec].signingAlgorithms as readonly SigningAlgorithm[];
const everyUse = PAIR_SPECS.flatMap((spec) =>
  algorithmsOf(spec).flatMap((algorithm) =>
    SIGNING_ALGORITHMS[algorithm].messageTypes.map((messageType) => {
      const length = messageBytes(algorithm, messageType);
      const message = length === undefined ? MESSAGE : drawer('abc')(length);
      return {
        spec,
        signed: { algorithm, messageType, message } as SignedMessage,
        name: `${spec} ${algorithm} ${messageType}`,
      };
    }),
  ),
);

/** What node:crypto needs to do the same: hash name and padding. */
function nodeOptions(algorithm: SigningAlgorithm): { hash: string | null; options: Partial<SignKeyObjectInput> } {
  const { scheme, hash } = SIGNING_ALGORITHMS[algorithm];
  const name = hash!.replace('SHA_', 'sha');
  if (scheme === 'EDDSA') return { hash: null, options: {} };
  if (scheme === 'PSS') {
    const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digestBytes(hash!) };
    return { hash: name, options };
  }
  return { hash: name, options: {} };
}

describe.each(everyUse)('$name', ({ spec, signed }) => {
  const { privateKey, publicKey } = pairOf(spec);
  const signature = sign(privateKey, signed, drawer('1'));

  it('verifies with its own key and with no other key, message or signature', () => {
    expect(verify(publicKey, signed, signature)).toBe(true);
    expect(verify(pairOf(spec, 1).publicKey, signed, signature)).toBe(false);
    const message = signed.message.slice();
    message[0]! ^= 1;
    expect(verify(publicKey, { ...signed, message }, signature)).toBe(false);
    for (const at of [0, signature.length >> 1, signature.length - 1]) {
      const altered = signature.slice();
      altered[at]! ^= 1;
      expect(verify(publicKey, signed, altered)).toBe(false);
    }
    for (const other of [
      new Uint8Array(0),
      signature.slice(1),
      new Uint8Array([...signature, 0]),
      signature.map(() => 255),
    ]) {
      expect(verify(publicKey, signed, other)).toBe(false);
    }
  });

  it('is the same for the same random bytes', () => {
    expect(sign(privateKey, signed, drawer('1'))).toEqual(signature);
  });
});

describe('signatures and node:crypto', () => {
  const uses = everyUse.filter(
    ({ spec, signed }) =>
      KEY_SPECS[spec].family !== 'ML_DSA' && signed.messageType === 'RAW' && signed.algorithm !== 'ED25519_PH_SHA_512',
  );

  it.each(uses)('$name: each verifies what the other signed', ({ spec, signed }) => {
    const { privateKey, publicKey } = pairOf(spec);
    const { hash, options } = nodeOptions(signed.algorithm);
    const ours = sign(privateKey, signed, drawer('2'));
    expect(nodeVerify(hash, signed.message, { key: nodePublicKey(publicKey), ...options }, ours)).toBe(true);
    const theirs = nodeSign(hash, signed.message, { key: nodePrivateKey(privateKey), ...options });
    expect(verify(publicKey, signed, new Uint8Array(theirs))).toBe(true);
  });

  it.each(uses.filter(({ signed }) => /PKCS1|ED25519/.test(signed.algorithm)))(
    '$name: the bytes are the same, as nothing is random',
    ({ spec, signed }) => {
      const { privateKey } = pairOf(spec);
      const theirs = nodeSign(nodeOptions(signed.algorithm).hash, signed.message, nodePrivateKey(privateKey));
      expect(hex(sign(privateKey, signed, drawer('3')))).toBe(theirs.toString('hex'));
    },
  );
});

describe('message types', () => {
  it('give a signature of the digest that is good for the message, and the other way round', () => {
    for (const { spec, signed } of everyUse.filter(
      ({ signed: s }) => s.messageType === 'RAW' && /RSA|ECDSA/.test(s.algorithm),
    )) {
      const hash = SIGNING_ALGORITHMS[signed.algorithm].hash!.replace('SHA_', 'sha');
      const digested = {
        ...signed,
        messageType: 'DIGEST',
        message: new Uint8Array(createHash(hash).update(MESSAGE).digest()),
      } as const;
      const { privateKey, publicKey } = pairOf(spec);
      expect(verify(publicKey, signed, sign(privateKey, digested, drawer('4')))).toBe(true);
    }
  });

  it('give ML-DSA the same signature for a message and for its externally computed mu', () => {
    for (const spec of ['ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87'] as const) {
      const { privateKey, publicKey } = pairOf(spec);
      const key = decodePublicKey(publicKey)!;
      const raw = 'bytes' in key ? key.bytes : new Uint8Array(0);
      // FIPS 204, algorithm 7, line 6 with the empty context of algorithm 2.
      const tr = shake256(raw, { dkLen: 64 });
      const mu = shake256(concat(tr, Uint8Array.of(0, 0), MESSAGE), { dkLen: 64 });
      const external = { algorithm: 'ML_DSA_SHAKE_256', messageType: 'EXTERNAL_MU', message: mu } as const;
      const whole = { algorithm: 'ML_DSA_SHAKE_256', messageType: 'RAW', message: MESSAGE } as const;
      expect(sign(privateKey, external, drawer('5'))).toEqual(sign(privateKey, whole, drawer('5')));
    }
  });

  it('are refused by sign, and never verify, where algorithm, key or length do not fit', () => {
    const wrong: [KeyPairSpec, SignedMessage][] = [
      ['RSA_2048', { algorithm: 'ECDSA_SHA_256', messageType: 'RAW', message: MESSAGE }],
      ['ECC_NIST_P384', { algorithm: 'ECDSA_SHA_256', messageType: 'RAW', message: MESSAGE }],
      ['ECC_NIST_P256', { algorithm: 'ECDSA_SHA_256', messageType: 'DIGEST', message: new Uint8Array(31) }],
      ['ECC_NIST_EDWARDS25519', { algorithm: 'ED25519_SHA_512', messageType: 'DIGEST', message: new Uint8Array(64) }],
      ['ECC_NIST_EDWARDS25519', { algorithm: 'ED25519_PH_SHA_512', messageType: 'RAW', message: MESSAGE }],
      ['ML_DSA_44', { algorithm: 'ML_DSA_SHAKE_256', messageType: 'EXTERNAL_MU', message: new Uint8Array(32) }],
      ['RSA_2048', { algorithm: 'RSASSA_PSS_SHA_256', messageType: 'EXTERNAL_MU', message: new Uint8Array(64) }],
    ];
    for (const [spec, signed] of wrong) {
      expect(() => sign(pairOf(spec).privateKey, signed, drawer('6'))).toThrow(`with a ${spec} key`);
      expect(verify(pairOf(spec).publicKey, signed, new Uint8Array(256))).toBe(false);
    }
    const fine = { algorithm: 'ECDSA_SHA_256', messageType: 'RAW', message: MESSAGE } as const;
    expect(() => sign(pairOf('ECC_NIST_P256').publicKey, fine, drawer('6'))).toThrow('PKCS #8');
    expect(verify(pairOf('ECC_NIST_P256').privateKey, fine, new Uint8Array(70))).toBe(false);
  });

  it('hash the DIGEST of Ed25519ph once more, as the Sign page says: the equation of RFC 8032, 5.1.7, holds so', () => {
    const { privateKey, publicKey } = pairOf('ECC_NIST_EDWARDS25519');
    const message = drawer('7')(64);
    const signed = { algorithm: 'ED25519_PH_SHA_512', messageType: 'DIGEST', message } as const;
    const signature = sign(privateKey, signed, drawer('7'));
    const sha512 = (...parts: Uint8Array[]) =>
      new Uint8Array(
        createHash('sha512')
          .update(concat(...parts))
          .digest(),
      );
    const little = (bytes: Uint8Array) => BigInt(`0x${hex(bytes.slice().reverse())}`);
    const [a, r, s] = [publicKey.slice(-32), signature.slice(0, 32), little(signature.slice(32))];
    const domain = concat(utf8('SigEd25519 no Ed25519 collisions'), Uint8Array.of(1, 0));
    const { Point } = EDWARDS;
    const k = little(sha512(domain, r, a, sha512(message))) % Point.Fn.ORDER;
    expect(Point.fromBytes(r).add(Point.fromBytes(a).multiply(k)).equals(Point.BASE.multiply(s))).toBe(true);
  });

  it('are those of RFC 8032, section 7.3, in the function behind Ed25519ph', () => {
    const seed = fromHex('833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42');
    expect(hex(EDWARDS_PREHASH.sign(utf8('abc'), seed))).toBe(
      '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406',
    );
  });
});

describe('Ed25519', () => {
  it('verifies nothing under a public key of small order', () => {
    const identity = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0));
    const publicKey = encodePublicKey({ spec: 'ECC_NIST_EDWARDS25519', bytes: identity });
    const signed = { algorithm: 'ED25519_SHA_512', messageType: 'RAW', message: MESSAGE } as const;
    expect(verify(publicKey, signed, concat(identity, new Uint8Array(32)))).toBe(false);
  });
});

describe('ECDSA', () => {
  it('leaves the second half of a signature where it falls, as KMS does', () => {
    const { privateKey, publicKey } = pairOf('ECC_SECG_P256K1');
    const draw = drawer('8');
    let high = 0;
    for (let n = 0; n < 16; n++) {
      const signed = { algorithm: 'ECDSA_SHA_256', messageType: 'RAW', message: Uint8Array.of(n) } as const;
      const signature = sign(privateKey, signed, draw);
      expect(verify(publicKey, signed, signature)).toBe(true);
      if (CURVES.ECC_SECG_P256K1.Signature.fromBytes(signature, 'der').hasHighS()) high++;
    }
    expect(high).toBeGreaterThan(0);
    expect(high).toBeLessThan(16);
  });
});
