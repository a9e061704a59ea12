import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cardKinds } from '../../../harness/teach/core/cards.ts';
import { quiet } from '../../../harness/teach/core/deadlines.ts';
import { en } from '../../../harness/teach/text/en.ts';
import { fr } from '../../../harness/teach/text/fr.ts';
import { impactInFrench, translated } from '../../../harness/teach/text/impactFr.ts';
import { aws } from '../../../model/aws.ts';
import { impactOf } from '../../../model/impact/impact.ts';
import { labs } from '../../../scenarios/lab/index.ts';
import { planOf, storyOf } from './core/support.ts';

const PAGE = resolve(import.meta.dirname, '../../../harness/teach/page');
const MODEL = resolve(import.meta.dirname, '../../../model/impact');
const keys = Object.keys(en) as (keyof typeof en)[];
const holes = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

describe('the texts of the page', () => {
  it('are the same in both languages, hole by hole', () => {
    expect(Object.keys(fr).sort()).toEqual([...keys].sort());
    for (const key of keys) expect(holes(fr[key]), key).toEqual(holes(en[key]));
  });

  it('are translated', () => {
    const same = keys.filter((key) => fr[key] === en[key] && /[a-z]{4}/.test(en[key]) && !/^\{\w+\}$/.test(en[key]));
    const international = /^(Service|Source|Principal|Instance|Volume|CloudTrail|Impact)$/;
    expect(same.filter((key) => !international.test(en[key]) && !/^\w+ \{text\}$/.test(en[key]))).toEqual([]);
  });

  it('name every kind of card, and everything that falls due by itself', () => {
    for (const kind of cardKinds) expect(keys).toContain(`kind.${kind}`);
    const due = Object.keys(aws.handlers).filter((kind) => !quiet.has(kind));
    expect(due.filter((kind) => !Object.hasOwn(en, `due.${kind}`))).toEqual([]);
  });

  it('are all used', () => {
    const source = readdirSync(PAGE)
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(PAGE, name), 'utf8'))
      .join('\n');
    const families = [
      ...source.matchAll(/t\(\s*`([\w.]+\.)\$\{/g),
      ...source.matchAll(/`([\w.]+\.)\$\{[^`]*`\s+as/g),
    ].map(([, start]) => start as string);
    const unused = keys.filter(
      (key) => !source.includes(`'${key}'`) && !families.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });
});

describe('what an impact says', () => {
  const sources = readdirSync(MODEL)
    .map((name) => readFileSync(join(MODEL, name), 'utf8'))
    .join('\n');

  it('has French words for everything that breaks in the labs, with the names kept', () => {
    const said = new Set<string>();
    for (const { id } of labs)
      for (const { world } of storyOf(planOf(id)).moments)
        for (const key of world.kms.keys.values())
          for (const { effects } of impactOf(world, key.arn)) for (const { what } of effects) said.add(what);
    expect(said.size).toBeGreaterThan(15);
    expect([...said].filter((what) => impactInFrench(what) === undefined)).toEqual([]);
    expect(
      impactInFrench('goes on serving i1, i2; once detached, it cannot be attached to a running instance'),
    ).toMatch(/^continue de servir i1, i2 ; une fois détaché/);
    expect(impactInFrench('flies away')).toBeUndefined();
  });

  it('has no French words for what nobody says any more', () => {
    const stale = translated.filter((english) => !english.split('*').every((part) => sources.includes(part.trim())));
    expect(stale).toEqual([]);
  });
});

describe('the labs', () => {
  it('are told in French too, every title and every step', () => {
    const texts = labs.flatMap(({ title, intro, steps }) => [
      title,
      intro,
      ...steps.flatMap((step) => [step.title, step.look]),
    ]);
    expect(texts.filter(({ fr: french }) => !french).map(({ en: english }) => english)).toEqual([]);
  });
});
