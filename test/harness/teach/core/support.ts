/** Stories for the tests of the teaching page. */
import { resolve } from '../../../../harness/runner/references.ts';
import type { Card, CardKind } from '../../../../harness/teach/core/cards.ts';
import { cardsOf } from '../../../../harness/teach/core/cards.ts';
import { answerTo, questionsOf } from '../../../../harness/teach/core/predict.ts';
import { scene } from '../../../../harness/teach/core/scene.ts';
import { Story } from '../../../../harness/teach/core/story.ts';
import type { Lab, Planned } from '../../../../scenarios/contract.ts';
import { labs } from '../../../../scenarios/lab/index.ts';

/** A story in which these were played. */
export function storyOf(plan: readonly Planned[], seed = '7'): Story {
  const story = new Story({ seed });
  for (const planned of plan) story.play(planned);
  return story;
}

/** The scene of free play: a running instance on an encrypted volume, and an object under the same key. */
export const playedScene = (): Story => storyOf(scene);

/** All calls of a lab. */
export const planOf = (id: string): readonly Planned[] => labNamed(id).steps.flatMap(({ calls }) => calls);

/** A lab. */
export const labNamed = (id: string): Lab => labs.find((lab) => lab.id === id) as Lab;

/** The first card of a kind at the end of a story. */
export const cardOf = (story: Story, kind: CardKind): Card =>
  cardsOf(story.last.world, story.rules).find((card) => card.kind === kind && !card.managedByAws) as Card;

/** A question of a lab, with its right answer. */
export interface Asked {
  readonly step: number;
  readonly title: string;
  readonly id: string;
  readonly choices: readonly string[];
  readonly answer: string;
}

/** Plays a lab and answers every question on the way. */
export function asked(lab: Lab): readonly Asked[] {
  const story = new Story({ seed: '7' });
  const all: Asked[] = [];
  const idOf = (name: string): string | undefined => {
    const resolved = resolve(lab.names[name]?.id ?? '', { registry: story.registry, nowMs: 0 });
    const cards = cardsOf(story.last.world, story.rules);
    return cards.find(({ id, awsName }) => id === resolved || awsName === resolved)?.id ?? String(resolved);
  };
  for (const [number, step] of lab.steps.entries()) {
    const cards = new Map<string, Card>();
    for (const card of cardsOf(story.last.world, story.rules))
      for (const name of Object.keys(lab.names)) if (idOf(name) === card.id) cards.set(name, card);
    const questions = questionsOf(step, cards);
    const from = story.moments.length;
    for (const planned of step.calls) story.play(planned);
    const moments = story.moments.slice(from);
    for (const question of questions) {
      const answer = answerTo(question, moments, story, idOf(question.resource ?? ''));
      all.push({ step: number, title: step.title.en, id: question.id, choices: question.choices, answer });
    }
  }
  return all;
}
