/** The servers that are measured, each in a process of its own: keystate, a bare node:http server, and moto. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startServer } from '../server/server.ts';
import { type Answer, Line } from './load.ts';

/** A server that listens. */
export interface BenchServer {
  readonly name: string;
  readonly port: number;
  readonly stop: () => void;
  /** Tells the bare server what to answer. */
  readonly teach: (answers: Readonly<Record<string, StoredAnswer>>) => Promise<void>;
  /** Heap and buffers in bytes after garbage collection; NaN where it cannot be asked. */
  readonly heapBytes: () => Promise<number>;
  /** Processor time that the server has taken so far, in microseconds; NaN where it cannot be asked. */
  readonly cpuUs: () => Promise<number>;
}

/** An answer that can be sent to another process. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly base64: string;
}

/** An answer as it can be stored: headers that node:http writes by itself are left out. */
export function stored({ status, head, body }: Answer): StoredAnswer {
  const rows = head.split('\r\n').slice(1);
  const pairs = rows.map((row) => row.split(/: ?(.*)/s).slice(0, 2) as [string, string]);
  const own = pairs.filter(([name]) => !/^(date|connection|keep-alive)$/i.test(name));
  return { status, headers: Object.fromEntries(own), base64: body.toString('base64') };
}

/** Starts keystate or the bare server. */
export function startOwn(name: 'keystate' | 'bare'): Promise<BenchServer> {
  const child = fork(fileURLToPath(import.meta.url), [name], { execArgv: [...process.execArgv, '--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('message', (port: number) =>
      resolve({
        name: name === 'bare' ? 'bare node:http' : name,
        port,
        stop: () => child.kill(),
        teach: async (answers) => {
          await asked(child, answers);
        },
        heapBytes: () => asked(child, 'heap') as Promise<number>,
        cpuUs: () => asked(child, 'cpu') as Promise<number>,
      }),
    );
  });
}

const asked = (child: ChildProcess, question: unknown): Promise<unknown> =>
  new Promise((resolve) => {
    child.once('message', resolve);
    child.send(question as string);
  });

/** Starts moto where it is installed (`pip install 'moto[server]'`); undefined elsewhere. */
export async function startMoto(): Promise<BenchServer | undefined> {
  const port = await freePort();
  const child = spawn('moto_server', ['-p', String(port)], { stdio: 'ignore' });
  process.once('exit', () => child.kill());
  const gone = new Promise<'gone'>((resolve) => {
    child.once('error', () => resolve('gone'));
    child.once('exit', () => resolve('gone'));
  });
  const started = (await Promise.race([gone, listening(port)])) === 'listening';
  if (!started) return undefined;
  return {
    name: 'moto',
    port,
    stop: () => child.kill(),
    teach: () => Promise.resolve(),
    heapBytes: () => Promise.resolve(Number.NaN),
    cpuUs: () => Promise.resolve(Number.NaN),
  };
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until somebody listens, for at most 20 seconds. */
async function listening(port: number): Promise<'listening' | 'silent'> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      (await Line.open(port)).close();
      return 'listening';
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  return 'silent';
}

/** Which answer a request gets from the bare server. */
export const answerName = (method: string, path: string, target: string): string => `${method} ${path} ${target}`;

async function serveBare(): Promise<number> {
  let answers: Readonly<Record<string, { status: number; headers: Record<string, string>; body: Buffer }>> = {};
  process.on('message', (message: Readonly<Record<string, StoredAnswer>> | string) => {
    if (typeof message === 'string') return;
    answers = Object.fromEntries(
      Object.entries(message).map(([name, { status, headers, base64 }]) => [
        name,
        { status, headers: { ...headers }, body: Buffer.from(base64, 'base64') },
      ]),
    );
    process.send?.('taught');
  });
  const server = createServer({ noDelay: true }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const name = answerName(request.method ?? '', request.url ?? '', String(request.headers['x-amz-target'] ?? ''));
      const { status, headers, body } = answers[name]!;
      response.writeHead(status, headers);
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function serveKeystate(): Promise<number> {
  const { url } = await startServer({ seed: 'be7c' });
  return Number(new URL(url).port);
}

function heapBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

// Run as a process of its own: serve, and tell the port.
const [role] = process.argv.slice(2);
if (process.send && (role === 'bare' || role === 'keystate')) {
  process.once('disconnect', () => process.exit());
  process.on('message', (question) => {
    if (question === 'heap') process.send?.(heapBytes());
    if (question === 'cpu') process.send?.(cpuUs());
  });
  process.send(await (role === 'bare' ? serveBare() : serveKeystate()));
}
