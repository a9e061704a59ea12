/** The programs beside the command line: benches, the builder of the page, the page of conformance. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const HARNESS = join(import.meta.dirname, '../../../harness');
const run = (file: string, ...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(HARNESS, file), ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

it.each([
  'bench/main.ts',
  'bench/wire.ts',
  'bench/teach.ts',
  'conformance/publish.ts',
  'teach/build.ts',
  'teach/screenshots.ts',
])('%s does nothing with an option that it does not know, and says so in a line', (file) => {
  expect(run(file, '--nonsense')).toEqual({
    status: 2,
    stdout: '',
    stderr: "error: unknown option '--nonsense'; see --help\n",
  });
});

it.each([
  [
    'bench/main.ts',
    '--many',
    'lots',
    /argument 'lots' is invalid. It must be a whole number from 10 to 10000000.; see --help/,
  ],
  ['bench/main.ts', '--only', 'stars', /argument 'stars' is invalid. Allowed choices are .*keys.*; see --help/],
  ['bench/wire.ts', '--soak', '-1', /argument '-1' is invalid. It must be a whole number from 0 to 86400.; see --help/],
  [
    'conformance/publish.ts',
    '--write',
    'nobody',
    /value 'nobody' is invalid for argument 'endpoint'. Allowed choices are keystate, moto/,
  ],
])('%s %s %s says what it expects', (file, option, value, expected) => {
  const { status, stdout, stderr } = run(file, option, value);
  expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  expect(stderr).toMatch(expected);
});

it('tells what the programs take, where help is asked for', () => {
  expect(run('bench/wire.ts', '--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('--soak <seconds>'),
  });
});
