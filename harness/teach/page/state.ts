/**
 * What the page knows: the paths (stories), which moment is looked at, the lab that is played, and what is chosen. Every
 * change goes through a function of this file; components only read.
 */
import { batch, computed, signal } from '@preact/signals';
import { aws } from '../../../model/aws.ts';
import type { GenesisOptions } from '../../../model/world.ts';
import { brokenWorlds } from '../../../scenarios/broken/index.ts';
import type { Lab, Planned } from '../../../scenarios/contract.ts';
import { labs } from '../../../scenarios/lab/index.ts';
import { lifecyclesOf } from '../../report/mermaid.ts';
import { resolve, UNRESOLVED } from '../../runner/references.ts';
import { type Card, cardsOf } from '../core/cards.ts';
import type { Shared, SharedFailure } from '../core/share.ts';
import { type Moment, Story } from '../core/story.ts';
import { noFilter, type TrailFilter } from '../core/trail.ts';
import { loadLate, NotLoaded, withLate } from './late.ts';
import { read, write } from './storage.ts';

/** What the reader does. */
export type Mode = 'labs' | 'play' | 'impact';

/** A path: a story and how it is called. */
export interface Branch {
  readonly story: Story;
  readonly kind: 'lab' | 'main' | 'side';
  readonly number: number;
  /** The broken world it is played in. */
  readonly broken?: string;
}

/** A lab in progress. */
export interface LabRun {
  readonly lab: Lab;
  /** Steps played. */
  readonly played: number;
  /** The step that is looked at, from 0; equal to `played` before it is done. */
  readonly step: number;
  /** Guesses, by `step/question`. */
  readonly guesses: Readonly<Record<string, string>>;
  /** Right answers of the steps played, the same way. */
  readonly answers: Readonly<Record<string, string>>;
  /** How many moments there were after each step. */
  readonly ends: readonly number[];
}

const SEED = '7';

export const mode = signal<Mode>('labs');
export const branches = signal<readonly Branch[]>([{ story: new Story({ seed: SEED }), kind: 'main', number: 0 }]);
export const branchIndex = signal(0);
/** Goes up whenever a story grew: stories are not signals. */
export const grown = signal(0);
export const at = signal(0);
export const labRun = signal<LabRun | undefined>(undefined);
export const chosen = signal<string | undefined>(undefined);
export const caller = signal('admin');
export const settle = signal(true);
export const filter = signal<TrailFilter>(noFilter);
export const failure = signal<SharedFailure | undefined>(undefined);
/** Said aloud to screen readers. */
export const said = signal('');
export const shareOpen = signal(false);
/** Why the story of the address could not be opened. */
export const wrongLink = signal<string | undefined>(undefined);

export const branch = computed(() => branches.value[branchIndex.value] as Branch);
export const story = computed(() => branch.value.story);
export const moment = computed<Moment>(() => {
  grown.value;
  const { moments } = story.value;
  return moments[Math.min(at.value, moments.length - 1)] as Moment;
});
export const world = computed(() => moment.value.world);
export const cards = computed<readonly Card[]>(() => cardsOf(world.value, story.value.rules));
export const chosenCard = computed(() => cards.value.find(({ id }) => id === chosen.value));
export const lifecycles = computed(() => lifecyclesOf(story.value.rules));

/** What people call a resource: the lab's own name, `key1`, or what AWS calls it. */
export const names = computed<ReadonlyMap<string, string>>(() => {
  grown.value;
  const found = new Map<string, string>();
  const given = labRun.value ? labIds(labRun.value.lab) : new Map<string, string>();
  for (const [name, id] of given) found.set(id, name);
  for (const { kind, name, facets } of story.value.registry.things()) {
    if (!NUMBERED.has(kind)) continue;
    const ids = [facets.arn, facets.id].filter((id) => typeof id === 'string');
    const known = ids.map((id) => found.get(id)).find((one) => one !== undefined);
    for (const id of ids) found.set(id, known ?? name);
  }
  return found;
});

/** Kinds that AWS names by chance; people choose the names of all others. */
const NUMBERED: ReadonlySet<string> = new Set(['key', 'volume', 'snapshot', 'instance', 'grant']);

