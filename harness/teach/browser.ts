/** The built page in Debian's Chromium, for tests, bench and screenshots: nothing it does may need a network. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium stays by itself: it asks nobody for updates, lists or experiments. */
const QUIETLY = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium, or says how to install it. */
export async function startChromium(): Promise<Browser> {
  const executablePath = PLACES.find((place) => existsSync(place));
  if (!executablePath) throw new Error(`There is no Chromium in ${PLACES.join(', ')}: sudo apt-get install chromium`);
  return await chromium.launch({ executablePath, args: QUIETLY });
}

/** A page that is open, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, requests that left the place of the page. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

/** How to look at the page; by default with a desktop's width, in English, by daylight, without motion. */
export interface Looks extends BrowserContextOptions {
  /** What stands after the address: `#s=...`, `?lang=fr`. */
  readonly suffix?: string;
}

/** The address of a page built into a folder, from the disk. */
export const addressOf = (folder: string): string => pathToFileURL(join(folder, 'index.html')).href;

/** Opens the page at an address. */
export async function openPage(
  browser: Browser,
  address: string,
  { suffix = '', ...looks }: Looks = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...looks,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const home = address.slice(0, address.lastIndexOf('/') + 1);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(home) && !/^(data|blob):/.test(request.url()))
      complaints.push(`request to ${request.url()}`);
  });
  await page.goto(address + suffix);
  await page.waitForSelector('html[data-ready]');
  return { page, complaints, close: () => context.close() };
}
