import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64, readBase64 } from '../../../../harness/server/protocols/scalars.ts';
import * as model from '../../../../model/bytes.ts';

/** Base64 as the model reads it, which takes no text that its own writing could not be. */
function asTheModel(text: string): Uint8Array | undefined {
  try {
    return model.fromBase64(text);
  } catch {
    return undefined;
  }
}

describe('Base64 on the wire', () => {
  it('is written as the model writes it, and read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(base64(bytes)).toBe(model.base64(bytes));
        expect(readBase64(base64(bytes))).toEqual(new Uint8Array(bytes));
      }),
      { seed: 1 },
    );
  });

  it('is refused where the model refuses it: other letters, missing or superfluous padding, stray bits', () => {
    const unit = fc.constantFrom('A', 'Q', 'B', '/', '+', '=', '-', '_', '*');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        expect(readBase64(text)).toEqual(asTheModel(text));
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  it('may be broken into lines', () => {
    expect(readBase64('AQ\n I D\r\n')).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('is read into memory of its own', () => {
    const bytes = readBase64('AQID')!;
    expect(bytes.buffer.byteLength).toBe(3);
    expect(bytes.constructor).toBe(Uint8Array);
  });
});
