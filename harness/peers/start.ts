/** Starting servers to be compared: each in a process of its own, on a free port of loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../runner/version.ts';
import { installed } from './install.ts';
import type { Peer } from './peers.ts';

/** A server that answers. */
export interface RunningPeer {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Longest wait for a server to answer. */
const START_MS = 120_000;
const POLL_MS = 200;

/** Installs a peer where it is missing and starts it. */
export async function startPeer(peer: Peer): Promise<RunningPeer> {
  const { programs, version } = await installed(peer);
  const port = await freePort();
  const { program, words, env } = peer.command(port);
  const child = spawn(join(programs, program), words, {
    stdio: 'ignore',
    env: { ...process.env, ...env, PATH: `${programs}:${process.env.PATH}` },
    detached: true,
  });
  return ready({ name: peer.name, version, url: `http://127.0.0.1:${port}` }, child, peer.ready);
}

/** Starts keystate's own server, by its command line like anybody. */
export async function startKeystate(): Promise<RunningPeer> {
  const port = await freePort();
  // The same loader runs the sources, where this runs from them.
  const main = fileURLToPath(import.meta.url).replace(/peers\/start\.(ts|js)$/, 'cli/main.$1');
  const child = spawn(process.execPath, [...process.execArgv, main, 'serve', '--port', String(port)], {
    stdio: 'ignore',
    detached: true,
  });
  return ready({ name: 'keystate', version: VERSION, url: `http://127.0.0.1:${port}` }, child, '/_keystate/health');
}

async function ready(about: Omit<RunningPeer, 'stop'>, child: ChildProcess, path: string): Promise<RunningPeer> {
  let gone: string | undefined;
  child.once('error', (error) => {
    gone = error.message;
  });
  child.once('exit', (status) => {
    gone ??= `it ended with status ${status}`;
  });
  const stop = async () => {
    if (gone !== undefined || child.pid === undefined) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGTERM');
    const timer = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
  };
  // Whatever ends this process ends the server.
  process.once('exit', () => {
    if (gone === undefined && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  });
  const untilMs = Date.now() + START_MS;
  while (gone === undefined && Date.now() < untilMs) {
    if (await answers(about.url + path)) return { ...about, stop };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await stop();
  throw new Error(
    `${about.name} ${about.version} does not start: ${gone ?? `no answer within ${START_MS / 1000} seconds`}`,
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
