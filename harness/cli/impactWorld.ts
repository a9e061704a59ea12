/** Where the world of `keystate impact` comes from: a lab, a replay file, a stored world, a server. */
import type { Rules } from '../../model/rules.ts';
import { deserialise } from '../../model/serialise.ts';
import { genesis, type World } from '../../model/world.ts';
import { brokenWorlds, labs } from '../../scenarios/index.ts';
import { awsInNode } from '../crypto/awsInNode.ts';
import { PlanFileError } from '../runner/planJson.ts';
import { Player } from '../runner/play.ts';
import { type Replay, readReplay } from '../runner/replayFile.ts';
import { rulesOf } from '../runner/suite.ts';
import { simulator } from '../targets/simulator.ts';
import { readText } from './files.ts';
import { UsageError } from './io.ts';
import { nearest } from './nearest.ts';

/** A world, what to call it, and the rules it lives by. */
export interface NamedWorld {
  readonly world: World;
  readonly name: string;
  readonly rules: Rules;
}

/** Which world is meant. */
export interface WorldChoice {
  /** A file or the URL of a server. */
  readonly source?: string;
  readonly lab?: string;
  readonly step?: number;
  readonly seed: string;
}

/** The world that is meant, or a UsageError. */
export async function worldOf({ source, lab, step, seed }: WorldChoice): Promise<NamedWorld> {
  if (source !== undefined && lab !== undefined) throw new UsageError('give a world or --lab, not both');
  if (step !== undefined && lab === undefined) throw new UsageError('--step counts the steps of a lab: add --lab');
  if (lab !== undefined) return worldOfLab(lab, step, seed);
  if (source === undefined)
    throw new UsageError(
      'say which world: --lab with the name of a lab, a replay file, a stored world, or the URL of a running "keystate serve"',
    );
  return /^https?:\/\//.test(source) ? worldOfServer(source) : worldOfFile(source);
}

async function worldOfLab(name: string, step: number | undefined, seed: string): Promise<NamedWorld> {
  const lab = labs.find(({ id }) => id === name.replace(/^lab\//, ''));
  if (!lab) {
    const near = nearest(
      name,
      labs.map(({ id }) => id),
    );
    throw new UsageError(`there is no lab "${name}"; the nearest are ${near.join(', ')}`);
  }
  const last = lab.steps.length;
  const until = step ?? last;
  if (until > last) throw new UsageError(`the lab ${lab.id} has ${last} steps; there is no step ${until}`);
  const session = await simulator().begin(seed);
  const player = new Player(session);
  for (const { calls } of lab.steps.slice(0, until)) await player.play(calls);
  return { world: lastWorld(player), name: `the lab ${lab.id} after step ${until} of ${last}`, rules: awsInNode };
}

function lastWorld(player: Player): World {
  const world = player.history.at(-1)?.world?.after;
  if (!world) throw new UsageError('nothing is called there, so there is no world to look at');
  return world;
}

async function worldOfFile(file: string): Promise<NamedWorld> {
  const text = readText(file);
  if (/^\s*\{\s*"keystateWorld"/.test(text)) return { world: stored(text, file), name: file, rules: awsInNode };
  const read = replayOf(text, file);
  const rules = rulesOf(brokenWorlds, read.broken) ?? awsInNode;
  const session = await simulator({ genesis: read.options, rules }).begin(read.seed);
  const player = new Player(session);
  await player.play(read.calls);
  return { world: lastWorld(player), name: `${file} after its last call`, rules };
}

function replayOf(text: string, file: string): Replay {
  try {
    return readReplay(text);
  } catch (error) {
    if (!(error instanceof PlanFileError)) throw error;
    throw new UsageError(`${file} is neither a stored world nor a replay file: ${error.message}`);
  }
}

function stored(text: string, from: string): World {
  let world: World;
  try {
    world = deserialise(text);
  } catch (error) {
    throw new UsageError(`${from}: ${(error as Error).message}`);
  }
  const parts = Object.entries(genesis('0')).flatMap(([part, value]) => (value === undefined ? [] : [part]));
  const missing = parts.filter((part) => !Object.hasOwn(world, part));
  if (missing.length > 0)
    throw new UsageError(`${from}: the stored world is not whole: there is no ${missing.join(', ')}`);
  return world;
}

async function worldOfServer(url: string): Promise<NamedWorld> {
  const address = new URL('/_keystate/state', url);
  let response: Response;
  try {
    response = await fetch(address);
  } catch {
    throw new UsageError(`nobody answers at ${address.origin}; start one with "keystate serve"`);
  }
  if (!response.ok)
    throw new UsageError(`${address.href} answers ${response.status}; it must be the address of a "keystate serve"`);
  return {
    world: stored(await response.text(), address.href),
    name: `the server at ${address.origin}`,
    rules: awsInNode,
  };
}
