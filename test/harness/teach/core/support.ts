/** Stories for the tests of the teaching page. */
import type { Card, CardKind } from '../../../../harness/teach/core/cards.ts';
import { cardsOf } from '../../../../harness/teach/core/cards.ts';
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
