import { describe, expect, it } from 'vitest';
import { aws } from '../../model/aws.ts';
import type { AnyCall } from '../../model/call.ts';
import { deserialise, serialise } from '../../model/serialise.ts';
import { elapse, elapseUntil, step } from '../../model/step.ts';
import { genesis, type World } from '../../model/world.ts';

const admin = { principal: 'arn:aws:iam::123456789012:user/admin' };
const call = (service: AnyCall['service'], operation: string, input: object = {}, caller = admin): AnyCall => ({
  service,
  operation,
  input: input as Record<string, unknown>,
  caller,
  region: 'us-east-1',
});

/** The world after these calls, and the last outcome. */
function play(world: World, ...calls: readonly AnyCall[]) {
  let current = world;
  let outcome: ReturnType<typeof step>['outcome'] | undefined;
  for (const one of calls) ({ world: current, outcome } = step(current, one));
  return { world: current, outcome: outcome! };
}

const keyOf = (outcome: { ok: boolean }) =>
  (outcome as unknown as { output: { KeyMetadata: { KeyId: string; Arn: string } } }).output.KeyMetadata;

describe('step', () => {
  it('leaves the world it was given as it was', () => {
    const world = genesis('1');
    const before = serialise(world);
    step(world, call('kms', 'CreateKey'));
    expect(serialise(world)).toBe(before);
  });

  it('gives the same bytes for the same seed and calls', () => {
    const run = () => serialise(play(genesis('5eed'), call('kms', 'CreateKey'), call('kms', 'ListKeys')).world);
    expect(run()).toBe(run());
    expect(serialise(play(genesis('5eee'), call('kms', 'CreateKey')).world)).not.toBe(run());
  });

  it('keeps nothing of a refused call but its record', () => {
    const { world } = play(genesis('1'), call('kms', 'CreateKey'));
    const refused = step(world, call('kms', 'DescribeKey', { KeyId: 'no-key' }));
    expect(refused.outcome).toMatchObject({ ok: false, error: { code: 'NotFoundException', status: 400 } });
    const without = ({ trail: _, sequence: __, ...rest }: World) => JSON.stringify(rest);
    expect(without(refused.world)).toBe(without(world));
    expect(refused.world.trail.size).toBe(world.trail.size + 1);
  });

  it('refuses an operation that the service does not have, in its own words', () => {
    const { outcome } = step(genesis('1'), call('kms', 'MakeCoffee'));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'UnknownOperationException' } });
  });

  it('refuses credentials that belong to nobody', () => {
    const nobody = { principal: 'arn:aws:iam::123456789012:user/nobody' };
    const { outcome } = step(genesis('1'), call('kms', 'ListKeys', {}, nobody));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'UnrecognizedClientException' } });
  });

  it('goes on from a stored world as from the world itself', () => {
    const { world } = play(genesis('1'), call('kms', 'CreateKey'), call('s3', 'CreateBucket', { Bucket: 'stored' }));
    const stored = deserialise(serialise(world));
    expect(serialise(stored)).toBe(serialise(world));
    const put = call('s3', 'PutObject', { Bucket: 'stored', Key: 'k', Body: new Uint8Array([1, 2, 3]) });
    expect(serialise(step(stored, put).world)).toBe(serialise(step(world, put).world));
  });

  it('keeps accounts and Regions apart', () => {
    const { world } = play(genesis('1'), call('kms', 'CreateKey'));
    const elsewhere = step(world, { ...call('kms', 'ListKeys'), region: 'eu-west-1' });
    expect(elsewhere.outcome).toMatchObject({ ok: true, output: { Keys: [] } });
    const stranger = call('kms', 'ListKeys', {}, { principal: 'arn:aws:iam::210987654321:root' });
    expect(step(world, stranger).outcome).toMatchObject({ ok: true, output: { Keys: [] } });
  });

  it('decides by the rules it is given: the seam for broken worlds', () => {
    const deaf = { ...aws, kms: { ...aws.kms, checkKeyState: () => undefined } };
    const { world, outcome } = play(genesis('1'), call('kms', 'CreateKey'));
    const { KeyId } = keyOf(outcome);
    const disabled = step(world, call('kms', 'DisableKey', { KeyId })).world;
    const encrypt = call('kms', 'Encrypt', { KeyId, Plaintext: new Uint8Array([1]) });
    expect(step(disabled, encrypt).outcome.ok).toBe(false);
    expect(step(disabled, encrypt, deaf).outcome.ok).toBe(true);
  });
});

describe('elapse', () => {
  const scheduled = () => {
    const made = play(genesis('1'), call('kms', 'CreateKey'));
    const { KeyId } = keyOf(made.outcome);
    return { KeyId, ...play(made.world, call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 })) };
  };
  const describeKey = (world: World, KeyId: string) => step(world, call('kms', 'DescribeKey', { KeyId })).outcome;

  it('lets nothing happen a millisecond before it is due, and all of it at the moment', () => {
    const { world, KeyId } = scheduled();
    const dueMs = world.nowMs + 7 * 86_400_000;
    expect(describeKey(elapseUntil(world, dueMs - 1).world, KeyId).ok).toBe(true);
    expect(describeKey(elapseUntil(world, dueMs).world, KeyId)).toMatchObject({ error: { code: 'NotFoundException' } });
  });

  it('comes to the same in one stride or in many', () => {
    const { world } = scheduled();
    let many = world;
    for (let day = 0; day < 8; day++) many = elapse(many, { days: 1 }).world;
    expect(serialise(many)).toBe(serialise(elapse(world, { days: 8 }).world));
  });

  it('takes a cancelled event off the agenda', () => {
    const { world, KeyId } = scheduled();
    const cancelled = play(world, call('kms', 'CancelKeyDeletion', { KeyId })).world;
    expect(cancelled.agenda.size).toBe(0);
    expect(describeKey(elapse(cancelled, { days: 40 }).world, KeyId)).toMatchObject({
      output: { KeyMetadata: { KeyState: 'Disabled' } },
    });
  });

  it('refuses to go back in time', () => {
    expect(() => elapse(genesis('1'), { ms: -1 })).toThrow('a duration must be whole milliseconds');
  });
});
