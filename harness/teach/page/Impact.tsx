/** The impact view: what breaks if a key is lost, when, and until when it can be made good. */
import type { Effect } from '../../../model/impact/types.ts';
import type { EffectBar, ResourceBars, Standing } from '../core/impactChart.ts';
import { impactInFrench } from '../text/impactFr.ts';
import { Icon } from './icons.tsx';
import {
  askable,
  askedChange,
  askedKey,
  chart,
  doChange,
  impact,
  keyAtRisk,
  keysAtRisk,
  shownChange,
  windowDays,
} from './impact.ts';
import { playScene } from './play.ts';
import { RuleNote } from './RuleNote.tsx';
import { nameOf, withNames, world } from './state.ts';
import { clock, language, span, t } from './words.ts';

const standings: readonly Standing[] = ['works', 'risk', 'broken', 'doomed', 'lost'];
/** At most so many resources are told. */
const MOST_ROWS = 60;

/** What is asked. */
export function ImpactGuide() {
  const key = keyAtRisk.value;
  return (
    <section class="impact-guide" aria-labelledby="impact-title">
      <h2 id="impact-title">{t('impact.title')}</h2>
      {key ? <Ask /> : <NoKey />}
    </section>
  );
}

function NoKey() {
  return (
    <>
      <p>{t('impact.choose')}</p>
      <button type="button" class="primary" data-impact-scene onClick={() => void playScene('impact')}>
        {t('play.scene')}
      </button>
    </>
  );
}

function Ask() {
  const found = impact.value;
  return (
    <>
      <label>
        {t('impact.key')}{' '}
        <select
          value={keyAtRisk.value?.id}
          onChange={(event) => {
            askedKey.value = event.currentTarget.value;
          }}
        >
          {keysAtRisk.value.map((key) => (
            <option key={key.id} value={key.id}>
              {nameOf(key)}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>{t('impact.change')}</legend>
        {askable.value.map((id) => (
          <label key={id}>
            <input
              type="radio"
              name="change"
              value={id}
              checked={shownChange.value === id}
              onChange={() => {
                askedChange.value = id;
              }}
            />
            {t(`impact.change.${id}`)}
          </label>
        ))}
      </fieldset>
      {shownChange.value === 'delete' && (
        <label>
          {t('impact.window')}{' '}
          <select
            value={windowDays.value}
            onChange={(event) => {
              windowDays.value = Number(event.currentTarget.value);
            }}
          >
            {[7, 14, 30].map((days) => (
              <option key={days} value={days}>
                {days} {t('unit.d')}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class="note">{t('impact.note')}</p>
      {found?.refused ? (
        <p class="error">
          {t('impact.refused', { code: found.refused.code })} {withNames(found.refused.message ?? '')}
        </p>
      ) : (
        <button type="button" class="primary" data-impact-do onClick={() => void doChange()}>
          {t('impact.do')}
        </button>
      )}
    </>
  );
}

/** The picture: a bar for each effect over time. */
export function ImpactView() {
  const drawn = chart.value;
  if (!drawn || impact.value?.refused) return null;
  const { beginsMs, rows, change } = drawn;
  const title = `${t('impact.title')} ${t(`impact.change.${change}`)}`;
  return (
    <section class="impact" aria-labelledby="impact-chart">
      <h2 id="impact-chart">{title}</h2>
      {rows.length === 0 ? (
        <p>{t('impact.none')}</p>
      ) : (
        <>
          <p class="legend">
            {standings.map((standing) => (
              <span key={standing}>
                <i class={`swatch ${standing}`} aria-hidden="true" /> {t(`impact.${standing}`)}
              </span>
            ))}
          </p>
          <div class="bars ticks" aria-hidden="true" style={columns(beginsMs.length)}>
            {beginsMs.map((ms) => (
              <span key={ms}>{ms === 0 ? t('impact.now') : `+ ${span(ms)}`}</span>
            ))}
          </div>
          <ul class="rows">
            {rows.slice(0, MOST_ROWS).map((row) => (
              <Row key={row.id} row={row} beginsMs={beginsMs} />
            ))}
          </ul>
          {rows.length > MOST_ROWS && <p class="more">{t('stage.more', { count: rows.length - MOST_ROWS })}</p>}
        </>
      )}
    </section>
  );
}

const columns = (count: number) => ({ gridTemplateColumns: `repeat(${count}, minmax(0, 1fr))` });

function Row({ row, beginsMs }: { readonly row: ResourceBars; readonly beginsMs: readonly number[] }) {
  const { card, resource, bars } = row;
  return (
    <li>
      <h3>
        {card && <Icon kind={card.kind} />}
        {card ? t(`kind.${card.kind}`) : resource.kind} {card ? nameOf(card) : withNames(resource.id)}
      </h3>
      <ul>
        {bars.map((bar, index) => (
          <li key={index}>
            <Bar bar={bar} beginsMs={beginsMs} />
            <Told effect={bar.effect} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function Bar({ bar, beginsMs }: { readonly bar: EffectBar; readonly beginsMs: readonly number[] }) {
  const { stretches } = bar;
  const label = stretches
    .map(({ standing, from }) => {
      const ms = beginsMs[from] ?? 0;
      return `${ms === 0 ? t('impact.now') : `+ ${span(ms)}`}: ${t(`impact.${standing}`)}`;
    })
    .join('; ');
  return (
    <div class="bars" role="img" aria-label={label} style={columns(beginsMs.length)}>
      {stretches.map(({ standing, from, to }) => (
        <i key={from} class={standing} style={{ gridColumn: `${from + 1} / ${to + 1}` }} />
      ))}
    </div>
  );
}

function Told({ effect }: { readonly effect: Effect }) {
  const { when, afterMs, what, seen, recoverable, lost, rule } = effect;
  const shown = [seen.state, seen.code].filter((one) => one !== undefined).join(', ');
  const by = recoverable?.by.join(', ') ?? '';
  const until = recoverable?.untilMs;
  const french = language.value === 'fr' ? impactInFrench(what) : undefined;
  return (
    <div class="told">
      <p>
        <strong>{t(`impact.when.${when}`)}</strong>
        {afterMs ? ` (${span(afterMs)})` : ''}:{' '}
        <span lang={french === undefined ? 'en' : 'fr'}>{withNames(french ?? what)}</span>
        {shown && <code class="seen">{shown}</code>}
      </p>
      <p class="small">
        {recoverable ? t('impact.by', { by }) : t('impact.never')}
        {until !== undefined && ` ${t('impact.until', { at: clock(until), span: span(until - world.value.nowMs) })}`}
        {lost && ` ${t('impact.then', { seen: lost.seen.code ?? lost.seen.state ?? '' })}`}
      </p>
      <details>
        <summary>{t('detail.rule')}</summary>
        <RuleNote rule={rule} />
      </details>
    </div>
  );
}
