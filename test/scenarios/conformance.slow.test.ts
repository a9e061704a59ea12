/** The simulation against all that is documented and recorded of AWS. */
import { describe, expect, it } from 'vitest';
import { remembering } from '../../harness/conformance/remembering.ts';
import { conform } from '../../harness/conformance/run.ts';
import { simulator } from '../../harness/targets/simulator.ts';
import { aws } from '../../model/aws.ts';
import type { Rules } from '../../model/rules.ts';
import { tables } from '../../scenarios/conformance/index.ts';

const run = (rules?: Rules, wanted?: (id: string) => boolean) =>
  conform(tables, { target: remembering(simulator(rules ? { rules } : {})), seed: '7', ...(wanted ? { wanted } : {}) });

describe('the simulation', () => {
  it('does all of it', async () => {
    const { cells, totals } = await run();
    expect(cells.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(totals.pass).toBe(cells.length);
    expect(cells.length).toBeGreaterThan(6_800);
  }, 120_000);

  it('gives the same cells again, whether or not it remembers', async () => {
    const some = (id: string) => id.includes('/Disabled/symmetric') || id.includes('/recorded/re');
    const plain = await conform(tables, { target: simulator(), seed: '7', wanted: some });
    expect(await run(undefined, some)).toEqual(plain);
  }, 60_000);

  it('is caught where a rule is removed', async () => {
    const careless: Rules = { ...aws, kms: { ...aws.kms, checkKeyState: () => {} } };
    const { totals } = await run(careless, (id) => id.includes('/key-states/') && id.endsWith('/symmetric'));
    expect(totals.fail).toBeGreaterThan(25);
  }, 60_000);

  it('that breaks is an error, not a difference', async () => {
    const broken: Rules = {
      ...aws,
      kms: {
        ...aws.kms,
        checkKeyState: () => {
          throw new Error('something broke');
        },
      },
    };
    const { cells } = await run(broken, (id) => id === 'kms/key-states/Encrypt/Enabled/symmetric');
    expect(cells).toMatchObject([{ verdict: 'error', observed: 'something broke' }]);
  });
});
