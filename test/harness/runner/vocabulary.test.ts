// What random runs draw from, held against the model: a call that the model does not know would test nothing.
import { describe, expect, it } from 'vitest';
import { choicesNeeded, drawCall } from '../../../harness/runner/draw.ts';
import { Player } from '../../../harness/runner/play.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { aws } from '../../../model/aws.ts';
import { publicImages } from '../../../model/ec2/images/publicImages.ts';
import { isCall } from '../../../scenarios/contract.ts';
import { people, REGION } from '../../../scenarios/people.ts';
import { bytes, maybe, number, oneOf, type Template, thing } from '../../../scenarios/vocabulary/draw.ts';
import { vocabulary } from '../../../scenarios/vocabulary/index.ts';
import { IMAGE_ID } from '../../../scenarios/vocabulary/places.ts';

describe('the vocabulary', () => {
  it('names only operations that the model has', () => {
    const unknown = vocabulary
      .flatMap((template) => ('operation' in template ? [`${template.service}:${template.operation}`] : []))
      .filter((name) => !(name in aws.operations));
    expect(unknown).toEqual([]);
  });

  it('launches an image that exists, whose root volume is not encrypted', () => {
    const image = publicImages(REGION).find(({ id }) => id === IMAGE_ID);
    expect(image).toMatchObject({ rootDeviceName: '/dev/xvda', architecture: 'x86_64' });
  });

  it('is made of calls by people that exist', async () => {
    const player = new Player(await simulator().begin('7'));
    const calls = Object.keys(people).map(
      (caller) => ({ service: 'kms', operation: 'ListKeys', input: {}, caller }) as const,
    );
    await player.play(calls);
    const codes = player.history.map(
      (entry) => entry.type === 'call' && (entry.outcome.ok || entry.outcome.error.code),
    );
    expect(codes).toEqual([true, true, true, 'AccessDeniedException', true]);
  });
});

const template: Template = {
  group: 'test',
  weight: 1,
  service: 'kms',
  operation: 'Encrypt',
  input: {
    KeyId: oneOf(thing('key', 'id'), 'alias/none'),
    Plaintext: bytes(1, 40),
    EncryptionContext: maybe({ a: 'b' }),
    Limit: number(3, 5),
    Blob: thing('ciphertext', 'blob'),
    Context: thing('ciphertext', 'context'),
  },
  wait: [{ seconds: 1 }, {}],
};
const inPlay = {
  templates: [template],
  people: [
    { name: 'admin', weight: 3 },
    { name: 'guest', weight: 1 },
  ],
};

describe('drawing a call', () => {
  it('takes the simplest of everything from a row of zeros', () => {
    expect(drawCall(inPlay, [])).toEqual({
      service: 'kms',
      operation: 'Encrypt',
      input: {
        KeyId: { $any: 'key', n: 0, give: 'id' },
        Plaintext: new TextEncoder().encode('p'),
        Limit: 3,
        Blob: { $any: 'ciphertext', n: 0, give: 'blob' },
        Context: { $any: 'ciphertext', n: 0, give: 'context' },
      },
      wait: { seconds: 1 },
    });
  });

  it('gives one thing for all facets that a call asks of it', () => {
    for (let choice = 0; choice < 40; choice++) {
      const drawn = drawCall(inPlay, Array(20).fill(choice * 7));
      const { Blob, Context } = isCall(drawn) ? drawn.input : {};
      if (Blob && Context) expect(Context).toMatchObject({ n: (Blob as unknown as { n: number }).n });
    }
  });

  it('needs no more integers than it says', () => {
    const width = choicesNeeded([template]);
    const row = Array.from({ length: 60 }, (_, index) => index * 31 + 7);
    expect(drawCall(inPlay, row.slice(0, width))).toEqual(drawCall(inPlay, row));
  });
});
