/** Doing something in the reader's name, and telling what came of it. */
import { computed, signal } from '@preact/signals';
import { isCall, type Planned, type PlannedCall } from '../../../scenarios/contract.ts';
import type { Moment } from '../core/story.ts';
import { caller, doThis, mode, said, settle, story, withNames } from './state.ts';
import { t } from './words.ts';

/** Who the reader is: in free play whoever was chosen, elsewhere the administrator. */
export const calledBy = computed(() => (mode.value === 'play' ? caller.value : 'admin'));

/** The moment of the reader's last call. */
export const lastAnswer = signal<Moment | undefined>(undefined);

/** Makes a call in the reader's name; time passes after it where the reader wants that. */
export async function act(call: PlannedCall): Promise<void> {
  const who = calledBy.value;
  const named = who === 'admin' ? call : { ...call, caller: who };
  await tell({ ...named, ...(settle.value && !call.wait ? { wait: { minutes: 1 } } : {}) });
}

/** Lets time pass. */
export async function pass(ms: number): Promise<void> {
  await tell({ elapse: { ms } });
}

async function tell(planned: Planned): Promise<void> {
  await doThis(planned);
  if (!isCall(planned)) return;
  const made = story.value.moments.findLast(({ what, planned: of }) => what === 'call' && of === planned);
  lastAnswer.value = made;
  said.value = made ? answerOf(made) : '';
}

/** What came of a call, in a sentence. */
export function answerOf({ call, outcome }: Moment): string {
  const operation = call?.operation ?? '';
  if (!outcome || outcome.ok) return t('play.answer.ok', { operation });
  const { code, message = '' } = outcome.error;
  return t('play.answer.refused', { operation, code, message: withNames(message) });
}
