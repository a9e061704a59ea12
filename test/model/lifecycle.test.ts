import { describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { aws } from '../../model/aws.ts';
import { ModelDefect } from '../../model/errors.ts';
import { type Lifecycle, lifecycle, machineOf, nextState } from '../../model/lifecycle.ts';

/** Every lifecycle that the rules hold, wherever it stands in them. */
function lifecyclesOf(value: unknown, found = new Map<string, Lifecycle>()): Map<string, Lifecycle> {
  if (typeof value !== 'object' || value === null) return found;
  const candidate = value as Partial<Lifecycle>;
  if (candidate.id && candidate.table && candidate.states && candidate.events)
    found.set(candidate.id, value as Lifecycle);
  else for (const member of Object.values(value)) lifecyclesOf(member, found);
  return found;
}

const { operations: _, handlers: __, ...parts } = aws;
const all = lifecyclesOf(parts);

describe('the compiled table of a lifecycle', () => {
  it('is found for keys, grants, volumes, attachments, snapshots, instances and objects', () => {
    expect([...all.keys()]).toEqual(
      expect.arrayContaining(['key', 'grant', 'volume', 'attachment', 'snapshot', 'instance']),
    );
  });

  for (const [id, compiled] of all) {
    it(`of ${id} says what its XState machine says, for every state and event`, () => {
      const machine = machineOf(compiled);
      expect(initialTransition(machine)[0].value).toBe(compiled.initial);
      for (const state of compiled.states) {
        for (const event of compiled.events) {
          const snapshot = machine.resolveState({ value: state });
          const [next] = transition(machine, snapshot, { type: event });
          expect(`${state} ${event} ${nextState(compiled, state, event) ?? state}`).toBe(
            `${state} ${event} ${next.value}`,
          );
        }
      }
    });
  }

  it('refuses an arrow that leads to no state', () => {
    expect(() => lifecycle({ id: 'x', initial: 'A', states: { A: { on: { GO: 'B' } } } })).toThrow(ModelDefect);
  });
});
