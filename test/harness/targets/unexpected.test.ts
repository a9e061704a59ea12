/** A known endpoint that does better than it is known to: the pass is told, so that its switch can go. */
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keystate } from '../cli/support.ts';
import { type TestServer, testServer } from '../server/support.ts';

/** Keystate's own server, as it would be if moto did what AWS does. */
let server: TestServer;
let proxy: Server;
beforeAll(async () => {
  server = await testServer({ clock: 600 });
  proxy = createServer((incoming, answer) => {
    const { method, url = '', headers } = incoming;
    if (url.startsWith('/moto-api/')) return void answer.end('{}');
    if (url.startsWith('/_')) return void answer.writeHead(404).end();
    const asked = request(`${server.url}${url}`, { method, headers }, (told) => {
      answer.writeHead(told.statusCode ?? 500, told.headers);
      told.pipe(answer);
    });
    incoming.pipe(asked);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await server.stop();
});

it('a pass of what moto is known not to do is told with the switch that says so', async () => {
  const { port } = proxy.address() as AddressInfo;
  const { out, status } = await keystate('run', 'lab/data-volume', '--target', `http://127.0.0.1:${port}`, '--json');
  const [lab] = JSON.parse(out).scenarios;
  expect(lab).toMatchObject({ id: 'lab/data-volume', verdict: 'pass' });
  expect(lab.note).toMatch(/^passes unexpectedly; known since 20\d\d-\d\d-\d\d: moto starts instances/);
  expect(status).toBe(0);
});
