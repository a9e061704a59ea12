// Files with explorations of one's own.
import { describe, expect, it } from 'vitest';
import { readExploration, writeExploration } from '../../../harness/cli/explorationFile.ts';
import { explorations } from '../../../scenarios/index.ts';

const read = (value: unknown) => readExploration(typeof value === 'string' ? value : JSON.stringify(value), 'mine');
const create = { service: 'kms', operation: 'CreateKey', input: {}, name: 'key' };
const disable = { service: 'kms', operation: 'DisableKey', input: { KeyId: { $ref: 'key.KeyMetadata.KeyId' } } };
const mine = { keystate: 1, opening: [create], moves: [disable, { elapse: { days: 4 } }] };

describe('the file of an exploration', () => {
  it.each(explorations.map((one) => [one.id, one] as const))('reads back as it was written: %s', (_, exploration) => {
    expect(readExploration(writeExploration(exploration), 'another')).toEqual({ once: [], ...exploration });
  });

  it('need not say its name and who watches', () => {
    expect(read(mine)).toMatchObject({
      id: 'mine',
      title: 'mine',
      families: ['keys', 'access', 'calls', 'trail', 'secrecy'],
    });
  });

  it.each<[string, unknown, string]>([
    ['text', 'hello', 'an exploration must be JSON; this one is not'],
    [
      'half a file',
      JSON.stringify(mine).slice(0, 60),
      'an exploration must be JSON; this one breaks off before its end',
    ],
    ['a list', [], 'an exploration must be a JSON object'],
    [
      'no version',
      { ...mine, keystate: undefined },
      '"keystate" must be 1, the version this program reads, not nothing',
    ],
    ['a title that is none', { ...mine, title: 7 }, '"title" must be text, not 7'],
    [
      'an id that is a path',
      { ...mine, id: '../x' },
      '"id" must be letters, digits, dots and dashes, at most 100, not "../x"',
    ],
    ['nothing to begin with', { ...mine, opening: [] }, '"opening" must make what is there from the beginning'],
    ['moves that are no list', { ...mine, moves: disable }, '"moves" must be a list, not {"service"'],
    ['no moves', { ...mine, moves: [] }, '"moves" must say what can be done'],
    ['a family that there is not', { ...mine, families: ['kees'] }, 'there is no family "kees"; the nearest are keys,'],
    [
      'a call without input',
      { ...mine, moves: [{ ...disable, input: 1 }] },
      '"moves", item 1, must have an object "input"',
    ],
    [
      'an operation that there is not',
      { ...mine, opening: [{ ...create, operation: 'CreateKee' }] },
      '"opening", item 1, calls kms:CreateKee, which is not simulated; the nearest are kms:CreateKey,',
    ],
    [
      'a caller without a name',
      { ...mine, moves: [{ ...disable, caller: 'me' }] },
      'is by "me"; there are admin, root',
    ],
    ['a member that there is not', { ...mine, onec: [] }, 'there is no member "onec"; the nearest are once,'],
    [
      'a member of a call that there is not',
      { ...mine, moves: [{ ...disable, calller: 'guest' }] },
      'has "calller", which',
    ],
    ['a unit that there is not', { ...mine, moves: [{ elapse: { fortnights: 1 } }] }, 'must have a duration such as'],
    [
      'time and a call in one',
      { ...mine, moves: [{ ...disable, elapse: { days: 1 } }] },
      'has "elapse", which is none of',
    ],
    ['a list that is none', { ...mine, moves: [{ ...disable, length: 1 }] }, 'has "length", which is none of'],
    [
      'a caller without a principal',
      { ...mine, moves: [{ ...disable, caller: {} }] },
      'must have another "caller" than {}',
    ],
    [
      'a move that refers to any thing',
      { ...mine, moves: [{ ...disable, input: { KeyId: { $any: 'key', n: 0 } } }] },
      '"$any" is for the opening',
    ],
    [
      'a reference of no kind',
      { ...mine, moves: [{ ...disable, input: { KeyId: { $rref: 'k' } } }] },
      'is no reference; there',
    ],
    [
      'text that is no list',
      { ...mine, moves: [{ ...disable, input: { KeyId: { $text: 5 } } }] },
      'is no reference; there',
    ],
    ['an id that is too long', { ...mine, id: 'x'.repeat(101) }, 'at most 100, not "xxx'],
    [
      'something made once that the opening made',
      { ...mine, once: [create] },
      '"once", item 1, has the name of a call of',
    ],
    [
      'a name of a list used elsewhere',
      {
        ...mine,
        moves: [[{ ...create, name: 'own' }, disable], { ...disable, input: { KeyId: { $ref: 'own.KeyId' } } }],
      },
      'no call has the name "own"',
    ],
    [
      'a name inside a list and outside',
      { ...mine, moves: [[create, disable]] },
      '"key" stands inside a list and outside',
    ],
    ['a caller that is a number', { ...mine, moves: [{ ...disable, caller: 7 }] }, 'must have another "caller" than 7'],
    ['a name that is empty', { ...mine, moves: [{ ...disable, name: '' }] }, 'must have another "name" than ""'],
    ['an empty list', { ...mine, moves: [[]] }, '"moves", item 1, must not be empty'],
    ['a list within a list', { ...mine, opening: [[create]] }, '"opening", item 1, must be an object'],
    [
      'a bad call in a list',
      { ...mine, moves: [[disable, { service: 'kms' }]] },
      '"moves", item 1, must have "service"',
    ],
    [
      'a reference to no call',
      { ...mine, moves: [{ ...disable, input: { KeyId: { $ref: 'kee.KeyMetadata.KeyId' } } }] },
      'no call has the name "kee"; the nearest are key',
    ],
    ['something made once without a name', { ...mine, once: [disable] }, '"once", item 1, must have a "name"'],
  ])('refuses %s in one line', (_, value, message) => {
    let said = '';
    try {
      read(value);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toContain(message);
    expect(said).not.toContain('\n');
  });
});
