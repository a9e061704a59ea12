import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../model/bytes.ts';
import {
  BLOB_LIMIT_BYTES,
  BLOB_OVERHEAD_BYTES,
  type BlobKey,
  contextBytes,
  decodeBlob,
  encodeBlob,
  openBlob,
  sealBlob,
} from '../../../model/crypto/blob.ts';
import { nobleCipher } from '../../../model/crypto/cipher.ts';

const check = (property: fc.IProperty<unknown>, numRuns = 300) => fc.assert(property, { seed: 20260302, numRuns });
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const key: fc.Arbitrary<BlobKey> = fc.record({
  region: fc.constantFrom('us-east-1', 'ap-southeast-3', 'us-gov-west-1', 'cn-north-1', 'us-iso-east-1'),
  account: fc.nat(999_999_999_999).map((n) => n.toString().padStart(12, '0')),
  keyId: fc.oneof(
    fc.uuid(),
    digits(32).map((d) => `mrk-${d}`),
  ),
  keyMaterialId: digits(64),
});
const fixed = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const text = fc.string({ unit: fc.constantFrom('a', 'b', '', '\u0000', 'é', '🔑', '\ud800', '\udc00'), maxLength: 6 });
const context = fc.dictionary(text, text, { maxKeys: 4 });

const EXAMPLE: BlobKey = {
  region: 'us-east-1',
  account: '000123456789',
  keyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
  keyMaterialId: '0123456789abcdef'.repeat(4),
};
const MATERIAL = new Uint8Array(32).fill(7);
const NONCE = new Uint8Array(12).fill(9);

describe('ciphertext blob', () => {
  it('reads back what was written', () => {
    check(
      fc.property(key, fixed(12), fc.uint8Array({ minLength: 16, maxLength: 200 }), (k, nonce, sealed) => {
        expect(decodeBlob(encodeBlob({ ...k, nonce, sealed }))).toMatchObject({ ...k, nonce, sealed });
      }),
    );
  });

  it('is as long as a ciphertext of AWS: 184 bytes for a data key of 32', () => {
    for (const region of ['us-east-1', 'ap-southeast-3']) {
      const blob = sealBlob(nobleCipher, MATERIAL, { ...EXAMPLE, region }, NONCE, new Uint8Array(32), undefined);
      expect(blob.length).toBe(184);
    }
  });

  it('opens with the same context in any order, and with no other', () => {
    const blob = sealBlob(nobleCipher, MATERIAL, EXAMPLE, NONCE, new Uint8Array([1, 2]), { b: '2', a: '1' });
    const open = (given?: Record<string, string>) => openBlob(nobleCipher, MATERIAL, decodeBlob(blob)!, given);
    expect(open({ a: '1', b: '2' })).toEqual(new Uint8Array([1, 2]));
    const others: readonly (Record<string, string> | undefined)[] = [
      undefined,
      { a: '1' },
      { A: '1', b: '2' },
      { a: '2', b: '1' },
      { a: '1', b: '2', c: '' },
    ];
    for (const other of others) expect(open(other)).toBeUndefined();
  });

  it('does not open, or does not read at all, once any one bit is changed', () => {
    const blob = sealBlob(nobleCipher, MATERIAL, EXAMPLE, NONCE, new Uint8Array([1, 2, 3]), { a: '1' });
    for (let bit = 0; bit < blob.length * 8; bit++) {
      const altered = blob.slice();
      altered[bit >> 3]! ^= 1 << (bit & 7);
      const read = decodeBlob(altered);
      expect(read && openBlob(nobleCipher, MATERIAL, read, { a: '1' })).toBeUndefined();
    }
  });

  it('does not read when cut short, too long or made of anything else', () => {
    const blob = sealBlob(nobleCipher, MATERIAL, EXAMPLE, NONCE, new Uint8Array(0), undefined);
    expect(blob.length).toBe(BLOB_OVERHEAD_BYTES);
    for (let length = 0; length < blob.length; length++) expect(decodeBlob(blob.slice(0, length))).toBeUndefined();
    const long = (bytes: number) =>
      encodeBlob({ ...EXAMPLE, nonce: NONCE, sealed: new Uint8Array(bytes - BLOB_OVERHEAD_BYTES + 16) });
    expect(decodeBlob(long(BLOB_LIMIT_BYTES))).toBeDefined();
    expect(decodeBlob(long(BLOB_LIMIT_BYTES + 1))).toBeUndefined();
    check(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => decodeBlob(bytes) === undefined));
  });

  it('has one encoding only: whatever reads writes the same bytes again', () => {
    const written = encodeBlob({ ...EXAMPLE, nonce: NONCE, sealed: new Uint8Array(20) });
    check(
      fc.property(fc.nat(BLOB_OVERHEAD_BYTES), fc.nat(255), (at, byte) => {
        const altered = written.slice();
        altered[at] = byte;
        const read = decodeBlob(altered);
        if (read) expect(encodeBlob(read)).toEqual(altered);
      }),
      3000,
    );
  });

  it('is not written for a key whose name is not of the documented shape', () => {
    const write = (change: Partial<BlobKey>) => () =>
      encodeBlob({ ...EXAMPLE, ...change, nonce: NONCE, sealed: new Uint8Array(16) });
    expect(write({ keyId: 'alias/x' })).toThrow('key id must be a lower-case UUID');
    expect(write({ keyId: EXAMPLE.keyId.toUpperCase() })).toThrow(TypeError);
    expect(write({ account: '1' })).toThrow('12 digits');
    expect(write({ keyMaterialId: 'ff' })).toThrow('64 lower-case');
    expect(write({ region: `us-${'x'.repeat(40)}-1` })).toThrow('Region');
  });
});

describe('encryption context', () => {
  it('is nothing when absent or empty', () => {
    expect(contextBytes(undefined).length).toBe(0);
    expect(contextBytes({}).length).toBe(0);
  });

  it('gives the same bytes for the same pairs in any order', () => {
    check(
      fc.property(context, (pairs) => {
        const backwards = Object.fromEntries(Object.entries(pairs).reverse());
        expect(hex(contextBytes(backwards))).toBe(hex(contextBytes(pairs)));
      }),
    );
  });

  it('gives different bytes for different pairs, lone surrogates included', () => {
    const canonical = (pairs: Record<string, string>) => JSON.stringify(Object.entries(pairs).sort());
    check(
      fc.property(context, context, (a, b) => {
        expect(hex(contextBytes(a)) === hex(contextBytes(b))).toBe(canonical(a) === canonical(b));
      }),
      2000,
    );
    expect(hex(contextBytes({ a: '\ud800' }))).not.toBe(hex(contextBytes({ a: '\ufffd' })));
    expect(hex(contextBytes({ ab: 'c' }))).not.toBe(hex(contextBytes({ a: 'bc' })));
  });
});
