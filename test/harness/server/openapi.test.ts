/** The control path answers as its own description says, and the description is one by the rules of OpenAPI. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi } from '../../../harness/server/openapi.ts';
import { type TestServer, testServer } from './support.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ clock: 'virtual' });
});
afterAll(() => server.stop());

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content: { readonly 'application/json': { schema: object } } }>
  >;
  readonly requestBody?: { readonly content: { readonly 'application/json': { schema: object } } };
}

const operations = new Map(
  Object.entries(openApi.paths).flatMap(([path, item]) =>
    (['get', 'post'] as const)
      .filter((method) => method in item)
      .map((method) => [`${method.toUpperCase()} ${path}`, (item as unknown as Record<string, Operation>)[method]!]),
  ),
);

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats.default(ajv);
/** What is wrong with a value by a schema; nothing, if all is well. */
function wrong(schema: object, value: unknown): unknown {
  const validate = ajv.compile(schema);
  return validate(value) ? [] : validate.errors;
}

async function ask(
  name: string,
  { query = '', body }: Asked,
): Promise<{ status: number; told: unknown; type: string }> {
  const [method, path] = name.split(' ') as [string, string];
  const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${server.url}/_keystate${path}${query}`, { method, ...text });
  return { status: response.status, told: await response.json(), type: response.headers.get('content-type') ?? '' };
}

interface Asked {
  readonly query?: string;
  readonly body?: unknown;
}

/** Without a signature: refused, as AWS does, inside an answer that is none. */
const listKeys = {
  method: 'POST',
  path: '/',
  headers: { 'x-amz-target': 'TrentService.ListKeys', 'content-type': 'application/x-amz-json-1.1' },
  body: '{}',
};

const RIGHT: Readonly<Record<string, readonly Asked[]>> = {
  'GET /health': [{}],
  'GET /state': [{}],
  'GET /clock': [{}],
  'POST /clock': [{ body: { advance: 'P8D' } }, { body: { advance: 'PT15M' } }],
  'POST /reset': [{}, { body: { seed: 'beef', world: 'scenarios' } }, { body: { world: 'served' } }],
  'GET /trail': [{}, { query: '?from=3' }],
  'GET /events': [{}, { query: '?from=0' }],
  'POST /peek': [{ body: { requests: [listKeys, { method: 'GET', path: '/_keystate/health' }] } }],
  'GET /faults': [{}],
  'POST /faults': [
    { body: { faults: [{ code: 'SlowDown', status: 503, count: 2, service: 's3' }] } },
    { body: { faults: [] } },
  ],
  'GET /openapi.json': [{}],
};

const WRONG: Readonly<Record<string, readonly (readonly [asked: Asked, says: RegExp])[]>> = {
  'POST /clock': [
    [{}, /"advance" must be an ISO 8601 duration/],
    [{ body: '{' }, /the body must be JSON/],
    [{ body: '[]' }, /must be a JSON object/],
    [{ body: { advance: 'P1Y' } }, /got "P1Y"/],
  ],
  'POST /reset': [
    [{ body: { seed: 'xyz' } }, /"seed" must be hexadecimal digits; got "xyz"/],
    [{ body: { world: 'other' } }, /"world" must be "served" or "scenarios"/],
  ],
  'GET /trail': [[{ query: '?from=-1' }, /"from" must be the number of the first call; got "-1"/]],
  'GET /events': [[{ query: '?from=x' }, /"from" must be the number of the first event; got "x"/]],
  'POST /peek': [
    [{ body: {} }, /"requests" must be a list; got nothing/],
    [{ body: { requests: [{ path: 'no-slash' }] } }, /"path" that begins with a slash/],
    [{ body: { requests: [null] } }, /got null/],
    [{ body: { requests: [{ method: 'POST', path: '/_keystate/reset' }] } }, /does not only look/],
  ],
  'POST /faults': [
    [{ body: { faults: 'all' } }, /"faults" must be a list/],
    [{ body: { faults: [{}] } }, /needs a "code"/],
    [{ body: { faults: [{ code: 'X', status: 200 }] } }, /"status" must be an HTTP status from 400 to 599/],
  ],
};

describe('the description of the control path', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(JSON.stringify(openApi)))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('would be found wrong if it were', async () => {
    const broken = JSON.parse(JSON.stringify(openApi)) as { paths: Record<string, { get: { responses?: object } }> };
    broken.paths['/clock']!.get.responses = { 200: {} };
    expect((await new Validator().validate(broken as never)).valid).toBe(false);
  });

  it('is what the server gives', async () => {
    expect((await ask('GET /openapi.json', {})).told).toEqual(JSON.parse(JSON.stringify(openApi)));
  });

  it('is tried in all its operations, and in all that may be asked for wrongly', () => {
    expect(Object.keys(RIGHT).sort()).toEqual([...operations.keys()].sort());
    const refusing = [...operations].filter(([, { responses }]) => '400' in responses).map(([name]) => name);
    expect(Object.keys(WRONG).sort()).toEqual(refusing.sort());
  });
});

it.each(Object.entries(RIGHT))('%s answers as described', async (name, examples) => {
  const { responses, requestBody } = operations.get(name)!;
  for (const asked of examples) {
    if (asked.body !== undefined)
      expect(wrong(requestBody!.content['application/json'].schema, asked.body)).toEqual([]);
    const { status, told, type } = await ask(name, asked);
    expect([status, type]).toEqual([200, 'application/json']);
    expect(wrong(responses['200']!.content['application/json'].schema, told)).toEqual([]);
  }
});

it.each(Object.entries(WRONG))('%s refuses mistakes as described', async (name, examples) => {
  const { schema } = operations.get(name)!.responses['400']!.content['application/json'];
  for (const [asked, says] of examples) {
    const { status, told, type } = await ask(name, asked);
    expect([status, type]).toEqual([400, 'application/json']);
    expect(wrong(schema, told)).toEqual([]);
    expect((told as { error: string }).error).toMatch(says);
  }
});