/** A text in which ids that the page has names for are told by name. */
export function withNames(text: string): string {
  let told = text;
  for (const [id, name] of names.value) if (id.length > 16) told = told.replaceAll(id, name);
  return told;
}

/** The name of a card. */
export const nameOf = (card: Card): string =>
  names.value.get(card.id) ?? (card.awsName.length > 24 ? `${card.awsName.slice(0, 8)}…` : card.awsName);

/** The ids of the resources of a lab, as far as they are known in the present story. */
export function labIds(lab: Lab): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const { registry } = story.value;
  for (const [name, { id }] of Object.entries(lab.names)) {
    const resolved = resolve(id, { registry, nowMs: 0 });
    if (resolved !== UNRESOLVED && typeof resolved === 'string') ids.set(name, cardIdOf(resolved));
  }
  return ids;
}

/** Observations name databases by their plain identifiers, the stage by kind and Region. */
const cardIdOf = (id: string): string =>
  cards.peek().find((card) => card.id === id || (!card.lifecycle?.id.startsWith('key') && card.awsName === id))?.id ??
  id;

/** Looks at a moment. */
export function goTo(index: number): void {
  at.value = Math.max(0, Math.min(index, story.value.moments.length - 1));
}

/** Does something of the reader's own: at the end of a path of one's own, or on a new side path. */
export async function doThis(...planned: readonly Planned[]): Promise<void> {
  const inLab = branch.value.kind === 'lab';
  const inPast = at.value < story.value.moments.length - 1;
  if (inLab || inPast) fork();
  await playHere(planned);
}

/** Plays at the end of the present path. */
async function playHere(planned: readonly Planned[]): Promise<void> {
  const here = story.value;
  const length = here.plan.length;
  await withLate(() => {
    here.truncate(length);
    for (const item of planned) here.play(item);
  });
  batch(() => {
    grown.value++;
    at.value = here.moments.length - 1;
  });
  loadLate().catch(() => {
    // Whoever needs it will hear that it is missing.
  });
}

/** Begins a side path at the moment that is looked at. */
export function fork(): void {
  const next = story.value.fork(moment.value.index);
  const number = branches.value.filter(({ kind }) => kind === 'side').length + 1;
  const { broken } = branch.value;
  addBranch({ story: next, kind: 'side', number, ...(broken === undefined ? {} : { broken }) });
}

function addBranch(added: Branch): void {
  batch(() => {
    branches.value = [...branches.value, added];
    branchIndex.value = branches.value.length - 1;
    grown.value++;
    at.value = added.story.moments.length - 1;
  });
}

/** Goes to another path, at its end. */
export function takeBranch(index: number): void {
  batch(() => {
    branchIndex.value = index;
    at.value = story.value.moments.length - 1;
  });
}

/** Everything anew, in free play. */
export function beginAnew(): void {
  batch(() => {
    labRun.value = undefined;
    failure.value = undefined;
    chosen.value = undefined;
    branches.value = [{ story: new Story({ seed: SEED }), kind: 'main', number: 0 }];
    branchIndex.value = 0;
    at.value = 0;
    grown.value++;
  });
}

/** The same calls in another world: with other settings, or a broken one. */
export async function elsewhere(options: GenesisOptions, broken?: string): Promise<void> {
  const { seed, plan } = story.value;
  const begin = () => new Story({ seed, options, ...rulesFor(broken) });
  const next = await withLate(() => {
    const again = begin();
    for (const planned of plan) again.play(planned);
    return again;
  });
  const number = branches.value.filter(({ kind }) => kind === 'side').length + 1;
  addBranch({ story: next, kind: 'side', number, ...(broken === undefined ? {} : { broken }) });
}

function rulesFor(broken: string | undefined) {
  const world = brokenWorlds.find(({ id }) => id === broken);
  return world ? { rules: world.bend(aws) } : {};
}

// --- labs ---

