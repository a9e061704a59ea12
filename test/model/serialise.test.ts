import { describe, expect, it } from 'vitest';
import { deserialise, serialise } from '../../model/serialise.ts';
import { genesis } from '../../model/world.ts';

describe('deserialise', () => {
  it('says what it expected of a text that is not JSON', () => {
    expect(() => deserialise('{"keystateWorld": 1, ')).toThrow(
      'a stored world is JSON; this text is not, or it is truncated',
    );
  });

  it('says which version it expected', () => {
    expect(() => deserialise('{"keystateWorld": 2, "world": {}}')).toThrow('has "keystateWorld": 1; this text has 2');
  });

  it('gives back what serialise wrote', () => {
    const text = serialise(genesis('abc'));
    expect(serialise(deserialise(text))).toBe(text);
  });
});
