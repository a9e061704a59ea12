/** The chosen card up close: its statechart, its envelope, and what can be done with it, with the reasons against. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Rule } from '../../../model/evidence.ts';
import { type Action, actionsOf, explain, tryCall, type Why } from '../core/actions.ts';
import type { Card } from '../core/cards.ts';
import { openingOf } from '../core/envelope.ts';
import { act, calledBy } from './act.ts';
import { ChartView } from './ChartView.tsx';
import { savePng, saveSvg } from './files.ts';
import { moodOf } from './looks.ts';
import { RuleNote } from './RuleNote.tsx';
import { ruleOf } from './rules.ts';
import { cards, chosen, chosenCard, moment, nameOf, names, soon, story, world } from './state.ts';
import { t } from './words.ts';

/** The chosen card, or nothing. */
export function Detail() {
  const id = chosen.value;
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest', behavior: calm() ? 'auto' : 'smooth' }), [id]);
  if (id === undefined) return null;
  const card = chosenCard.value;
  return (
    <section ref={section} class="detail" aria-labelledby="detail-title">
      <button
        type="button"
        class="close"
        aria-label={t('detail.close')}
        onClick={() => {
          chosen.value = undefined;
        }}
      >
        ×
      </button>
      <h2 id="detail-title">{t('detail.title', { name: card ? nameOf(card) : (names.value.get(id) ?? id) })}</h2>
      {card ? <CardDetail card={card} /> : <p>{t('detail.gone')}</p>}
    </section>
  );
}

const calm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

function CardDetail({ card }: { readonly card: Card }) {
  const { lifecycle, state } = card;
  const came = moment.value.events.findLast(
    (event) => event.type === 'transition' && event.lifecycle === lifecycle?.id && resourceIs(event.resource, card),
  );
  return (
    <>
      {lifecycle && (
        <>
          <ChartView
            lifecycle={lifecycle}
            state={state}
            came={came?.type === 'transition' && came.to === state ? came : undefined}
            label={t('detail.chart', { kind: t(`kind.${card.kind}`), state: state ?? '' })}
          />
          <p class="exports">
            <button type="button" onClick={(event) => saveSvg(event.currentTarget, lifecycle.id)}>
              {t('detail.save.svg')}
            </button>
            <button type="button" onClick={(event) => void savePng(event.currentTarget, lifecycle.id)}>
              {t('detail.save.png')}
            </button>
          </p>
        </>
      )}
      <EnvelopeNote card={card} />
      <Actions card={card} />
    </>
  );
}

const resourceIs = (resource: string, card: Card): boolean =>
  resource === card.id ||
  resource === card.awsName ||
  resource.endsWith(`/${card.awsName}`) ||
  resource.endsWith(`:${card.awsName}`);

function EnvelopeNote({ card }: { readonly card: Card }) {
  const opening = openingOf(world.value, card);
  if (!opening) return null;
  const arn = card.envelope?.keyArn ?? '';
  const key = names.value.get(arn) ?? arn.slice(arn.lastIndexOf('/') + 1);
  return (
    <div class={`note envelope ${opening.says}`}>
      <h3>
        {t('envelope.title')}: {t(`envelope.${opening.says}`)}
      </h3>
      <p>{t(`envelope.${opening.says}.why`, { key, state: opening.keyState ?? '' })}</p>
      {opening.rule && <RuleNote rule={opening.rule} />}
    </div>
  );
}

/** Actions that are possible come first; the others stay, with the reason. */
function Actions({ card }: { readonly card: Card }) {
  const who = calledBy.value;
  const tried = actionsOf(story.value, card, cards.value).map((action) => ({
    action,
    trial: soon(() => tryCall(story.value, world.value, action.call, who)),
  }));
  const sorted = [...tried].sort((a, b) => Number(b.trial?.outcome.ok ?? false) - Number(a.trial?.outcome.ok ?? false));
  return (
    <>
      <h3>{t('detail.actions')}</h3>
      <ul class="actions">
        {sorted.map(({ action, trial }) => {
          if (!trial) return null;
          const why = explain(story.value, action.call, trial.outcome, ruleOf);
          const moved = trial.events.find(
            (event) =>
              event.type === 'transition' && resourceIs(event.resource, card) && event.lifecycle === card.lifecycle?.id,
          );
          return (
            <li key={action.id}>
              {why ? (
                <Refused action={action} why={why} />
              ) : (
                <button type="button" class="legal" onClick={() => void act(action.call)}>
                  {action.id}
                  {moved?.type === 'transition' && (
                    <span class={`becomes ${moodOf(moved.to)}`}>{t('detail.becomes', { state: moved.to })}</span>
                  )}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Refused({ action, why }: { readonly action: Action; readonly why: Why }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="illegal" aria-expanded={open} onClick={() => setOpen(!open)}>
        {action.id}
        <span class="becomes">{t('detail.why')}</span>
      </button>
      {open && (
        <div class="why">
          <p>
            <strong>{why.code}</strong> {why.message}
          </p>
          {why.grade && (
            <RuleNote rule={{ sentence: why.sentence ?? '', grade: why.grade, source: why.source ?? '' } as Rule} />
          )}
          <button type="button" onClick={() => void act(action.call)}>
            {t('lab.do')}
          </button>
        </div>
      )}
    </>
  );
}