/** Begins a lab, or goes on where the reader stopped. */
export async function startLab(lab: Lab, steps = 0): Promise<void> {
  batch(() => {
    mode.value = 'labs';
    failure.value = undefined;
    chosen.value = undefined;
    branches.value = [{ story: new Story({ seed: SEED }), kind: 'lab', number: 0 }];
    branchIndex.value = 0;
    at.value = 0;
    labRun.value = { lab, played: 0, step: 0, guesses: {}, answers: {}, ends: [0] };
    grown.value++;
  });
  for (let step = 0; step < Math.min(steps, lab.steps.length); step++) await playStep({});
  if (steps > 0) nextStep();
}

/** Leaves the lab for the list. */
export function leaveLab(): void {
  batch(() => {
    beginAnew();
    mode.value = 'labs';
  });
}

/** Plays the next step of the lab. `answer` reads the right answers off the moments that it added. */
export async function playStep(
  guesses: Readonly<Record<string, string>>,
  answer: (added: readonly Moment[]) => Readonly<Record<string, string>> = () => ({}),
): Promise<void> {
  const run = labRun.value;
  const step = run?.lab.steps[run.played];
  if (!run || !step) return;
  const from = story.value.moments.length;
  await playHere(step.calls);
  const added = story.value.moments.slice(from);
  const played = run.played + 1;
  labRun.value = {
    ...run,
    played,
    step: run.played,
    guesses: { ...run.guesses, ...guesses },
    answers: { ...run.answers, ...answer(added) },
    ends: [...run.ends, story.value.moments.length - 1],
  };
  remember(run.lab, played);
}

/** Looks at the next step. */
export function nextStep(): void {
  const run = labRun.value;
  if (run) lookAtStep(Math.min(run.step + 1, run.lab.steps.length));
}

/** Looks at a step: at its end if it was played, at the present otherwise. */
export function lookAtStep(step: number): void {
  const run = labRun.value;
  if (!run || step < 0 || step > run.played) return;
  batch(() => {
    labRun.value = { ...run, step };
    if (branch.value.kind !== 'lab') takeBranch(0);
    goTo(run.ends[Math.min(step + 1, run.played)] as number);
  });
}

const progressOf = (lab: Lab): string => `lab.${lab.id}`;

function remember(lab: Lab, played: number): void {
  if (played > stepsDone(lab)) {
    write(progressOf(lab), String(played));
    progress.value++;
  }
}

const progress = signal(0);

/** How many steps of a lab the reader has done, ever. */
export function stepsDone(lab: Lab): number {
  progress.value;
  return Math.min(Number(read(progressOf(lab)) ?? 0) || 0, lab.steps.length);
}

// --- sharing ---

/** The present path as it is shared. */
export function sharedNow(): Shared {
  const { story: present, kind, broken } = branch.value;
  const run = labRun.value;
  return {
    seed: present.seed,
    options: present.options,
    plan: present.plan,
    at: at.value,
    ...(run && kind === 'lab' ? { lab: { id: run.lab.id, steps: run.played } } : {}),
    ...(broken === undefined ? {} : { broken }),
    ...(failure.value ? { failure: failure.value } : {}),
  };
}

/** Opens what was shared. */
export async function open(shared: Shared): Promise<void> {
  const lab = shared.lab && labs.find(({ id }) => id === shared.lab?.id);
  if (lab) {
    await startLab(lab, shared.lab?.steps);
    goTo(shared.at);
    return;
  }
  const opened = await withLate(() => {
    const again = new Story({ seed: shared.seed, options: shared.options, ...rulesFor(shared.broken) });
    for (const planned of shared.plan) again.play(planned);
    return again;
  });
  const { broken } = shared;
  batch(() => {
    mode.value = 'play';
    labRun.value = undefined;
    chosen.value = undefined;
    failure.value = shared.failure;
    branches.value = [{ story: opened, kind: 'main', number: 0, ...(broken === undefined ? {} : { broken }) }];
    branchIndex.value = 0;
    grown.value++;
    at.value = 0;
    goTo(shared.at);
  });
}

/** Computes something that may need the second script; undefined until that is there, then everything is drawn again. */
export function soon<T>(make: () => T): T | undefined {
  grown.value;
  try {
    return make();
  } catch (error) {
    if (!(error instanceof NotLoaded)) throw error;
    void loadLate().then(() => grown.value++);
    return undefined;
  }
}
