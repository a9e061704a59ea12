// From a failed run to the page: `keystate replay FILE --teach` as a process, and what a person then sees.
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { writeReplay } from '../../../harness/runner/replayFile.ts';
import { openPage, startChromium } from '../../../harness/teach/browser.ts';
import { buildPage } from '../../../harness/teach/build.ts';
import { scene } from '../../../harness/teach/core/scene.ts';
import { en } from '../../../harness/teach/text/en.ts';
import type { Planned } from '../../../scenarios/contract.ts';

const MAIN = resolve(import.meta.dirname, '../../../harness/cli/main.ts');
const INSTANCE = { InstanceIds: [{ $any: 'instance', n: 0 }] } as const;

/** In a world where instances start whatever their key, this breaks an invariant. */
const calls: readonly Planned[] = [
  ...scene,
  { service: 'ec2', operation: 'StopInstances', input: INSTANCE, wait: { minutes: 1 } },
  { service: 'kms', operation: 'DisableKey', input: { KeyId: { $any: 'key', n: 0 } } },
  { service: 'ec2', operation: 'StartInstances', input: INSTANCE, wait: { minutes: 1 } },
];

it('a failing history is served with what failed, and the process ends in peace', async () => {
  await buildPage();
  const file = join(mkdtempSync(join(tmpdir(), 'keystate-replay-')), 'failure.json');
  const scenario = 'invariant/disabled-key-start';
  writeFileSync(
    file,
    writeReplay({ keystate: 1, seed: '7', options: {}, scenario, broken: 'start-ignores-key', calls }),
  );
  const words = ['--import', import.meta.resolve('tsx'), MAIN, 'replay', file, '--teach', '--port', '0'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    printed += part;
  });
  const url = await new Promise<string>((found, failed) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.endsWith('\n')) found(text.trim());
    });
    child.once('exit', (status) => failed(new Error(`ended with status ${status}: ${printed}`)));
  });
  const [address = '', story = ''] = url.split('#');
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const browser = await startChromium();
  try {
    const { page, complaints } = await openPage(browser, address, { suffix: `#${story}` });
    const note = page.locator('.note.failure');
    await note.getByRole('heading', { name: en['failure.title'] }).waitFor();
    expect(await note.textContent()).toContain('i1 is running');
    await note.getByRole('button', { name: en['failure.show'] }).click();
    await expect.poll(() => page.locator('.card.instance .state').textContent()).toBe('running');
    expect(await page.locator('.card.key .state').textContent()).toBe('Disabled');
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    child.kill('SIGINT');
  }
  expect(await ended).toBe(1);
});
