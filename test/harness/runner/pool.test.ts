import { describe, expect, it } from 'vitest';
import { nextJob } from '../../../harness/runner/pool.ts';

describe('the next job of a process', () => {
  const waiting = ['keys', 'objects', 'volumes', 'objects'];

  it('is one of its own family, as long as there is one', () => {
    expect(nextJob(waiting, 'objects', new Set(['objects']))).toBe(1);
    expect(nextJob(waiting, 'volumes', new Set())).toBe(2);
  });

  it('is else of a family that no other process is at', () => {
    expect(nextJob(waiting, 'trails', new Set(['keys', 'objects']))).toBe(2);
    expect(nextJob(waiting, undefined, new Set(['keys', undefined]))).toBe(1);
  });

  it('is the first where others are at all families that are left', () => {
    expect(nextJob(['objects', 'keys'], 'trails', new Set(['keys', 'objects']))).toBe(0);
  });
});
