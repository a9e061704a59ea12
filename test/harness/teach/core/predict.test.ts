import { describe, expect, it } from 'vitest';
import { resolve } from '../../../../harness/runner/references.ts';
import { type Card, cardsOf } from '../../../../harness/teach/core/cards.ts';
import { answerTo, OK, questionsOf } from '../../../../harness/teach/core/predict.ts';
import { Story } from '../../../../harness/teach/core/story.ts';
import type { Lab } from '../../../../scenarios/contract.ts';
import { labs } from '../../../../scenarios/lab/index.ts';

interface Asked {
  readonly title: string;
  readonly id: string;
  readonly choices: readonly string[];
  readonly answer: string;
}

/** Plays a lab and answers every question on the way. */
function asked(lab: Lab): readonly Asked[] {
  const story = new Story({ seed: '7' });
  const all: Asked[] = [];
  const idOf = (name: string): string | undefined => {
    const resolved = resolve(lab.names[name]?.id ?? '', { registry: story.registry, nowMs: 0 });
    const cards = cardsOf(story.last.world, story.rules);
    return cards.find(({ id, awsName }) => id === resolved || awsName === resolved)?.id ?? String(resolved);
  };
  for (const step of lab.steps) {
    const cards = new Map<string, Card>();
    for (const card of cardsOf(story.last.world, story.rules))
      for (const name of Object.keys(lab.names)) if (idOf(name) === card.id) cards.set(name, card);
    const questions = questionsOf(step, cards);
    const from = story.moments.length;
    for (const planned of step.calls) story.play(planned);
    const moments = story.moments.slice(from);
    for (const question of questions) {
      const answer = answerTo(question, moments, story, idOf(question.resource ?? ''));
      all.push({ title: step.title.en, id: question.id, choices: question.choices, answer });
    }
  }
  return all;
}

describe('predictions', () => {
  it.each(labs.map((lab) => [lab.id, lab] as const))('of %s offer the right answer among others', (_, lab) => {
    const questions = asked(lab);
    expect(questions.length).toBeGreaterThanOrEqual(lab.steps.length);
    for (const { title, id, choices, answer } of questions) {
      expect(choices, `${title}, ${id}`).toContain(answer);
      expect(choices.length, `${title}, ${id}`).toBeGreaterThanOrEqual(2);
      expect(new Set(choices).size).toBe(choices.length);
    }
  });

  it('ask about the call that is refused, and success is always thinkable', () => {
    const [rootVolume] = labs;
    const questions = asked(rootVolume as Lab);
    const refused = questions.filter(({ id, answer }) => id === 'answer' && answer !== OK);
    expect(refused.map(({ answer }) => answer)).toContain('KMS.DisabledException');
    for (const { choices } of questions.filter(({ id }) => id === 'answer')) expect(choices[0]).toBe(OK);
  });

  it('ask where the instance ends when its key is disabled: stopped, and not running', () => {
    const [rootVolume] = labs;
    const start = asked(rootVolume as Lab).find(
      ({ title, id }) => title === 'Try to start the instance' && id === 'state',
    );
    expect(start).toMatchObject({ answer: 'stopped' });
    expect(start?.choices).toContain('running');
  });
});
