import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCipher } from '../../../harness/crypto/nodeCipher.ts';
import { nodeDigests } from '../../../harness/crypto/nodeDigests.ts';
import { fromHex, hex } from '../../../model/bytes.ts';
import { type Cipher, nobleCipher } from '../../../model/crypto/cipher.ts';
import { type Digests, nobleDigests } from '../../../model/crypto/digests.ts';
import { symbolicCipher } from '../../../model/crypto/symbolicCipher.ts';

/** From "The Galois/Counter Mode of Operation" (McGrew, Viega), appendix B, test cases 1, 4, 13, 15 and 16. */
const VECTORS = [
  { key: '00'.repeat(16), nonce: '00'.repeat(12), plaintext: '', aad: '', sealed: '58e2fccefa7e3061367f1d57a4e7455a' },
  {
    key: 'feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    plaintext:
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    sealed:
      '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47',
  },
  { key: '00'.repeat(32), nonce: '00'.repeat(12), plaintext: '', aad: '', sealed: '530f8afbc74536b9a963b4f1c4cb738b' },
  {
    key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    plaintext:
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255',
    aad: '',
    sealed:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c',
  },
  {
    key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    plaintext:
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    sealed:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b',
  },
];

const CIPHERS: readonly Cipher[] = [nobleCipher, nodeCipher, symbolicCipher];
const fixed = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const inputs = fc.record({
  key: fc.oneof(fixed(16), fixed(32)),
  nonce: fixed(12),
  plaintext: fc.uint8Array({ maxLength: 300 }),
  aad: fc.uint8Array({ maxLength: 200 }),
});
/** One byte of a (copied) array changed. */
const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at % copy.length]! ^= 1 << (at % 8);
  return copy;
};
const check = (property: fc.IProperty<unknown>) => fc.assert(property, { seed: 20260301, numRuns: 300 });

describe('AES-GCM', () => {
  for (const cipher of [nobleCipher, nodeCipher]) {
    it(`gives the published vectors (${cipher.name})`, () => {
      for (const { key, nonce, plaintext, aad, sealed } of VECTORS) {
        const [k, n, p, a] = [fromHex(key), fromHex(nonce), fromHex(plaintext), fromHex(aad)];
        expect(hex(cipher.seal(k, n, p, a))).toBe(sealed);
        expect(cipher.open(k, n, fromHex(sealed), a)).toEqual(p);
      }
    });
  }

  it('is the same bytes by @noble/ciphers and by node:crypto', () => {
    check(
      fc.property(inputs, ({ key, nonce, plaintext, aad }) => {
        const sealed = nobleCipher.seal(key, nonce, plaintext, aad);
        expect(nodeCipher.seal(key, nonce, plaintext, aad)).toEqual(sealed);
        expect(nodeCipher.open(key, nonce, sealed, aad)).toEqual(nobleCipher.open(key, nonce, sealed, aad));
      }),
    );
  });

  it('is the same bytes where node:crypto works in several pieces', () => {
    const [key, nonce, aad] = [new Uint8Array(32).fill(1), new Uint8Array(12).fill(2), new Uint8Array(3)];
    const plaintext = Uint8Array.from({ length: 2 * 1024 ** 2 + 5 }, (_, at) => at % 251);
    const sealed = nodeCipher.seal(key, nonce, plaintext, aad);
    expect(Buffer.from(sealed).equals(nobleCipher.seal(key, nonce, plaintext, aad))).toBe(true);
    expect(Buffer.from(nodeCipher.open(key, nonce, sealed, aad)!).equals(plaintext)).toBe(true);
  });
});

describe.each(Object.keys(nobleDigests) as (keyof Digests)[])('digest %s', (algorithm) => {
  it('is the same by the model and by Node, in an array of its own', () => {
    check(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const digest = nodeDigests[algorithm](bytes);
        expect(digest).toEqual(nobleDigests[algorithm](bytes));
        expect(digest.constructor).toBe(Uint8Array);
        expect(digest.buffer.byteLength).toBe(digest.length);
      }),
    );
  });
});

