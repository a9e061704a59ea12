/**
 * Probes: doing it and looking. Each uses one resource in one way and says what came of it, `ok` or the code or state; it
 * knows nothing of the analysis that it is held against.
 */
import type { Service } from '../../../model/call.ts';
import { NEW_OBJECT } from '../../../model/impact/s3.ts';
import type { Rules } from '../../../model/rules.ts';
import { type Duration, elapse, step } from '../../../model/step.ts';
import type { World } from '../../../model/world.ts';
import { ADMIN } from './randomWorld.ts';

// biome-ignore lint/suspicious/noExplicitAny: probes read outputs freely
type Any = any;

/** A world that may be used up. */
export class Fork {
  world: World;
  readonly rules: Rules;
  readonly region: string;

  constructor(world: World, rules: Rules, region: string) {
    this.world = world;
    this.rules = rules;
    this.region = region;
  }

  /** The output, or a refusal as text. */
  call(service: Service, operation: string, input: object, caller: { principal: string } = ADMIN): Any {
    const call = { service, operation, input: { ...input }, caller, region: this.region };
    const { world, outcome } = step(this.world, call, this.rules);
    this.world = world;
    if (!outcome.ok) throw new Seen(`code ${outcome.error.code}`);
    return outcome.output;
  }

  wait(duration: Duration): void {
    this.world = elapse(this.world, duration, this.rules).world;
  }
}

/** Thrown by a probe that did not end well. */
class Seen {
  readonly words: string;
  constructor(words: string) {
    this.words = words;
  }
}

const must = (good: boolean, otherwise: string): void => {
  if (!good) throw new Seen(otherwise);
};

/** One way in which one resource is used. */
export interface Probe {
  /** `service kind id operation`. */
  readonly id: string;
  readonly region: string;
  readonly use: (fork: Fork) => void;
}

/** `ok`, `code ...` or `state ...`. */
export function outcomeOf(probe: Probe, world: World, rules: Rules): string {
  try {
    probe.use(new Fork(world, rules, probe.region));
    return 'ok';
  } catch (thrown) {
    if (thrown instanceof Seen) return thrown.words;
    throw thrown;
  }
}

/** All probes of a world, whatever the key; `keyArn` is that of the key whose direct uses and grants are tried. */
export function probesOf(world: World, keyArn: string): Probe[] {
  return [
    ...kms(world, keyArn),
    ...s3(world),
    ...volumes(world),
    ...instances(world),
    ...snapshots(world),
    ...images(world),
    ...defaults(world),
    ...rds(world),
    ...redshift(world),
  ];
}

const probe = (
  service: string,
  kind: string,
  id: string,
  operation: string,
  region: string,
  use: Probe['use'],
): Probe => ({
  id: `${service} ${kind} ${id} ${operation}`,
  region,
  use,
});

/** A dry run that ends well says so by an exception. */
function dryRun(fork: Fork, operation: string, input: object, caller?: { principal: string }): void {
  const more = operation === 'Decrypt' ? { DryRunModifiers: ['IGNORE_CIPHERTEXT'] } : {};
  try {
    fork.call('kms', operation, { ...input, ...more, DryRun: true }, caller);
  } catch (thrown) {
    if (thrown instanceof Seen && thrown.words === 'code DryRunOperationException') return;
    throw thrown;
  }
}

const MORE: Readonly<Record<string, object>> = {
  Encrypt: { Plaintext: new Uint8Array(8) },
  GenerateDataKey: { KeySpec: 'AES_256' },
  GenerateDataKeyWithoutPlaintext: { KeySpec: 'AES_256' },
};

function kms(world: World, keyArn: string): Probe[] {
  const key = world.kms.keys.get(keyArn)!;
  const of = (kind: string, id: string, operation: string, context?: object, caller?: { principal: string }) =>
    probe('kms', kind, id, operation, key.region, (fork) =>
      dryRun(
        fork,
        operation,
        { KeyId: keyArn, ...MORE[operation], ...(context ? { EncryptionContext: context } : {}) },
        caller,
      ),
    );
  const found = ['Decrypt', 'Encrypt', 'GenerateDataKey'].map((operation) => of('key', key.id, operation));
  for (const grant of world.kms.grants.values()) {
    if (grant.keyArn !== keyArn || !grant.granteePrincipal.startsWith('arn:aws:iam::')) continue;
    const { encryptionContextEquals: equals, encryptionContextSubset: subset } = grant.constraints ?? {};
    const operation = ['Decrypt', 'Encrypt', 'GenerateDataKey'].find((name) =>
      grant.operations.includes(name as 'Decrypt'),
    );
    if (operation)
      found.push(of('grant', grant.id, operation, equals ?? subset, { principal: grant.granteePrincipal }));
  }
  return found;
}

