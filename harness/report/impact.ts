/** The blast radius of a key as text: for each change what breaks when, at the end the services that are not simulated. */
import type { Grade } from '../../model/evidence.ts';
import { type OtherService, type OtherWhen, otherServices } from '../../model/impact/otherServices.ts';
import type { Effect, Impact, Recovery, Seen } from '../../model/impact/types.ts';
import { isoTime } from '../../model/time.ts';
import type { Colors } from './style.ts';
import { plural, wrap } from './style.ts';

/** Fits a terminal of 80 columns. */
const WIDTH = 79;
/** Resources of a kind that break alike are told by name up to so many. */
const NAMED = 3;

const WHEN: Readonly<Record<OtherWhen, string>> = {
  atOnce: 'At once',
  afterCache: 'When a cache is over',
  nextAttach: 'When it is next attached',
  coldStart: 'At the next cold start',
  nextStart: 'At the next start',
  nextPoll: 'When the service next looks',
  unknown: 'Not known',
};

/** How sure it is; what AWS documents goes without saying. */
const MARK: Readonly<Record<Grade, string>> = {
  recorded: ' (recorded)',
  documented: '',
  reported: ' (reported)',
  assumed: ' (assumed)',
};
const LEGEND = 'How sure: recorded or reported as seen on AWS, or assumed; documented where nothing is said.';

/** What is asked about: the key, where, as whom. */
export interface ImpactHead {
  /** The key as people know it: its alias and id. */
  readonly key: string;
  readonly state: string;
  /** The world: a lab and its step, a file, a server. */
  readonly world: string;
  readonly nowMs: number;
}

/** The whole report. */
export function impactText(head: ImpactHead, impacts: readonly Impact[], others: boolean, c: Colors): string {
  const caller = impacts[0] ? `, as ${impacts[0].caller.principal}` : '';
  return [
    `${c.bold(head.key)}\n${c.dim(wrap(`in ${head.world}, ${moment(head.nowMs)}${caller}`, '', WIDTH))}\n`,
    ...noteOf(head.state),
    ...impacts.map((impact) => changeText(impact, head.nowMs, c)),
    ...(others ? [otherText(c)] : []),
    c.dim(wrap(LEGEND, '', WIDTH)),
    '',
  ].join('\n');
}

/** A key that cannot be used now has broken already what it can break. */
function noteOf(state: string): readonly string[] {
  if (state === 'Enabled') return [];
  const told = TOLD_AS_ENABLED[state];
  const note = told
    ? `The key is ${told} already. What follows is told as if it were enabled: it is broken now, and lost if the key is deleted.`
    : `The key is ${state}: what depends on it does not work now, so nothing more breaks.`;
  return [`${wrap(note, '', WIDTH)}\n`];
}

const TOLD_AS_ENABLED: Readonly<Record<string, string>> = {
  Disabled: 'disabled',
  PendingDeletion: 'pending deletion',
  PendingReplicaDeletion: 'pending deletion',
};

const moment = (ms: number): string =>
  isoTime(ms)
    .replace('T', ' ')
    .replace(/:\d\dZ$/, ' UTC');

function changeText(impact: Impact, nowMs: number, c: Colors): string {
  const title = c.bold(`If ${impact.title}`);
  if (impact.refused) {
    const { code, message } = impact.refused;
    return `${title}\n${wrap(`cannot be: ${code}${message ? `, ${message}` : ''}`, '  ', WIDTH)}\n`;
  }
  if (impact.effects.length === 0) return `${title}\n  nothing breaks\n`;
  const classes = (Object.keys(WHEN) as OtherWhen[]).flatMap((when) => {
    const effects = impact.effects.filter((effect) => effect.when === when);
    return effects.length > 0 ? [classText(when, effects, impact, nowMs, c)] : [];
  });
  return `${title}\n${wrap(summary(impact), '  ', WIDTH)}\n\n${classes.join('\n')}`;
}

/** How much breaks, and how the change is undone. */
function summary({ effects, undo, deletionMs }: Impact): string {
  const count = new Set(effects.map(({ resource }) => `${resource.kind} ${resource.id}`)).size;
  const until = deletionMs === undefined ? '' : ` until ${moment(deletionMs)}, when the key is gone for ever`;
  return `${plural(count, 'thing')} ${count === 1 ? 'is' : 'are'} hit. Undone by ${undo.join(', ')}${until}.`;
}

function classText(when: OtherWhen, effects: readonly Effect[], impact: Impact, nowMs: number, c: Colors): string {
  const parts = grouped(effects).map(({ kind, ids, alike }) => {
    const rest = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
    const names = `${kind} ${c.bold(ids.slice(0, NAMED).join(', ') + rest)}`;
    return [hanging(names, '    ', c), ...alike.map((effect) => detail(effect, impact, nowMs, c))].join('\n');
  });
  return `  ${c.cyan(WHEN[when])}\n${parts.join('\n')}\n`;
}

