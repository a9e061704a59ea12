/** A lifecycle as a picture: boxes and arrows laid out by dagre, in pixels. The same tables that the model runs on. */
import dagre from '@dagrejs/dagre';
import type { Lifecycle } from '../../../model/lifecycle.ts';

/** A state in the picture; `x` and `y` are its centre. */
export interface Box {
  readonly state: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Events that lead from one state to another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
  /** An SVG path. */
  readonly path: string;
}

/** A picture. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

const BOX_HEIGHT = 36;
const LETTER = 7.6;
const LOOP = 30;

/** Charts that are wider cannot be read on the page: they are shown in part. */
export const LEGIBLE_WIDTH = 700;

const drawn = new WeakMap<Lifecycle, Map<string, Chart>>();

/** The picture of a lifecycle, made once; `around` a state: only the arrows that leave it or lead to it. */
export function chartOf(lifecycle: Lifecycle, around = ''): Chart {
  const known = drawn.get(lifecycle) ?? new Map<string, Chart>();
  drawn.set(lifecycle, known);
  let chart = known.get(around);
  if (!chart) {
    const part = partOf(lifecycle, around);
    // Whichever is narrower: pages scroll down, not sideways.
    const [across, down] = [draw(part, 'LR'), draw(part, 'TB')];
    chart = across.width < down.width ? across : down;
    known.set(around, chart);
  }
  return chart;
}

/** States and arrows to draw. */
interface Part {
  readonly states: readonly string[];
  readonly arrows: readonly Omit<Arrow, 'path'>[];
}

function partOf(lifecycle: Lifecycle, around: string): Part {
  const { states } = lifecycle;
  const arrows = arrowsOf(lifecycle);
  if (around === '') return { states, arrows };
  const near = arrows.filter(({ from, to }) => from === around || to === around);
  const seen = new Set([around, ...near.flatMap(({ from, to }) => [from, to])]);
  return { states: states.filter((state) => seen.has(state)), arrows: near };
}

/** Long states of RDS take two lines: the width is that of the longer one. */
export function linesOf(state: string): readonly string[] {
  if (state.length <= 24) return [state];
  const cut = state.lastIndexOf('-', Math.ceil(state.length / 2) + 4);
  return cut < 0 ? [state] : [state.slice(0, cut + 1), state.slice(cut + 1)];
}

function draw({ states, arrows: merged }: Part, rankdir: 'LR' | 'TB'): Chart {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir, nodesep: rankdir === 'LR' ? 20 : 30, ranksep: 46, edgesep: 14, marginx: 14, marginy: 22 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const state of states) {
    const longest = Math.max(...linesOf(state).map((line) => line.length));
    graph.setNode(state, { width: Math.max(64, longest * LETTER + 22), height: BOX_HEIGHT });
  }
  for (const { from, to } of merged) if (from !== to) graph.setEdge(from, to, {});
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const boxOf = (state: string): Box => ({ state, ...(graph.node(state) as Omit<Box, 'state'>) });
  const loops = merged.filter(({ from, to }) => from === to).map(({ from }) => boxOf(from));
  return {
    width: Math.max(width, ...loops.map(({ x, width: wide }) => x + wide / 2 + LOOP + 6)),
    height,
    boxes: states.map(boxOf),
    arrows: merged.map(({ from, to, events }) => {
      if (from === to) return { from, to, events, path: loop(boxOf(from)) };
      const { points } = graph.edge(from, to) as { points: Point[] };
      return { from, to, events, path: smooth(points) };
    }),
  };
}

/** From a state back to itself: out of the right side and in again below. */
function loop({ x, y, width }: Box): string {
  const [side, far] = [x + width / 2, x + width / 2 + LOOP];
  return `M${at({ x: side, y: y - 7 })}C${at({ x: far, y: y - 20 })} ${at({ x: far, y: y + 20 })} ${at({ x: side, y: y + 7 })}`;
}

function arrowsOf({ states, table }: Lifecycle): readonly { from: string; to: string; events: string[] }[] {
  const arrows = new Map<string, { from: string; to: string; events: string[] }>();
  for (const from of states)
    for (const [event, to] of Object.entries(table[from] ?? {}) as [string, string][]) {
      const known = arrows.get(`${from}>${to}`);
      if (known) known.events.push(event);
      else arrows.set(`${from}>${to}`, { from, to, events: [event] });
    }
  return [...arrows.values()];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;

/** A curve through the points of an edge: quadratic through the middles. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points as [Point, ...Point[]];
  if (rest.length < 2) return `M${at(first)}L${rest.map(at).join('L')}`;
  const parts = [`M${at(first)}`];
  for (let i = 0; i < rest.length - 1; i++) {
    const [control, next] = [rest[i] as Point, rest[i + 1] as Point];
    const end = i === rest.length - 2 ? next : { x: (control.x + next.x) / 2, y: (control.y + next.y) / 2 };
    parts.push(`Q${at(control)} ${at(end)}`);
  }
  return parts.join('');
}