function s3(world: World): Probe[] {
  const found: Probe[] = [];
  for (const { name, region, current, noncurrent, uploads } of world.s3.buckets.values()) {
    found.push(
      probe('s3', 'bucket', name, 'PutObject', region, (fork) =>
        fork.call('s3', 'PutObject', { Bucket: name, Key: NEW_OBJECT, Body: new Uint8Array(9) }),
      ),
    );
    for (const { key, encryption } of fewLogFiles(current.values()))
      if (encryption)
        found.push(
          probe('s3', 'object', `${name}/${key}`, 'GetObject', region, (fork) =>
            fork.call('s3', 'GetObject', { Bucket: name, Key: key }),
          ),
        );
    for (const { key, encryption, versionId } of noncurrent.values())
      if (encryption)
        found.push(
          probe('s3', 'object', `${name}/${key} version ${versionId}`, 'GetObject', region, (fork) =>
            fork.call('s3', 'GetObject', { Bucket: name, Key: key, VersionId: versionId }),
          ),
        );
    for (const { key, id } of uploads.values())
      found.push(
        probe('s3', 'multipart upload', `${name}/${key} upload ${id}`, 'UploadPart', region, (fork) =>
          fork.call('s3', 'UploadPart', {
            Bucket: name,
            Key: key,
            UploadId: id,
            PartNumber: 1,
            Body: new Uint8Array(9),
          }),
        ),
      );
  }
  return found;
}

/** Log files are many and all alike. */
function fewLogFiles<T extends { key: string }>(versions: Iterable<T>): T[] {
  const all = [...versions];
  const isLogFile = ({ key }: T) => key.endsWith('.json.gz');
  return [...all.filter((one) => !isLogFile(one)), ...all.filter(isLogFile).slice(0, 2)];
}

const rowOf = ({ account, region }: { account: string; region: string }, id: string): string =>
  `${account}/${region}/${id}`;

function volumes(world: World): Probe[] {
  const helpers = [...world.ec2.instances.values()].filter(
    ({ state, keyName }) => state === 'running' && keyName === 'helper',
  );
  return [...world.ec2.volumes.values()]
    .filter(({ state }) => state === 'available' || state === 'in-use')
    .flatMap((volume) => {
      const helper = helpers.find(({ id, zone }) => zone === volume.zone && !volume.attachedTo.includes(id));
      if (!helper) return [];
      return probe('ec2', 'volume', volume.id, 'AttachVolume', volume.region, (fork) => {
        for (const instance of volume.attachedTo) detach(fork, volume, instance);
        fork.call('ec2', 'AttachVolume', { VolumeId: volume.id, InstanceId: helper.id, Device: '/dev/sdz' });
      });
    });
}

function detach(fork: Fork, volume: { id: string; account: string; region: string }, instanceId: string): void {
  const instance = fork.world.ec2.instances.get(rowOf(volume, instanceId))!;
  if (instance.state === 'running') {
    fork.call('ec2', 'StopInstances', { InstanceIds: [instanceId] });
    fork.wait({ minutes: 1 });
  }
  fork.call('ec2', 'DetachVolume', { VolumeId: volume.id });
  fork.wait({ minutes: 1 });
}

function instances(world: World): Probe[] {
  return [...world.ec2.instances.values()].map((instance) =>
    probe('ec2', 'instance', instance.id, 'StartInstances', instance.region, (fork) => {
      const now = () => fork.world.ec2.instances.get(rowOf(instance, instance.id));
      if (now()?.state === 'running') {
        fork.call('ec2', 'StopInstances', { InstanceIds: [instance.id] });
        fork.wait({ minutes: 1 });
      }
      fork.call('ec2', 'StartInstances', { InstanceIds: [instance.id] });
      fork.wait({ minutes: 1 });
      must(now()?.state === 'running', `code ${now()?.stateReason?.code} state ${now()?.state}`);
    }),
  );
}

