import { describe, expect, it } from 'vitest';
import { tryBehaviour } from '../../../harness/conformance/run.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import type { Behaviour } from '../../../scenarios/conformance/index.ts';
import type { PlannedCall } from '../../../scenarios/contract.ts';
import { ref } from '../../../scenarios/contract.ts';

const call = (operation: string, input: PlannedCall['input'], name?: string): PlannedCall => ({
  service: 'kms',
  operation,
  input,
  ...(name === undefined ? {} : { name }),
});
const KeyId = ref('key.KeyMetadata.KeyId');
const create = call('CreateKey', {}, 'key');

const tried = (part: Pick<Behaviour, 'plan' | 'expect'> & Partial<Behaviour>) =>
  tryBehaviour(simulator(), '7', {
    id: 'test/one',
    service: 'kms',
    behaviour: 'one',
    grade: 'documented',
    source: 'https://docs.aws.amazon.com/',
    ...part,
  });

describe('trying a behaviour', () => {
  it('skips what could not be brought about, and says why', async () => {
    const plan = [
      create,
      call('EnableKeyRotation', { KeyId, RotationPeriodInDays: 1 }),
      call('DescribeKey', { KeyId }, 'answer'),
    ];
    const result = await tried({ plan, expect: { answer: { answers: ['ok'] } } });
    expect(result.verdict).toBe('skip');
    expect(result.observed).toContain('not tried: kms:EnableKeyRotation was refused: ValidationException');
  });

  it('skips what refers to a thing that was never made', async () => {
    const plan = [call('DescribeKey', { KeyId }, 'answer')];
    const result = await tried({ plan, expect: { answer: { answers: ['ok'] } } });
    expect(result).toMatchObject({
      verdict: 'skip',
      observed: 'not tried: kms:DescribeKey refers to something that is not there',
    });
  });

  it('looks at several answers and takes the worst', async () => {
    const plan = [create, call('DisableKey', { KeyId }, 'first'), call('DescribeKey', { KeyId }, 'second')];
    const wanted = { answers: ['ok'], output: { KeyMetadata: { Enabled: true, $open: true } } };
    expect(await tried({ plan, expect: { first: { answers: ['ok'] }, second: wanted } })).toMatchObject({
      verdict: 'fail',
      observed: 'ok; ok, but KeyMetadata.Enabled is false, expected true',
    });
    expect(await tried({ plan, grade: 'assumed', expect: { second: wanted } })).toMatchObject({ verdict: 'assumed' });
  });

  it('does not ask what a call left behind that was refused itself', async () => {
    const missing = call('DescribeKey', { KeyId: 'alias/none' }, 'answer');
    const kmsRecords = [{ eventName: 'DescribeKey', requestParameters: { keyId: ref('answer.KeyMetadata.KeyId') } }];
    expect(await tried({ plan: [missing], expect: { answer: { answers: ['ok'], kmsRecords } } })).toMatchObject({
      verdict: 'fail',
      observed: 'NotFoundException',
    });
  });

  it('lets time pass', async () => {
    const schedule = call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    const plan = [create, schedule, { elapse: { days: 7 } }, call('DescribeKey', { KeyId }, 'answer')];
    const result = await tried({ plan, expect: { answer: { answers: ['NotFoundException'], status: 400 } } });
    expect(result.verdict).toBe('pass');
  });
});
