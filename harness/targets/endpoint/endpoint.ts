/**
 * An endpoint as a target: the AWS SDK makes the calls, at any URL; what can be seen is asked for by describe, list, get and
 * head calls. Endpoints are recognised, and each is begun anew and given time in its own way.
 */
import { REGION } from '../../../scenarios/people.ts';
import type { Target } from '../target.ts';
import { EngineError } from '../unable.ts';
import type { Backend } from './backend.ts';
import { type Cleaned, clean, type Owner } from './clean/clean.ts';
import { Clients } from './clients.ts';
import { ControlClient } from './control.ts';
import { DUMMY, emulatorBackend, ownerOf } from './emulator.ts';
import { headersOfWorld, keystateBackend } from './keystate.ts';
import { type Known, knownEndpoints } from './known.ts';
import { Looking } from './looking.ts';
import { Names } from './names.ts';
import { send } from './send.ts';
import { EndpointSession, type Watch } from './session.ts';

/** How an endpoint is used. */
export interface EndpointOptions {
  /** `http://127.0.0.1:4566`. */
  readonly url: string;
  /** Default: `everything`. */
  readonly watch?: Watch;
  /** Longest wait for an answer. Default: 20 seconds. */
  readonly timeoutMs?: number;
  /** Between two looks at things that are on their way. Default: 250 milliseconds. */
  readonly pollMs?: number;
  /** Longest real wait for things to come to rest. Default: 5 seconds. */
  readonly patienceMs?: number;
  /** A certificate to trust, as PEM. */
  readonly ca?: string;
  /** The world at a keystate server to run in, by its name; default: the one that all share. */
  readonly world?: string;
  /** Takes no notice of what it is, so that a server of ours can stand for one that nobody has heard of. */
  readonly unrecognised?: boolean;
}

/** A target that keeps connections open until it is closed. */
export interface EndpointTarget extends Target {
  /** Undefined: nobody has heard of it. */
  readonly known: Known | undefined;
  readonly close: () => void;
}

/** Each play makes hundreds of requests; other endpoints take longer for them, and fail more often. */
const SHRINK_PLAYS = 300;

/** An endpoint. Sessions share it one after the other, each from a new beginning. Throws EngineError where nobody answers. */
export async function endpoint(options: EndpointOptions): Promise<EndpointTarget> {
  const {
    url,
    watch = 'everything',
    timeoutMs = 20_000,
    pollMs = 250,
    patienceMs = 5_000,
    ca,
    world: worldName,
    unrecognised,
  } = options;
  const chosen = headersOfWorld(worldName);
  const control = new ControlClient(url, timeoutMs, ca, chosen);
  const known = unrecognised ? undefined : await recognise(control);
  const trust = ca === undefined ? {} : { ca };
  const looking = known?.name === 'keystate' ? new Looking(control) : undefined;
  const by = looking ? { lookingHandler: looking.handler } : {};
  const clients = new Clients({ url, timeoutMs, ...trust, ...by });
  let sessions = 0;
  const backend: Backend = looking
    ? keystateBackend(control, looking, chosen)
    : emulatorBackend(control, known, { pollMs, patienceMs, hasHistory: await hasHistory(clients, known) });
  return {
    name: `endpoint ${url} (${known?.name ?? 'unknown'})`,
    known,
    endpointUrl: url,
    ...(known?.preparesByKeyId ? { preparesByKeyId: true } : {}),
    ...(known?.changesAtOnce ? { changesAtOnce: true } : {}),
    ...(backend.whyNot ? { whyNot: backend.whyNot } : {}),
    gives: backend.gives,
    polled: !looking,
    sideBySide: looking !== undefined,
    shrinkPlays: looking ? SHRINK_PLAYS : 0,
    begin: async (seed, { amidst = false, apart = false, needs = backend.gives } = {}) => {
      if (!amidst || backend.beginsAlways) await backend.begin(seed);
      const world = needs.has('world') ? await backend.world?.() : undefined;
      const pairs = backend.pairs?.();
      const isolation = { names: new Names(`k${(++sessions).toString(36)}-`, pairs ?? []) };
      const own = (apart || pairs) && !backend.beginsAlways ? { isolation } : {};
      return new EndpointSession({ backend, clients, region: REGION, watch, needs, world, ...own });
    },
    close: () => {
      clients.close();
      control.close();
    },
  };
}

/** Removes what carries the tag of a run, or of any, from an endpoint that is not AWS. */
export async function cleanUrl(url: string, region: string, run?: string): Promise<Cleaned> {
  const clients = new Clients({ url, timeoutMs: 20_000 });
  const owner: Owner = (service, operation, input) =>
    send(clients, { service, operation, input, region, caller: { principal: '' } }, { credentials: DUMMY });
  try {
    return await clean([owner], { patienceMs: 30_000, pollMs: 500, ...(run === undefined ? {} : { run }) });
  } finally {
    clients.close();
  }
}

/** Whether CloudTrail's event history answers there. Emulators that do not know the call say so in ways of their own. */
async function hasHistory(clients: Clients, known: Known | undefined): Promise<boolean> {
  const call = {
    service: 'cloudtrail',
    operation: 'LookupEvents',
    input: { MaxResults: 1 },
    region: REGION,
    caller: { principal: '' },
  } as const;
  try {
    const told = await send(clients, call, { credentials: ownerOf(known) });
    return told.ok && Array.isArray(told.output.Events);
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/** Which of the known endpoints answers; undefined for another. */
async function recognise(control: ControlClient): Promise<Known | undefined> {
  for (const known of knownEndpoints) {
    const { status, text } = await control.ask('GET', known.probe.path);
    if (status === 200 && known.probe.says.test(text)) return known;
  }
  return undefined;
}
