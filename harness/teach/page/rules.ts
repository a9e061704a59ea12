/** Every rule of the model by its id, gathered by the build. */
import { modules } from 'keystate:rules';
import type { Rule } from '../../../model/evidence.ts';

const isRule = (value: unknown): value is Rule =>
  typeof value === 'object' && value !== null && 'id' in value && 'sentence' in value && 'grade' in value;

let rules: Map<string, Rule> | undefined;

function gather(): Map<string, Rule> {
  const found = new Map<string, Rule>();
  const take = (value: unknown) => {
    if (isRule(value)) found.set(value.id, value);
  };
  for (const module of modules)
    for (const value of Object.values(module)) {
      take(value);
      if (typeof value === 'object' && value !== null && !isRule(value)) Object.values(value).forEach(take);
    }
  return found;
}

/** The rule of an id. */
export function ruleOf(id: string): Rule | undefined {
  rules ??= gather();
  return rules.get(id);
}
