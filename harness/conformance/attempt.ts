/** Trying one behaviour: its plan played in a new session, each step judged by what the behaviour expects of it. */
import { durationMs } from '../../model/step.ts';
import type { Behaviour, Expectation } from '../../scenarios/conformance/index.ts';
import {
  type CallEntry,
  type Entry,
  isCall,
  type Planned,
  type PlannedCall,
  type PlannedValue,
} from '../../scenarios/contract.ts';
import { Player } from '../runner/play.ts';
import { resolve, UNRESOLVED } from '../runner/references.ts';
import { type Verdict, worse } from '../runner/results.ts';
import type { Session, Target } from '../targets/target.ts';
import { Unable } from '../targets/unable.ts';
import { Beginnings } from './alone.ts';
import { type Judgement, judge } from './judge.ts';
import { withKeyIds } from './keyIds.ts';
import { Preparations } from './preparations.ts';
import { type PlayedStep, reproduction } from './reproduce.ts';
import { Situations } from './situations.ts';
import { Stable } from './stable.ts';
import { judgeTraces, leavesTraces, TRACES, type Traced } from './traces.ts';

/** What became of a behaviour. */
export interface Attempted extends Judgement {
  /** Where it differs: the calls that show it. */
  readonly script?: string;
}

/** What the behaviours of a run hand on to each other. */
export class Shared {
  /** What cannot be brought about. */
  readonly preparations = new Preparations();
  /** What is there already. */
  readonly beginnings = new Beginnings();
  /** What was brought about, and can serve again. */
  readonly situations = new Situations<Situation>();
}

/** An attempt up to some step of its plan. */
interface Situation {
  readonly session: Session;
  readonly player: Player;
  readonly played: readonly PlayedStep[];
  readonly judgements: readonly Judgement[];
}

/** How to try it. */
export interface AttemptOptions {
  /** Says when to stop. */
  readonly signal?: AbortSignal;
  /** Default: the behaviour is tried alone. */
  readonly shared?: Shared;
}

/** Plays and judges one behaviour. What breaks on the way is an `error`, not a difference. */
export async function attempt(
  target: Target,
  seed: string,
  behaviour: Behaviour,
  { signal, shared = new Shared() }: AttemptOptions = {},
): Promise<Attempted> {
  const known = whyNot(target, behaviour) ?? shared.preparations.whyNot(behaviour);
  if (known !== undefined) return notTried(behaviour, known);
  try {
    const there = shared.situations.of(behaviour);
    return await new Attempt(behaviour, target, shared, there ?? (await begun(target, seed, behaviour, shared))).judged(
      signal,
    );
  } catch (error) {
    const { message } = error as Error;
    return error instanceof Unable
      ? notTried(behaviour, message)
      : { expected: expectedOf(behaviour), observed: String(message), verdict: 'error' };
  }
}

/** Why the target cannot play a plan to its end, where that is known before anything is made. */
function whyNot(target: Target, { plan }: Behaviour): string | undefined {
  for (const planned of plan) {
    const why = target.whyNot?.(planned);
    if (why !== undefined) return why;
  }
  return undefined;
}

async function begun(target: Target, seed: string, behaviour: Behaviour, { beginnings, situations }: Shared) {
  const beginning = beginnings.of(behaviour);
  if (!beginning.amidst) situations.forget();
  const session = await target.begin(seed, { ...beginning, needs: TRACES });
  return { session, player: new Player(session), played: [], judgements: [] };
}

const notTried = (behaviour: Behaviour, why: string): Attempted => ({
  expected: expectedOf(behaviour),
  observed: `not tried: ${why}`,
  verdict: 'skip',
});

/** What a behaviour expects, as far as it can be said before anything is made. */
export const expectedOf = ({ expect }: Behaviour): string =>
  Object.values(expect)
    .filter(({ given }) => !given)
    .map(({ answers }) => answers.join(' or '))
    .join('; ');

/** Between two looks at what a behaviour waits for, in milliseconds; longer where it may take hours. */
const pauseMs = (withinMs: number): number => Math.max(2_000, Math.ceil(withinMs / 200));

