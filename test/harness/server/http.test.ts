/** The server on the level of HTTP: limits, malformed requests, and the corners of the protocol that clients use. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from './support.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(async () => {
  expect(server.defects).toEqual([]);
  await server.stop();
});

const CREDENTIAL = (service: string) =>
  `authorization: AWS4-HMAC-SHA256 Credential=AKIANOBODY/20260105/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

/** Sends text as it is, or its pieces one after the other, and gives what comes until the server hangs up, or until it has said `until`. */
function talk(
  text: string | readonly string[],
  { until, end = false }: { until?: RegExp; end?: boolean } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = '';
    const socket = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1', noDelay: true }, async () => {
      for (const piece of [text].flat()) {
        socket.write(piece, 'latin1');
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      if (end) socket.end();
    });
    socket.on('data', (data) => {
      told += data.toString('latin1');
      if (until?.test(told)) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(told));
  });
}

const request = (line: string, ...headers: readonly string[]): string =>
  `${[`${line} HTTP/1.1`, 'host: localhost', ...headers].map((row) => `${row}\r\n`).join('')}\r\n`;
const CLOSE = 'connection: close';
const HEALTH = 'GET /_keystate/health';

describe('requests', () => {
  it('in a row on one connection are answered in their order', async () => {
    const told = await talk(request(HEALTH) + request('GET /_keystate/nowhere') + request(HEALTH, CLOSE));
    expect(told.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
  });

  it('are read whole, however their bodies come: with the head, behind it, in pieces, in chunks, many at once', async () => {
    const describe = (name: string, ...headers: readonly string[]) => {
      const length = headers.includes(CHUNKED) ? [] : [`content-length: ${body(name).length}`];
      const target = ['x-amz-target: TrentService.DescribeKey', CREDENTIAL('kms')];
      return request('POST /', ...target, ...length, ...headers);
    };
    const body = (name: string) => JSON.stringify({ KeyId: name });
    const CHUNKED = 'transfer-encoding: chunked';
    const whole = describe('first') + body('first') + describe('second') + body('second');
    const split = [describe('third'), body('third'), ...(describe('fourth') + body('fourth')).match(/.{1,30}/gs)!];
    const chunks = [describe('fifth', CHUNKED), 'e\r\n{"KeyId":"fift\r\n', '3\r\nh"}\r\n0\r\n\r\n'];
    const last = describe('sixth', CLOSE) + body('sixth');
    const told = await talk([whole, ...split, ...chunks, last]);
    const named = [...told.matchAll(/Invalid keyId '(\w+)'/g)].map(([, name]) => name);
    expect(named).toEqual(['first', 'second', 'third', 'fourth', 'fifth', 'sixth']);
    expect(told.match(/HTTP\/1\.1 \d+/g)).toEqual(Array(6).fill('HTTP/1.1 400'));
  });

  it('of clients that close their half of the connection are answered', async () => {
    expect(await talk(request(HEALTH), { end: true })).toMatch(/^HTTP\/1\.1 200/);
  });

  it('without a parameter that their operation needs are refused for it, not for the operation', async () => {
    const ask = (path: string) =>
      talk(request(`GET /snapshots/snap-0123456789abcdef0/${path}`, CREDENTIAL('ebs'), CLOSE));
    const said = await ask('blocks/3');
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
    expect(said).toContain('blockToken');
    expect(await ask('nothing')).toMatch(/^HTTP\/1\.1 404 /);
    const form = await talk(request('POST /in-the-host/key', CREDENTIAL('s3'), CLOSE, 'content-length: 0'));
    expect(form).toContain('<Code>MethodNotAllowed</Code>');
  });

  it('that nobody can read come to 400, with a word of why', async () => {
    expect(await talk('\u0016\u0003\u0001\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*BadRequest\n$/);
    expect(await talk(request('FLY /'))).toMatch(/^HTTP\/1\.1 400/);
    const both = request('PUT /bucket/key', 'content-length: 5', 'transfer-encoding: chunked');
    expect(await talk(`${both}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400/);
  });

  it('with more than 16 KiB of headers come to 400', async () => {
    const told = await talk(request('GET /', `x-much: ${'a'.repeat(20_000)}`));
    expect(told).toMatch(/^HTTP\/1\.1 400 [\s\S]*RequestHeaderSectionTooLarge\n$/);
  });
});

describe('a body that is too large', () => {
  it("is refused by S3's code before it is sent, without 100 Continue", async () => {
    const told = await talk(
      request('PUT /bucket/key', CREDENTIAL('s3'), 'content-length: 9999999999', 'expect: 100-continue'),
    );
    expect(told).toMatch(/^HTTP\/1\.1 400/);
    expect(told).toContain('<Code>EntityTooLarge</Code>');
    expect(told).toContain('<ProposedSize>9999999999</ProposedSize><MaxSizeAllowed>1073741824</MaxSizeAllowed>');
  });

  it('of a service without data is refused at 16 MiB', async () => {
    const target = 'x-amz-target: TrentService.Encrypt';
    const told = await talk(request('POST /', CREDENTIAL('kms'), target, `content-length: ${16 * 1024 ** 2 + 1}`));
    expect(told).toMatch(/^HTTP\/1\.1 413 [\s\S]*RequestEntityTooLargeException/);
  });

  it('is refused while it comes where its length was not told', async () => {
    const size = 17 * 1024 ** 2;
    const head = request(
      'POST /',
      CREDENTIAL('kms'),
      'x-amz-target: TrentService.Encrypt',
      'transfer-encoding: chunked',
    );
    const told = await talk(`${head}${size.toString(16)}\r\n${'a'.repeat(size)}\r\n0\r\n\r\n`);
    expect(told).toMatch(/^HTTP\/1\.1 413/);
  });
});

describe('Expect: 100-continue', () => {
  it('is told to go on, once, and then answered', async () => {
    await talk(request('PUT /expecting', CREDENTIAL('s3'), CLOSE));
    const put = request('PUT /expecting/key', CREDENTIAL('s3'), 'content-length: 5', 'expect: 100-continue', CLOSE);
    const told = await talk(`${put}hello`);
    expect(told).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(await talk(request('GET /expecting/key', CREDENTIAL('s3'), CLOSE))).toMatch(/\r\n\r\nhello$/);
  });
});

describe('buckets', () => {
  it('are named in the path or in the host', async () => {
    await talk(request('PUT /in-the-host', CREDENTIAL('s3'), CLOSE));
    const host = (name: string, line: string, ...headers: readonly string[]) =>
      talk([`${line} HTTP/1.1`, `host: ${name}`, CREDENTIAL('s3'), CLOSE, ...headers, '', ''].join('\r\n'));
    await talk(`${request('PUT /in-the-host/a/b', CREDENTIAL('s3'), CLOSE, 'content-length: 2')}hi`);
    for (const name of [
      'in-the-host.s3.us-east-1.amazonaws.com',
      'in-the-host.s3.amazonaws.com',
      'in-the-host.localhost:4566',
      'in-the-host.s3.localhost',
    ])
      expect([name, (await host(name, 'GET /a/b')).slice(-2)]).toEqual([name, 'hi']);
    expect(await host('other.localhost', 'GET /a/b')).toContain('<Code>NoSuchBucket</Code>');
  });
});

describe('a client that goes away', () => {
  it('in the middle of a large body leaves nothing behind', async () => {
    const half = `${request('PUT /in-the-host/gone', CREDENTIAL('s3'), 'content-length: 5000000')}${'x'.repeat(2_000_000)}`;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
        socket.write(half, 'latin1', () => socket.destroy()),
      );
      socket.on('close', () => resolve());
    });
    expect(await talk(request('GET /in-the-host/gone', CREDENTIAL('s3'), CLOSE))).toContain('<Code>NoSuchKey</Code>');
  });
});
