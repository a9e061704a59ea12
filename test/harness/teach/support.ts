/** The built page for slow tests: what people do with it, as a person finds it, by role and name. */
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Player } from '../../../harness/runner/play.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { addressOf } from '../../../harness/teach/browser.ts';
import { buildPage } from '../../../harness/teach/build.ts';
import { serialise } from '../../../model/serialise.ts';
import type { World } from '../../../model/world.ts';
import type { Planned } from '../../../scenarios/contract.ts';

/** Builds the page into a folder of its own and gives its address on the disk. */
export async function builtAddress(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'keystate-teach-'));
  await buildPage(folder);
  return addressOf(folder);
}

/** The world that Node comes to with the same calls and seed, by the runner's own way. */
export async function bytesInNode(plan: readonly Planned[], seed = '7'): Promise<string> {
  const player = new Player(await simulator().begin(seed));
  await player.play(plan);
  return serialise(player.history.at(-1)?.world?.after as World);
}

/** The world at the end of the path that the page shows. */
export const bytesInPage = (page: Page): Promise<string> =>
  page.evaluate(() => (globalThis as never as { keystate: { world: () => string } }).keystate.world());

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** What axe finds on a part of the page that is serious or critical, one line each. */
export async function barriers(page: Page, part = 'body'): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(
    (selector) => (globalThis as never as { axe: { run: (part: string) => Promise<AxeResult> } }).axe.run(selector),
    part,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
}
