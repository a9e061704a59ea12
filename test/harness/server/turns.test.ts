import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Pending, Turns } from '../../../harness/server/turns.ts';

/** Requests that write down what is done with them. */
function recorder() {
  const told: string[] = [];
  const request = (name: string, answer: () => string | Promise<string>): Pending<string> => ({
    answer: () => {
      told.push(`answer ${name}`);
      return answer();
    },
    send: (answered) => {
      if (answered === 'unsendable') throw new Error('gone away');
      told.push(`send ${answered}`);
    },
    fail: () => told.push(`fail ${name}`),
  });
  return { told, request };
}

describe('Turns', () => {
  it('answers all that came in a turn before it sends the first answer, both in the order of arrival', async () => {
    const { told, request } = recorder();
    const turns = new Turns<string>();
    for (const name of ['a', 'b', 'c']) turns.add(request(name, () => name));
    expect(told).toEqual([]);
    await nextTurn();
    expect(told).toEqual(['answer a', 'answer b', 'answer c', 'send a', 'send b', 'send c']);
  });

  it('answers each request once, those of a later turn as well', async () => {
    const { told, request } = recorder();
    const turns = new Turns<string>();
    turns.add(request('a', () => 'a'));
    await nextTurn();
    turns.add(request('b', () => 'b'));
    await nextTurn();
    expect(told).toEqual(['answer a', 'send a', 'answer b', 'send b']);
  });

  it('fails alone: neither a request without an answer nor a client that has gone holds up the others', async () => {
    const { told, request } = recorder();
    const turns = new Turns<string>();
    turns.add(
      request('broken', () => {
        throw new Error('a defect');
      }),
    );
    turns.add(request('gone', () => 'unsendable'));
    turns.add(request('well', () => 'well'));
    await nextTurn();
    expect(told).toEqual(['answer broken', 'fail broken', 'answer gone', 'answer well', 'fail gone', 'send well']);
  });

  it('sends a promised answer when it comes, without holding up the others, and fails where the promise is broken', async () => {
    const { told, request } = recorder();
    const turns = new Turns<string>();
    turns.add(request('later', () => nextTurn('later')));
    turns.add(request('never', () => Promise.reject(new Error('a defect'))));
    turns.add(request('now', () => 'now'));
    await nextTurn();
    expect(told).toContain('send now');
    expect(told).not.toContain('send later');
    await nextTurn();
    await nextTurn();
    expect(told).toContain('send later');
    expect(told).toContain('fail never');
  });
});
