/** The stage: keys, what hangs on them, and the lines between. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Card, Fact } from '../core/cards.ts';
import { openingOf } from '../core/envelope.ts';
import { EnvelopeIcon, Icon } from './icons.tsx';
import { threats } from './impact.ts';
import { moodOf } from './looks.ts';
import { Primer } from './Primer.tsx';
import { cards, chosen, labRun, nameOf, world } from './state.ts';
import { span, t } from './words.ts';

/** At most so many cards of a group are drawn. */
const MOST_CARDS = 24;

interface Group {
  readonly key?: Card;
  readonly cards: readonly Card[];
}

/** Cards by the key that encrypts them; an instance stands where its first encrypted volume stands. */
function groupsOf(all: readonly Card[]): readonly Group[] {
  const byId = new Map(all.map((card) => [card.id, card]));
  const keyOf = (card: Card): string | undefined => {
    if (card.envelope?.keyArn !== undefined) return card.envelope.keyArn;
    return card.uses.map((id) => byId.get(id)?.envelope?.keyArn).find((arn) => arn !== undefined);
  };
  const under = new Map<string | undefined, Card[]>();
  for (const card of all) {
    if (card.kind === 'key') continue;
    const keyArn = keyOf(card);
    const list = under.get(keyArn) ?? [];
    under.set(keyArn, list);
    list.push(card);
  }
  const keys = all.filter((card) => card.kind === 'key' && (!card.managedByAws || under.has(card.id)));
  const groups: Group[] = keys.map((key) => ({ key, cards: under.get(key.id) ?? [] }));
  for (const [keyArn, list] of under)
    if (keyArn !== undefined && !byId.has(keyArn)) groups.push({ key: lostKey(keyArn, list[0] as Card), cards: list });
  const around = under.get(undefined);
  return around ? [...groups, { cards: around }] : groups;
}

/** A key that is deleted still stands on the stage while something is wrapped under it. */
const lostKey = (arn: string, { region, account }: Card): Card => ({
  id: arn,
  kind: 'key',
  awsName: arn.slice(arn.lastIndexOf('/') + 1),
  region,
  account,
  state: 'Deleted',
  uses: [],
  facts: [],
});

/** The stage. */
export function Stage() {
  const box = useRef<HTMLDivElement>(null);
  const all = cards.value;
  const groups = groupsOf(all);
  return (
    <section id="stage" class="stage" aria-labelledby="stage-title" tabIndex={-1}>
      <h2 id="stage-title">{t('stage.title')}</h2>
      {groups.length === 0 && (labRun.value ? <p class="empty">{t('stage.empty')}</p> : <Primer />)}
      <div class="groups" ref={box}>
        <Lines box={box} cards={all} />
        {groups.slice(0, MOST_CARDS).map((group) => (
          <GroupView key={group.key?.id ?? 'around'} group={group} />
        ))}
        {groups.length > MOST_CARDS && <p class="more">{t('stage.more', { count: groups.length - MOST_CARDS })}</p>}
      </div>
      {groups.length > 0 && chosen.value === undefined && <p class="hint">{t('stage.hint')}</p>}
    </section>
  );
}

function GroupView({ group }: { readonly group: Group }) {
  const hidden = group.cards.length - MOST_CARDS;
  return (
    <div class={group.key ? 'group' : 'group around'}>
      {group.key ? <CardView card={group.key} /> : <h3>{t('stage.around')}</h3>}
      <div class="hanging">
        {group.cards.slice(0, MOST_CARDS).map((card) => (
          <CardView key={card.id} card={card} />
        ))}
        {hidden > 0 && <p class="more">{t('stage.more', { count: hidden })}</p>}
      </div>
    </div>
  );
}

function CardView({ card }: { readonly card: Card }) {
  const isChosen = chosen.value === card.id;
  const opening = openingOf(world.value, card);
  const { state } = card;
  const threat = threats.value?.get(card.id);
  return (
    <button
      type="button"
      class={`card ${card.kind} ${moodOf(state)}${card.managedByAws ? ' managed' : ''}`}
      data-card={card.id}
      aria-pressed={isChosen}
      onClick={() => {
        chosen.value = isChosen ? undefined : card.id;
      }}
    >
      <span class="what">
        <Icon kind={card.kind} />
        {t(`kind.${card.kind}`)}
      </span>
      <span class="name">{nameOf(card)}</span>
      {state !== undefined && (
        <span key={state} class={`state ${moodOf(state)}`}>
          {state}
        </span>
      )}
      {opening && (
        <span class={`envelope ${opening.says}`}>
          <EnvelopeIcon open={opening.says === 'memory' || opening.says === 'opens'} lost={opening.says === 'lost'} />
          {t(`envelope.${opening.says}`)}
        </span>
      )}
      {threat && <span class={`threat ${threat}`}>⚠ {t(`impact.when.${threat}`)}</span>}
      {card.managedByAws && <span class="fact">{t('stage.managed')}</span>}
      {card.facts.map((fact) => (
        <span key={fact.say + (fact.text ?? '')} class={`fact ${fact.say}`}>
          {sayFact(fact)}
        </span>
      ))}
    </button>
  );
}