/** Where time is real and nobody can move it: the longest wait for a state, and the pause between two looks. */
const PATIENCE_MS = 5_000;
const POLL_MS = 100;
/** Where nothing changes for so long, and no state says that it is on its way, nothing will. */
const STILL_MS = 300;
const ON_ITS_WAY = /"(?:pending|shutting-down|(?!running|existing)[a-z-]*ing(?:-[a-z-]+)?)"/;

const isOnItsWay = ({ outcome }: CallEntry): boolean => outcome.ok && ON_ITS_WAY.test(JSON.stringify(outcome.output));

class Attempt {
  readonly #behaviour: Behaviour;
  readonly #target: Target;
  readonly #shared: Shared;
  readonly #session: Session;
  readonly #player: Player;
  readonly #judgements: Judgement[];
  readonly #played: PlayedStep[];
  /** It goes on from a situation that another behaviour left. */
  readonly #again: boolean;
  #traced: Traced | undefined;

  constructor(
    behaviour: Behaviour,
    target: Target,
    shared: Shared,
    { session, player, played, judgements }: Situation,
  ) {
    this.#behaviour = behaviour;
    this.#target = target;
    this.#shared = shared;
    this.#session = session;
    this.#player = player.fork();
    this.#judgements = [...judgements];
    this.#played = [...played];
    this.#again = played.length > 0;
  }

  async judged(signal: AbortSignal | undefined): Promise<Attempted> {
    const { plan } = this.#behaviour;
    let situation: Situation | undefined;
    for (let index = this.#played.length; index < plan.length; index++) {
      signal?.throwIfAborted();
      if (index === plan.length - 1) situation = this.#situation();
      const why = await this.#stepOrWhyNot(plan[index] as Planned, signal);
      if (why === undefined) continue;
      const told = new Stable(this.#player.registry).text(why);
      if (this.#judgements.length === 0) this.#shared.preparations.refused(plan.slice(0, index + 1), told);
      return notTried(this.#behaviour, told);
    }
    this.#judgeTraces();
    if (situation && this.#target.polled)
      this.#shared.situations.keep(this.#behaviour, situation, this.#played.at(-1)?.entry?.outcome, this.#again);
    const judgement = together(this.#judgements);
    const differs = judgement.verdict === 'fail' || judgement.verdict === 'assumed';
    return { ...this.#stable(judgement), ...(differs ? { script: this.#script() } : {}) };
  }

  #situation(): Situation {
    return {
      session: this.#session,
      player: this.#player.fork(),
      played: [...this.#played],
      judgements: [...this.#judgements],
    };
  }

  #stable({ expected, observed, verdict }: Judgement): Judgement {
    const stable = new Stable(this.#player.registry);
    return { expected: stable.text(expected), observed: stable.text(observed), verdict };
  }

  #script(): string {
    const played = this.#played.map((step) =>
      step.judgement ? { ...step, judgement: this.#stable(step.judgement) } : step,
    );
    return reproduction(this.#behaviour, played, this.#player.registry, this.#target);
  }

  /** Takes a step; gives the reason if the behaviour cannot be tried. */
  async #stepOrWhyNot(planned: Planned, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      return await this.#step(planned, signal);
    } catch (error) {
      if (error instanceof Unable) return error.message;
      throw error;
    }
  }

  async #step(planned: Planned, signal: AbortSignal | undefined): Promise<string | undefined> {
    const expectation = isCall(planned) && planned.name !== undefined && this.#behaviour.expect[planned.name];
    if (isCall(planned) && !(expectation && expectation.within !== undefined)) this.#judgeTraces();
    if (isCall(planned) && !expectation) return this.#prepare(planned);
    const entry = await this.#play(planned);
    const kept = this.#keep(planned, entry);
    if (!isCall(planned)) return undefined;
    const label = `${planned.service}:${planned.operation}`;
    if (entry?.type !== 'call' || !expectation) return `${label} refers to something that is not there`;
    const { judgement, from, last } = await this.#waitFor(planned, expectation, entry, signal);
    if (expectation.given)
      return judgement.verdict === 'pass'
        ? undefined
        : `${label} came to ${judgement.observed}, expected ${judgement.expected}`;
    this.#judgements.push(judgement);
    this.#played[this.#played.length - 1] = { ...kept, entry: last, judgement };
    // A call that differs itself leaves other traces, or none.
    if (judgement.verdict === 'pass' && leavesTraces(expectation)) this.#traced = { expectation, planned, from };
    return undefined;
  }

  /** Makes a call that only prepares: it must succeed. */
  async #prepare(planned: PlannedCall): Promise<string | undefined> {
    const entry = await this.#play(planned);
    this.#keep(planned, entry);
    const label = `${planned.service}:${planned.operation}`;
    if (entry?.type !== 'call') return `${label} refers to something that is not there`;
    if (entry.outcome.ok) return undefined;
    const byId = this.#target.preparesByKeyId ? withKeyIds(planned) : undefined;
    if (byId) {
      this.#played.pop();
      return this.#prepare(byId);
    }
    const { code, message } = entry.outcome.error;
    const why = `${label} was refused: ${code}${message ? ` "${message}"` : ''}`;
    this.#shared.preparations.answered(planned, entry.outcome.error, why);
    return why;
  }

  #keep(planned: Planned, entry: Entry | undefined): PlayedStep {
    const call = entry?.type === 'call' ? entry : undefined;
    const kept = { planned, entry: call, planIndex: entry?.planIndex ?? -1 };
    this.#played.push(kept);
    return kept;
  }

  /** The first entry that an item of the plan came to: of its call, or of the time that passed. */
  async #play(planned: Planned): Promise<Entry | undefined> {
    const entries: Entry[] = [];
    await this.#player.play([planned], (entry) => entries.push(entry));
    return entries[0];
  }

  async #waitFor(planned: PlannedCall, expectation: Expectation, first: CallEntry, signal?: AbortSignal) {
    const withinMs = expectation.within ? durationMs(expectation.within) : 0;
    const untilMs = this.#session.nowMs + (this.#target.polled ? Math.min(withinMs, PATIENCE_MS) : withinMs);
    let last = first;
    let judgement = this.#judge(expectation, first);
    let from = first.index;
    let stillMs = 0;
    const { polled, changesAtOnce } = this.#target;
    const isStill = () => polled && (changesAtOnce || stillMs >= STILL_MS) && !isOnItsWay(last);
    while (judgement.verdict !== 'pass' && this.#session.nowMs < untilMs && !isStill()) {
      signal?.throwIfAborted();
      await this.#pause(withinMs);
      from = this.#player.history.length;
      const again = await this.#play({ ...planned, wait: { seconds: 0 } });
      if (again?.type !== 'call') continue;
      const before = judgement.observed;
      last = again;
      judgement = this.#judge(expectation, again);
      stillMs = judgement.observed === before ? stillMs + POLL_MS : 0;
    }
    return { judgement, from, last };
  }

