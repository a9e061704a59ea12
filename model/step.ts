/**
 * The one door. `step(world, call)` and `elapse(world, duration)` are the only two ways in which a world changes; both
 * are pure: same world, same call, same rules, same result to the byte.
 */
import { firstDue } from './agenda.ts';
import { aws } from './aws.ts';
import type { AnyCall, Outcome } from './call.ts';
import { ModelDefect } from './errors.ts';
import type { Rules } from './rules.ts';
import { Transaction, type WorldEvent } from './transaction.ts';
import { type World, worldWith } from './world.ts';

/** What a step came to. */
export interface StepResult {
  readonly world: World;
  readonly outcome: Outcome;
  readonly events: readonly WorldEvent[];
}

/** Makes one call. Refusals are outcomes; only a defect of the model throws. */
export function step(world: World, call: AnyCall, rules: Rules = aws): StepResult {
  const transaction = new Transaction(world, rules);
  const outcome = transaction.perform(call);
  return { world: transaction.finish(), outcome, events: transaction.events };
}

/** A length of virtual time: the sum of its parts. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly ms?: number;
}

/** A duration in milliseconds. */
export function durationMs(duration: Duration): number {
  const { days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 } = duration;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms;
}

/** Lets time pass: everything that falls due meanwhile happens, in order of (time, sequence). */
export function elapse(
  world: World,
  duration: Duration,
  rules: Rules = aws,
): { readonly world: World; readonly events: readonly WorldEvent[] } {
  const lengthMs = durationMs(duration);
  if (!Number.isSafeInteger(lengthMs) || lengthMs < 0)
    throw new RangeError(`elapse: a duration must be whole milliseconds, not negative; got ${lengthMs}`);
  return elapseUntil(world, world.nowMs + lengthMs, rules);
}

/** Lets time pass up to a moment (milliseconds since 1970), which must not lie in the past. */
export function elapseUntil(
  world: World,
  untilMs: number,
  rules: Rules = aws,
): { readonly world: World; readonly events: readonly WorldEvent[] } {
  const events: WorldEvent[] = [];
  let current = world;
  for (let next = firstDue(current.agenda); next && next.due.atMs <= untilMs; next = firstDue(current.agenda)) {
    const { key, due } = next;
    const handler = rules.handlers[due.kind];
    if (!handler) throw new ModelDefect(`agenda: no handler for ${due.kind}`);
    const nowMs = Math.max(current.nowMs, due.atMs);
    const transaction = new Transaction(worldWith(current, { nowMs, agenda: current.agenda.delete(key) }), rules);
    handler(transaction, due.detail as never);
    current = transaction.finish();
    for (const event of transaction.events) events.push(event);
  }
  return { world: worldWith(current, { nowMs: Math.max(current.nowMs, untilMs) }), events };
}
