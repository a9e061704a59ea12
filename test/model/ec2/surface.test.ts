import * as Ec2 from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ebsOperations } from '../../../model/ec2/direct/index.ts';
import { ec2Handlers, ec2Operations, ec2Rules } from '../../../model/ec2/index.ts';
import { outside, unreached } from '../../../model/ec2/outside.ts';
import { shapes } from '../../../model/ec2/shapes.ts';
import { Cloud } from './cloud.ts';

const names = Object.keys(ec2Operations).map((name) => name.replace('ec2:', ''));

describe('the surface of EC2', () => {
  it('has an operation for every shape, and a shape for every operation', () => {
    expect([...names].sort()).toEqual(Object.keys(shapes).sort());
  });

  it('names only operations that AWS has, each either simulated or outside', () => {
    for (const name of [...names, ...outside]) expect(Object.keys(Ec2), name).toContain(`${name}Command`);
    expect(names.filter((name) => outside.has(name))).toEqual([]);
  });

  it('names the evidence of every operation', () => {
    for (const operation of Object.values({ ...ec2Operations, ...ebsOperations }))
      expect(operation.evidence.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  it('names its handlers after the service', () => {
    for (const kind of Object.keys(ec2Handlers)) expect(kind).toMatch(/^ec2\.[a-zA-Z]+$/);
  });

  it('refuses what is outside by name, what does not exist in the words of AWS, and nobody with AuthFailure', () => {
    const cloud = new Cloud();
    expect(cloud.refusal('RequestSpotInstances')).toBe(
      'InvalidAction: RequestSpotInstances is an operation of AWS that keystate does not simulate.',
    );
    expect(cloud.refusal('MakeCoffee')).toBe('InvalidAction: The action MakeCoffee is not valid for this web service.');
    const outcome = cloud.try('ec2', 'DescribeVolumes', {}, { principal: 'arn:aws:iam::123456789012:user/nobody' });
    expect(outcome.ok ? undefined : outcome.error).toMatchObject({ code: 'AuthFailure', status: 401 });
  });

  it('refuses DryRun with 412 and changes nothing', () => {
    const cloud = new Cloud();
    const before = cloud.world.ec2;
    const request = { ImageId: cloud.image(), MinCount: 1, MaxCount: 1, DryRun: true };
    const outcome = cloud.try('ec2', 'RunInstances', request);
    expect(outcome.ok ? undefined : outcome.error).toMatchObject({
      code: 'DryRunOperation',
      message: 'Request would have succeeded, but DryRun flag is set.',
      status: 412,
    });
    expect(cloud.world.ec2).toBe(before);
    expect(cloud.trail().at(-1)!.errorCode).toBe('Client.DryRunOperation');
  });
});

describe('the lifecycles', () => {
  /** Every arrow, as `from --EVENT--> to`. */
  const arrows = (lifecycle: { table: object }): string[] =>
    Object.entries(lifecycle.table as Record<string, Record<string, string>>).flatMap(([from, on]) =>
      Object.entries(on).map(([event, to]) => `${from} --${event}--> ${to}`),
    );

  it('of an instance are those of the documentation', () => {
    expect(arrows(ec2Rules.instanceLifecycle)).toEqual([
      'pending --BOOTED--> running',
      'pending --LAUNCH_FAILED--> shutting-down',
      'pending --START_FAILED--> stopped',
      'pending --TERMINATE--> shutting-down',
      'running --STOP--> stopping',
      'running --TERMINATE--> shutting-down',
      'running --REBOOT--> running',
      'stopping --STOPPED--> stopped',
      'stopping --TERMINATE--> shutting-down',
      'stopped --START--> pending',
      'stopped --TERMINATE--> shutting-down',
      'shutting-down --TERMINATED--> terminated',
    ]);
  });

  it('of a volume never lead to error because of a key', () => {
    expect(arrows(ec2Rules.volumeLifecycle).filter((arrow) => arrow.endsWith('error'))).toEqual([
      'available --HARDWARE_FAILED--> error',
      'in-use --HARDWARE_FAILED--> error',
    ]);
    expect(Object.keys(unreached)).toContain('volume HARDWARE_FAILED');
  });
});
