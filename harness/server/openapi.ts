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

const answers = (schema: object) => ({
  '200': { description: 'done', content: content(schema) },
  '400': { description: 'a mistake, told in a sentence', content: content(object({ error: text }, ['error'])) },
});
const operation = (summary: string, answer: object, body?: object) => ({
  summary,
  responses: answers(answer),
  ...(body ? { requestBody: { required: true, content: content(body) } } : {}),
});

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
    '/health': { get: operation('Whether it answers, and which world it holds', present) },
    '/state': { get: operation('The whole world as JSON', { type: 'object' }) },
    '/clock': {
      get: operation('The virtual time', present),
      post: operation(
        'Lets virtual time pass: everything that falls due meanwhile happens',
        present,
        object({ advance: { ...text, format: 'duration', examples: ['P8D', 'PT15M'] } }, ['advance']),
      ),
    },
    '/reset': {
      post: operation(
        'Begins anew, with the same seed or another',
        present,
        object({
          seed: text,
          world: {
            enum: ['served', 'scenarios'],
            default: 'served',
            description:
              "served: as the server was started. scenarios: as keystate's own scenarios begin, with their people, a virtual clock, AWS's delays, and X-Forwarded-Proto to say which calls came over TLS; until the next reset",
          },
        }),
      ),
    },
    '/trail': {
      get: {
        ...operation(
          'CloudTrail records, data events included, oldest first',
          object({ ...present.properties, records: { type: 'array', items: { type: 'object' } } }, ['records']),
        ),
        parameters: [
          { name: 'from', in: 'query', schema: { type: 'integer' }, description: 'the first call; default: all' },
        ],
      },
    },
    '/faults': {
      get: operation('Faults that wait for calls', faults),
      post: operation(
        'Replaces the faults: the next calls that they are about fail and change nothing',
        faults,
        faults,
      ),
    },
    '/openapi.json': { get: operation('This description', { type: 'object' }) },
  },
} as const;