  async #pause(withinMs: number): Promise<void> {
    if (this.#target.polled) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    else await this.#player.play([{ elapse: { seconds: pauseMs(withinMs) / 1000 } }]);
  }

  #judge(expectation: Expectation, entry: Entry): Judgement {
    if (entry.type !== 'call') throw new Error('only calls are judged');
    return judge(expectation, this.#behaviour.grade, entry.outcome, this.#value);
  }

  readonly #value = (given: PlannedValue): unknown => {
    const resolved = resolve(given, { registry: this.#player.registry, nowMs: this.#session.nowMs });
    if (resolved === UNRESOLVED) throw new Unable('what is expected refers to something that no answer had');
    return resolved;
  };

  /** Compares what the last traced call left with what it should have left. */
  #judgeTraces(): void {
    const traced = this.#traced;
    if (!traced) return;
    this.#traced = undefined;
    const entries = this.#player.history.slice(traced.from);
    const { grade } = this.#behaviour;
    const { gives } = this.#target;
    this.#judgements.push(...judgeTraces(traced, entries, { grade, gives, value: this.#value }));
  }
}

/** Several judgements as one cell: the worst verdict, all texts in order. */
function together(judgements: readonly Judgement[]): Judgement {
  return {
    expected: judgements.map(({ expected }) => expected).join('; '),
    observed: judgements.map(({ observed }) => observed).join('; '),
    verdict: judgements.map(({ verdict }) => verdict).reduce<Verdict>(worse, 'pass'),
  };
}
