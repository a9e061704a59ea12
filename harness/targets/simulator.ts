/** The built-in simulation as a target: in process, nothing asynchronous, one world from genesis on. */
import type { AnyCall } from '../../model/call.ts';
import { renderRecord } from '../../model/cloudtrail/record.ts';
import type { Rules } from '../../model/rules.ts';
import { type Duration, elapse, step } from '../../model/step.ts';
import type { WorldEvent } from '../../model/transaction.ts';
import { type GenesisOptions, genesis, type World, withSeed } from '../../model/world.ts';
import type { Need, Observation, SeenWorld, TrailRecord } from '../../scenarios/contract.ts';
import { declarations } from '../../scenarios/people.ts';
import { awsInNode } from '../crypto/awsInNode.ts';
import { fingerprint } from './fingerprint.ts';
import { observe } from './observe.ts';
import type { CallTaken, Session, StepTaken, Target } from './target.ts';

/** How the simulated world begins. */
export interface SimulatorOptions {
  /** Settings of the world; the people of the scenarios are always there. */
  readonly genesis?: GenesisOptions;
  /** What decides; a broken world brings its own. Default: `awsInNode`. */
  readonly rules?: Rules;
}

const GIVES: ReadonlySet<Need> = new Set(['world', 'records', 'ownRecords', 'events', 'rerun']);

/** A simulator. Each session is a world of its own. */
export function simulator(options: SimulatorOptions = {}): Target {
  const { principals = [], ...settings } = options.genesis ?? {};
  const newWorld = genesis('0', { ...settings, principals: [...declarations, ...principals] });
  return {
    name: 'simulator',
    gives: GIVES,
    begin: (seed) => new SimulatorSession(withSeed(newWorld, seed), options.rules),
  };
}

/** One world and its present. */
class SimulatorSession implements Session {
  readonly #rules: Rules;
  #world: World;

  constructor(world: World, rules: Rules = awsInNode) {
    this.#world = world;
    this.#rules = rules;
  }

  get region(): string {
    return this.#world.options.region;
  }

  get nowMs(): number {
    return this.#world.nowMs;
  }

  observe(): Observation {
    return observe(this.#world);
  }

  call(call: AnyCall): CallTaken {
    const before = this.#world;
    const { world, outcome, events } = step(before, call, this.#rules);
    this.#world = world;
    return Object.assign(new Taken(before, world, events), { outcome });
  }

  elapse(duration: Duration): StepTaken {
    const before = this.#world;
    const { world, events } = elapse(before, duration, this.#rules);
    this.#world = world;
    return new Taken(before, world, events);
  }

  fingerprint(): string {
    return fingerprint(this.#world);
  }

  fork(): Session {
    return new SimulatorSession(this.#world, this.#rules);
  }
}

/** A step of the simulation; records are rendered when somebody reads them. */
class Taken implements StepTaken {
  readonly world: SeenWorld;
  readonly events: readonly WorldEvent[];
  readonly after: Observation;
  #records: readonly TrailRecord[] | undefined;

  constructor(before: World, after: World, events: readonly WorldEvent[]) {
    this.world = { before, after, cipher: awsInNode.cipher };
    this.events = events;
    this.after = observe(after);
  }

  get records(): readonly TrailRecord[] {
    this.#records ??= recordsBetween(this.world.before, this.world.after);
    return this.#records;
  }
}

/** The records that a step left, in the order of the calls: a service's own calls follow the call they serve. */
function recordsBetween(before: World, after: World): readonly TrailRecord[] {
  const records: TrailRecord[] = [];
  for (const [, entry] of after.trail.entries(before.sequence))
    records.push(renderRecord(after, entry) as unknown as TrailRecord);
  return records;
}
