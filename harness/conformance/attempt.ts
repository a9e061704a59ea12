/** Trying one behaviour: its plan played in a new session, each step judged by what the behaviour expects of it. */
import { durationMs } from '../../model/step.ts';
import type { Behaviour, Expectation } from '../../scenarios/conformance/index.ts';
import {
  type Entry,
  isCall,
  type Planned,
  type PlannedCall,
  type PlannedValue,
  type TrailRecord,
} from '../../scenarios/contract.ts';
import { Player } from '../runner/play.ts';
import { resolve, UNRESOLVED } from '../runner/references.ts';
import { type Verdict, worse } from '../runner/results.ts';
import type { Session, Target } from '../targets/target.ts';
import { Unable } from '../targets/unable.ts';
import { difference } from './compare.ts';
import { doubted, type Judgement, judge } from './judge.ts';

/** Plays and judges one behaviour. What breaks on the way is an `error`, not a difference. */
export async function attempt(target: Target, seed: string, behaviour: Behaviour): Promise<Judgement> {
  try {
    return await new Attempt(behaviour, target, await target.begin(seed)).judged();
  } catch (error) {
    const { message } = error as Error;
    return error instanceof Unable
      ? { expected: expectedOf(behaviour), observed: `not tried: ${message}`, verdict: 'skip' }
      : { expected: expectedOf(behaviour), observed: String(message), verdict: 'error' };
  }
}

const expectedOf = ({ expect }: Behaviour): string =>
  Object.values(expect)
    .filter(({ given }) => !given)
    .map(({ answers }) => answers.join(' or '))
    .join('; ');

/** Between two looks at what a behaviour waits for, in milliseconds; longer where it may take hours. */
const pauseMs = (withinMs: number): number => Math.max(2_000, Math.ceil(withinMs / 200));

/** A judged step whose traces (records, notifications) are looked at once they are all there. */
interface Traced {
  readonly expectation: Expectation;
  readonly planned: PlannedCall;
  /** Position in the history of the call that was judged. */
  readonly from: number;
}

class Attempt {
  readonly #behaviour: Behaviour;
  readonly #target: Target;
  readonly #session: Session;
  readonly #player: Player;
  readonly #judgements: Judgement[] = [];
  #traced: Traced | undefined;

  constructor(behaviour: Behaviour, target: Target, session: Session) {
    this.#behaviour = behaviour;
    this.#target = target;
    this.#session = session;
    this.#player = new Player(session);
  }

  async judged(): Promise<Judgement> {
    for (const planned of this.#behaviour.plan) {
      const notTried = await this.#step(planned);
      if (notTried !== undefined) return this.#unreached(notTried);
    }
    this.#judgeTraces();
    return together(this.#judgements);
  }

  /** Takes a step; gives the reason if the behaviour cannot be tried. */
  async #step(planned: Planned): Promise<string | undefined> {
    const expectation = isCall(planned) && planned.name !== undefined && this.#behaviour.expect[planned.name];
    if (isCall(planned) && !(expectation && expectation.within !== undefined)) this.#judgeTraces();
    const entry = await this.#play(planned);
    if (!isCall(planned)) return undefined;
    const label = `${planned.service}:${planned.operation}`;
    if (entry?.type !== 'call') return `${label} refers to something that is not there`;
    if (!expectation) {
      if (entry.outcome.ok) return undefined;
      const { code, message } = entry.outcome.error;
      return `${label} was refused: ${code}${message ? ` "${message}"` : ''}`;
    }
    const { judgement, from } = await this.#waitFor(planned, expectation, entry);
    if (expectation.given)
      return judgement.verdict === 'pass'
        ? undefined
        : `${label} came to ${judgement.observed}, expected ${judgement.expected}`;
    this.#judgements.push(judgement);
    if (expectation.record || expectation.kmsRecords || expectation.notifications)
      this.#traced = { expectation, planned, from };
    return undefined;
  }

