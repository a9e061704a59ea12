/** The page as a whole: head, guide, stage, trail, timeline. */
import { Detail } from './Detail.tsx';
import { FailureNote, LinkNote } from './FailureNote.tsx';
import { FreePlay } from './FreePlay.tsx';
import { Head } from './Head.tsx';
import { ImpactGuide, ImpactView } from './Impact.tsx';
import { LabGuide } from './LabGuide.tsx';
import { Share } from './Share.tsx';
import { Stage } from './Stage.tsx';
import { mode, said } from './state.ts';
import { Timeline } from './Timeline.tsx';
import { Trail } from './Trail.tsx';
import { t } from './words.ts';

/** Everything. */
export function App() {
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('stage')?.focus()}>
        {t('nav.skip')}
      </button>
      <Head />
      <main>
        <div class="guide">
          <LinkNote />
          <FailureNote />
          {mode.value === 'labs' && <LabGuide />}
          {mode.value === 'play' && <FreePlay />}
          {mode.value === 'impact' && <ImpactGuide />}
        </div>
        <div class="scene">
          <Stage />
          <ImpactView />
          <Detail />
        </div>
        <Trail />
      </main>
      <Timeline />
      <Share />
      <p class="said" aria-live="polite">
        {said.value}
      </p>
    </>
  );
}
