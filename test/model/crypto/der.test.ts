import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, hex } from '../../../model/bytes.ts';
import * as der from '../../../model/crypto/der.ts';

const check = (property: fc.IProperty<unknown>) => fc.assert(property, { seed: 20260305, numRuns: 300 });

describe('DER', () => {
  it('writes what X.690 and the RFCs show', () => {
    expect(hex(der.integer(0n))).toBe('020100');
    expect(hex(der.integer(127n))).toBe('02017f');
    expect(hex(der.integer(128n))).toBe('02020080');
    expect(hex(der.integer(65537n))).toBe('0203010001');
    expect(hex(der.objectIdentifier('1.2.840.113549.1.1.1'))).toBe('06092a864886f70d010101');
    expect(hex(der.objectIdentifier('2.16.840.1.101.3.4.3.17'))).toBe('0609608648016503040311');
    expect(hex(der.sequence(der.none(), der.octetString(Uint8Array.of(1))))).toBe('30050500040101');
    expect(hex(der.octetString(new Uint8Array(128)).slice(0, 3))).toBe('048180');
    expect(hex(der.octetString(new Uint8Array(65536)).slice(0, 5))).toBe('0483010000');
  });

  it('reads back every value that it writes', () => {
    check(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), fc.uint8Array({ maxLength: 400 }), (number, bytes) => {
        const written = der.sequence(der.integer(number), der.octetString(bytes), der.bitString(bytes));
        const [a, b, c] = der.readSequence(written)!;
        expect(der.integerOf(a)).toBe(number);
        expect(der.contentOf(b, der.TAG.octetString)).toEqual(bytes);
        expect(der.bitsOf(c)).toEqual(bytes);
      }),
    );
    for (const dotted of ['1.3.101.112', '1.2.840.10045.3.1.7', '2.16.840.1.101.3.4.3.19', '2.999.3', '0.9.2342']) {
      expect(der.identifierOf(der.readAll(der.objectIdentifier(dotted))![0])).toBe(dotted);
    }
  });

  it('takes a length written longer than needed, as BER may, but none without an end', () => {
    expect(der.readAll(fromHex('04820001ff'))).toEqual([{ tag: 4, content: Uint8Array.of(255) }]);
    expect(der.readAll(fromHex('2480040101'))).toBeUndefined();
    expect(der.readAll(fromHex('048500000000010a'))).toBeUndefined();
  });

  it('answers undefined, and never throws, for bytes that end too early or are of another type', () => {
    for (const bytes of ['04', '0402ff', '0481', '30', '0482ff']) expect(der.readAll(fromHex(bytes))).toBeUndefined();
    check(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        for (const found of der.readAll(bytes) ?? []) {
          der.integerOf(found);
          der.identifierOf(found);
          der.bitsOf(found);
          der.membersOf(found);
        }
        der.readSequence(bytes);
      }),
    );
    expect(der.integerOf({ tag: 2, content: Uint8Array.of(0x80) })).toBeUndefined();
    expect(der.integerOf(undefined)).toBeUndefined();
    expect(der.bitsOf({ tag: 3, content: Uint8Array.of(1, 2) })).toBeUndefined();
    expect(der.identifierOf({ tag: 6, content: Uint8Array.of(0x2a, 0x86) })).toBeUndefined();
  });
});
