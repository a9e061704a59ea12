import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, utf8 } from '../../model/bytes.ts';

/** The same bytes, lying at another place of a longer buffer. */
function movedBy(offset: number, bytes: Uint8Array): Uint8Array {
  const moved = new Uint8Array(bytes.length + offset).subarray(offset);
  moved.set(bytes);
  return moved;
}

const check = (property: fc.IProperty<unknown>) => fc.assert(property, { seed: 20260302, numRuns: 500 });

describe('equalBytes', () => {
  const offsets = fc.nat({ max: 9 });

  it('finds the same bytes equal wherever they lie', () => {
    check(
      fc.property(fc.uint8Array({ maxLength: 40 }), offsets, offsets, (bytes, a, b) => {
        expect(equalBytes(movedBy(a, bytes), movedBy(b, bytes))).toBe(true);
      }),
    );
  });

  it('sees a change of any one byte, and of the length', () => {
    check(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), offsets, fc.nat(), (bytes, offset, at) => {
        const other = movedBy(offset, bytes);
        const place = at % bytes.length;
        other[place] = (other[place] as number) ^ 1;
        expect(equalBytes(bytes, other)).toBe(false);
        expect(equalBytes(bytes, bytes.subarray(1))).toBe(false);
      }),
    );
  });
});

describe('utf8', () => {
  const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

  it('is what an encoder gives, for text of any length and any characters, halves of surrogate pairs included', () => {
    const unit = fc.constantFrom('a', '~', '\u007f', '\u0080', 'é', '€', '🔑', '\ud83d', '\udd11');
    const texts = fc.oneof(
      fc.string({ unit, maxLength: 20 }),
      fc.nat(300).map((length) => 'k'.repeat(length)),
    );
    check(
      fc.property(texts, (text) => {
        expect(hexOf(utf8(text))).toBe(hexOf(new TextEncoder().encode(text)));
      }),
    );
  });
});
