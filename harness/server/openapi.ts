/** The control path's description of itself: https://spec.openapis.org/oas/v3.1.0. */
import { VERSION } from '../runner/version.ts';

const content = (schema: object) => ({ 'application/json': { schema } });
const text = { type: 'string' };
const object = (properties: object, required: readonly string[] = []) => ({ type: 'object', properties, required });

const present = object(
  {
    seed: { ...text, description: 'hexadecimal digits' },
    time: { ...text, format: 'date-time', description: 'virtual time' },
    calls: { type: 'integer', description: 'calls made and things scheduled so far' },
  },
  ['seed', 'time', 'calls'],
);
const fault = object(
  {
    service: { ...text, description: 'e.g. kms; default: every service' },
    operation: { ...text, description: 'e.g. Encrypt; default: every operation' },
    code: { ...text, description: "AWS's code, e.g. ThrottlingException" },
    message: text,
    status: { type: 'integer', minimum: 400, maximum: 599, default: 400 },
    count: { type: 'integer', minimum: 1, default: 1 },
  },
  ['code'],
);
const faults = object({ faults: { type: 'array', items: fault } }, ['faults']);

/** A request or a response inside another. */
const enclosed = (first: object, required: readonly string[]) => ({
  type: 'array',
  items: object(
    {
      ...first,
      headers: { type: 'object', additionalProperties: text },
      body: { ...text, description: 'a body that is text' },
      base64: { ...text, description: 'a body that is none' },
    },
    required,
  ),
});

const mistake = { description: 'a mistake, told in a sentence', content: content(object({ error: text }, ['error'])) };
const done = (schema: object) => ({ '200': { description: 'done', content: content(schema) } });

/** An operation that takes nothing cannot be asked for wrongly. */
const asks = (summary: string, answer: object) => ({ summary, responses: done(answer) });
const takes = (summary: string, answer: object, body: object, required = true) => ({
  summary,
  responses: { ...done(answer), '400': mistake },
  requestBody: { required, content: content(body) },
});
const asksFrom = (summary: string, answer: object, first: string) => ({
  summary,
  responses: { ...done(answer), '400': mistake },
  parameters: [
    { name: 'from', in: 'query', schema: { type: 'integer', minimum: 0 }, description: `${first}; default: all` },
  ],
});
const world = {
  name: 'x-keystate-world',
  in: 'header',
  schema: text,
  description:
    'Names a world of its own, with its own clock, seed and faults, for tests that run side by side; AWS requests with this header are for it, too. It begins with its first request, as the server was started. Of more than 64, the one not asked for the longest goes. Default: the world that all share.',
};

const ofWorld = { parameters: [world] };

const health = object({ status: { const: 'ok' }, version: text, ...present.properties }, [
  'status',
  'version',
  ...present.required,
]);
const state = object(
  { keystateWorld: { type: 'integer', description: 'version of the format' }, world: { type: 'object' } },
  ['keystateWorld', 'world'],
);
const trail = object({ ...present.properties, records: { type: 'array', items: { type: 'object' } } }, ['records']);
const events = object(
  {
    ...present.properties,
    events: { type: 'array', items: object({ type: { enum: ['transition', 'notification'] } }, ['type']) },
    next: { type: 'integer', description: 'the number that the next event will have' },
  },
  ['events', 'next'],
);
const request = {
  method: text,
  path: { ...text, pattern: '^/', description: 'percent-encoded, without the query' },
  query: { ...text, description: 'without the question mark' },
};
const answer = { status: { type: 'integer' } };

/** The description. */
export const openApi = {
  openapi: '3.1.0',
  info: {
    title: 'keystate control',
    version: VERSION,
    description: 'Steers a simulated AWS: its clock, state and faults. Everything beside this path is AWS.',
  },
  servers: [{ url: '/_keystate' }],
  paths: {
    '/health': { ...ofWorld, get: asks('Whether it answers, and which world it holds', health) },
    '/state': { ...ofWorld, get: asks('The whole world as JSON', state) },
    '/clock': {
      ...ofWorld,
      get: asks('The virtual time', present),
      post: takes(
        'Lets virtual time pass: everything that falls due meanwhile happens',
        present,
        object({ advance: { ...text, format: 'duration', examples: ['P8D', 'PT15M'] } }, ['advance']),
      ),
    },
    '/reset': {
      ...ofWorld,
      post: takes(
        'Begins anew, with the same seed or another',
        present,
        object({
          seed: { ...text, description: 'hexadecimal digits; default: the seed of the world that is there' },
          world: {
            enum: ['served', 'scenarios'],
            default: 'served',
            description:
              "served: as the server was started. scenarios: as keystate's own scenarios begin, with their people, a virtual clock, AWS's delays, and X-Forwarded-Proto to say which calls came over TLS; until the next reset",
          },
        }),
        false,
      ),
    },
    '/trail': {
      ...ofWorld,
      get: asksFrom('CloudTrail records, data events included, oldest first', trail, 'the number of the first call'),
    },
    '/events': {
      ...ofWorld,
      get: asksFrom(
        'Transitions of states, and what AWS would send to EventBridge, oldest first; at least the last 10,000',
        events,
        'the number of the first event: "next" of an earlier answer',
      ),
    },
    '/peek': {
      ...ofWorld,
      post: takes(
        'Answers requests of AWS as if they were made, and leaves no trace of them; GET requests of this path may be among them',
        object({ ...present.properties, answers: enclosed(answer, ['status', 'headers']) }, ['answers']),
        object({ requests: enclosed(request, ['method', 'path']) }, ['requests']),
      ),
    },
    '/faults': {
      ...ofWorld,
      get: asks('Faults that wait for calls', faults),
      post: takes('Replaces the faults: the next calls that they are about fail and change nothing', faults, faults),
    },
    '/openapi.json': { get: asks('This description', object({ openapi: text }, ['openapi'])) },
  },
} as const;
