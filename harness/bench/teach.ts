/**
 * `npm run bench:teach`: what the teaching page weighs, how soon it is ready, and how long each interaction takes while
 * somebody makes 500 calls in free play. Measured in Chromium from the disk; exit status 1 where a limit is passed.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { runProgram } from '../cli/plainly.ts';
import { addressOf, openPage, startChromium } from '../teach/browser.ts';
import { type BuiltFile, buildPage } from '../teach/build.ts';

const CALLS = 500;
const OPENINGS = 7;
const KILOBYTE = 1000;

/** Something measured, and what it may be at most. */
interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
}

/** The first load is the page and its script; the second script comes when something asks for it. */
function weight(files: readonly BuiltFile[]): readonly Figure[] {
  const first = files.filter(({ name }) => name !== 'late.js');
  const sum = first.reduce((total, { gzipBytes }) => total + gzipBytes, 0);
  const late = files.find(({ name }) => name === 'late.js');
  return [
    { name: 'first load, gzipped', value: sum / KILOBYTE, unit: 'KB', atMost: 300 },
    { name: 'second script, gzipped, on demand', value: (late?.gzipBytes ?? 0) / KILOBYTE, unit: 'KB' },
  ];
}

/** From the beginning of the navigation until the page is painted and answers: the median of some openings. */
async function readiness(browser: Browser, address: string): Promise<Figure> {
  const times: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening++) {
    const { page, close } = await openPage(browser, address);
    const ready = await page.waitForFunction('globalThis.keystateReadyMs');
    times.push(Number(await ready.jsonValue()));
    await close();
  }
  return { name: 'interactive', value: quantile(times, 0.5), unit: 'ms', atMost: 1000 };
}

/** What the reader clicks on: the `nth` of what a selector finds, counted round and round. */
type Click = readonly [selector: string, nth: number];

/** Calls about the chosen key, whatever is legal, and between them new things. */
const clicks: readonly Click[] = [
  ['button.legal', 0],
  ['button.legal', 1],
  ['button.legal', 2],
  ['[data-make="CreateKey"]', 0],
  ['button.legal', 3],
  ['[data-make="PutObject"]', 0],
  ['button.legal', 4],
  ['[data-make="CreateVolume"]', 0],
  ['button.legal', 5],
  ['[data-make="RunInstances"]', 0],
];

/**
 * In the page: does something and waits until everything is calculated and laid out; the frame that shows it comes at most
 * a sixtieth of a second later, whatever was done. Milliseconds on the clock.
 */
const DO = `async ([selector, nth], value) => {
  const all = document.querySelectorAll(selector);
  if (all.length === 0) throw new Error('there is no ' + selector);
  const target = all[nth % all.length];
  const begin = performance.now();
  if (value === undefined) target.click();
  else {
    target.value = value;
    target.dispatchEvent(new Event(target.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
  }
  await new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  });
  document.body.getBoundingClientRect();
  return performance.now() - begin;
}`;

/** One interaction: milliseconds on the clock, and milliseconds that the page kept its processor busy. */
interface Taken {
  readonly clockMs: number;
  readonly processorMs: number;
}

/** Does things in a page and measures them. */
class Reader {
  readonly #page: Page;
  readonly #session: CDPSession;

  constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  async take(click: Click, value?: string): Promise<Taken> {
    const before = await this.#processorMs();
    const clockMs = await this.#page.evaluate<number>(`(${DO})(${JSON.stringify(click)}, ${JSON.stringify(value)})`);
    return { clockMs, processorMs: (await this.#processorMs()) - before };
  }

  async #processorMs(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  }
}

async function interactions(browser: Browser, address: string): Promise<readonly Figure[]> {
  const { page, close } = await openPage(browser, address);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const reader = new Reader(page, session);
  const many = async (count: number, take: (n: number) => Promise<Taken>): Promise<readonly Taken[]> => {
    const all: Taken[] = [];
    for (let n = 0; n < count; n++) all.push(await take(n));
    return all;
  };
  await page.locator('[data-primer="play"]').click();
  await page.locator('.chart svg').waitFor();
  const calls = await many(CALLS, (n) => reader.take(clicks[n % clicks.length] as Click));
  const moments = Number(await page.locator('.travel input').getAttribute('max'));
  const travels = await many(50, (n) => reader.take(['.travel input', 0], String(Math.round((moments * n) / 49))));
  const choices = await many(20, (n) => reader.take(['.card', n]));
  const services = ['kms', 's3', 'ec2', ''];
  const filters = await many(8, (n) => reader.take(['.filters select', 0], services[n % services.length]));
  await close();
  return [
    ...figures('calls in free play', calls),
    ...figures('travels in time', travels),
    ...figures('choices of a card', choices),
    ...figures('filters of the trail', filters),
  ];
}

/** The limit holds for the processor's time, which other programs on the machine do not lengthen. */
function figures(name: string, taken: readonly Taken[]): readonly Figure[] {
  const clock = taken.map(({ clockMs }) => clockMs);
  const processor = taken.map(({ processorMs }) => processorMs);
  return [
    { name: `${taken.length} ${name}, median on the clock`, value: quantile(clock, 0.5), unit: 'ms' },
    { name: `${taken.length} ${name}, longest on the clock`, value: Math.max(...clock), unit: 'ms' },
    {
      name: `${taken.length} ${name}, longest of the processor`,
      value: Math.max(...processor),
      unit: 'ms',
      atMost: 50,
    },
  ];
}

function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function print(figures: readonly Figure[]): boolean {
  const table = new Table({
    head: ['teaching page', 'is', 'at most', ''],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  const passed = figures.filter(({ value, atMost }) => atMost !== undefined && !(value <= atMost));
  for (const figure of figures) {
    const { name, value, unit, atMost } = figure;
    const limit = atMost === undefined ? '' : `${atMost} ${unit}`;
    table.push([name, `${value.toFixed(1)} ${unit}`, limit, passed.includes(figure) ? 'too much' : '']);
  }
  process.stdout.write(`${table}\n`);
  return passed.length === 0;
}

async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'keystate-teach-'));
  const files = await buildPage(folder);
  const browser = await startChromium();
  try {
    const address = addressOf(folder);
    process.stderr.write(`opening the page ${OPENINGS} times, then ${CALLS} calls in free play...\n`);
    const all = [...weight(files), await readiness(browser, address), ...(await interactions(browser, address))];
    return print(all) ? 0 : 1;
  } finally {
    await browser.close();
  }
}

const program = new Command('bench:teach').description('Measures the teaching page in Chromium, from the disk.');
process.exitCode = await runProgram(program, bench);