  /** The last entry of type call that an item of the plan came to, else its first. */
  async #play(planned: Planned): Promise<Entry | undefined> {
    const entries: Entry[] = [];
    await this.#player.play([planned], (entry) => entries.push(entry));
    return entries[0];
  }

  async #waitFor(planned: PlannedCall, expectation: Expectation, first: Entry) {
    const withinMs = expectation.within ? durationMs(expectation.within) : 0;
    const untilMs = this.#session.nowMs + withinMs;
    let judgement = this.#judge(expectation, first);
    let from = first.index;
    while (judgement.verdict !== 'pass' && this.#session.nowMs < untilMs) {
      await this.#player.play([{ elapse: { seconds: pauseMs(withinMs) / 1000 } }]);
      from = this.#player.history.length;
      const again = await this.#play({ ...planned, wait: { seconds: 0 } });
      if (again) judgement = this.#judge(expectation, again);
    }
    return { judgement, from };
  }

  #judge(expectation: Expectation, entry: Entry): Judgement {
    if (entry.type !== 'call') throw new Error('only calls are judged');
    return judge(expectation, this.#behaviour.grade, entry.outcome, this.#value);
  }

  readonly #value = (given: PlannedValue): unknown => {
    const resolved = resolve(given, { registry: this.#player.registry, nowMs: this.#session.nowMs });
    if (resolved === UNRESOLVED) throw new Error('an expected value refers to something that is not there');
    return resolved;
  };

  /** Compares what the last traced call left with what it should have left. */
  #judgeTraces(): void {
    const traced = this.#traced;
    if (!traced) return;
    this.#traced = undefined;
    const { expectation, planned, from } = traced;
    const entries = this.#player.history.slice(from);
    if (this.#target.gives.has('records')) {
      const records = entries.flatMap((entry) => entry.records);
      if (expectation.record) this.#compareOwn(planned, expectation.record, entries[0]?.records ?? []);
      if (expectation.kmsRecords) this.#compareKms(expectation.kmsRecords, records.filter(isMadeKmsCall));
    }
    if (expectation.notifications && this.#target.gives.has('world'))
      this.#compareNotifications(expectation.notifications, entries);
  }

  #compareOwn({ operation }: PlannedCall, wanted: PlannedValue, records: readonly TrailRecord[]): void {
    const own = records.find(({ eventName }) => eventName === operation);
    this.#note('its record', own ? difference(this.#open(wanted), own, 'the record') : 'the call left no record');
  }

  #compareKms(wanted: readonly PlannedValue[], records: readonly TrailRecord[]): void {
    const names = (list: readonly { readonly eventName?: unknown }[]) =>
      list.map(({ eventName }) => eventName).join(', ') || 'none';
    const patterns = wanted.map((pattern) => this.#open(pattern) as { eventName?: unknown });
    const expected = `KMS calls ${names(patterns)}`;
    const otherCalls = names(patterns) === names(records) ? undefined : `KMS calls are ${names(records)}`;
    const found = patterns.map((pattern, at) => difference(pattern, records[at], `${pattern.eventName}`));
    this.#note(expected, otherCalls ?? found.find(Boolean));
  }

  #compareNotifications(wanted: readonly PlannedValue[], entries: readonly Entry[]): void {
    const told = entries.flatMap(({ events }) => events.filter(({ type }) => type === 'notification'));
    for (const pattern of wanted) {
      const expected = this.#open(pattern);
      const found = told.some((event) => difference(expected, event) === undefined);
      this.#note('a notification', found ? undefined : `EventBridge was not told ${JSON.stringify(expected)}`);
    }
  }

  /** Adds a judgement of what a call left: as expected, or the difference. */
  #note(expected: string, different: string | undefined): void {
    const verdict = different === undefined ? 'pass' : doubted(this.#behaviour.grade);
    this.#judgements.push({ expected, observed: different ?? expected, verdict });
  }

  #open(pattern: PlannedValue): unknown {
    return { $open: true, ...(this.#value(pattern) as object) };
  }

  #unreached(why: string): Judgement {
    return { expected: expectedOf(this.#behaviour), observed: `not tried: ${why}`, verdict: 'skip' };
  }
}

const isMadeKmsCall = (record: TrailRecord): boolean =>
  record.eventSource === 'kms.amazonaws.com' && record.userIdentity?.invokedBy !== undefined;

/** Several judgements as one cell: the worst verdict, all texts in order. */
function together(judgements: readonly Judgement[]): Judgement {
  return {
    expected: judgements.map(({ expected }) => expected).join('; '),
    observed: judgements.map(({ observed }) => observed).join('; '),
    verdict: judgements.map(({ verdict }) => verdict).reduce<Verdict>(worse, 'pass'),
  };
}