describe.each(CIPHERS)('cipher $name', (cipher) => {
  it('opens what it sealed, into an array of its own, 16 bytes shorter', () => {
    check(
      fc.property(inputs, ({ key, nonce, plaintext, aad }) => {
        const before = [key, nonce, plaintext, aad].map(hex);
        const sealed = cipher.seal(key, nonce, plaintext, aad);
        expect(sealed.length).toBe(plaintext.length + 16);
        const opened = cipher.open(key, nonce, sealed, aad)!;
        expect(opened).toEqual(plaintext);
        expect(opened.buffer.byteLength).toBe(opened.length);
        expect([key, nonce, plaintext, aad].map(hex)).toEqual(before);
      }),
    );
  });

  it('seals behind as much room as it is told to leave', () => {
    check(
      fc.property(inputs, fc.nat(150), ({ key, nonce, plaintext, aad }, roomBytes) => {
        const sealed = cipher.seal(key, nonce, plaintext, aad);
        const behind = cipher.seal(key, nonce, plaintext, aad, roomBytes);
        expect(hex(behind)).toBe('00'.repeat(roomBytes) + hex(sealed));
        expect(behind.buffer.byteLength).toBe(behind.length);
      }),
    );
  });

  it('opens under no other key, nonce, associated data or byte', () => {
    check(
      fc.property(inputs, fc.nat(10_000), ({ key, nonce, plaintext, aad }, at) => {
        const sealed = cipher.seal(key, nonce, plaintext, aad);
        expect(cipher.open(flipped(key, at), nonce, sealed, aad)).toBeUndefined();
        expect(cipher.open(key, flipped(nonce, at), sealed, aad)).toBeUndefined();
        expect(cipher.open(key, nonce, flipped(sealed, at), aad)).toBeUndefined();
        expect(cipher.open(key, nonce, sealed.slice(0, -1), aad)).toBeUndefined();
        expect(cipher.open(key, nonce, sealed.slice(0, at % 16), aad)).toBeUndefined();
        expect(cipher.open(key, nonce, sealed, new Uint8Array([...aad, 0]))).toBeUndefined();
        if (aad.length > 0) expect(cipher.open(key, nonce, sealed, flipped(aad, at))).toBeUndefined();
      }),
    );
  });

  it('seals two inputs to the same bytes only if they are the same', () => {
    check(
      fc.property(inputs, inputs, fc.constantFrom('key', 'nonce', 'plaintext', 'aad'), (a, b, field) => {
        const c = { ...a, [field]: b[field] };
        const same = hex(a[field]) === hex(b[field]);
        const [sealedA, sealedC] = [a, c].map((x) => hex(cipher.seal(x.key, x.nonce, x.plaintext, x.aad)));
        expect(sealedA === sealedC).toBe(same);
      }),
    );
  });

  it('shows no four bytes of the plaintext in a row', () => {
    check(
      fc.property(inputs, fc.integer({ min: 4, max: 400 }), fc.boolean(), ({ key, nonce, aad }, length, zeros) => {
        const plaintext = Uint8Array.from({ length }, (_, at) => (zeros ? 0 : at));
        const sealed = hex(cipher.seal(key, nonce, plaintext, aad));
        for (let at = 0; at + 4 <= length; at++) expect(sealed).not.toContain(hex(plaintext.slice(at, at + 4)));
      }),
    );
  });

  it('refuses a key or nonce of the wrong length with a RangeError', () => {
    const [key, nonce, none] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array(0)];
    expect(() => cipher.seal(new Uint8Array(24), nonce, none, none)).toThrow(RangeError);
    expect(() => cipher.open(new Uint8Array(31), nonce, new Uint8Array(16), none)).toThrow('this one has 31');
    expect(() => cipher.seal(key, new Uint8Array(16), none, none)).toThrow(RangeError);
    expect(() => cipher.open(key, new Uint8Array(11), new Uint8Array(16), none)).toThrow('this one has 11');
  });
});
