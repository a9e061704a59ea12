/** What is asked of the impact view: which key, what happens to it; and the answer. */
import { computed, signal } from '@preact/signals';
import { changes } from '../../../model/impact/changes.ts';
import { impactOf } from '../../../model/impact/impact.ts';
import type { ChangeId } from '../../../model/impact/types.ts';
import type { PlannedCall, PlannedValue } from '../../../scenarios/contract.ts';
import { people } from '../../../scenarios/people.ts';
import { type ImpactChart, impactChart, threatsOf } from '../core/impactChart.ts';
import { cards, chosen, doThis, fork, mode, soon, story, world } from './state.ts';

const caller = people.admin!.caller;

/** The ARN of the key; the newest where none is chosen. */
export const askedKey = signal<string | undefined>(undefined);
/** What happens to it. */
export const askedChange = signal<ChangeId>('disable');
/** Waiting period of a deletion. */
export const windowDays = signal(30);

/** The keys that something may happen to: those that the account manages. */
export const keysAtRisk = computed(() =>
  cards.value.filter(({ kind, managedByAws }) => kind === 'key' && !managedByAws),
);

/** The card of the key that is asked about. */
export const keyAtRisk = computed(
  () => keysAtRisk.value.find(({ id }) => id === askedKey.value) ?? keysAtRisk.value.at(-1),
);

const row = computed(() => (keyAtRisk.value ? world.value.kms.keys.get(keyAtRisk.value.id) : undefined));

/** The changes that can be asked about. */
export const askable = computed<readonly ChangeId[]>(() => {
  const key = row.value;
  return (key && soon(() => changes.filter(({ applies }) => applies(world.value, key)).map(({ id }) => id))) ?? [];
});

/** The change that is shown: the one asked for where it applies. */
export const shownChange = computed<ChangeId>(() =>
  askable.value.includes(askedChange.value) ? askedChange.value : 'disable',
);

/** What would break. */
export const impact = computed(() => {
  const key = row.value;
  if (!key || mode.value !== 'impact') return undefined;
  const { rules } = story.value;
  const asked = { change: shownChange.value, caller, windowDays: windowDays.value, rules };
  return soon(() => impactOf(world.value, key.arn, asked)[0]);
});

/** The same as a picture. */
export const chart = computed<ImpactChart | undefined>(
  () => impact.value && impactChart(impact.value, world.value.nowMs, cards.value),
);

/** When each card of the stage breaks. */
export const threats = computed(() => (chart.value ? threatsOf(chart.value) : undefined));

/** Does what is asked about, on a side path, and goes there. */
export async function doChange(): Promise<void> {
  const key = row.value;
  const change = changes.find(({ id }) => id === shownChange.value);
  if (!key || !change) return;
  const settings = { caller, windowDays: windowDays.value, rules: story.value.rules };
  const calls = change.calls(world.value, key, settings).map(
    ({ operation, input }): PlannedCall => ({
      service: 'kms',
      operation,
      input: input as { readonly [member: string]: PlannedValue },
    }),
  );
  fork();
  await doThis(...calls);
  chosen.value = key.arn;
  mode.value = 'play';
}
