/** Helpers of invariants that decide much: what counts as a change, as a leak, as a key that nothing but its state can stop. */
import { describe, expect, it } from 'vitest';
import { genesis } from '../../model/world.ts';
import type { SeenKey } from '../../scenarios/contract.ts';
import { changes, isFreeFor, statementsOf } from '../../scenarios/invariants/looking.ts';
import { bytesIn } from '../../scenarios/invariants/secrecy.ts';
import { containsWindow } from '../../scenarios/invariants/windows.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('containsWindow', () => {
  it('finds 16 bytes in a row, wherever they stand', () => {
    const secret = bytes('0123456789abcdefXYZ');
    expect(containsWindow(bytes('....0123456789abcdef....'), secret)).toBe(true);
    expect(containsWindow(bytes('....3456789abcdefXYZ....'), secret)).toBe(true);
    for (let before = 0; before < 40; before++)
      expect(containsWindow(bytes(`${'.'.repeat(before)}3456789abcdefXYZ`), secret), `${before} before`).toBe(true);
  });

  it('does not take 15 bytes, or half a byte, for a leak', () => {
    expect(containsWindow(bytes('....0123456789abcde....'), bytes('0123456789abcdef'))).toBe(false);
    const shifted = new Uint8Array(40).map((_, index) => (index * 16) % 256);
    expect(containsWindow(shifted, new Uint8Array(16))).toBe(false);
    expect(containsWindow(bytes('short'), bytes('short'))).toBe(false);
  });
});

describe('bytesIn', () => {
  it('finds bytes in tables, lists and rows', () => {
    const world = genesis('7');
    const s3 = { ...world.s3, ownedKeys: world.s3.ownedKeys.set('us-east-1', bytes('one')) };
    expect([...bytesIn({ s3, more: [{ deep: bytes('two') }] })].map((found) => found.length)).toEqual([3, 3]);
  });
});

describe('changes', () => {
  it('tells what is new, what is different and what is gone, and nothing else', () => {
    const same = { state: 'a' };
    const before = new Map([
      ['same', same],
      ['equal', { state: 'b' }],
      ['other', { state: 'c' }],
      ['gone', { state: 'd' }],
    ]);
    const after = new Map([
      ['same', same],
      ['equal', { state: 'b' }],
      ['other', { state: 'x' }],
      ['new', { state: 'e' }],
    ]);
    expect([...changes(before, after)].map(({ id, was, is }) => [id, was?.state, is?.state])).toEqual([
      ['other', 'c', 'x'],
      ['new', undefined, 'e'],
      ['gone', 'd', undefined],
    ]);
  });
});

describe('isFreeFor', () => {
  const key = (policy: unknown): SeenKey => ({ account: '1', policy: JSON.stringify(policy) }) as SeenKey;
  const allow = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root' }, Action: 'kms:*' };

  it('holds for a policy that leaves all to the account', () => {
    expect(isFreeFor('1', key({ Statement: [allow] }))).toBe(true);
    expect(isFreeFor('1', key({ Statement: allow }))).toBe(true);
  });

  it('does not hold for another account, with any deny, with a condition, or without the account', () => {
    expect(isFreeFor('2', key({ Statement: [allow] }))).toBe(false);
    expect(isFreeFor('1', key({ Statement: [allow, { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt' }] }))).toBe(
      false,
    );
    expect(isFreeFor('1', key({ Statement: [{ ...allow, Condition: {} }] }))).toBe(false);
    expect(isFreeFor('1', key({ Statement: [] }))).toBe(false);
    expect(isFreeFor('1', undefined)).toBe(false);
  });

  it('reads no statements from what is no policy', () => {
    expect(statementsOf('{"Statement": ')).toEqual([]);
    expect(statementsOf(undefined)).toEqual([]);
  });
});
