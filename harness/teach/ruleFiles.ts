/** Where the model declares its rules, and how they are found among the exports of a module. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../model/evidence.ts';

/** The modules of the model that declare rules. */
export const ruleFiles = (root: string): readonly string[] =>
  readdirSync(join(root, 'model'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'evidence.ts')
    .map((name) => join(root, 'model', name))
    .filter((file) => readFileSync(file, 'utf8').includes('defineRules('))
    .sort();

/** The rules in an export: itself, or its members. */
export function rulesIn(value: unknown): readonly Rule[] {
  if (typeof value !== 'object' || value === null) return [];
  return isRule(value) ? [value] : Object.values(value).filter(isRule);
}

const isRule = (value: unknown): value is Rule =>
  typeof value === 'object' && value !== null && 'id' in value && 'sentence' in value && 'grade' in value;
