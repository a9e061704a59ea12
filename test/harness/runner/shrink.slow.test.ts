// A planted bug, found from many seeds: what people read must not depend on luck.
import { expect, it } from 'vitest';
import { runSuite } from '../../../harness/runner/suite.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { family, planted, vocabulary } from '../canary.ts';

it('is made as small as it can be from each of twenty seeds', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const settings = { target: simulator(), seed: seed.toString(16), runs: 200, steps: 60 };
    const result = await runSuite({ labs: [], families: [family(planted)], vocabulary }, settings);
    const operations = result.scenarios[0]!.failure!.calls.map((call) => 'operation' in call && call.operation);
    expect(operations, `seed ${settings.seed}`).toEqual(['CreateKey', 'DisableKey', 'Encrypt']);
  }
});