function volumeAppears(fork: Fork, input: object): void {
  const { VolumeId } = fork.call('ec2', 'CreateVolume', { AvailabilityZone: `${fork.region}a`, ...input });
  fork.wait({ minutes: 1 });
  fork.call('ec2', 'DescribeVolumes', { VolumeIds: [VolumeId] });
}

function snapshots(world: World): Probe[] {
  return [...world.ec2.snapshots.values()].flatMap(({ id, region }) => [
    probe('ec2', 'snapshot', id, 'CreateVolume', region, (fork) => volumeAppears(fork, { SnapshotId: id })),
    probe('ec2', 'snapshot', id, 'CopySnapshot', region, (fork) => {
      const { SnapshotId } = fork.call('ec2', 'CopySnapshot', { SourceSnapshotId: id, SourceRegion: region });
      fork.wait({ minutes: 1 });
      const copy = fork.world.ec2.snapshots.get(`${region}/${SnapshotId}`);
      must(copy?.state === 'completed', `state ${copy?.state}`);
    }),
    probe('ec2', 'snapshot', id, 'GetSnapshotBlock', region, (fork) => {
      const { Blocks } = fork.call('ebs', 'ListSnapshotBlocks', { SnapshotId: id });
      if (Blocks[0]) fork.call('ebs', 'GetSnapshotBlock', { SnapshotId: id, ...Blocks[0] });
    }),
  ]);
}

function launches(fork: Fork, ImageId: string, account: string): void {
  const { Instances } = fork.call('ec2', 'RunInstances', { ImageId, MinCount: 1, MaxCount: 1 });
  fork.wait({ seconds: 25 });
  const instance = fork.world.ec2.instances.get(`${account}/${fork.region}/${Instances[0].InstanceId}`);
  const state = instance?.state === 'shutting-down' ? 'terminated' : instance?.state;
  must(state === 'running', `code ${instance?.stateReason?.code} state ${state}`);
}

const images = (world: World): Probe[] =>
  [...world.ec2.images.values()].map(({ id, region, account }) =>
    probe('ec2', 'image', id, 'RunInstances', region, (fork) => launches(fork, id, account)),
  );

function defaults(world: World): Probe[] {
  return [...world.ec2.defaults.entries()].flatMap(([place, { encryptionByDefault }]) => {
    const [account = '', region = ''] = place.split('/');
    if (!ADMIN.principal.includes(account)) return [];
    const id = `${account} in ${region}`;
    const image = fixedImage(world, region);
    return [
      probe('ec2', 'EBS default key', id, 'CreateVolume', region, (fork) =>
        volumeAppears(fork, { Size: 1, Encrypted: true }),
      ),
      ...(encryptionByDefault
        ? [probe('ec2', 'EBS default key', id, 'RunInstances', region, (fork) => launches(fork, image, account))]
        : []),
    ];
  });
}

function fixedImage(world: World, region: string): string {
  const call = {
    service: 'ec2',
    operation: 'DescribeImages',
    input: { Owners: ['amazon'] },
    caller: ADMIN,
    region,
  } as const;
  const { outcome } = step(world, call);
  return (outcome as Any).output.Images[0].ImageId;
}

