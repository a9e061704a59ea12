/** CloudTrail: records as they come, the ones to stop at marked. */
import { useEffect, useState } from 'preact/hooks';
import type { TrailEntry } from '../../../model/trail.ts';
import { anomalyOf, entriesOf, recordOf, serviceOf, type TrailFilter, whoOf } from '../core/trail.ts';
import { cards, filter, nameOf, withNames, world } from './state.ts';
import { clock, t } from './words.ts';

const PAGE = 40;

/** The pane. */
export function Trail() {
  const { trail } = world.value;
  const [shown, show] = useState(PAGE);
  const given = filter.value;
  useEffect(() => show(PAGE), [given]);
  const entries: TrailEntry[] = [];
  let more = false;
  for (const entry of entriesOf(world.value, given)) {
    if (entries.length === shown) {
      more = true;
      break;
    }
    entries.push(entry);
  }
  return (
    <section class="trail" aria-labelledby="trail-title">
      <h2 id="trail-title">
        {t('trail.title')} <span class="small">{t('trail.count', { count: trail.size })}</span>
      </h2>
      <Filters />
      {entries.length === 0 && <p class="empty">{t(trail.size === 0 ? 'trail.empty' : 'trail.none')}</p>}
      <ol class="records">
        {entries.map((entry) => (
          <Row key={entry.call} entry={entry} />
        ))}
      </ol>
      {more && (
        <button type="button" onClick={() => show(shown + PAGE)}>
          {t('trail.more')}
        </button>
      )}
    </section>
  );
}

/** What there is to filter by: looked for among the latest records, so that long trails stay quick. */
function choices() {
  const services = new Set<string>();
  const people = new Set<string>();
  let looked = 0;
  for (const [, entry] of world.value.trail.entriesReversed()) {
    services.add(entry.service);
    people.add(whoOf(entry));
    if (++looked === 300) break;
  }
  return { services: [...services].sort(), people: [...people].sort() };
}

function Filters() {
  const { services, people } = choices();
  const keys = cards.value.filter(({ kind }) => kind === 'key');
  const set = (change: Partial<TrailFilter>) => {
    filter.value = { ...filter.value, ...change };
  };
  const select = (
    label: string,
    member: 'service' | 'who' | 'key',
    options: readonly (readonly [string, string])[],
  ) => (
    <label>
      {label}{' '}
      <select value={filter.value[member]} onChange={(event) => set({ [member]: event.currentTarget.value })}>
        <option value="">{t('trail.all')}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div class="filters">
      {select(
        t('trail.service'),
        'service',
        services.map((name) => [name, name]),
      )}
      {select(
        t('trail.who'),
        'who',
        people.map((name) => [name, name]),
      )}
      {select(
        t('trail.key'),
        'key',
        keys.map((key) => [key.id, nameOf(key)]),
      )}
      <label>
        <input
          type="checkbox"
          checked={filter.value.marked}
          onChange={(event) => set({ marked: event.currentTarget.checked })}
        />
        {t('trail.marked')}
      </label>
    </div>
  );
}

function Row({ entry }: { readonly entry: TrailEntry }) {
  const anomaly = anomalyOf(entry, world.value.options.account);
  const asked = serviceOf(entry);
  return (
    <li class={anomaly ? `record marked ${anomaly}` : 'record'}>
      <p class="head">
        <time>{clock(entry.atMs)}</time>{' '}
        <code>
          {entry.service}:{entry.eventName}
        </code>
      </p>
      <p class="small">
        {whoOf(entry)} {asked && t(asked.forCaller ? 'trail.via' : 'trail.itself', { service: asked.service })}
        {entry.category === 'Data' && <em> {t('trail.data')}</em>}
      </p>
      {entry.errorCode && (
        <p class="error">
          {entry.errorCode}
          {entry.errorMessage && `: ${withNames(entry.errorMessage)}`}
        </p>
      )}
      {anomaly && (
        <p class="why">
          <span aria-hidden="true">⚑ </span>
          {t(`anomaly.${anomaly}`)}
        </p>
      )}
      <Json entry={entry} />
    </li>
  );
}

function Json({ entry }: { readonly entry: TrailEntry }) {
  const [open, set] = useState(false);
  return (
    <details open={open} onToggle={(event) => set(event.currentTarget.open)}>
      <summary>{t('trail.json')}</summary>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <pre tabIndex={0}>{JSON.stringify(recordOf(world.value, entry), null, 2)}</pre>
      )}
    </details>
  );
}
