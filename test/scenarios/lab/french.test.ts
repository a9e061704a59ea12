/** Every lab speaks French, whole: titles, introductions and every step. */
import { describe, expect, it } from 'vitest';
import { labs } from '../../../scenarios/index.ts';
import { french } from '../../../scenarios/lab/french/index.ts';

describe('labs in French', () => {
  it.each(labs.map((lab) => [lab.id, lab] as const))('%s has its title, its introduction and every step', (_, lab) => {
    expect(lab.title.fr).toBeTruthy();
    expect(lab.intro.fr).toBeTruthy();
    for (const step of lab.steps) {
      expect(step.title.fr, `scenarios/lab/french: the title of "${step.title.en}"`).toBeTruthy();
      expect(step.look.fr, `scenarios/lab/french: the explanation of "${step.title.en}"`).toBeTruthy();
    }
  });

  it('sets signs apart by spaces at which no line breaks', () => {
    for (const lab of labs)
      for (const text of [lab.intro, ...lab.steps.flatMap(({ title, look }) => [title, look])])
        expect(text.fr).not.toMatch(/ [:;?!»]|« /);
  });

  it('has no text for a step that is not there', () => {
    for (const [id, { steps }] of Object.entries(french)) {
      const titles = labs.find((lab) => lab.id === id)?.steps.map((step) => step.title.en);
      expect(titles, `there is no lab "${id}"`).toBeDefined();
      for (const title of Object.keys(steps)) expect(titles).toContain(title);
    }
  });

  it('names the same operations, errors and states as the English text', () => {
    const names = /\b(?:[A-Z][a-z]+){2,}\b|\b(?:pending|stopped|available|Disabled|Enabled)\b/g;
    for (const lab of labs)
      for (const { look } of lab.steps) {
        const words = (text: string) =>
          new Set((text.match(names) ?? []).filter((word) => !/^(CloudTrail|JavaScript)$/.test(word)));
        const spoken = words(look.fr ?? '');
        const missing = [...words(look.en)].filter((word) => /Exception|[A-Z]\w+[A-Z]/.test(word) && !spoken.has(word));
        expect(missing, look.en).toEqual([]);
      }
  });
});
