/** Serves the built page on this machine: three files, nothing else. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'keystate.js': 'text/javascript; charset=utf-8',
  'late.js': 'text/javascript; charset=utf-8',
};

/** The folder of the built page: beside the program in a package, `dist/teach` in a checkout; undefined where it is not built. */
export function builtPage(from = dirname(fileURLToPath(import.meta.url))): string | undefined {
  let folder = from;
  for (;;) {
    for (const candidate of [join(folder, 'teach'), join(folder, 'dist/teach')])
      if (existsSync(join(candidate, 'keystate.js'))) return candidate;
    const parent = resolve(folder, '..');
    if (parent === folder) return undefined;
    folder = parent;
  }
}

/** A page that is served. */
export interface ServedPage {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves a folder. Port 0 takes any. */
export async function servePage(folder: string, port: number, host = '127.0.0.1'): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const name = path === '/' ? 'index.html' : path.slice(1);
    const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
    if (type === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response
        .writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
        .end('There is only the teaching page: /\n');
      return;
    }
    response
      .writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-cache' })
      .end(readFileSync(join(folder, name)));
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/`,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
