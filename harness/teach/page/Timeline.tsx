/** The timeline: travel back and forth, fork, jump to what is due next. */
import { useState } from 'preact/hooks';
import { isCall } from '../../../scenarios/contract.ts';
import { type Deadline, deadlinesOf } from '../core/deadlines.ts';
import type { Moment } from '../core/story.ts';
import type { Key } from '../text/en.ts';
import { pass } from './act.ts';
import {
  at,
  type Branch,
  branches,
  branchIndex,
  fork,
  goTo,
  grown,
  moment,
  names,
  story,
  takeBranch,
  world,
} from './state.ts';
import { clock, span, t } from './words.ts';

/** At most so many events are listed, the latest. */
const MOST_EVENTS = 120;

/** The timeline. */
export function Timeline() {
  grown.value;
  const { moments } = story.value;
  const last = moments.length - 1;
  const now = moment.value;
  const what = tellMoment(now, moments[now.index - 1]);
  return (
    <section class="timeline" aria-labelledby="time-title">
      <h2 id="time-title" class="hidden">
        {t('time.title')}
      </h2>
      <div class="travel">
        <button type="button" aria-label={t('time.first')} disabled={now.index === 0} onClick={() => goTo(0)}>
          <Glyph name="first" />
        </button>
        <button
          type="button"
          aria-label={t('time.back')}
          disabled={now.index === 0}
          onClick={() => goTo(now.index - 1)}
        >
          <Glyph name="back" />
        </button>
        <input
          type="range"
          min={0}
          max={last}
          value={now.index}
          aria-label={t('time.title')}
          aria-valuetext={t('time.slider', { at: now.index, count: last, what })}
          onInput={(event) => goTo(Number(event.currentTarget.value))}
        />
        <button
          type="button"
          aria-label={t('time.forward')}
          disabled={now.index === last}
          onClick={() => goTo(now.index + 1)}
        >
          <Glyph name="forward" />
        </button>
        <button type="button" aria-label={t('time.last')} disabled={now.index === last} onClick={() => goTo(last)}>
          <Glyph name="last" />
        </button>
      </div>
      <p class="now">
        <time>{clock(world.value.nowMs)}</time> <span class="small">UTC</span> <strong>{what}</strong>{' '}
        <span class="small">
          {now.index}/{last}
        </span>
      </p>
      <div class="row">
        <Next />
        <button type="button" data-fork onClick={fork}>
          <Glyph name="fork" /> {t('time.fork')}
        </button>
        {branches.value.length > 1 && (
          <label>
            <span class="small">{t('time.branch')}</span>{' '}
            <select value={branchIndex.value} onChange={(event) => takeBranch(Number(event.currentTarget.value))}>
              {branches.value.map((branch, index) => (
                <option key={`${branch.kind}${branch.number}`} value={index}>
                  {branchName(branch)}
                </option>
              ))}
            </select>
          </label>
        )}
        <Events />
      </div>
      {at.value < last && <p class="small past">{t('time.past')}</p>}
    </section>
  );
}

/** All events, listed while somebody looks. */
function Events() {
  const [open, setOpen] = useState(false);
  const { moments } = story.value;
  return (
    <details class="events" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('time.events')}</summary>
      {open && (
        <ol>
          {moments.slice(-MOST_EVENTS).map((one) => (
            <li key={one.index}>
              <button
                type="button"
                aria-current={one.index === moment.value.index ? 'step' : undefined}
                onClick={() => goTo(one.index)}
              >
                <time>{clock(one.world.nowMs)}</time> {tellMoment(one, moments[one.index - 1])}
              </button>
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}

const glyphs = {
  first: 'M2 2h2v12H2zM14 2v12L5 8z',
  back: 'M13 2v12L3 8z',
  forward: 'M3 2v12l10-6z',
  last: 'M2 2v12l9-6zM12 2h2v12h-2z',
  fork: 'M4 1h2v5l5 2V1h2v9L6 8.500V15H4z',
} as const;

const Glyph = ({ name }: { readonly name: keyof typeof glyphs }) => (
  <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
    <path d={glyphs[name]} />
  </svg>
);

const branchName = ({ kind, number }: Branch): string => t(`time.branch.${kind}`, { number });

function Next() {
  const [next] = deadlinesOf(world.value, 1);
  if (!next) return <span class="small">{t('time.nothing')}</span>;
  const inMs = next.atMs - world.value.nowMs;
  return (
    <span class="next">
      {t('time.next', { what: tellDeadline(next), span: span(inMs) })}{' '}
      <button type="button" data-jump onClick={() => void pass(inMs)}>
        {t('time.jump')}
      </button>
    </span>
  );
}

/** What will happen, and to what. */
function tellDeadline({ kind, about }: Deadline): string {
  const what = t(`due.${kind}` as Key);
  const name = about === undefined ? undefined : names.value.get(about);
  return name === undefined ? what : `${what} (${name})`;
}

/** A moment in a few words: the call and its error, or what changed. */
export function tellMoment(moment: Moment, before: Moment | undefined): string {
  if (moment.what === 'beginning') return t('time.beginning');
  if (moment.what === 'call') {
    const error = moment.outcome?.ok === false ? ` → ${moment.outcome.error.code}` : '';
    return `${moment.call?.operation ?? ''}${error}`;
  }
  if (moment.what === 'dropped')
    return moment.planned && isCall(moment.planned)
      ? `${moment.planned.operation}: ${t('time.dropped')}`
      : t('time.dropped');
  const changes = moment.events.flatMap((event) =>
    event.type === 'transition' ? [`${shortName(event.resource)} → ${event.to}`] : [],
  );
  const passed = t('time.passed', { span: span(moment.world.nowMs - (before?.world.nowMs ?? moment.world.nowMs)) });
  return changes.length > 0 ? changes.slice(-2).join(', ') : passed;
}

const shortName = (resource: string): string =>
  names.value.get(resource) ??
  resource.slice(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1).slice(0, 24);
