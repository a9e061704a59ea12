import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileShape } from '../../../model/validation/constraints.ts';
import type { Constraint } from '../../../model/validation/shape.ts';
import * as shape from '../../../model/validation/shape.ts';

const found = (constraint: Constraint, value: unknown) =>
  compileShape({ Member: constraint })({ Member: value }).map(({ kind }) => kind);

describe('the type of a value', () => {
  it.each([
    ['string', 'a', 1],
    ['blob', new Uint8Array(1), 'AA=='],
    ['boolean', false, 'true'],
    ['integer', 3, 3.5],
    ['long', 3, '3'],
    ['timestamp', 1.5, '2024-01-01'],
    ['list', [], {}],
    ['map', { a: 'b' }, { a: 1 }],
    ['structure', {}, []],
  ] as const)('%s is told from what it is not', (type, good, bad) => {
    expect(found({ type }, good)).toEqual([]);
    expect(found({ type }, bad)).toEqual(['type']);
  });

  it('hides every other violation of the same value', () => {
    expect(found(shape.required(shape.textOf(5, 9, '[a-z]+')), 7)).toEqual(['type']);
  });
});

describe('bounds', () => {
  const bounds = fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 })).map(([min, more]) => ({ min, max: min + more }));
  const makers = {
    integer: (size: number) => size,
    string: (size: number) => 'é'.repeat(size),
    blob: (size: number) => new Uint8Array(size),
    list: (size: number) => Array.from({ length: size }, () => 'a'),
    map: (size: number) => Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, 'v'])),
  };

  it.each(Object.entries(makers))('of a %s: nothing inside, exactly one violation just past', (type, make) => {
    fc.assert(
      fc.property(bounds, fc.nat(), ({ min, max }, at) => {
        const constraint = { type, min, max } as Constraint;
        expect(found(constraint, make(min + (at % (max - min + 1))))).toEqual([]);
        expect(found(constraint, make(max + 1))).toEqual(['max']);
        if (min > 0) expect(found(constraint, make(min - 1))).toEqual(['min']);
      }),
      { seed: 20240501, numRuns: 200 },
    );
  });

  it('count characters, not the halves of a pair', () => {
    expect(found(shape.textOf(2, 2), '🔑🔑')).toEqual([]);
    expect(found(shape.textOf(2, 2), '🔑')).toEqual(['min']);
  });

  it('hold for sets and patterns as a whole', () => {
    expect(found(shape.oneOf('A B'), 'B')).toEqual([]);
    expect(found(shape.oneOf('A B'), 'AB')).toEqual(['enum']);
    expect(found(shape.textOf(1, 9, '[a-z]+'), 'abc1')).toEqual(['pattern']);
    expect(found(shape.textOf(1, 9, 'a|b'), 'ab')).toEqual(['pattern']);
  });

  it('report length before pattern', () => {
    expect(found(shape.textOf(1, 9, '[a-z]+'), '')).toEqual(['min', 'pattern']);
  });
});

describe('members', () => {
  const check = compileShape({
    First: shape.required(shape.text),
    'Tags[].TagKey': shape.required(shape.textOf(1, 3)),
    'Tags[].TagValue': shape.text,
    'Tokens[]': shape.textOf(1, 3),
    'Outer.Inner.Deep': shape.required(shape.integerOf(1, 2)),
  });

  it('that are missing or null are refused only where they are required', () => {
    expect(check({}).map(({ member, kind }) => [member, kind])).toEqual([['First', 'required']]);
    expect(check({ First: null, Tags: null }).map(({ member }) => member)).toEqual(['First']);
  });

  it('that the shape does not know are left alone', () => {
    expect(check({ First: 'a', Other: 1 })).toEqual([]);
  });

  it('are checked in elements and structures, with a path that says where', () => {
    const violations = check({
      First: 'a',
      Tags: [{ TagKey: 'ok' }, { TagKey: 'long' }, {}],
      Tokens: ['', 'a'],
      Outer: { Inner: { Deep: 3 } },
    });
    expect(violations.map(({ path, member, kind }) => `${path.join('.')} ${member} ${kind}`)).toEqual([
      'Tags.1.TagKey Tags[].TagKey max',
      'Tags.2.TagKey Tags[].TagKey required',
      'Tokens.0 Tokens[] min',
      'Outer.Inner.Deep Outer.Inner.Deep max',
    ]);
  });

  it('that must be structures are told from other values', () => {
    expect(check({ First: 'a', Outer: { Inner: 'x' }, Tags: ['x'] }).map(({ path }) => path.join('.'))).toEqual([
      'Tags.0',
      'Outer.Inner',
    ]);
  });

  it('are reported in the order of the shape, not of the input', () => {
    const both = compileShape({ A: shape.integerOf(1), B: shape.integerOf(1) });
    expect(both({ B: 0, A: 0 }).map(({ member }) => member)).toEqual(['A', 'B']);
  });
});
