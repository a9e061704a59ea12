/** The default suite, run as a test: everything holds, and every witness of every invariant is reached. */
import { expect, it } from 'vitest';
import { runSuite } from '../../harness/runner/suite.ts';
import { simulator } from '../../harness/targets/simulator.ts';
import { families, labs, vocabulary } from '../../scenarios/index.ts';

it('passes by the rules of AWS with every witness reached', async () => {
  const result = await runSuite(
    { labs, families, vocabulary },
    { target: simulator(), seed: '2026', runs: 200, steps: 60 },
  );
  const others = result.scenarios.filter(({ verdict }) => verdict !== 'pass');
  expect(others.map(({ id, verdict, note, failure }) => [id, verdict, note ?? failure?.message])).toEqual([]);
});
