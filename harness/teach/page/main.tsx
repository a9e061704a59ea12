/** The teaching page: begins here. */
import { render } from 'preact';
import { serialise } from '../../../model/serialise.ts';
import { unpacked } from '../core/share.ts';
import { App } from './App.tsx';
import { loadLate } from './late.ts';
import { open, story, wrongLink } from './state.ts';
import { applyTheme } from './theme.ts';
import { language, speak, t } from './words.ts';

async function begin(): Promise<void> {
  applyTheme();
  speak(language.value);
  render(<App />, document.getElementById('page') as HTMLElement);
  document.documentElement.dataset.ready = '';
  requestAnimationFrame(() => setTimeout(() => Object.assign(globalThis, { keystateReadyMs: performance.now() })));
  await openLink();
  addEventListener('hashchange', () => void openLink());
}

/** Opens the story of the address, if there is one. */
async function openLink(): Promise<void> {
  try {
    const shared = unpacked(location.hash);
    wrongLink.value = undefined;
    if (shared) await open(shared);
  } catch {
    wrongLink.value = t('share.cut');
  }
}

/** For tests and the curious: the world that is looked at last, to the byte. */
Object.assign(globalThis, { keystate: { world: () => serialise(story.value.last.world), loadLate } });

void begin();
