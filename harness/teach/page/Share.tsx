/** Sharing: a link that holds the whole story, and the story in other forms. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { mermaid } from '../../report/mermaid.ts';
import { shellScript } from '../../report/shell.ts';
import { Judge } from '../../runner/judge.ts';
import { sequenceDiagram } from '../core/sequence.ts';
import { packed, readShared, replayText } from '../core/share.ts';
import { saveText } from './files.ts';
import { chosenCard, open, sharedNow, shareOpen, story, world } from './state.ts';
import { t } from './words.ts';

/** The dialog. */
export function Share() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = shareOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="share-title"
      onClose={() => {
        shareOpen.value = false;
      }}
    >
      {isOpen && <Forms />}
    </dialog>
  );
}

function Forms() {
  const [copied, setCopied] = useState(false);
  const [wrong, setWrong] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const link = `${location.href.split('#')[0]}#${packed(sharedNow())}`;
  const lifecycle = chosenCard.value?.lifecycle;
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      // Not allowed here: the link is selected, so that it can be copied by hand.
    }
  };
  return (
    <>
      <h2 id="share-title">{t('share.title')}</h2>
      <p>{t('share.note')}</p>
      <p class="row">
        <label>
          {t('share.link')} <input ref={field} type="text" readOnly value={link} data-link />
        </label>
        <button type="button" class="primary" onClick={() => void copy()}>
          {t(copied ? 'share.copied' : 'share.copy')}
        </button>
      </p>
      <p class="row">
        <button type="button" data-save="replay" onClick={() => saveText('keystate.json', replayText(sharedNow()))}>
          {t('share.replay')}
        </button>
        <button type="button" data-save="shell" onClick={() => saveText('keystate.sh', script())}>
          {t('share.shell')}
        </button>
        <button
          type="button"
          data-save="sequence"
          onClick={() => saveText('keystate.mmd', sequenceDiagram(world.value))}
        >
          {t('share.sequence')}
        </button>
        {lifecycle && (
          <button
            type="button"
            data-save="machine"
            onClick={() => saveText(`${lifecycle.id}.mmd`, `${mermaid(lifecycle)}\n`)}
          >
            {t('share.machine')}
          </button>
        )}
      </p>
      <p>
        <label>
          {t('share.open')}{' '}
          <input
            type="file"
            accept=".json,application/json"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file) void openFile(file).catch((error: Error) => setWrong(error.message));
            }}
          />
        </label>
      </p>
      {wrong && (
        <p class="error" role="alert">
          {t('share.wrong', { message: wrong })}
        </p>
      )}
      <p>
        <button
          type="button"
          onClick={() => {
            shareOpen.value = false;
          }}
        >
          {t('share.close')}
        </button>
      </p>
    </>
  );
}

const script = (): string => {
  const { plan, history, registry } = story.value;
  return shellScript('A story of the keystate teaching page', plan, { history, registry, judge: new Judge([]) });
};

async function openFile(file: File): Promise<void> {
  await open(readShared(await file.text()));
  shareOpen.value = false;
}
