/** What hangs on a key, and how: the calls to KMS that a resource needs at some moment, and what is seen if one is refused. */
import type { ErrorOutcome } from '../errors.ts';
import type { Rule } from '../evidence.ts';
import { kmsRulesText } from '../kms/errors.ts';
import { stateRules } from '../kms/keyStates.ts';
import type { World } from '../world.ts';
import type { Ask, Refusal } from './asks.ts';
import type { Settings } from './changes.ts';
import type { AffectedResource, Probe, Seen, When } from './types.ts';

/** One need of one resource. It does not say whether KMS answers it. */
export interface Dependency {
  readonly resource: AffectedResource;
  readonly when: When;
  /** As in `Effect`; absent for what shows at the next attempt. */
  readonly afterMs?: number;
  readonly probe: Probe;
  readonly what: string;
  /** The calls to KMS in their order; the first that is refused decides. */
  readonly asks: readonly Ask[];
  readonly seen: (refusal: Refusal) => Seen;
  /** What must be called beside the undoing of the change. */
  readonly followUp?: readonly string[];
  /** How long after it shows it can be made good; absent where it can be as long as the key can. */
  readonly windowMs?: number;
  /** Until when it can be made good whatever becomes of the key; milliseconds since 1970. */
  readonly untilMs?: number;
  /** What it rests on; where it depends on the refusal, by that. */
  readonly rule: Rule | ((refusal: Refusal) => Rule);
}

/** The dependencies of one service's resources on a key, by its ARN. */
export type Dependents = (world: World, keyArn: string, settings: Settings) => Iterable<Dependency>;

const KMS_RULES = new Map<string, Rule>(
  [...Object.values(stateRules), ...Object.values(kmsRulesText)].map((rule) => [rule.id, rule]),
);

/** The rule of KMS behind a refusal. */
export const ruleOfKms = ({ error }: Refusal): Rule =>
  KMS_RULES.get(error.rule ?? '') ?? stateRules['disabled-key-refuses'];

/** What is seen of a refusal that a service passes on. */
export const seenError = ({ code, message }: ErrorOutcome): Seen => ({ code, ...(message ? { message } : {}) });
