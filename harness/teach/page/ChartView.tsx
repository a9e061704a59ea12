/** A statechart, drawn: the present state lit, the arrows that lead on from it too. */
import { useState } from 'preact/hooks';
import type { Lifecycle } from '../../../model/lifecycle.ts';
import { chartOf, LEGIBLE_WIDTH, linesOf } from '../core/chart.ts';
import { moodOf } from './looks.ts';
import { soon } from './state.ts';
import { t } from './words.ts';

/** The chart of a lifecycle. `came` is the arrow that was just taken. */
export function ChartView(given: {
  readonly lifecycle: Lifecycle;
  readonly state: string | undefined;
  readonly came?: { readonly from: string; readonly to: string } | undefined;
  readonly label: string;
}) {
  const { lifecycle, state, came, label } = given;
  const [whole, setWhole] = useState(false);
  const complete = soon(() => chartOf(lifecycle));
  const large = complete !== undefined && complete.width > LEGIBLE_WIDTH && state !== undefined;
  const chart = large && !whole ? chartOf(lifecycle, state) : complete;
  if (!chart) return <section class="chart" aria-label={label} aria-busy="true" />;
  const { width, height, boxes, arrows } = chart;
  const lookOf = ({ from, to }: { from: string; to: string }) =>
    came?.from === from && came.to === to ? 'arrow came' : from === state ? 'arrow legal' : 'arrow';
  /** The events that lead to a state from the present one stand below it. */
  const leading = (to: string) => arrows.find((arrow) => arrow.from === state && arrow.to === to)?.events ?? [];
  const sorted = [...arrows].sort((a, b) => lookOf(a).length - lookOf(b).length);
  return (
    <>
      {large && (
        <label class="small">
          <input type="checkbox" checked={whole} onChange={(event) => setWhole(event.currentTarget.checked)} />
          {t('detail.whole', { count: lifecycle.states.length })}
        </label>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section class={whole ? 'chart wide' : 'chart'} tabIndex={0} aria-label={label}>
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
          <defs>
            {['arrow', 'legal', 'came'].map((id) => (
              <marker
                key={id}
                id={`head-${lifecycle.id}-${id}`}
                class={`head ${id}`}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="8"
                markerHeight="8"
                orient="auto-start-reverse"
                markerUnits="userSpaceOnUse"
              >
                <path d="M0 0L8 4L0 8z" />
              </marker>
            ))}
          </defs>
          {sorted.map((arrow) => {
            const look = lookOf(arrow);
            return (
              <g key={`${arrow.from}>${arrow.to}`} class={look}>
                <path d={arrow.path} marker-end={`url(#head-${lifecycle.id}-${look.split(' ').at(-1)})`}>
                  <title>{`${arrow.from} → ${arrow.to}: ${arrow.events.join(', ')}`}</title>
                </path>
              </g>
            );
          })}
          {boxes.map((box) => {
            const lines = linesOf(box.state);
            return (
              <g key={box.state} class={box.state === state ? `box now ${moodOf(state)}` : 'box'}>
                <rect
                  x={box.x - box.width / 2}
                  y={box.y - box.height / 2}
                  width={box.width}
                  height={box.height}
                  rx="9"
                />
                {lines.map((line, index) => (
                  <text key={line} x={box.x} y={box.y + 4.5 + (index - (lines.length - 1) / 2) * 13}>
                    {line}
                  </text>
                ))}
                {leading(box.state).map((event, index) => (
                  <text key={event} class="event" x={box.x} y={box.y + box.height / 2 + 11 + index * 11}>
                    {event}
                  </text>
                ))}
              </g>
            );
          })}
        </svg>
      </section>
    </>
  );
}
