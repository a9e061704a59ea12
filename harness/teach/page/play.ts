/** A ready-made scene, for free play and for the impact view. */
import { scene } from '../core/scene.ts';
import { beginAnew, cards, chosen, doThis, mode } from './state.ts';

/** Begins anew with the scene; in free play its key is chosen. */
export async function playScene(then: 'play' | 'impact' = 'play'): Promise<void> {
  beginAnew();
  mode.value = then;
  await doThis(...scene);
  if (then === 'play') chosen.value = cards.value.find(({ kind }) => kind === 'key')?.id;
}
