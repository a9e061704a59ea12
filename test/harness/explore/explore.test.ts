// Exploring a small world: what is found, what stops it, what a failure looks like.
import { describe, expect, it } from 'vitest';
import { type ExploreSettings, explore } from '../../../harness/explore/explore.ts';
import { verdictOfExplored } from '../../../harness/explore/results.ts';
import { rulesOf } from '../../../harness/runner/suite.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { kms, s3 } from '../../../scenarios/calls.ts';
import { type Exploration, type Invariant, type Planned, type PlannedValue, ref } from '../../../scenarios/contract.ts';
import { CREATE_KEY, FOUR_DAYS, KEY, keyMoves } from '../../../scenarios/explorations/moves.ts';
import { brokenWorlds, families } from '../../../scenarios/index.ts';

const key: Exploration = {
  id: 'key',
  title: 'A key alone',
  families: ['keys'],
  opening: [CREATE_KEY],
  moves: [...keyMoves, FOUR_DAYS],
};
const { invariants } = families.find(({ id }) => id === 'keys')!;

const exploring = (exploration: Exploration, settings: Partial<ExploreSettings> = {}) =>
  explore(exploration, { seed: '7', ...settings });

describe('exploring', () => {
  it('finds all worlds of a key: enabled, disabled, two stages of its waiting period, and gone', async () => {
    const found = await exploring(key);
    expect(found.levels).toEqual([
      { worlds: 1, transitions: 0 },
      { worlds: 2, transitions: 5 },
      { worlds: 1, transitions: 10 },
      { worlds: 1, transitions: 5 },
      { worlds: 0, transitions: 5 },
    ]);
    expect(found).toMatchObject({ worlds: 5, transitions: 25, failures: [], errors: [] });
    expect(found.bound).toBeUndefined();
    expect(found.coverage.arrows.key).toEqual([
      'Disabled ENABLE Enabled',
      'Disabled SCHEDULE_DELETION PendingDeletion',
      'Enabled DISABLE Disabled',
      'Enabled SCHEDULE_DELETION PendingDeletion',
      'PendingDeletion CANCEL_DELETION Disabled',
      'PendingDeletion DELETE Deleted',
    ]);
    expect(found.coverage.operations['kms:EnableKey']).toEqual({
      ok: 2,
      KMSInvalidStateException: 2,
      NotFoundException: 1,
    });
    expect(found.coverage.byKeyState['kms:EnableKey']).toEqual({
      Enabled: { ok: 1 },
      Disabled: { ok: 1 },
      PendingDeletion: { KMSInvalidStateException: 2 },
      gone: { NotFoundException: 1 },
    });
    expect(Object.keys(found.witnesses)).toContain('gone-for-ever');
    expect(verdictOfExplored(found)).toBe('pass');
  });

  it('stops at a bound and says which', async () => {
    expect(await exploring(key, { depth: 2 })).toMatchObject({ bound: 'depth', worlds: 4 });
    expect(await exploring(key, { worlds: 2 })).toMatchObject({ bound: 'worlds', worlds: 3 });
  });

  it('comes to the same again, and with another seed to as many worlds', async () => {
    const once = JSON.stringify(await exploring(key));
    expect(JSON.stringify(await exploring(key))).toBe(once);
    expect(await exploring(key, { seed: '8' })).toMatchObject({ worlds: 5, transitions: 25 });
  });

  it('makes what makes something new until it has succeeded once', async () => {
    const create = { ...CREATE_KEY, name: 'another' };
    const found = await exploring({ ...key, moves: [], once: [create] });
    expect(found.levels).toEqual([
      { worlds: 1, transitions: 0 },
      { worlds: 1, transitions: 1 },
      { worlds: 0, transitions: 0 },
    ]);
    const refused = kms('CreateKey', { KeySpec: 'NONE' }, { name: 'another' });
    expect(await exploring({ ...key, moves: [], once: [refused] })).toMatchObject({ worlds: 1, transitions: 1 });
  });

  it('tells outcomes by the states of the keys in the order of their making, and only where these matter', async () => {
    const [first, second] = [CREATE_KEY, { ...CREATE_KEY, name: 'second' }];
    const describeAsGuest = kms('DescribeKey', { KeyId: KEY }, { caller: 'guest' });
    const disableSecond = kms('DisableKey', { KeyId: ref('second.KeyMetadata.KeyId') });
    const encrypt = kms('Encrypt', { KeyId: ref('second.KeyMetadata.KeyId'), Plaintext: new Uint8Array(1) });
    const moves = [disableSecond, encrypt, describeAsGuest];
    const { coverage } = await exploring({ ...key, opening: [first, second], moves });
    expect(coverage.byKeyState).toEqual({
      'kms:Encrypt': { 'Enabled, Enabled': { ok: 1 }, 'Enabled, Disabled': { DisabledException: 1 } },
    });
    expect(coverage.operations['kms:DescribeKey']).toEqual({ AccessDeniedException: 2 });
  });

  it('makes a list as one move, up to the first call that is refused, and of the opening everything', async () => {
    const describeKey = (name: string) => kms('DescribeKey', { KeyId: name });
    const both = [keyMoves[0], describeKey('alias/none'), keyMoves[2]] as const;
    const found = await exploring({ ...key, moves: [both as readonly Planned[]] });
    expect(found).toMatchObject({ worlds: 2, transitions: 2 });
    expect(found.coverage.operations).toEqual({
      'kms:DescribeKey': { NotFoundException: 2 },
      'kms:DisableKey': { ok: 2 },
    });
    const opening = [CREATE_KEY, describeKey('alias/none'), keyMoves[0]!];
    expect(await exploring({ ...key, opening, moves: [keyMoves[0]!] })).toMatchObject({
      worlds: 1,
      transitions: 1,
      notes: [expect.stringMatching(/^kms:DescribeKey of the opening was refused: NotFoundException: Alias /)],
    });
  });

  it('judges by the families that the exploration names', async () => {
    expect(await explore(key)).toMatchObject({ invariants: invariants.length });
    expect(() => explore({ ...key, families: ['kees'] })).toThrow('key names the family "kees", which there is not.');
    expect(await explore({ ...key, families: [] })).toMatchObject({ invariants: 0, worlds: 5, failures: [] });
  });

  it('shows its invariants every move from every world', async () => {
    const seen = new Set<string>();
    const watcher: Invariant = {
      ...invariants[0]!,
      id: 'watcher',
      start: () => ({
        see: ({ before, planned }) => {
          const [row] = before.keys.values();
          const daysLeft = row?.deletionDateMs && (row.deletionDateMs - before.atMs) / 86_400_000;
          if (row) seen.add(`${row.state} ${daysLeft} ${'operation' in planned ? planned.operation : 'passes'}`);
        },
      }),
    };
    const { transitions } = await exploring(key, { invariants: [watcher] });
    // From a world whose key is gone there is no row to be seen.
    expect(seen.size).toBe(transitions - key.moves.length);
  });

  it('tells apart things of the opening that only their names differ in', async () => {
    const second = ref('second.KeyMetadata.KeyId');
    const schedule = (KeyId: PlannedValue) => kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    const opening = [CREATE_KEY, { ...CREATE_KEY, name: 'second' }];
    const moves = [schedule(KEY), schedule(second), { elapse: { days: 8 } }];
    const found = await exploring({ ...key, opening, moves });
    expect(Object.keys(found.coverage.byKeyState['kms:ScheduleKeyDeletion']!)).toEqual(
      expect.arrayContaining(['Enabled, gone', 'gone, Enabled']),
    );
    // Each is enabled, pending deletion or gone; where both are pending, either's end may be the first.
    expect(found.worlds).toBe(10);
  });

  it('tells apart what people wrote, however much it looks like chance', async () => {
    const bucket = s3('CreateBucket', { Bucket: 'a-bucket' });
    const put = (Key: string) => s3('PutObject', { Bucket: 'a-bucket', Key });
    for (const stem of ['reports/2024/january/summary/', 'log-2024-01-01T00:00:0'])
      expect(await exploring({ ...key, opening: [bucket], moves: [put(`${stem}1`), put(`${stem}2`)] })).toMatchObject({
        worlds: 4,
      });
    const tag = (TagValue: string) => kms('TagResource', { KeyId: KEY, Tags: [{ TagKey: 'events', TagValue }] });
    expect(await exploring({ ...key, moves: [tag('one'), tag('other')] })).toMatchObject({ worlds: 3 });
  });

  it('sees a date in a policy come', async () => {
    const until: PlannedValue = {
      $json: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' },
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'kms:DescribeKey',
            Resource: '*',
            Condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-01-10T00:00:00Z' } },
          },
        ],
      },
    };
    const opening = [CREATE_KEY, kms('PutKeyPolicy', { KeyId: KEY, Policy: until })];
    const found = await exploring({ ...key, opening, moves: [kms('DescribeKey', { KeyId: KEY }), FOUR_DAYS] });
    expect(found.coverage.operations['kms:DescribeKey']).toEqual({ ok: 2, AccessDeniedException: 1 });
    expect(found.bound).toBeUndefined();
  });

  it('makes no move that refers to what is not there yet', async () => {
    const grant = kms('RevokeGrant', { KeyId: KEY, GrantId: ref('createGrant.GrantId') });
    expect(await exploring({ ...key, moves: [grant] })).toMatchObject({
      worlds: 1,
      transitions: 0,
      notes: ['kms:RevokeGrant was never made: what it refers to is not there'],
    });
    const opening = [CREATE_KEY, grant];
    expect(await exploring({ ...key, opening })).toMatchObject({
      worlds: 5,
      notes: ['kms:RevokeGrant of the opening was not made: what it refers to is not there'],
    });
    await expect(exploring({ ...key, opening: [grant] })).rejects.toThrow('The opening of key makes no call');
  });

  it('finds one of the shortest ways to a failure', async () => {
    const rules = rulesOf(brokenWorlds, 'cancel-lands-enabled');
    const found = await exploring(key, { target: simulator({ rules }) });
    expect(verdictOfExplored(found)).toBe('fail');
    const { failure } = found.failures.find(({ invariant }) => invariant.id === 'cancel-lands-disabled')!;
    expect(failure.steps.map(({ call }) => call.replace(/ .*/, ''))).toEqual([
      'key1',
      'kms:ScheduleKeyDeletion',
      'kms:CancelKeyDeletion',
    ]);
    expect(failure).toMatchObject({ seed: '7', failedStep: 2, shrunkFrom: 3 });
  });

  it('tells a crash of the model as a failure, once, and goes on', async () => {
    const target = simulator({
      rules: {
        ...rulesOf(brokenWorlds, undefined),
        identityOf: (iam, caller) => {
          if (caller.principal?.endsWith('user/guest')) throw new TypeError('the model is broken');
          return rulesOf(brokenWorlds, undefined).identityOf(iam, caller);
        },
      },
    });
    const crash = kms('DescribeKey', { KeyId: KEY }, { caller: 'guest' });
    const found = await exploring({ ...key, moves: [...key.moves, crash] }, { target });
    expect(found.failures.map(({ invariant, failure }) => [invariant.id, failure.message])).toEqual([
      ['no-crash', 'the model is broken'],
    ]);
    expect(found.worlds).toBe(5);
  });

  it('tells a monitor that breaks as an error', async () => {
    const broken: Invariant = {
      ...invariants[0]!,
      id: 'broken-monitor',
      start: () => ({
        see: () => {
          throw new RangeError('it cannot count');
        },
      }),
    };
    const found = await exploring(key, { invariants: [broken] });
    expect(found.errors).toEqual(['broken-monitor: the monitor broke: it cannot count']);
    expect(verdictOfExplored(found)).toBe('error');
  });
});
