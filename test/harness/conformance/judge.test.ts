import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { difference } from '../../../harness/conformance/compare.ts';
import { judge } from '../../../harness/conformance/judge.ts';
import type { Outcome } from '../../../model/call.ts';

const ok = (output: object = {}): Outcome => ({ ok: true, output: output as Record<string, unknown>, call: 1 });
const refused = (code: string, message?: string, status = 400): Outcome => ({
  ok: false,
  error: { code, status, ...(message === undefined ? {} : { message }) },
  call: 1,
});
const same = (value: unknown) => value;

describe('judging an answer', () => {
  const disabled = { answers: ['DisabledException'], status: 400, message: 'key is disabled.' };

  it.each([
    ['the same code and text', refused('DisabledException', 'key is disabled.'), 'pass'],
    ['another text', refused('DisabledException', 'key is off.'), 'fail'],
    ['another code', refused('KMSInvalidStateException', 'key is disabled.'), 'fail'],
    ['another status', refused('DisabledException', 'key is disabled.', 403), 'fail'],
    ['a success', ok(), 'fail'],
  ] as const)('%s', (_, outcome, verdict) => {
    expect(judge(disabled, 'documented', outcome, same).verdict).toBe(verdict);
  });

  it('is a question where AWS is only assumed to answer so', () => {
    expect(judge(disabled, 'assumed', ok(), same)).toEqual({
      expected: 'DisabledException "key is disabled."',
      observed: 'ok',
      verdict: 'assumed',
    });
  });

  it('is a question where only the words are assumed', () => {
    const words = { ...disabled, messageGrade: 'assumed' as const };
    expect(judge(words, 'documented', refused('DisabledException', 'off'), same).verdict).toBe('assumed');
    expect(judge(words, 'documented', ok(), same).verdict).toBe('fail');
  });

  it('accepts every answer of the list and looks at the words of the first only', () => {
    const either = { answers: ['KMSInvalidStateException', 'DisabledException'], message: 'pending deletion' };
    expect(judge(either, 'recorded', refused('DisabledException', 'whatever'), same).verdict).toBe('pass');
    expect(judge(either, 'recorded', refused('KMSInvalidStateException', 'whatever'), same).verdict).toBe('fail');
  });

  it('takes an empty message for none', () => {
    const silent = { answers: ['InvalidCiphertextException'], message: '' };
    expect(judge(silent, 'recorded', refused('InvalidCiphertextException'), same).verdict).toBe('pass');
    expect(judge(silent, 'recorded', refused('InvalidCiphertextException', 'no'), same).verdict).toBe('fail');
  });

  it('that is only to be valid may be anything but a refusal by constraints', () => {
    const valid = { answers: ['valid'] };
    expect(judge(valid, 'documented', refused('NotFoundException', 'gone'), same).verdict).toBe('pass');
    const text = '1 validation error detected: Value null at ...';
    expect(judge(valid, 'documented', refused('ValidationException', text), same).verdict).toBe('fail');
  });

  it('says where an output differs', () => {
    const expectation = { answers: ['ok'], output: { Key: { Enabled: true } } };
    expect(judge(expectation, 'recorded', ok({ Key: { Enabled: false } }), same)).toEqual({
      expected: 'ok',
      observed: 'ok, but Key.Enabled is false, expected true',
      verdict: 'fail',
    });
  });
});

describe('comparing outputs', () => {
  it.each([
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, $open: true }, { a: 1, b: 2 }, true],
    [{ a: { $is: 'bytes' } }, { a: new Uint8Array(1) }, true],
    [{ a: { $is: 'bytes' } }, { a: 'text' }, false],
    [{ a: { $is: 'text' } }, { a: 'text' }, true],
    [{ a: { $length: 2 } }, { a: new Uint8Array(2) }, true],
    [{ a: { $length: 2 } }, { a: [1] }, false],
    [{ a: { $like: '^[0-9]+$' } }, { a: '12' }, true],
    [{ a: { $like: '^[0-9]+$' } }, { a: 'x' }, false],
    [{ a: { $absent: true } }, {}, true],
    [{ a: { $absent: true } }, { a: 0 }, false],
    [{ a: { $contains: { b: 1, $open: true } } }, { a: [{ b: 2 }, { b: 1, c: 3 }] }, true],
    [{ a: { $without: { b: 1 } } }, { a: [{ b: 1 }] }, false],
    [{ a: { $sameJson: '{"x":1,"y":2}' } }, { a: '{ "y": 2, "x": 1 }' }, true],
    [{ a: { $sameJson: '{"x":1}' } }, { a: 'no json' }, false],
    [{ a: { $document: { x: 1, $open: true } } }, { a: '{"x":1,"y":2}' }, true],
    [{ a: { $document: { x: 1 } } }, { a: gzipSync('{"x":1}') }, true],
    [{ a: { $document: { x: 1 } } }, { a: gzipSync('{"x":2}') }, false],
    [{ a: { $document: {} } }, { a: 'no json' }, false],
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [new Uint8Array([1]), new Uint8Array([1]), true],
    [new Uint8Array([1]), new Uint8Array([2]), false],
  ])('%j against %j', (expected, observed, equal) => {
    expect(difference(expected, observed) === undefined).toBe(equal);
  });

  it('does not take a misspelt pattern for a value', () => {
    expect(() => difference({ $lenght: 3 }, 'abc')).toThrow('There is no pattern $lenght');
  });
});
