// Minimal counterexamples are kept for ever: each still fails in the broken world that it was found in, and does not by
// AWS's rules.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attempt } from '../../harness/runner/attempt.ts';
import { readReplay } from '../../harness/runner/replayFile.ts';
import { findInvariant, rulesOf } from '../../harness/runner/suite.ts';
import { simulator } from '../../harness/targets/simulator.ts';
import { brokenWorlds, families, vocabulary } from '../../scenarios/index.ts';

const CORPUS = resolve(import.meta.dirname, '../../scenarios/corpus');
const suite = { labs: [], families, vocabulary };

describe('the corpus', () => {
  const files = readdirSync(CORPUS).filter((file) => file.endsWith('.json'));

  it.each(files)('%s holds by the rules of AWS, and not in its broken world', async (file) => {
    const { seed, scenario, broken, calls } = readReplay(readFileSync(join(CORPUS, file), 'utf8'));
    const invariant = findInvariant(suite, scenario);
    expect(invariant, `there is no ${scenario} any more: rename it in the file`).toBeDefined();
    const fails = async (world: string | undefined): Promise<boolean> => {
      const target = simulator({ rules: rulesOf(brokenWorlds, world) });
      const tried = await attempt(target, seed, calls, [invariant!]);
      return tried.crash !== undefined || tried.judge.findings.size > 0;
    };
    expect(await fails(undefined)).toBe(false);
    if (broken !== undefined) expect(await fails(broken)).toBe(true);
  });
});
