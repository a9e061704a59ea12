/**
 * What the loss of a key breaks, as a picture: a bar for each effect over time. The columns are the stretches between the
 * moments at which something changes; they are equally wide, however long they last.
 */
import type { ChangeId, Effect, Impact, When } from '../../../model/impact/types.ts';
import type { Card, CardKind } from './cards.ts';

/**
 * How something stands. `works`; `risk`: works until somebody does something, then it is out of reach; `broken`: out of reach,
 * can be brought back; `doomed`: works on, but once that is done it is lost; `lost`: nothing brings it back.
 */
export type Standing = 'works' | 'risk' | 'broken' | 'doomed' | 'lost';

/** A stretch of a bar, in columns from 0. */
export interface Stretch {
  readonly standing: Standing;
  readonly from: number;
  readonly to: number;
}

/** One effect with its bar. */
export interface EffectBar {
  readonly effect: Effect;
  readonly stretches: readonly Stretch[];
}

/** What breaks about one resource. */
export interface ResourceBars {
  /** Unique in the picture. */
  readonly id: string;
  readonly resource: Effect['resource'];
  /** The card of the resource, where the stage has one. */
  readonly card?: Card;
  readonly bars: readonly EffectBar[];
}

/** The picture. */
export interface ImpactChart {
  readonly change: ChangeId;
  /** Milliseconds after the change at which each column begins; the first is 0. */
  readonly beginsMs: readonly number[];
  readonly rows: readonly ResourceBars[];
}

/** Draws an impact that begins at `nowMs`. */
export function impactChart({ change, effects }: Impact, nowMs: number, cards: readonly Card[]): ImpactChart {
  const turns = new Set([0, ...effects.flatMap((effect) => turnsOf(effect, nowMs))]);
  const beginsMs = [...turns].sort((a, b) => a - b);
  const rows = new Map<string, ResourceBars & { readonly bars: EffectBar[] }>();
  for (const effect of effects) {
    const { service, kind, id, region } = effect.resource;
    const name = `${service}/${kind}/${region}/${id}`;
    const card = cardOf(effect, cards);
    const row = rows.get(name) ?? { id: name, resource: effect.resource, bars: [], ...(card ? { card } : {}) };
    row.bars.push({ effect, stretches: stretchesOf(effect, nowMs, beginsMs) });
    rows.set(name, row);
  }
  return { change, beginsMs, rows: [...rows.values()] };
}

/** When something about an effect changes, in milliseconds after the change. */
function turnsOf({ afterMs, recoverable, lost }: Effect, nowMs: number): readonly number[] {
  const moments = [recoverable?.untilMs, lost?.atMs].filter((ms) => ms !== undefined);
  return [...(afterMs === undefined ? [] : [afterMs]), ...moments.map((ms) => Math.max(0, ms - nowMs))];
}

function standingAt(effect: Effect, nowMs: number, atMs: number): Standing {
  const { afterMs, recoverable, lost } = effect;
  const isPast = (ms: number | undefined): boolean => ms !== undefined && nowMs + atMs >= ms;
  const beyond = !recoverable || isPast(recoverable.untilMs) || isPast(lost?.atMs);
  if (afterMs === undefined) return beyond ? 'doomed' : 'risk';
  if (atMs < afterMs) return 'works';
  return beyond ? 'lost' : 'broken';
}

function stretchesOf(effect: Effect, nowMs: number, beginsMs: readonly number[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const [column, atMs] of beginsMs.entries()) {
    const standing = standingAt(effect, nowMs, atMs);
    const last = stretches.at(-1);
    if (last?.standing === standing) stretches[stretches.length - 1] = { ...last, to: column + 1 };
    else stretches.push({ standing, from: column, to: column + 1 });
  }
  return stretches;
}

const KINDS: Readonly<Record<string, CardKind>> = {
  'kms/key': 'key',
  's3/bucket': 'bucket',
  's3/object': 'object',
  'ec2/volume': 'volume',
  'ec2/snapshot': 'snapshot',
  'ec2/instance': 'instance',
  'rds/DB instance': 'db-instance',
  'rds/DB cluster': 'db-cluster',
  'rds/DB snapshot': 'db-snapshot',
  'rds/DB cluster snapshot': 'db-snapshot',
  'redshift/cluster': 'cluster',
  'redshift/cluster snapshot': 'cluster-snapshot',
};

function cardOf({ resource }: Effect, cards: readonly Card[]): Card | undefined {
  const kind = KINDS[`${resource.service}/${resource.kind}`];
  const { id, region } = resource;
  return cards.find(
    (card) =>
      card.kind === kind &&
      card.region === region &&
      (card.id === id || card.awsName === id || card.id.startsWith(`${id}?`) || id.endsWith(`/${card.awsName}`)),
  );
}

/** When each card breaks, by the ids of the cards: what is told first of a resource is what matters most. */
export function threatsOf({ rows }: ImpactChart): ReadonlyMap<string, When> {
  const found = new Map<string, When>();
  for (const { card, bars } of rows) if (card && bars[0]) found.set(card.id, bars[0].effect.when);
  return found;
}
