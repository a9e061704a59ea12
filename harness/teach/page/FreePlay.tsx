/** Free play: make things, act as somebody else, let time pass, bend the world. */

import { signal } from '@preact/signals';
import { people } from '../../../scenarios/people.ts';
import { makersOf } from '../core/actions.ts';
import { act, answerOf, lastAnswer, pass } from './act.ts';
import { Faults } from './Faults.tsx';
import { PolicyEditor } from './PolicyEditor.tsx';
import { playScene } from './play.ts';
import { beginAnew, caller, cards, nameOf, settle, story } from './state.ts';
import { has, t } from './words.ts';

/** The key that new things are encrypted under; undefined: the newest, `''`: none. */
const underKey = signal<string | undefined>(undefined);
const tries = ['play.try.1', 'play.try.2', 'play.try.3', 'play.try.4'] as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The panel. */
export function FreePlay() {
  const keys = cards.value.filter(({ kind, managedByAws }) => kind === 'key' && !managedByAws);
  const key = keys.find(({ id }) => id === underKey.value) ?? (underKey.value === undefined ? keys.at(-1) : undefined);
  return (
    <section aria-labelledby="play-title">
      <h2 id="play-title">{t('play.title')}</h2>
      <p class="row">
        <label>
          {t('play.who')}{' '}
          <select
            value={caller.value}
            onChange={(event) => {
              caller.value = event.currentTarget.value;
            }}
          >
            {Object.keys(people).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          {t('play.key')}{' '}
          <select
            value={key?.id ?? ''}
            onChange={(event) => {
              underKey.value = event.currentTarget.value;
            }}
          >
            {keys.map((one) => (
              <option key={one.id} value={one.id}>
                {nameOf(one)}
              </option>
            ))}
            <option value="">{t('play.key.none')}</option>
          </select>
        </label>
      </p>
      <h3>{t('play.make')}</h3>
      <p class="row">
        {makersOf(story.value, key).map(({ id, call }) => (
          <button key={id} type="button" data-make={id} onClick={() => void act(call)}>
            + {has(`make.${id}`) ? t(`make.${id}` as 'make.CreateKey') : id}
          </button>
        ))}
      </p>
      <LastAnswer />
      <h3>{t('play.time')}</h3>
      <p class="row">
        <button type="button" onClick={() => void pass(HOUR_MS)}>
          {t('play.hour')}
        </button>
        <button type="button" onClick={() => void pass(DAY_MS)}>
          {t('play.day')}
        </button>
        <button type="button" onClick={() => void pass(7 * DAY_MS)}>
          {t('play.week')}
        </button>
        <label>
          <input
            type="checkbox"
            checked={settle.value}
            onChange={(event) => {
              settle.value = event.currentTarget.checked;
            }}
          />
          {t('play.settle')}
        </label>
      </p>
      <h3>{t('play.ready')}</h3>
      <p class="row">
        <button type="button" data-scene onClick={() => void playScene()}>
          {t('play.scene')}
        </button>
        <button type="button" onClick={beginAnew}>
          {t('play.reset')}
        </button>
      </p>
      <details class="try">
        <summary>{t('play.try')}</summary>
        <ol>
          {tries.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ol>
      </details>
      <PolicyEditor />
      <Faults />
    </section>
  );
}

function LastAnswer() {
  const made = lastAnswer.value;
  if (!made) return null;
  return <p class={made.outcome?.ok ? 'answer ok' : 'answer refused'}>{answerOf(made)}</p>;
}
