/**
 * Lifecycles: which states a thing can be in and what moves it on. Each is one XState machine without context, guards or
 * `after`, so it compiles exactly into a table of (state, event) -> state; the table is what the model runs on, the
 * machine is what is drawn and taught. `test/model/lifecycle.test.ts` proves the two equal.
 */
import { createMachine } from 'xstate';
import { ModelDefect } from './errors.ts';

/** What a lifecycle is declared from: every state, and for each event the state it leads to. */
export interface LifecycleDeclaration<S extends string, E extends string> {
  /** The name in diagrams and events: `key`, `volume`, `instance`... */
  readonly id: string;
  readonly initial: S;
  readonly states: { readonly [K in S]: { readonly on?: { readonly [Event in E]?: S } } };
}

/** A compiled lifecycle. */
export interface Lifecycle<S extends string = string, E extends string = string> {
  readonly id: string;
  readonly initial: S;
  readonly states: readonly S[];
  readonly events: readonly E[];
  readonly table: { readonly [K in S]: { readonly [Event in E]?: S } };
}

/** Compiles a declaration. The XState machine of the same declaration is made on demand by `machineOf`. */
export function lifecycle<const S extends string, const E extends string>(
  declaration: LifecycleDeclaration<S, E>,
): Lifecycle<S, E> {
  const states = Object.keys(declaration.states) as S[];
  const events = new Set<E>();
  const table = {} as { [K in S]: { [Event in E]?: S } };
  for (const state of states) {
    const on = (declaration.states[state].on ?? {}) as { [Event in E]?: S };
    for (const event of Object.keys(on) as E[]) events.add(event);
    table[state] = on;
  }
  return { id: declaration.id, initial: declaration.initial, states, events: [...events], table };
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