const sayFact = ({ say, text = '', atMs }: Fact): string =>
  t(`fact.${say}`, { text, span: atMs === undefined ? '' : span(atMs - world.value.nowMs) });

interface Line {
  readonly id: string;
  readonly path: string;
  readonly look: string;
}

/** Lines from each key to what it encrypts, and from volumes to their instance, drawn behind the cards. */
function Lines({
  box,
  cards: all,
}: {
  readonly box: { current: HTMLDivElement | null };
  readonly cards: readonly Card[];
}) {
  const [lines, setLines] = useState<readonly Line[]>([]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const draw = () => setLines(measure(element, all));
    draw();
    const watch = new ResizeObserver(draw);
    watch.observe(element);
    return () => watch.disconnect();
  }, [all]);
  return (
    <svg class="lines" aria-hidden="true">
      {lines.map(({ id, path, look }) => (
        <path key={id} d={path} class={look} />
      ))}
    </svg>
  );
}

function measure(element: HTMLElement, all: readonly Card[]): readonly Line[] {
  const origin = element.getBoundingClientRect();
  const places = new Map<string, DOMRect>();
  for (const card of element.querySelectorAll<HTMLElement>('[data-card]'))
    places.set(card.dataset.card as string, card.getBoundingClientRect());
  const lines: Line[] = [];
  for (const card of all) {
    const to = places.get(card.id);
    if (!to) continue;
    const keyArn = card.envelope?.keyArn;
    const from = keyArn === undefined ? undefined : places.get(keyArn);
    if (from) {
      const opening = openingOf(world.peek(), card);
      const left = leftmost(element, card.id);
      lines.push({
        id: `${keyArn}>${card.id}`,
        path: curve(from, to, origin, left),
        look: `line ${opening?.says ?? ''}`,
      });
    }
    for (const used of card.uses) {
      const place = places.get(used);
      if (place && card.kind !== 'object')
        lines.push({ id: `${card.id}>${used}`, path: beside(place, to, origin), look: 'line uses' });
    }
  }
  return lines;
}

/** Where the first column of a group begins. */
function leftmost(element: HTMLElement, id: string): number {
  const card = element.querySelector(`[data-card="${CSS.escape(id)}"]`);
  return card?.parentElement?.firstElementChild?.getBoundingClientRect().left ?? 0;
}

/**
 * From a key to a card: to the left side of the cards of the first column, between the rows to the others; down the gutter
 * where the cards stand below the key.
 */
function curve(from: DOMRect, to: DOMRect, origin: DOMRect, firstColumn: number): string {
  const [x, y] = [to.left - origin.left, to.top + to.height / 2 - origin.top];
  if (firstColumn < from.right) {
    const gutter = from.left - origin.left + 12;
    return `M${gutter},${from.bottom - origin.top}V${y - 8}Q${gutter},${y} ${gutter + 8},${y}H${x}`;
  }
  const [startX, startY] = [from.right - origin.left, from.top + from.height / 2 - origin.top];
  if (to.left > firstColumn + 4) {
    const [gutter, row, end] = [firstColumn - origin.left - 12, to.top - origin.top - 7, x + 26];
    return `M${startX},${startY}Q${gutter},${startY} ${gutter},${row}H${end - 6}Q${end},${row} ${end},${row + 7}`;
  }
  const bend = Math.max(14, (x - startX) / 2);
  return `M${startX},${startY}C${startX + bend},${startY} ${x - bend},${y} ${x},${y}`;
}

/** Between two cards that stand beside or below each other. */
function beside(from: DOMRect, to: DOMRect, origin: DOMRect): string {
  const at = (x: number, y: number) => `${x - origin.left},${y - origin.top}`;
  if (Math.abs(from.left - to.left) < 8) {
    const [x, above] = [from.right - 14, from.top < to.top];
    return `M${at(x, above ? from.bottom : from.top)}L${at(x, above ? to.top : to.bottom)}`;
  }
  const right = to.left > from.left;
  return `M${at(right ? from.right : from.left, from.top + 24)}L${at(right ? to.left : to.right, to.top + 24)}`;
}
