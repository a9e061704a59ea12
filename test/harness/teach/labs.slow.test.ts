// Both root labs in Chromium, in both languages: every step, every prediction, and the way back through time.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startChromium } from '../../../harness/teach/browser.ts';
import { OK } from '../../../harness/teach/core/predict.ts';
import { en } from '../../../harness/teach/text/en.ts';
import { fr } from '../../../harness/teach/text/fr.ts';
import type { Language, Text } from '../../../scenarios/contract.ts';
import { asked, labNamed, planOf } from './core/support.ts';
import { builtAddress, bytesInNode, bytesInPage } from './support.ts';

const texts = { en, fr } as const;
const locales = { en: 'en-US', fr: 'fr-FR' } as const;

let browser: Browser;
let address: string;
beforeAll(async () => {
  [browser, address] = await Promise.all([startChromium(), builtAddress()]);
}, 120_000);
afterAll(() => browser?.close());

const told = (text: Text, language: Language): string => text[language] ?? text.en;

/** Guesses at one step: the right answer where `right` says so, a wrong one elsewhere. */
async function predict(page: Page, questions: ReturnType<typeof asked>, right: boolean): Promise<void> {
  expect(await page.locator('fieldset').count()).toBe(questions.length);
  for (const { id, choices, answer } of questions) {
    const group = page.locator('fieldset').filter({ has: page.locator(`input[name="${id}"]`) });
    expect(
      await group.locator('input').evaluateAll((all) => all.map((one) => (one as never as { value: string }).value)),
    ).toEqual(choices);
    const guess = right ? answer : choices.find((choice) => choice !== answer);
    await group.locator(`input[value="${guess}"]`).check();
  }
}

const cases = (['root-volume', 'data-volume'] as const).flatMap((id) =>
  (['en', 'fr'] as const).map((language) => [id, language] as const),
);

describe('the lab in the page', () => {
  it.each(cases)('%s in %s: every step, every prediction, and the bytes of Node', async (id, language) => {
    const lab = labNamed(id);
    const t = texts[language];
    const questions = asked(lab);
    const { page, complaints, close } = await openPage(browser, address, { locale: locales[language] });
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    await page.locator(`[data-lab="${id}"]`).click();
    for (const [index, step] of lab.steps.entries()) {
      await page.getByRole('heading', { name: told(step.title, language), exact: true }).waitFor();
      const here = questions.filter((question) => question.step === index);
      const right = index % 2 === 0;
      await predict(page, here, right);
      await page.getByRole('button', { name: t['lab.do'], exact: true }).click();
      await page.locator('.revealed').waitFor();
      const verdicts = await page.locator('.verdict').allTextContents();
      const wrong = here.map(({ answer }) => t['lab.wrong'].replace('{answer}', answer === OK ? t['lab.ok'] : answer));
      expect(verdicts).toEqual(right ? here.map(() => t['lab.right']) : wrong);
      expect(await page.locator('.look').textContent()).toBe(told(step.look, language));
      await page.locator('[data-next]').click();
    }
    const rightOnes = questions.filter(({ step }) => step % 2 === 0).length;
    const score = t['lab.score'].replace('{right}', String(rightOnes)).replace('{asked}', String(questions.length));
    await page.getByText(score).waitFor();
    expect(await bytesInPage(page)).toBe(await bytesInNode(planOf(id)));
    expect(complaints).toEqual([]);
    await close();
  });

  it('keeps the progress, and goes on where the reader stopped', async () => {
    const { page, close } = await openPage(browser, address);
    await page.locator('[data-lab="data-volume"]').click();
    for (let step = 0; step < 3; step++) {
      await page.locator('[data-do]').click();
      await page.locator('[data-next]').click();
    }
    await page.reload();
    await page.waitForSelector('html[data-ready]');
    const entry = page.locator('.labs li').nth(1);
    expect(await entry.textContent()).toContain('3 of 8 steps');
    await entry.getByRole('button', { name: en['lab.resume'] }).click();
    const fourth = labNamed('data-volume').steps[3]?.title.en as string;
    await page.getByRole('heading', { name: fourth, exact: true }).waitFor();
    expect(await bytesInPage(page)).toBe(
      await bytesInNode(
        labNamed('data-volume')
          .steps.slice(0, 3)
          .flatMap(({ calls }) => calls),
      ),
    );
    await close();
  });

  it('shows what the questions promise: with its key disabled the instance falls back, and the trail says why', async () => {
    const { page, close } = await openPage(browser, address);
    await page.locator('[data-lab="root-volume"]').click();
    const start = labNamed('root-volume').steps.findIndex(({ title }) => title.en === 'Try to start the instance');
    for (let step = 0; step <= start; step++) {
      if (step > 0) await page.locator('[data-next]').click();
      await page.locator('[data-do]').click();
      await page.locator('.revealed').waitFor();
    }
    const path = await page.locator('.paths li', { hasText: 'instance' }).locator('.state').allTextContents();
    expect(path).toEqual(['stopped', 'pending', 'stopped']);
    expect(await page.locator('.card.key .state').textContent()).toBe('Disabled');
    expect(await page.locator('.card.object .envelope').textContent()).toBe(en['envelope.sealed']);
    expect(await page.locator('.line.sealed').count()).toBe(2);
    const record = page.locator('.record.keyLost', { hasText: 'kms:CreateGrant' });
    expect(await record.locator('.why').textContent()).toContain(en['anomaly.keyLost']);
    await record.getByText(en['trail.json']).click();
    expect(JSON.parse((await record.locator('pre').textContent()) ?? '')).toMatchObject({
      eventName: 'CreateGrant',
      errorCode: 'DisabledException',
    });
    await close();
  });
});
