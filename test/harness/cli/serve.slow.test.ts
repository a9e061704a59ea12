// `keystate serve` as a process: what it prints, how it ends, and the mistakes that it answers with one line.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const MAIN = resolve(import.meta.dirname, '../../../harness/cli/main.ts');
const WORDS = ['--import', import.meta.resolve('tsx'), MAIN, 'serve'];

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

/** Starts a server and gives its first words. */
async function started(...words: readonly string[]): Promise<string> {
  child = spawn(process.execPath, [...WORDS, '--port', '0', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [data] = (await once(child.stdout!, 'data')) as [Buffer];
  return data.toString();
}

async function ended(): Promise<number | null> {
  const [code] = (await once(child!, 'exit')) as [number | null];
  return code;
}

describe('keystate serve', () => {
  it('prints its URL, its seed and an environment to paste, and ends with 0 on SIGINT', async () => {
    const told = await started('--seed', 'beef');
    expect(told).toMatch(
      /^keystate serves AWS at (http:\/\/127\.0\.0\.1:\d+), seed beef, auth iam, control at \1\/_keystate\/\nexport AWS_ENDPOINT_URL=\1\nexport AWS_ACCESS_KEY_ID=AKIA[A-Z0-9]{16}\nexport AWS_SECRET_ACCESS_KEY=[A-Za-z0-9+/]{40}\nexport AWS_DEFAULT_REGION=us-east-1\n$/,
    );
    child!.kill('SIGINT');
    expect(await ended()).toBe(0);
  });

  it('ends though clients hold connections open', async () => {
    const { url } = JSON.parse(await started('--json')) as { url: string };
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    child!.kill('SIGTERM');
    expect(await ended()).toBe(0);
  });

  it('lets virtual time pass sixty times as fast with --clock x60, in the account and Region that it is told', async () => {
    const words = ['--clock', 'x60', '--account', '210987654321', '--region', 'eu-west-3', '--json'];
    const { url, environment } = JSON.parse(await started(...words)) as {
      url: string;
      environment: Record<string, string>;
    };
    expect(environment.AWS_DEFAULT_REGION).toBe('eu-west-3');
    const timeMs = async () =>
      Date.parse(((await (await fetch(`${url}/_keystate/clock`)).json()) as { time: string }).time);
    const [beforeMs, realMs] = [await timeMs(), performance.now()];
    await new Promise((done) => setTimeout(done, 500));
    const passedMs = (await timeMs()) - beforeMs;
    expect(passedMs / (performance.now() - realMs)).toBeGreaterThan(40);
    const state = (await (await fetch(`${url}/_keystate/state`)).json()) as { world: { options: object } };
    expect(state.world.options).toMatchObject({ account: '210987654321', region: 'eu-west-3' });
  });

  it('exits 2 with one line where the port is taken, and on options that are none', async () => {
    const { url } = JSON.parse(await started('--json')) as { url: string };
    const { port } = new URL(url);
    const { status, stdout, stderr } = spawnSync(process.execPath, [...WORDS, '--port', port], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: port ${port} of 127.0.0.1 is taken; choose another by --port, or 0 for any\n`,
    });
  });
});

describe('a connection that says nothing more', () => {
  it('is told RequestTimeout and closed, while others are answered', async () => {
    const { url } = JSON.parse(await started('--json')) as { url: string };
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nhost: a\r\nx-sl'),
    );
    let told = '';
    socket.on('data', (data) => {
      told += data;
    });
    await once(socket, 'connect');
    expect((await fetch(`${url}/_keystate/health`)).status).toBe(200);
    await once(socket, 'close');
    expect(told).toMatch(/^HTTP\/1\.1 400 [\s\S]*RequestTimeout\n$/);
  }, 60_000);
});
