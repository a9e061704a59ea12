// The rest of the page in Chromium: time travel, forks, free play, sharing and export, keyboard, barriers for people.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Looks, openPage, startChromium } from '../../../harness/teach/browser.ts';
import { scene } from '../../../harness/teach/core/scene.ts';
import { packed, readShared, unpacked } from '../../../harness/teach/core/share.ts';
import { servePage } from '../../../harness/teach/serve.ts';
import { en } from '../../../harness/teach/text/en.ts';
import { planOf } from './core/support.ts';
import { barriers, builtAddress, bytesInNode, bytesInPage } from './support.ts';

let browser: Browser;
let address: string;
beforeAll(async () => {
  [browser, address] = await Promise.all([startChromium(), builtAddress()]);
}, 120_000);
afterAll(() => browser?.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** Waits until the card of a kind is in a state. */
const comesTo = (page: Page, kind: string, state: string) =>
  expect.poll(() => page.locator(`.card.${kind} .state`).textContent()).toBe(state);

/** Free play with the ready-made scene; its key is chosen. */
async function inFreePlay(looks?: Looks) {
  const opened = await openPage(browser, address, looks);
  await opened.page
    .locator('nav')
    .getByText(/Free play|Jeu libre/)
    .click();
  await opened.page.locator('[data-scene]').click();
  await opened.page.locator('.card.instance').waitFor();
  return opened;
}

async function saved(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const arriving = page.waitForEvent('download');
  await click();
  const download: Download = await arriving;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

describe('time', () => {
  it('is travelled back and forth, and what is shown is the world of that moment', async () => {
    const { page, complaints, close } = await inFreePlay();
    await button(page, 'DisableKey becomes Disabled').click();
    await comesTo(page, 'key', 'Disabled');
    const before = await bytesInPage(page);
    const records = await page.locator('.record').count();
    await button(page, en['time.first']).click();
    expect(await page.locator('.card').count()).toBe(3);
    await button(page, en['time.forward']).click();
    await comesTo(page, 'key', 'Enabled');
    expect(await page.locator('.record').count()).toBe(1);
    const slider = page.getByRole('slider', { name: en['time.title'] });
    await slider.press('End');
    await comesTo(page, 'key', 'Disabled');
    expect(await page.locator('.record').count()).toBe(records);
    expect(await bytesInPage(page)).toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });

  it('forks where something is done in the past; the path that it came from stays', async () => {
    const { page, close } = await inFreePlay();
    await button(page, 'DisableKey becomes Disabled').click();
    const main = await bytesInPage(page);
    const slider = page.getByRole('slider', { name: en['time.title'] });
    await slider.press('ArrowLeft');
    await slider.press('ArrowLeft');
    await comesTo(page, 'key', 'Enabled');
    await button(page, 'ScheduleKeyDeletion becomes PendingDeletion').click();
    await comesTo(page, 'key', 'PendingDeletion');
    const paths = page.locator('.timeline select');
    expect(await paths.locator('option').allTextContents()).toEqual(['Main path', 'Side path 1']);
    await paths.selectOption('Main path');
    await comesTo(page, 'key', 'Disabled');
    expect(await bytesInPage(page)).toBe(main);
    await page.locator('[data-fork]').click();
    expect(await paths.locator('option').count()).toBe(3);
    await close();
  });

  it('jumps to the next deadline: the key is gone and the envelope shut for ever', async () => {
    const { page, close } = await inFreePlay();
    await button(page, 'ScheduleKeyDeletion becomes PendingDeletion').click();
    expect(await page.locator('.next').textContent()).toContain('Key deletion (key1) in 6 d 23 h');
    await page.locator('[data-jump]').click();
    await comesTo(page, 'key', 'Deleted');
    expect(await page.locator('.card.object .envelope').textContent()).toBe(en['envelope.lost']);
    expect(await page.locator('.line.lost').count()).toBeGreaterThan(0);
    await close();
  });
});

describe('free play', () => {
  it('tells why a call is refused, by rule, grade and page, and lets it be tried all the same', async () => {
    const { page, close } = await inFreePlay();
    await button(page, 'DisableKey becomes Disabled').click();
    const why = button(page, 'Encrypt why not?');
    await why.click();
    expect(await why.getAttribute('aria-expanded')).toBe('true');
    const note = page.locator('.actions .why');
    expect(await note.textContent()).toContain('DisabledException');
    await expect.poll(() => note.locator('.rule').textContent()).toMatch(/^Rule: .*disabled/i);
    expect(await note.locator('.grade').textContent()).toMatch(/on AWS|by AWS|by people|assumed/);
    expect(await note.getByRole('link', { name: en['detail.page'] }).getAttribute('href')).toMatch(
      /^https:\/\/docs\.aws/,
    );
    await note.getByRole('button', { name: en['lab.do'] }).click();
    expect(await page.locator('.record').first().textContent()).toContain('DisabledException');
    await close();
  });

  it('disables the key while the instance runs: it runs on, stops, and does not start again', async () => {
    const { page, close } = await inFreePlay();
    await button(page, 'DisableKey becomes Disabled').click();
    await comesTo(page, 'instance', 'running');
    expect(await page.locator('.card.volume .envelope').textContent()).toBe(en['envelope.memory']);
    await page.locator('.card.instance').click();
    await button(page, 'StopInstances becomes stopping').click();
    await comesTo(page, 'instance', 'stopped');
    expect(await page.locator('.card.volume .envelope').textContent()).toBe(en['envelope.sealed']);
    await button(page, 'StartInstances becomes pending').click();
    await comesTo(page, 'instance', 'stopped');
    expect(await page.locator('.card.instance .reason').textContent()).toContain('Client.InternalError');
    await close();
  });

  it('acts as somebody else and shows which statement decides, before and after a policy is put', async () => {
    const { page, close } = await inFreePlay();
    await page.getByLabel(en['play.who']).selectOption('guest');
    const asked = page.locator('.asked');
    await expect.poll(() => asked.getAttribute('class')).toContain('denied');
    await page.getByLabel(en['play.who']).selectOption('admin');
    await expect.poll(() => asked.getAttribute('class')).toContain('allowed');
    await button(page, en['policy.deny']).click();
    await page.locator('[data-put-policy]').click();
    await page.getByLabel(en['play.who']).selectOption('guest');
    await expect.poll(() => asked.locator('li.Deny').textContent()).toContain(en['policy.applies']);
    await close();
  });

  it('plays the same calls in a world with a fault, on a path of its own', async () => {
    const { page, close } = await inFreePlay();
    await page.locator('.faults select').selectOption('throttle');
    expect(await page.locator('.timeline select option').allTextContents()).toEqual(['Main path', 'Side path 1']);
    await page.getByLabel(en['play.settle']).uncheck();
    await button(page, 'Encrypt').click();
    await button(page, 'Encrypt why not?').click();
    expect(await page.locator('.actions .why').textContent()).toContain('ThrottlingException');
    await page.locator('.actions .why').getByRole('button', { name: en['lab.do'] }).click();
    await expect.poll(() => page.locator('.record').first().textContent()).toContain('ThrottlingException');
    expect(await page.locator('.record.throttled').count()).toBeGreaterThan(0);
    await close();
  });

  it('loads what few calls need on demand: a key pair for post-quantum signatures is made like any other key', async () => {
    const { page, complaints, close } = await inFreePlay();
    const plan = [
      ...scene,
      { service: 'kms', operation: 'CreateKey', input: { KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' } },
    ] as const;
    await page.goto(`${address}#${packed({ seed: '7', options: {}, plan, at: 99 })}`);
    await page.locator('.card.key').nth(1).waitFor();
    expect(await bytesInPage(page)).toBe(await bytesInNode(plan));
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the impact view', () => {
  it('draws what a deletion breaks and until when, and doing it shows the same', async () => {
    const { page, complaints, close } = await openPage(browser, address);
    await button(page, en['mode.impact']).click();
    await page.locator('[data-impact-scene]').click();
    await page.getByLabel(en['impact.change.delete']).check();
    await page.getByLabel(en['impact.window']).selectOption('7');
    const instance = page.locator('.impact .rows > li', { hasText: 'Instance i1' });
    await instance.waitFor();
    expect(await page.locator('.ticks span').allTextContents()).toEqual([en['impact.now'], '+ 7 d']);
    expect(await instance.getByRole('img').getAttribute('aria-label')).toBe(
      `${en['impact.now']}: ${en['impact.risk']}; + 7 d: ${en['impact.doomed']}`,
    );
    expect(await instance.locator('.seen').textContent()).toBe('stopped, Client.InternalError');
    expect(await page.locator('.card.instance .threat').textContent()).toContain(en['impact.when.nextStart']);
    expect(await barriers(page)).toEqual([]);
    await page.locator('[data-impact-do]').click();
    await comesTo(page, 'key', 'PendingDeletion');
    expect(await page.locator('.timeline select option').allTextContents()).toEqual(['Main path', 'Side path 1']);
    await page.locator('.card.instance').click();
    await button(page, 'StopInstances becomes stopping').click();
    await comesTo(page, 'instance', 'stopped');
    await button(page, 'StartInstances becomes pending').click();
    await expect.poll(() => page.locator('.card.instance .reason').textContent()).toContain('Client.InternalError');
    expect(complaints).toEqual([]);
    await close();
  });

  it('of another moment is another answer, and what cannot be done says so', async () => {
    const { page, close } = await inFreePlay();
    await button(page, 'ScheduleKeyDeletion becomes PendingDeletion').click();
    await comesTo(page, 'key', 'PendingDeletion');
    await button(page, en['mode.impact']).click();
    await page.locator('.impact-guide .error').waitFor();
    expect(await page.locator('.impact-guide .error').textContent()).toContain('KMSInvalidStateException');
    await button(page, en['time.first']).click();
    for (let moment = 0; moment < 3; moment++) await button(page, en['time.forward']).click();
    await page.locator('.impact .rows > li', { hasText: 'letter.txt' }).waitFor();
    expect(await page.locator('.impact .rows > li', { hasText: 'i1' }).count()).toBe(0);
    await close();
  });
});

describe('sharing', () => {
  it('a link brings somebody else to the same bytes and the same moment', async () => {
    const first = await inFreePlay();
    await button(first.page, 'DisableKey becomes Disabled').click();
    await button(first.page, en['time.back']).click();
    const moment = await first.page.locator('p.now').textContent();
    await button(first.page, en['nav.share']).click();
    const link = (await first.page.locator('[data-link]').inputValue()) as string;
    expect(unpacked(link.slice(link.indexOf('#')))?.plan).toHaveLength(scene.length + 1);
    const second = await openPage(browser, address, { suffix: link.slice(link.indexOf('#')) });
    await second.page.locator('.card.instance').waitFor();
    expect(await second.page.locator('p.now').textContent()).toBe(moment);
    expect(await bytesInPage(second.page)).toBe(await bytesInPage(first.page));
    expect([...first.complaints, ...second.complaints]).toEqual([]);
    await first.close();
    await second.close();
  });

  it('a link into a lab opens the lab at its step; a link that was cut short says so', async () => {
    const shared = { seed: '7', options: {}, plan: planOf('data-volume'), at: 2, lab: { id: 'data-volume', steps: 2 } };
    const { page, close } = await openPage(browser, address, { suffix: `#${packed(shared)}` });
    await page.getByText('Step 3 of 8').waitFor();
    await close();
    const cut = await openPage(browser, address, { suffix: `#${packed(shared).slice(0, -30)}` });
    await cut.page.getByRole('alert').waitFor();
    expect(await cut.page.getByRole('alert').textContent()).toBe(en['share.cut']);
    await cut.close();
  });

  it('exports a replay file that opens again, a script, diagrams and pictures', async () => {
    const { page, complaints, close } = await inFreePlay();
    const svg = await saved(page, () => button(page, en['detail.save.svg']).click());
    expect(svg.name).toBe('key.svg');
    expect(svg.bytes.toString()).toMatch(/^<svg[\s\S]*PendingDeletion[\s\S]*<\/svg>$/);
    const png = await saved(page, () => button(page, en['detail.save.png']).click());
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    await button(page, en['nav.share']).click();
    const replay = await saved(page, () => page.locator('[data-save="replay"]').click());
    expect(readShared(replay.bytes.toString()).plan).toHaveLength(scene.length);
    const shell = await saved(page, () => page.locator('[data-save="shell"]').click());
    expect(shell.bytes.toString()).toMatch(/^#![\s\S]*aws kms create-key/);
    const sequence = await saved(page, () => page.locator('[data-save="sequence"]').click());
    expect(sequence.bytes.toString()).toMatch(/^sequenceDiagram\n/);
    const machine = await saved(page, () => page.locator('[data-save="machine"]').click());
    expect(machine.bytes.toString()).toMatch(/^stateDiagram-v2\n/);
    const bytes = await bytesInPage(page);
    await page
      .getByLabel(en['share.open'])
      .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: replay.bytes });
    await page.locator('dialog').waitFor({ state: 'hidden' });
    expect(await bytesInPage(page)).toBe(bytes);
    await button(page, en['nav.share']).click();
    await page
      .getByLabel(en['share.open'])
      .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.getByRole('alert').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows a run that failed: the sentence, what was expected and what came, and the moment', async () => {
    const failure = {
      sentence: 'An instance...',
      message: 'i1 is running',
      expected: 'stopped',
      observed: 'running',
      rule: 'a rule',
      step: 3,
    };
    const suffix = `#${packed({ seed: '7', options: {}, plan: scene, at: 1, broken: 'start-ignores-key', failure })}`;
    const { page, close } = await openPage(browser, address, { suffix });
    await page.getByRole('heading', { name: en['failure.title'] }).waitFor();
    await button(page, en['failure.show']).click();
    expect(await page.locator('p.now').textContent()).toContain('7/7');
    expect(await page.locator('.faults select').inputValue()).toBe('start-ignores-key');
    await close();
  });
});

describe('people', () => {
  it('can do a step of a lab with the keyboard alone', async () => {
    const { page, close } = await openPage(browser, address);
    const focused = () => page.evaluate<string>('document.activeElement?.outerHTML ?? ""');
    const tabTo = async (pattern: RegExp) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        if (pattern.test(await focused())) return;
      }
      throw new Error(`nothing like ${pattern} is reached by Tab`);
    };
    await tabTo(/class="skip"/);
    await tabTo(/data-lab="root-volume"/);
    await page.keyboard.press('Enter');
    await tabTo(/type="radio"/);
    await page.keyboard.press('Space');
    await tabTo(/data-do/);
    await page.keyboard.press('Enter');
    await page.locator('.revealed').waitFor();
    await tabTo(/data-card="arn:aws:kms/);
    await page.keyboard.press('Enter');
    await page.locator('.chart svg').waitFor();
    await close();
  });

  const looks: readonly (readonly [string, Looks])[] = [
    ['by daylight', {}],
    ['in the dark', { colorScheme: 'dark' }],
    ['on a phone, in French', { viewport: { width: 390, height: 844 }, locale: 'fr-FR' }],
    ['on a phone in the dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ];
  it.each(looks)('find no serious barrier %s', async (_, look) => {
    const { page, close } = await inFreePlay(look);
    await page.locator('.actions button', { hasText: 'DisableKey' }).click();
    await page.locator('.actions .illegal').first().click();
    await page.locator('.record summary').first().click();
    await page.locator('.chart svg').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.locator('header .primary').click();
    expect(await barriers(page, 'dialog')).toEqual([]);
    await page.locator('dialog button').last().click();
    await page.locator('nav button').first().click();
    await page.locator('[data-lab]').first().click();
    await page.locator('[data-do]').click();
    await page.locator('.revealed').waitFor();
    expect(await barriers(page)).toEqual([]);
    await close();
  });

  it('find no serious barrier on the first page that they see', async () => {
    const { page, close } = await openPage(browser, address);
    expect(await barriers(page)).toEqual([]);
    await close();
  });

  it('with a narrow phone never scroll sideways', async () => {
    const { page, close } = await inFreePlay({ viewport: { width: 360, height: 740 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.locator('nav button').first().click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await close();
  });
});

describe('the page over HTTP', () => {
  it('is the same page, asks for nothing else, and nothing else is served', async () => {
    const served = await servePage(dirname(fileURLToPath(address)), 0);
    const { page, complaints, close } = await openPage(browser, served.url);
    await page.locator('[data-primer="lab"]').click();
    await page.locator('[data-do]').click();
    await page.locator('.revealed').waitFor();
    expect(complaints).toEqual([]);
    expect((await fetch(`${served.url}../package.json`)).status).toBe(404);
    expect((await fetch(served.url, { method: 'POST' })).status).toBe(404);
    await close();
    await served.close();
  });
});
