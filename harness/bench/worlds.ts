/** Worlds to measure in: with few or very many keys and objects. */
import { aws } from '../../model/aws.ts';
import type { AnyCall, Service } from '../../model/call.ts';
import type { Rules } from '../../model/rules.ts';
import { type Duration, elapse, step } from '../../model/step.ts';
import { genesis, type World } from '../../model/world.ts';
import { ACCOUNT, REGION } from '../../scenarios/people.ts';
import { AVAILABILITY_ZONE, IMAGE_ID } from '../../scenarios/vocabulary/places.ts';

const ADMIN = { principal: `arn:aws:iam::${ACCOUNT}:user/admin` };

/** A call by the administrator. */
export const by = (service: Service, operation: string, input: Readonly<Record<string, unknown>>): AnyCall => ({
  service,
  operation,
  input,
  caller: ADMIN,
  region: REGION,
});

/** A world that calls are made in, one after the other; every call must succeed. */
export class Bench {
  world: World;
  readonly rules: Rules;

  constructor(rules: Rules = aws, trailLimit = 1000) {
    this.rules = rules;
    this.world = genesis('be9c4', { trailLimit });
  }

  /** Makes a call and keeps what it changed. */
  make(service: Service, operation: string, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { world, outcome } = step(this.world, by(service, operation, input), this.rules);
    if (!outcome.ok) throw new Error(`${operation} was refused: ${outcome.error.code} ${outcome.error.message ?? ''}`);
    this.world = world;
    return outcome.output as Record<string, unknown>;
  }

  /** A new key; its id. */
  makeKey(): string {
    return (this.make('kms', 'CreateKey', {}).KeyMetadata as { KeyId: string }).KeyId;
  }

  /** A bucket with this many objects of one byte. */
  makeObjects(bucket: string, count: number): void {
    this.make('s3', 'CreateBucket', { Bucket: bucket });
    for (let n = 0; n < count; n++)
      this.make('s3', 'PutObject', { Bucket: bucket, Key: `object-${n}`, Body: new Uint8Array(1) });
  }

  /** A stopped instance whose root volume is encrypted under a key; its id. */
  makeStoppedInstance(keyId: string): string {
    const launched = this.make('ec2', 'RunInstances', {
      ImageId: IMAGE_ID,
      MinCount: 1,
      MaxCount: 1,
      Placement: { AvailabilityZone: AVAILABILITY_ZONE },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: keyId } }],
    });
    const id = (launched.Instances as { InstanceId: string }[])[0]?.InstanceId as string;
    this.#settle();
    this.make('ec2', 'StopInstances', { InstanceIds: [id] });
    this.#settle();
    return id;
  }

  #settle(): void {
    this.wait({ minutes: 2 });
  }

  /** Lets time pass. */
  wait(duration: Duration): void {
    this.world = elapse(this.world, duration, this.rules).world;
  }

  /** A call to be made again and again from the present world; the world stays as it is. */
  again(service: Service, operation: string, input: Readonly<Record<string, unknown>>): () => unknown {
    const { world, rules } = this;
    const call = by(service, operation, input);
    if (!step(world, call, rules).outcome.ok) throw new Error(`${operation} is refused: nothing to measure`);
    return () => step(world, call, rules);
  }
}