/** What is seen, what it means, and how it comes back where that is not how all comes back. */
function detail(effect: Effect, impact: Impact, nowMs: number, c: Colors): string {
  const { probe, seen, what, when, afterMs, rule, lost, recoverable } = effect;
  const delay = afterMs ? ` at ${moment(nowMs + afterMs)}, in ${lengthOf(afterMs)}` : '';
  const later = lost && shown(lost.seen) !== shown(seen) ? `, then ${shown(lost.seen)}` : '';
  const operation = when === 'nextPoll' ? '' : `${probe.operation}: `;
  const back = recoveryText(recoverable, impact);
  return [
    hanging(`${operation}${c.red(shown(seen))}${MARK[rule.grade]}${later}${delay}; ${what}`, '      ', c),
    ...(back === undefined ? [] : [c.dim(wrap(back, '        ', WIDTH))]),
  ].join('\n');
}

/** Wrapped as if colours had no length: they are put back into the line that has their word. */
function hanging(text: string, indent: string, c: Colors): string {
  const [first = '', ...rest] = wrap(text, indent, WIDTH + (c.isColorSupported ? COLOUR_LENGTH : 0)).split('\n');
  const more = rest.map((line) => line.trim()).join(' ');
  return more === '' ? first : `${first}\n${wrap(more, `${indent}  `, WIDTH)}`;
}

/** Of the codes around one coloured word. */
const COLOUR_LENGTH = 10;

const shown = ({ state, code }: Seen): string => [state, code].filter((part) => part !== undefined).join(', ');

/** Undefined where undoing the change is all there is to it. */
function recoveryText(recoverable: Recovery | undefined, { undo, deletionMs }: Impact): string | undefined {
  if (!recoverable) return 'back: not in the hands of the owner: the service made the grant for itself';
  const { by, untilMs } = recoverable;
  if (by.length === undo.length && untilMs === deletionMs) return undefined;
  const until = untilMs === undefined || untilMs === deletionMs ? '' : ` until ${moment(untilMs)}`;
  return `back: ${by.join(', ')}${until}`;
}

interface Group {
  readonly kind: string;
  readonly ids: readonly string[];
  readonly alike: readonly Effect[];
}

/** Resources of one kind that are hit in the same ways and come back in the same ways. */
function grouped(effects: readonly Effect[]): readonly Group[] {
  const hits = new Map<string, Effect[]>();
  for (const effect of effects) {
    const name = `${effect.resource.kind} ${effect.resource.id} ${effect.resource.region}`;
    hits.set(name, [...(hits.get(name) ?? []), effect]);
  }
  const groups = new Map<string, { kind: string; ids: string[]; alike: readonly Effect[] }>();
  for (const alike of hits.values()) {
    const { kind, id } = (alike[0] as Effect).resource;
    const ways = alike.map(({ probe, seen, what, afterMs, recoverable }) => [
      probe.operation,
      seen.code,
      seen.state,
      what,
      afterMs,
      recoverable,
    ]);
    const name = JSON.stringify([kind, ways]);
    const group = groups.get(name);
    if (group) group.ids.push(id);
    else groups.set(name, { kind, ids: [id], alike });
  }
  return [...groups.values()];
}

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const;

/** A length of time by its two greatest units. */
function lengthOf(ms: number): string {
  let left = ms;
  const parts: string[] = [];
  for (const [unitMs, name] of UNITS) {
    const count = Math.trunc(left / unitMs);
    left -= count * unitMs;
    if (count > 0) parts.push(plural(count, name));
  }
  return parts.slice(0, 2).join(' ') || 'less than a second';
}

/** The table of services that are not simulated. */
function otherText(c: Colors): string {
  const classes = (Object.keys(WHEN) as OtherWhen[]).flatMap((when) => {
    const rows = otherServices.filter((row) => row.when === when);
    return rows.length > 0 ? [`  ${c.cyan(WHEN[when])}\n${rows.map((row) => otherRow(row, c)).join('\n')}\n`] : [];
  });
  return `${c.bold('Services that are not simulated, if the key protects them')}\n\n${classes.join('\n')}`;
}

function otherRow({ service, what, seen, time, recoverable, grade }: OtherService, c: Colors): string {
  return [
    `    ${c.bold(service)}${MARK[grade]}`,
    wrap(time ? `${what} (${time})` : what, '      ', WIDTH),
    ...(seen === undefined ? [] : [wrap(`seen: ${seen}`, '      ', WIDTH)]),
    c.dim(wrap(`back: ${recoverable}`, '      ', WIDTH)),
  ].join('\n');
}
