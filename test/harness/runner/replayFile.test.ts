import { describe, expect, it } from 'vitest';
import { type Replay, readReplay, writeReplay } from '../../../harness/runner/replayFile.ts';

const replay: Replay = {
  keystate: 1,
  seed: '5f3a',
  options: { region: 'eu-west-1' },
  scenario: 'invariant/planted',
  broken: 'some-world',
  calls: [
    { service: 'kms', operation: 'CreateKey', input: {}, name: 'key1', wait: { seconds: 3 } },
    {
      service: 'kms',
      operation: 'Encrypt',
      input: { KeyId: { $ref: 'key1.KeyMetadata.KeyId' }, Plaintext: new Uint8Array([0, 255, 7]) },
      caller: 'guest',
    },
    { elapse: { days: 7 } },
  ],
};

describe('a replay file', () => {
  it('reads back as it was written, bytes included', () => {
    expect(readReplay(writeReplay(replay))).toEqual(replay);
  });

  it('is JSON that people can read', () => {
    expect(writeReplay(replay)).toContain('"Plaintext": {\n          "$bytes": "AP8H"\n        }');
  });

  it.each([
    ['nothing', '', 'a replay file must be JSON; this one is not'],
    ['text', 'hello', 'a replay file must be JSON; this one is not'],
    ['a truncated file', writeReplay(replay).slice(0, 200), 'must be JSON; this one breaks off before its end'],
    ['a list', '[]', 'must be a JSON object'],
    [
      'another version',
      writeReplay({ ...replay, keystate: 2 as never }),
      '"keystate" must be 1, the version this program reads, not 2',
    ],
    ['no version', '{}', '"keystate" must be 1, the version this program reads, not nothing'],
    ['a seed that is no hex', writeReplay({ ...replay, seed: 'xyz' }), '"seed" must be hexadecimal digits, not "xyz"'],
    ['no calls', writeReplay({ ...replay, calls: 'none' as never }), '"calls" must be a list, not "none"'],
    [
      'a call without operation',
      writeReplay({ ...replay, calls: [{ service: 'kms' } as never] }),
      '"calls", item 1, must have',
    ],
    ['a negative wait', writeReplay({ ...replay, calls: [{ elapse: { ms: -1 } }] }), 'item 1, must have a duration'],
    ['bytes that are no base64', writeReplay(replay).replace('AP8H', '%%%'), '"$bytes" must be base64, not "%%%"'],
  ])('refuses %s in one line that says what was expected', (_, text, message) => {
    expect(() => readReplay(text)).toThrow(message);
    try {
      readReplay(text);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
