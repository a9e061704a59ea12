// The program as a process: exit status, streams, several processes.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { serialise } from '../../../model/serialise.ts';
import { testServer } from '../server/support.ts';

const MAIN = resolve(import.meta.dirname, '../../../harness/cli/main.ts');
const TSX = import.meta.resolve('tsx');
const cwd = mkdtempSync(join(tmpdir(), 'keystate-'));

function keystate(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', TSX, MAIN, ...words], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { status, stdout, stderr };
}

describe('the keystate process', () => {
  it('exits 0 when everything is good, with its results on standard output', () => {
    const { status, stdout, stderr } = keystate('lab', 'data-volume', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).verdict).toBe('pass');
    expect(stderr).toBe('');
  });

  it('exits 2 on a mistake, with one line on standard error and no stack trace', () => {
    expect(keystate('run', '--seed', 'xyz')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        "error: option '--seed <hex>' argument 'xyz' is invalid. A seed is hexadecimal digits, such as 7 or a commit hash.; see --help\n",
    });
  });

  it('gives the same bytes in one process and in two', () => {
    const words = ['run', '--seed', '7', '--runs', '50', '--json'];
    const one = keystate(...words, '--jobs', '1');
    expect(one.stdout).toBe(keystate(...words, '--jobs', '2').stdout);
    expect(JSON.parse(one.stdout).totals.runs).toBeGreaterThan(50);
  });

  it('gives the same bytes over HTTP to one process and to two, each in a world of its own, and leaves the shared one alone', async () => {
    const server = await testServer({ clock: 'virtual' });
    const words = [
      'run',
      'etag-hides-content',
      'waiting-period',
      '--runs',
      '60',
      '--steps',
      '12',
      '--target',
      server.url,
      '--json',
    ];
    const run = (jobs: string) =>
      promisify(execFile)(process.execPath, ['--import', TSX, MAIN, ...words, '--jobs', jobs], {
        cwd,
        maxBuffer: 1 << 26,
      });
    const one = await run('1');
    const ofOne = serialise(server.endpoint.simulation.world);
    const two = await run('2');
    expect(two.stdout).toBe(one.stdout);
    expect(JSON.parse(one.stdout).totals).toMatchObject({ pass: 2, skip: 0, fail: 0, error: 0, runs: 120 });
    expect(serialise(server.endpoint.simulation.world)).toBe(ofOne);
    expect(server.defects).toEqual([]);
    await server.stop();
  });

  it('is at peace with a reader that stops reading', () => {
    const command = `"${process.execPath}" --import "${TSX}" "${MAIN}" diagram | head -1`;
    expect(execFileSync('bash', ['-o', 'pipefail', '-c', command], { cwd, encoding: 'utf8' })).toMatch(/^%% /);
  });

  it('says in one line that its output cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, ['--import', TSX, MAIN, 'diagram', 'key'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect([status, stderr]).toEqual([2, 'error: standard output cannot be written: ENOSPC\n']);
  });
});
