/** What stands under `/_keystate/`: the clock, the state, a new beginning, faults. Bucket names have no underscore. */
import { renderRecord } from '../../model/cloudtrail/record.ts';
import { serialise } from '../../model/serialise.ts';
import { isoTimeMs } from '../../model/time.ts';
import { declarations } from '../../scenarios/people.ts';
import { readSeed } from '../runner/seed.ts';
import { VERSION } from '../runner/version.ts';
import { parseDuration } from './durations.ts';
import { type Enclosed, enclose, bodyOf as enclosedBody } from './enclosed.ts';
import type { Arrival, Endpoint } from './endpoint.ts';
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

type Action = (endpoint: Endpoint, request: WireRequest, arrival: Arrival) => WireResponse | Promise<WireResponse>;

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
    const { world } = simulation;
    const records = [...world.trail.entries(fromOf(request, 'call'))].map(([, entry]) => renderRecord(world, entry));
    return json(200, { ...present(simulation), records });
  },
  'GET events': ({ simulation }, request) => {
    simulation.catchUp();
    return json(200, { ...present(simulation), ...simulation.eventsFrom(fromOf(request, 'event')) });
  },
  'POST peek': async (endpoint, request, arrival) => {
    const { requests } = bodyOf(request);
    if (!Array.isArray(requests)) throw new Mistake(`"requests" must be a list; got ${shown(requests)}`);
    const answers: Enclosed<WireResponse>[] = [];
    for (const { method, path, query, headers, ...body } of requests.map(readRequest)) {
      const one = { method, path, query, headers, body: enclosedBody(body) };
      answers.push(enclose(await peek(endpoint, one, arrival)));
    }
    return json(200, JSON.stringify({ ...present(endpoint.simulation), answers }));
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

/** Answers a request as if it were made: one of AWS's, or one of the control path that asks and changes nothing. */
function peek(endpoint: Endpoint, request: WireRequest, arrival: Arrival): WireResponse | Promise<WireResponse> {
  if (!request.path.startsWith(CONTROL_PREFIX)) return endpoint.answer(request, { ...arrival, peek: true });
  if (request.method !== 'GET') throw new Mistake(`${request.method} ${request.path} does not only look`);
  return control(endpoint, request, arrival);
}

/** Answers a request under the control path. Never throws for a mistake of the client. */
export function control(
  endpoint: Endpoint,
  request: WireRequest,
  arrival: Arrival,
): WireResponse | Promise<WireResponse> {
  const what = request.path.slice(CONTROL_PREFIX.length) || 'openapi.json';
  const action = ACTIONS[`${request.method} ${what}`];
  if (!action) {
    const known = Object.keys(ACTIONS).filter((name) => name.endsWith(` ${what}`));
    return known.length > 0
      ? mistake(405, `${what} takes ${known.map((name) => name.split(' ')[0]).join(' and ')}`)
      : mistake(404, `there is no ${what} here; ${CONTROL_PREFIX}openapi.json tells what there is`);
  }
  const told = (error: unknown): WireResponse => {
    if (error instanceof Mistake) return mistake(400, error.message);
    throw error;
  };
  try {
    const answered = action(endpoint, request, arrival);
    return answered instanceof Promise ? answered.catch(told) : answered;
  } catch (error) {
    return told(error);
  }
}

/** The number from which on a list is wanted. */
function fromOf({ query }: WireRequest, what: string): number {
  const from = new URLSearchParams(query).get('from') ?? '0';
  if (!/^\d{1,15}$/.test(from)) throw new Mistake(`"from" must be the number of the first ${what}; got ${shown(from)}`);
  return Number(from);
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

function readRequest(given: unknown): Enclosed<WireRequest> {
  const { method, path, query = '', headers = {}, body, base64 } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const isText = [method, path, query, body ?? '', base64 ?? ''].every((part) => typeof part === 'string');
  const isHeaders =
    typeof headers === 'object' && headers !== null && Object.values(headers).every((one) => typeof one === 'string');
  if (!isText || !isHeaders || !String(path).startsWith('/'))
    throw new Mistake(
      `a request has a "method", a "path" that begins with a slash, "query", "headers" and "body" or "base64", all of them text; got ${shown(given)}`,
    );
  return { method, path, query, headers, body, base64 } as Enclosed<WireRequest>;
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
