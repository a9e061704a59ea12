import { describe, expect, it } from 'vitest';
import { lifecyclesOf, mermaid } from '../../../harness/report/mermaid.ts';
import { aws } from '../../../model/aws.ts';
import { lifecycle } from '../../../model/lifecycle.ts';

describe('a Mermaid diagram', () => {
  it('shows states, arrows, beginning and ends; hyphens get a name that Mermaid can read', () => {
    const door = lifecycle({
      id: 'door',
      initial: 'wide-open',
      states: {
        'wide-open': { on: { SHUT: 'shut', SLAM: 'shut', BURN: 'gone' } },
        shut: { on: { OPEN: 'wide-open' } },
        gone: {},
      },
    });
    expect(mermaid(door).split('\n')).toEqual([
      'stateDiagram-v2',
      '  state "wide-open" as wide_open',
      '  [*] --> wide_open',
      '  wide_open --> shut: SHUT, SLAM',
      '  wide_open --> gone: BURN',
      '  shut --> wide_open: OPEN',
      '  gone --> [*]',
    ]);
  });

  it('exists for every lifecycle of the model, each once', () => {
    const ids = lifecyclesOf(aws).map(({ id }) => id);
    for (const id of ['key', 'grant', 'volume', 'attachment', 'snapshot', 'instance', 'object'])
      expect(ids.filter((one) => one === id)).toEqual([id]);
  });

  it.each(lifecyclesOf(aws).map((one) => [one.id, one] as const))('of %s names all its states', (_, one) => {
    const text = mermaid(one);
    for (const state of one.states) expect(text).toContain(state);
  });
});
