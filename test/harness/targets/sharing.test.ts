/** Two readings of one world share what did not change. */
import { describe, expect, it } from 'vitest';
import { shared } from '../../../harness/targets/endpoint/sharing.ts';
import { deserialise, serialise } from '../../../model/serialise.ts';
import { step } from '../../../model/step.ts';
import { Table } from '../../../model/table.ts';
import { genesis, type World } from '../../../model/world.ts';

const again = (world: World): World => deserialise(serialise(world));
const caller = { principal: 'arn:aws:iam::123456789012:root' };
const call = (world: World, service: 'kms' | 's3', operation: string, input: Record<string, unknown>) => {
  const { world: after, outcome } = step(world, { service, operation, input, caller, region: 'us-east-1' });
  expect(outcome.ok).toBe(true);
  return after;
};

describe('a world that was read twice', () => {
  const before = call(genesis('7'), 'kms', 'CreateKey', {});

  it('is the same object where nothing changed', () => {
    const first = again(before);
    expect(shared(first, again(before))).toBe(first);
  });

  it('shares rows and services that did not change, and holds what did', () => {
    const after = call(before, 'kms', 'CreateKey', { Description: 'another' });
    const [first, second] = [again(before), again(after)];
    const both = shared(first, second);
    expect(serialise(both)).toBe(serialise(after));
    expect(both.kms).not.toBe(first.kms);
    expect(both.s3).toBe(first.s3);
    const [[arn, row]] = [...first.kms.keys.entries()] as [[string, object]];
    expect(both.kms.keys.get(arn)).toBe(row);
  });
});

it.each([
  ['a member more', { a: 1 }, { a: 1, b: 2 }],
  ['a member less', { a: 1, b: 2 }, { a: 1 }],
  ['an item more', [1], [1, 2]],
  ['an item less', [1, 2], [1]],
  ['other bytes', new Uint8Array([1]), new Uint8Array([2])],
  [
    'a row less',
    Table.of([
      ['a', 1],
      ['b', 2],
    ]),
    Table.of([['a', 1]]),
  ],
  ['another kind', { a: 1 }, [1]],
  ['nothing', { a: 1 }, null],
])('%s is seen', (_, before, now) => {
  expect(shared(before, now)).toEqual(now);
  expect(shared(before, now)).not.toBe(before);
});
