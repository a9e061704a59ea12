/** Every rule of the model by its id, from the second script. */
import { rules } from 'keystate:rules';
import type { Rule } from '../../../model/evidence.ts';
import { soon } from './state.ts';

/** The rule of an id, once the second script is there. */
export const ruleOf = (id: string): Rule | undefined => soon(() => rules[id]);