function rds(world: World): Probe[] {
  const found: Probe[] = [];
  const databases = [...world.rds.instances.values(), ...world.rds.clusters.values()];
  for (const { kind, id, region } of databases) {
    const [name, word, input] =
      kind === 'db'
        ? (['DB instance', 'DBInstance', { DBInstanceIdentifier: id }] as const)
        : (['DB cluster', 'DBCluster', { DBClusterIdentifier: id }] as const);
    const table = kind === 'db' ? 'instances' : 'clusters';
    const stateOf = (fork: Fork) => fork.world.rds[table].get(`123456789012/${region}/${id}`)?.state;
    found.push(
      probe('rds', name, id, `Start${word}`, region, (fork) => {
        if (stateOf(fork) === 'available') {
          fork.call('rds', `Stop${word}`, input);
          fork.wait({ minutes: 5 });
        }
        fork.call('rds', `Start${word}`, input);
      }),
      probe('rds', name, id, kind === 'db' ? 'CreateDBSnapshot' : 'CreateDBClusterSnapshot', region, (fork) => {
        const snapshotName =
          kind === 'db' ? { DBSnapshotIdentifier: 'probe' } : { DBClusterSnapshotIdentifier: 'probe' };
        fork.call('rds', kind === 'db' ? 'CreateDBSnapshot' : 'CreateDBClusterSnapshot', { ...input, ...snapshotName });
        fork.wait({ minutes: 5 });
        const arn = `arn:aws:rds:${region}:123456789012:${kind === 'db' ? 'snapshot' : 'cluster-snapshot'}:probe`;
        const { state } = fork.world.rds.snapshots.get(arn)!;
        must(state === 'available', `state ${state}`);
      }),
    );
    if (kind === 'db')
      found.push(
        probe('rds', name, id, 'RebootDBInstance', region, (fork) => fork.call('rds', 'RebootDBInstance', input)),
      );
  }
  for (const snapshot of world.rds.snapshots.values()) found.push(...rdsSnapshot(snapshot));
  return found;
}

function rdsSnapshot({
  kind,
  id,
  region,
  database,
}: {
  kind: string;
  id: string;
  region: string;
  database: { engine: string };
}): Probe[] {
  const single = kind === 'snapshot';
  const name = single ? 'DB snapshot' : 'DB cluster snapshot';
  const restore = single ? 'RestoreDBInstanceFromDBSnapshot' : 'RestoreDBClusterFromSnapshot';
  const copy = single ? 'CopyDBSnapshot' : 'CopyDBClusterSnapshot';
  return [
    probe('rds', name, id, restore, region, (fork) => {
      const input = single
        ? { DBInstanceIdentifier: 'restored', DBSnapshotIdentifier: id }
        : { DBClusterIdentifier: 'restored', SnapshotIdentifier: id, Engine: database.engine };
      fork.call('rds', restore, input);
      fork.wait({ minutes: 10 });
      const { state } = fork.world.rds[single ? 'instances' : 'clusters'].get(`123456789012/${region}/restored`)!;
      must(state === 'available', `state ${state}`);
    }),
    probe('rds', name, id, copy, region, (fork) => {
      const [from, to] = single
        ? ['SourceDBSnapshotIdentifier', 'TargetDBSnapshotIdentifier']
        : ['SourceDBClusterSnapshotIdentifier', 'TargetDBClusterSnapshotIdentifier'];
      fork.call('rds', copy, { [from!]: id, [to!]: 'probe' });
      fork.wait({ minutes: 5 });
      const { state } = fork.world.rds.snapshots.get(`arn:aws:rds:${region}:123456789012:${kind}:probe`)!;
      must(state === 'available', `state ${state}`);
    }),
  ];
}

function redshift(world: World): Probe[] {
  const found: Probe[] = [];
  const clusterIn = (fork: Fork, id: string) =>
    fork.world.redshift.clusters.get(`arn:aws:redshift:${fork.region}:123456789012:cluster:${id}`);
  for (const { id, region } of world.redshift.clusters.values())
    for (const operation of ['RebootCluster', 'ResumeCluster'])
      found.push(
        probe('redshift', 'cluster', id, operation, region, (fork) => {
          fork.call('redshift', operation, { ClusterIdentifier: id });
          fork.wait({ minutes: 10 });
          must(clusterIn(fork, id)?.state === 'available', `state ${clusterIn(fork, id)?.state}`);
        }),
      );
  for (const { id, region, cluster } of world.redshift.snapshots.values())
    found.push(
      probe('redshift', 'cluster snapshot', `${cluster.id}/${id}`, 'RestoreFromClusterSnapshot', region, (fork) => {
        fork.call('redshift', 'RestoreFromClusterSnapshot', {
          ClusterIdentifier: 'restored',
          SnapshotIdentifier: id,
          SnapshotClusterIdentifier: cluster.id,
        });
        fork.wait({ minutes: 10 });
        must(clusterIn(fork, 'restored')?.state === 'available', `state ${clusterIn(fork, 'restored')?.state}`);
      }),
    );
  return found;
}
