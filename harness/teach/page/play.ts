/** Free play with a ready-made scene. */
import { scene } from '../core/scene.ts';
import { beginAnew, cards, chosen, doThis, mode } from './state.ts';

/** Begins anew with the scene, and chooses its key. */
export async function playScene(): Promise<void> {
  beginAnew();
  mode.value = 'play';
  await doThis(...scene);
  chosen.value = cards.value.find(({ kind }) => kind === 'key')?.id;
}
