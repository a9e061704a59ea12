/**
 * Questions before each step of a lab: what will the call answer, and where will the resource end? The right answers are
 * not written anywhere: they are read from what the simulation does.
 */
import type { World } from '../../../model/world.ts';
import { isCall, type LabStep, type PlannedCall } from '../../../scenarios/contract.ts';
import { type Card, cardsOf } from './cards.ts';
import type { Moment, Story } from './story.ts';

/** A question with its choices; `OK` stands for success, everything else is AWS's own word. */
export interface Question {
  readonly id: 'answer' | 'state';
  /** The call asked about. */
  readonly call?: PlannedCall;
  /** The lab's name of the resource asked about. */
  readonly resource?: string;
  readonly choices: readonly string[];
}

/** A call that comes to nothing bad. */
export const OK = 'ok';

/** Wrong answers that are worth thinking about, by service. */
const REFUSALS: Readonly<Record<string, readonly string[]>> = {
  kms: ['DisabledException', 'KMSInvalidStateException', 'AccessDeniedException', 'NotFoundException'],
  s3: ['KMS.DisabledException', 'AccessDenied', 'NoSuchKey'],
  ec2: ['CustomerKeyHasBeenRevoked', 'IncorrectState', 'UnauthorizedOperation'],
  rds: ['KMSKeyNotAccessibleFault', 'InvalidDBInstanceState', 'AccessDenied'],
  redshift: ['InvalidClusterState', 'UnauthorizedOperation', 'DependentServiceRequestThrottlingFault'],
  cloudtrail: ['AccessDeniedException', 'TrailNotFoundException'],
};

/** The call of a step that is worth a question: the one that is refused, or else the last one. */
function keyCall(step: LabStep): PlannedCall | undefined {
  const calls = step.calls.filter(isCall);
  const refused = Object.keys(step.expect.outcomes ?? {});
  return (
    calls.find(({ name }) => name !== undefined && refused.includes(name)) ??
    calls.findLast((call) => call.wait) ??
    calls.at(-1)
  );
}

/** The questions of a step; `cards` are the resources before it, by the lab's names. */
export function questionsOf(step: LabStep, cards: ReadonlyMap<string, Card>): readonly Question[] {
  const questions: Question[] = [];
  const call = keyCall(step);
  if (call) {
    const expected = step.expect.outcomes?.[call.name ?? ''] ?? OK;
    const choices = new Set([OK, expected, ...(REFUSALS[call.service] ?? [])]);
    questions.push({ id: 'answer', call, choices: inOrder([...choices].slice(0, 4)) });
  }
  const moved = Object.entries(step.expect.states ?? {}).find(
    ([name, state]) => cards.get(name)?.lifecycle && (step.expect.path?.[name] || cards.get(name)?.state !== state),
  );
  const card = moved && cards.get(moved[0]);
  if (moved && card?.lifecycle) {
    const [name, state] = moved;
    const near = [card.state as string, state, ...card.lifecycle.states];
    questions.push({ id: 'state', resource: name, choices: inOrder([...new Set(near)].slice(0, 4)) });
  }
  return questions;
}

/** The order of the choices tells nothing: success first, the others by name. */
const inOrder = (choices: readonly string[]): readonly string[] =>
  [...choices].sort((a, b) => (a === OK ? -1 : b === OK ? 1 : a < b ? -1 : 1));

/** The right answer to a question about a step whose moments are given. */
export function answerTo(question: Question, moments: readonly Moment[], story: Story, id: string | undefined): string {
  if (question.id === 'answer') {
    const moment = moments.find(({ planned, what }) => what === 'call' && planned === question.call);
    return moment?.outcome?.ok === false ? moment.outcome.error.code : OK;
  }
  const world = (moments.at(-1)?.world ?? story.last.world) as World;
  return cardsOf(world, story.rules).find((card) => card.id === id)?.state ?? 'gone';
}
