/**
 * `npm run screenshots`: the pictures of the teaching page in the README, at desktop and phone width, light and dark. The
 * browser scales them down and writes WebP, so that each stays small.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { Browser, Page } from 'playwright-core';
import { runProgram } from '../cli/plainly.ts';
import { addressOf, type Looks, openPage, startChromium } from './browser.ts';
import { buildPage } from './build.ts';

const FOLDER = resolve(dirname(fileURLToPath(import.meta.url)), '../../screenshots');
const MOST_BYTES = 100_000;

const desktop: Looks = { viewport: { width: 1360, height: 850 } };
const phone: Looks = { viewport: { width: 390, height: 844 } };
const dark: Looks = { colorScheme: 'dark' };

/** A picture: its name, how the page is looked at, and what is done before. */
interface Picture {
  readonly name: string;
  readonly looks: Looks;
  readonly before: (page: Page) => Promise<void>;
}

/** Plays the first steps of a lab. */
const lab =
  (steps: number, id = 'root-volume') =>
  async (page: Page) => {
    await page.locator(`[data-lab="${id}"]`).click();
    for (let step = 1; step <= steps; step++) {
      await page.locator('[data-do]').click();
      await page.locator('.revealed').waitFor();
      if (step < steps) await page.locator('[data-next]').click();
    }
  };

/** Disables the key of the scene while its instance runs, and asks why something is refused. */
const play = async (page: Page) => {
  await page.locator('[data-primer="play"]').click();
  await page.locator('.chart svg').waitFor();
  await page.locator('.actions button', { hasText: 'DisableKey' }).click();
  await page.locator('.actions .illegal', { hasText: 'Encrypt' }).click();
  await page.evaluate('scrollTo(0, 0)');
};

/** What the loss of its key would do to the databases of a lab. */
const impact = async (page: Page) => {
  await lab(3, 'rds')(page);
  await page.locator('nav button').nth(2).click();
  await page.locator('.impact .rows').waitFor();
  await page.evaluate(`scrollTo(0, document.querySelector('.impact').getBoundingClientRect().top - 330)`);
};

const pictures: readonly Picture[] = [
  { name: 'lab-desktop-light', looks: desktop, before: lab(9) },
  { name: 'impact-desktop-light', looks: { viewport: { width: 1360, height: 1150 } }, before: impact },
  { name: 'play-desktop-dark', looks: { ...dark, viewport: { width: 1360, height: 1280 } }, before: play },
  { name: 'lab-phone-light', looks: { ...phone, locale: 'fr-FR' }, before: lab(9) },
  {
    name: 'play-phone-dark',
    looks: { ...phone, ...dark },
    before: async (page) => {
      await play(page);
      await page.evaluate(`document.querySelector('#stage').scrollIntoView()`);
    },
  },
];

/** A screenshot as WebP, once two in a row are the same: a busy machine paints in parts. */
async function take(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  let last = '';
  for (let attempt = 0; attempt < 30; attempt++) {
    await page.waitForTimeout(300);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 60 });
    if (data === last) return Buffer.from(data, 'base64');
    last = data;
  }
  throw new Error('the page does not come to rest');
}

async function make(browser: Browser, address: string, { name, looks, before }: Picture): Promise<void> {
  const { page, close } = await openPage(browser, address, looks);
  await before(page);
  const bytes = await take(page);
  await close();
  if (bytes.length > MOST_BYTES) throw new Error(`${name} takes ${bytes.length} bytes, more than ${MOST_BYTES}`);
  writeFileSync(join(FOLDER, `${name}.webp`), bytes);
  process.stdout.write(`${name}.webp  ${bytes.length} bytes\n`);
}

async function takeAll(): Promise<number> {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'keystate-teach-'));
  await buildPage(folder);
  const browser = await startChromium();
  try {
    for (const picture of pictures) await make(browser, addressOf(folder), picture);
    return 0;
  } finally {
    await browser.close();
  }
}

const program = new Command('screenshots').description(
  'Takes the pictures of the teaching page that the README shows.',
);
process.exitCode = await runProgram(program, takeAll);
