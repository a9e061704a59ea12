/**
 * Lifecycles: which states a thing can be in and what moves it on. Each is one XState machine without context, guards or
 * `after`, so it compiles exactly into a table of (state, event) -> state; the table is what the model runs on, the
 * machine is what is drawn and taught. `test/model/lifecycle.test.ts` proves the two equal.
 */
import { createMachine } from 'xstate';
import { ModelDefect } from './errors.ts';

/** What a lifecycle is declared from: every state, and for each event the state it leads to. */
export interface LifecycleDeclaration {
  /** The name in diagrams and events: `key`, `volume`, `instance`... */
  readonly id: string;
  readonly initial: string;
  readonly states: { readonly [state: string]: { readonly on?: { readonly [event: string]: string } } };
}

type StatesOf<D extends LifecycleDeclaration> = keyof D['states'] & string;
type EventsOf<State> = State extends { readonly on: infer On } ? keyof On & string : never;

/** A compiled lifecycle. */
export interface Lifecycle<S extends string = string, E extends string = string> {
  readonly id: string;
  readonly initial: S;
  readonly states: readonly S[];
  readonly events: readonly E[];
  readonly table: { readonly [K in S]: { readonly [Event in E]?: S } };
}

/**
 * Compiles a declaration. The XState machine of the same declaration is made on demand by `machineOf`. Throws a
 * ModelDefect, at load, if an arrow or the beginning names no state.
 */
export function lifecycle<const D extends LifecycleDeclaration>(
  declaration: D,
): Lifecycle<StatesOf<D>, EventsOf<D['states'][StatesOf<D>]>> {
  const states = Object.keys(declaration.states);
  const events = new Set<string>();
  const table: Record<string, Readonly<Record<string, string>>> = {};
  const mustExist = (state: string, of: string) => {
    if (!states.includes(state))
      throw new ModelDefect(`lifecycle ${declaration.id}: ${of} leads to ${state}, no state`);
  };
  mustExist(declaration.initial, 'the beginning');
  for (const state of states) {
    const on = declaration.states[state]!.on ?? {};
    for (const [event, to] of Object.entries(on)) {
      mustExist(to, `${event} from ${state}`);
      events.add(event);
    }
    table[state] = on;
  }
  const compiled: Lifecycle = { id: declaration.id, initial: declaration.initial, states, events: [...events], table };
  return compiled as unknown as Lifecycle<StatesOf<D>, EventsOf<D['states'][StatesOf<D>]>>;
}

/** The XState machine that says the same as the table. */
export function machineOf(compiled: Lifecycle) {
  const states: Record<string, { on: Record<string, string> }> = {};
  for (const state of compiled.states) states[state] = { on: { ...compiled.table[state] } as Record<string, string> };
  return createMachine({ id: compiled.id, initial: compiled.initial, states });
}

/** The state that `event` leads to from `state`, or undefined where the lifecycle has no such arrow. */
export function nextState<S extends string, E extends string>(
  compiled: Lifecycle<S, E>,
  state: S,
  event: E,
): S | undefined {
  return compiled.table[state]?.[event];
}

/** As `nextState`; an arrow that does not exist is a defect of the caller, which must have checked. */
export function mustMove<S extends string, E extends string>(compiled: Lifecycle<S, E>, state: S, event: E): S {
  const next = nextState(compiled, state, event);
  if (next === undefined) throw new ModelDefect(`lifecycle ${compiled.id}: no ${event} from ${state}`);
  return next;
}
