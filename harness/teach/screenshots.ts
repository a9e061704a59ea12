/**
 * `npm run screenshots`: the pictures of the teaching page in the README, at desktop and phone width, light and dark. The
 * browser scales them down and writes WebP, so that each stays small.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
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

/** Plays the first lab up to the step at which the instance does not start. */
const lab = (steps: number) => async (page: Page) => {
  await page.locator('[data-lab="root-volume"]').click();
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

const pictures: readonly Picture[] = [
  { name: 'lab-desktop-light', looks: desktop, before: lab(9) },
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

/** A screenshot as WebP. */
async function take(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 60 });
  return Buffer.from(data, 'base64');
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

mkdirSync(FOLDER, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'keystate-teach-'));
await buildPage(folder);
const browser = await startChromium();
try {
  for (const picture of pictures) await make(browser, addressOf(folder), picture);
} finally {
  await browser.close();
}
