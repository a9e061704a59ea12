/** What stands under `/_keystate/`: the clock, the state, a new beginning, faults. Bucket names have no underscore. */
import { renderRecord } from '../../model/cloudtrail/record.ts';
import { serialise } from '../../model/serialise.ts';
import { isoTimeMs } from '../../model/time.ts';
import { declarations } from '../../scenarios/people.ts';
import { readSeed } from '../runner/seed.ts';
import { VERSION } from '../runner/version.ts';
import { parseDuration } from './durations.ts';
import type { Endpoint } from './endpoint.ts';
import type { Fault } from './faults.ts';
import { openApi } from './openapi.ts';
import { textOf, type WireRequest, type WireResponse } from './protocols/message.ts';
import type { Beginning } from './simulation.ts';

/** Where the control path begins. */
export const CONTROL_PREFIX = '/_keystate/';

const json = (status: number, value: unknown): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`,
});

const mistake = (status: number, message: string): WireResponse => json(status, { error: message });

/**
 * The world that keystate's own scenarios begin with: their people in it, a virtual clock, AWS's own delays, and
 * X-Forwarded-Proto to say which calls came over TLS.
 */
const SCENARIOS: Beginning = { genesis: { principals: declarations }, clock: 'virtual' };

/** A request that is refused with a sentence for people. */
class Mistake extends Error {}

type Action = (endpoint: Endpoint, request: WireRequest) => WireResponse;

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET health': ({ simulation }) => {
    simulation.catchUp();
    return json(200, { status: 'ok', version: VERSION, ...present(simulation) });
  },
  'GET state': ({ simulation }) => {
    simulation.catchUp();
    return json(200, serialise(simulation.world));
  },
  'GET clock': ({ simulation }) => {
    simulation.catchUp();
    return json(200, present(simulation));
  },
  'POST clock': ({ simulation }, request) => {
    const { advance } = bodyOf(request);
    const duration = typeof advance === 'string' ? parseDuration(advance) : undefined;
    if (!duration)
      throw new Mistake(`"advance" must be an ISO 8601 duration such as "P8D" or "PT30M"; got ${shown(advance)}`);
    simulation.elapse(duration);
    return json(200, present(simulation));
  },
  'POST reset': (endpoint, request) => {
    const { seed, world = 'served' } = bodyOf(request);
    const read = seed === undefined ? endpoint.simulation.seed : typeof seed === 'string' ? readSeed(seed) : undefined;
    if (read === undefined) throw new Mistake(`"seed" must be hexadecimal digits; got ${shown(seed)}`);
    if (world !== 'served' && world !== 'scenarios')
      throw new Mistake(`"world" must be "served" or "scenarios"; got ${shown(world)}`);
    endpoint.simulation.reset(read, world === 'scenarios' ? SCENARIOS : undefined);
    endpoint.trustsProxy = world === 'scenarios';
    endpoint.faults.set([]);
    return json(200, present(endpoint.simulation));
  },
  'GET trail': ({ simulation }, request) => {
    simulation.catchUp();
    const after = new URLSearchParams(request.query).get('from') ?? '0';
    if (!/^\d{1,15}$/.test(after)) throw new Mistake(`"from" must be the number of a call; got ${shown(after)}`);
    const { world } = simulation;
    const records = [...world.trail.entries(Number(after))].map(([, entry]) => renderRecord(world, entry));
    return json(200, { ...present(simulation), records });
  },
  'GET faults': ({ faults }) => json(200, { faults: faults.waiting }),
  'POST faults': ({ faults }, request) => {
    const { faults: given } = bodyOf(request);
    if (!Array.isArray(given)) throw new Mistake(`"faults" must be a list; got ${shown(given)}`);
    faults.set(given.map(readFault));
    return json(200, { faults: faults.waiting });
  },
  'GET openapi.json': () => json(200, openApi),
};

/** Answers a request under the control path. Never throws for a mistake of the client. */
export function control(endpoint: Endpoint, request: WireRequest): WireResponse {
  const what = request.path.slice(CONTROL_PREFIX.length) || 'openapi.json';
  const action = ACTIONS[`${request.method} ${what}`];
  if (!action) {
    const known = Object.keys(ACTIONS).filter((name) => name.endsWith(` ${what}`));
    return known.length > 0
      ? mistake(405, `${what} takes ${known.map((name) => name.split(' ')[0]).join(' and ')}`)
      : mistake(404, `there is no ${what} here; ${CONTROL_PREFIX}openapi.json tells what there is`);
  }
  try {
    return action(endpoint, request);
  } catch (error) {
    if (error instanceof Mistake) return mistake(400, error.message);
    throw error;
  }
}

const present = ({ seed, world }: Endpoint['simulation']) => ({
  seed,
  time: isoTimeMs(world.nowMs),
  calls: world.sequence - 1,
});

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100));

function bodyOf({ body }: WireRequest): Readonly<Record<string, unknown>> {
  const text = textOf(body);
  if (text === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? '');
  } catch {
    throw new Mistake('the body must be JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Mistake('the body must be a JSON object');
  return parsed as Readonly<Record<string, unknown>>;
}

function readFault(given: unknown): Fault {
  const fault = (given ?? {}) as Readonly<Record<string, unknown>>;
  const { code, status = 400, count = 1 } = fault;
  if (typeof code !== 'string' || code === '') throw new Mistake(`a fault needs a "code"; got ${shown(given)}`);
  if (!Number.isInteger(status) || (status as number) < 400 || (status as number) > 599)
    throw new Mistake(`"status" must be an HTTP status from 400 to 599; got ${shown(status)}`);
  if (!Number.isInteger(count) || (count as number) < 1)
    throw new Mistake(`"count" must be a whole number from 1; got ${shown(count)}`);
  const text = (name: string) => {
    const value = fault[name];
    if (value !== undefined && typeof value !== 'string')
      throw new Mistake(`"${name}" must be text; got ${shown(value)}`);
    return value === undefined ? {} : { [name]: value };
  };
  return {
    code,
    status: status as number,
    count: count as number,
    ...text('service'),
    ...text('operation'),
    ...text('message'),
  };
}
