/** Does the envelope open? Whether the data key of a resource could be unwrapped now, and if not, by which rule. */
import type { Grade, Rule } from '../../../model/evidence.ts';
import { refusedStates, stateRefusals } from '../../../model/kms/keyStates.ts';
import type { World } from '../../../model/world.ts';
import type { Card } from './cards.ts';

/** What can be said of an envelope. */
export interface Opening {
  /** `memory`: open already, in the memory of a host; `opens`; `sealed`: not now; `lost`: never again; `owned`: AWS's own key. */
  readonly says: 'memory' | 'opens' | 'sealed' | 'lost' | 'owned';
  /** The state of the key that keeps it sealed. */
  readonly keyState?: string;
  readonly rule?: Rule;
}

/** Where a rule comes from, strongest first. */
export const grades: readonly Grade[] = ['recorded', 'documented', 'reported', 'assumed'];

/** Looks at the envelope of a card; undefined where nothing is encrypted. */
export function openingOf(world: World, card: Card): Opening | undefined {
  const { envelope } = card;
  if (!envelope) return undefined;
  if (envelope.inMemory) return { says: 'memory' };
  if (envelope.keyArn === undefined) return { says: 'owned' };
  const key = world.kms.keys.get(envelope.keyArn);
  if (!key) return { says: 'lost' };
  if (!refusedStates.Decrypt?.includes(key.state)) return { says: 'opens' };
  const rule = stateRefusals[key.state]?.rule;
  return { says: 'sealed', keyState: key.state, ...(rule ? { rule } : {}) };
}
