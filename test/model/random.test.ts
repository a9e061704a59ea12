import { describe, expect, it } from 'vitest';
import { Random, seedState } from '../../model/random.ts';

describe('Random', () => {
  it('gives the same draws for the same seed, whatever its case', () => {
    const draw = (seed: string) => {
      const random = new Random(seedState(seed));
      return [random.uuid(), random.hex(5), random.below(10), ...random.bytes(3)];
    };
    expect(draw('AB12')).toEqual(draw('ab12'));
    expect(draw('ab12')).not.toEqual(draw('ab13'));
  });

  it('goes on from a kept state', () => {
    const first = new Random(seedState('1'));
    first.uuid();
    const kept = first.state();
    expect(new Random(kept).hex(32)).toBe(first.hex(32));
  });

  it('makes version 4 UUIDs', () => {
    const random = new Random(seedState('7'));
    for (let i = 0; i < 100; i++)
      expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
