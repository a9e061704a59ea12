// Explorations catch what is broken in them, by few calls: the suite is worth what it catches.
import { describe, expect, it } from 'vitest';
import { explore } from '../../../harness/explore/explore.ts';
import { rulesOf } from '../../../harness/runner/suite.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { brokenWorlds, explorations } from '../../../scenarios/index.ts';

describe('an exploration', () => {
  it.each([
    ['object-and-key', 'disabled-key-writes', 'disabled-key-write', 5],
    ['object-and-key', 'disable-forgotten-by-s3', 'disabled-key-read', 5],
    ['object-and-key', 'kms-denial-as-kms-error', 'kms-denial-is-access-denied', 7],
    ['instance-and-key', 'failed-start-terminates', 'disabled-key-start', 7],
    ['instance-and-key', 'start-never-works', 'recovered-start', 6],
    ['volume-and-key', 'attach-ignores-key', 'attach-lost-key', 5],
    ['object-and-instance', 'running-instance-stops', 'running-survives', 5],
    ['policy-and-grant', 'grant-beats-deny', 'explicit-deny-wins', 5],
    ['policy-and-grant', 'context-values-ignored', 'wrong-context-never-decrypts', 3],
    ['alias-of-two-keys', 'deletion-leaves-aliases', 'deletion-takes-along', 7],
    ['imported-material', 'expired-import-works', 'expired-material-never-works', 6],
    ['database-and-key', 'dead-database-starts', 'inaccessible-database-is-final', 7],
    ['cluster-and-key', 'cluster-gives-up', 'cluster-comes-back', 7],
  ])(
    'of %s finds %s by %s in %i calls',
    async (id, broken, caughtBy, calls) => {
      const exploration = explorations.find((one) => one.id === id)!;
      const { failures } = await explore(exploration, {
        target: simulator({ rules: rulesOf(brokenWorlds, broken) }),
        seed: '2026',
        depth: 8,
        worlds: 1000,
      });
      const found = failures.map(({ invariant, failure }) => [invariant.id, failure.calls.length]);
      expect(found).toContainEqual([caughtBy, calls]);
    },
    60_000,
  );
});
