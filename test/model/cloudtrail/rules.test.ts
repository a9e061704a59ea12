import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../model/evidence.ts';

const FOLDER = join(import.meta.dirname, '../../../model/cloudtrail');

/** All rules that the folder defines. */
async function allRules(): Promise<Rule[]> {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const modules = await Promise.all(files.map((file) => import(join(FOLDER, file))));
  return modules.flatMap((module) =>
    Object.entries(module)
      .filter(([name]) => name.endsWith('_RULES'))
      .flatMap(([, rules]) => Object.values(rules as Record<string, Rule>)),
  );
}

describe('the rules of CloudTrail', () => {
  it('have an id each, a sentence, a grade and a public source', async () => {
    const rules = await allRules();
    expect(rules.length).toBeGreaterThan(50);
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule.id).toMatch(/^cloudtrail\.[a-z0-9-]+$/);
      expect(rule.sentence).toMatch(/\S.*[.`]$/);
      expect(rule.source).toMatch(rule.grade === 'recorded' ? /\S/ : /^https:\/\//);
    }
  });
});
