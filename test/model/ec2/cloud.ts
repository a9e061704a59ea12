/** A small driver for tests of EC2: calls as the account's administrator, time, and what the trail saw. */
import { aws } from '../../../model/aws.ts';
import type { Caller, Outcome, Service } from '../../../model/call.ts';
import type { Rules } from '../../../model/rules.ts';
import { type Duration, elapse, step } from '../../../model/step.ts';
import type { TrailEntry } from '../../../model/trail.ts';
import type { WorldEvent } from '../../../model/transaction.ts';
import { type GenesisOptions, genesis, type World } from '../../../model/world.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const ZONE = 'us-east-1a';
export const ADMIN: Caller = { principal: `arn:aws:iam::${ACCOUNT}:user/admin` };

// biome-ignore lint/suspicious/noExplicitAny: tests read outputs freely
type Any = any;

export class Cloud {
  world: World;
  readonly rules: Rules;
  events: WorldEvent[] = [];

  constructor(seed = 'ec2', options: GenesisOptions = {}, rules: Rules = aws) {
    this.world = genesis(Buffer.from(seed).toString('hex'), options);
    this.rules = rules;
  }

  /** Makes a call and gives its outcome. */
  try(service: Service, operation: string, input: object = {}, caller = ADMIN, region = REGION): Outcome<Any> {
    const call = { service, operation, input: input as Record<string, unknown>, caller, region };
    const result = step(this.world, call, this.rules);
    this.world = result.world;
    this.events.push(...result.events);
    return result.outcome;
  }

  /** As `try`, for calls that must succeed. */
  do(service: Service, operation: string, input: object = {}, caller = ADMIN, region = REGION): Any {
    const outcome = this.try(service, operation, input, caller, region);
    if (!outcome.ok) throw new Error(`${operation}: ${outcome.error.code} ${outcome.error.message}`);
    return outcome.output;
  }

  ec2(operation: string, input: object = {}, caller = ADMIN, region = REGION): Any {
    return this.do('ec2', operation, input, caller, region);
  }

  kms(operation: string, input: object = {}, caller = ADMIN, region = REGION): Any {
    return this.do('kms', operation, input, caller, region);
  }

  /** `Code: message` of a call that must be refused. */
  refusal(operation: string, input: object = {}, caller = ADMIN, service: Service = 'ec2', region = REGION): string {
    const outcome = this.try(service, operation, input, caller, region);
    if (outcome.ok) throw new Error(`${operation} was not refused`);
    return `${outcome.error.code}: ${outcome.error.message}`;
  }

  wait(duration: Duration = { minutes: 1 }): void {
    const result = elapse(this.world, duration, this.rules);
    this.world = result.world;
    this.events.push(...result.events);
  }

  /** ARN of a new key. */
  key(input: object = {}, region = REGION): string {
    return this.kms('CreateKey', input, ADMIN, region).KeyMetadata.Arn;
  }

  /** A volume that is available. */
  volume(input: object = {}): string {
    const { VolumeId } = this.ec2('CreateVolume', { AvailabilityZone: ZONE, Size: 1, ...input });
    this.wait();
    return VolumeId;
  }

  /** A running instance of Amazon Linux 2023. */
  instance(input: object = {}, caller = ADMIN): string {
    const id = this.launch(input, caller);
    this.wait();
    return id;
  }

  launch(input: object = {}, caller = ADMIN): string {
    const ImageId = this.image();
    const run = { ImageId, MinCount: 1, MaxCount: 1, InstanceType: 't3.micro', ...input };
    return this.ec2('RunInstances', run, caller).Instances[0].InstanceId;
  }

  image(name = 'al2023-ami-*-x86_64'): string {
    const Filters = [{ Name: 'name', Values: [name] }];
    return this.ec2('DescribeImages', { Owners: ['amazon'], Filters }).Images[0].ImageId;
  }

  describeVolume(id: string): Any {
    return this.ec2('DescribeVolumes', { VolumeIds: [id] }).Volumes[0];
  }

  describeInstance(id: string): Any {
    return this.ec2('DescribeInstances', { InstanceIds: [id] }).Reservations[0].Instances[0];
  }

  describeSnapshot(id: string): Any {
    return this.ec2('DescribeSnapshots', { SnapshotIds: [id] }).Snapshots[0];
  }

  rootVolume(instanceId: string): string {
    const { BlockDeviceMappings, RootDeviceName } = this.describeInstance(instanceId);
    return BlockDeviceMappings.find((one: Any) => one.DeviceName === RootDeviceName).Ebs.VolumeId;
  }

  /** The trail since a number of calls, reads of EC2 and the test's own KMS management left out. */
  trail(sinceCall = 0): TrailEntry[] {
    return Array.from(this.world.trail.entries(sinceCall), ([, entry]) => entry);
  }

  /** The trail as text: `CreateGrant admin via ec2-frontend-api.amazonaws.com -> DisabledException`. */
  told(since: number): string[] {
    return this.trail(since)
      .filter((entry) => !(entry.service === 'ec2' && entry.readOnly))
      .map((entry) => {
        const who = entry.caller?.principal.split('/').slice(-2).join('/').replace('arn:aws:iam::123456789012:', '');
        const via = entry.caller?.via ? ` via ${entry.caller.via.invokedBy}` : '';
        return `${entry.eventName} by ${who}${via}${entry.errorCode ? ` -> ${entry.errorCode}` : ''}`;
      });
  }

  /** Notifications to EventBridge as text. */
  notified(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'notification' ? [`${event.detailType}: ${JSON.stringify(event.detail)}`] : [],
    );
  }

  get next(): number {
    return this.world.sequence;
  }
}
