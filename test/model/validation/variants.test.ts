import { describe, expect, it } from 'vitest';
import { shapes as cloudTrail } from '../../../model/cloudtrail/shapes.ts';
import { shapes as kms } from '../../../model/kms/shapes.ts';
import { compileShape, type InputShape } from '../../../model/validation/constraints.ts';
import { jsonMessage } from '../../../model/validation/jsonTexts.ts';
import { leastInput, type Variant, variants } from '../../../model/validation/variants.ts';

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
function count(all: Iterable<Variant>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of all) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe('the variants of GenerateRandom', () => {
  const all = [...variants(kms.GenerateRandom, { NumberOfBytes: 8 }, jsonMessage(kms.GenerateRandom))];

  it('stand at and just past every bound, and name every member of a set', () => {
    expect(all.map(({ path, kind, expected }) => `${path} ${kind} ${expected}`)).toEqual([
      'NumberOfBytes at-min accepted',
      'NumberOfBytes below-min refused',
      'NumberOfBytes at-max accepted',
      'NumberOfBytes above-max refused',
      'CustomKeyStoreId at-min accepted',
      'CustomKeyStoreId below-min refused',
      'CustomKeyStoreId at-max accepted',
      'CustomKeyStoreId above-max refused',
      'Recipient.KeyEncryptionAlgorithm enum-member accepted',
      'Recipient.KeyEncryptionAlgorithm not-in-enum refused',
      'Recipient.AttestationDocument at-min accepted',
      'Recipient.AttestationDocument below-min refused',
      'Recipient.AttestationDocument at-max accepted',
      'Recipient.AttestationDocument above-max refused',
    ]);
  });

  it('carry the values and the words of the service', () => {
    expect(all[3]).toEqual({
      path: 'NumberOfBytes',
      kind: 'above-max',
      input: { NumberOfBytes: 1025 },
      expected: 'refused',
      text: "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
    });
  });
});

describe('variants', () => {
  it('are counted for Encrypt: two required members, three sizes with a floor, an open list, one set', () => {
    expect(count(variants(kms.Encrypt, { KeyId: KEY, Plaintext: new Uint8Array(1) }))).toEqual({
      missing: 2,
      'at-min': 4,
      'below-min': 3,
      'at-max': 4,
      'above-max': 4,
      'enum-member': 4,
      'not-in-enum': 1,
    });
  });

  it('reach into lists and structures that the base lacks', () => {
    const missing = [...variants(kms.TagResource, { KeyId: KEY, Tags: [] })].find(
      ({ path, kind }) => path === 'Tags[].TagValue' && kind === 'missing',
    );
    expect(missing?.input).toEqual({ KeyId: KEY, Tags: [{ TagKey: 'a' }] });
  });

  it('keep a pattern where they can', () => {
    const base = { CustomKeyStoreName: 'store' };
    const atMax = [...variants(kms.CreateCustomKeyStore, base)].filter(({ kind }) => kind === 'at-max');
    expect(atMax.find(({ path }) => path === 'XksProxyAuthenticationCredential.AccessKeyId')?.input).toMatchObject({
      XksProxyAuthenticationCredential: { AccessKeyId: 'A'.repeat(30), RawSecretAccessKey: 'a'.repeat(43) },
    });
  });

  it('never change the base', () => {
    const base = Object.freeze({ KeyId: KEY, Tags: Object.freeze([Object.freeze({ TagKey: 'a', TagValue: 'b' })]) });
    expect([...variants(kms.TagResource, base)].length).toBeGreaterThan(8);
  });

  it('refuse a base that is not valid', () => {
    expect(() => [...variants(kms.Encrypt, { KeyId: '' })]).toThrow(
      /breaks KeyId \(min\), KeyId \(pattern\), Plaintext/,
    );
  });

  it.each([
    ['kms', kms],
    ['cloudtrail', cloudTrail],
  ] as const)('of every operation of %s are refused and accepted as they say, with a text each', (_service, shapes) => {
    for (const [operation, shape] of Object.entries<InputShape>(shapes)) {
      const check = compileShape(shape);
      const totals = { accepted: 0, refused: 0 };
      for (const { input, expected, text, path, kind } of variants(shape, baseOf(shape), jsonMessage(shape))) {
        const violations = check(input);
        expect(violations.length > 0, `${operation} ${path} ${kind}`).toBe(expected === 'refused');
        expect(text !== undefined, `${operation} ${path} ${kind}`).toBe(expected === 'refused');
        if (expected === 'refused') expect(violations.map(({ member }) => member)).toContain(path);
        totals[expected] += 1;
      }
      expect(totals.refused, operation).toBe(refusals(shape));
    }
  });
});

/** The least input, with the Regions that it cannot make up. */
function baseOf(shape: InputShape): Record<string, unknown> {
  const regions = ['ReplicaRegion', 'PrimaryRegion'].filter((name) => name in shape);
  return { ...leastInput(shape), ...Object.fromEntries(regions.map((name) => [name, 'eu-west-1'])) };
}

/** How many ways a shape has to be wrong by one step, counted from the shape alone. */
function refusals(shape: InputShape): number {
  const ways = Object.entries(shape).map(([path, { type, required, min, max, enum: values }]) => [
    required && !path.endsWith('[]'),
    min !== undefined && (min > 0 || type === 'integer' || type === 'long'),
    max !== undefined,
    values !== undefined,
  ]);
  return ways.flat().filter(Boolean).length;
}
