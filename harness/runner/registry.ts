/**
 * What a run has made so far: things by kind, in the order of their making, and the outputs of named calls. It is filled
 * from outcomes alone, so it works for any target.
 */
import type { CallEntry, Entry, ThingKind } from '../../scenarios/contract.ts';

/** A thing that calls can refer to. */
export interface Thing {
  readonly kind: ThingKind;
  /** Names the thing among those of its kind. */
  readonly id: unknown;
  /** By the names of `scenarios/contract/things.ts`; undefined where the thing has no such facet. */
  readonly facets: Readonly<Record<string, unknown>>;
  /** How reports call it: `key1`, `vol2`. */
  readonly name: string;
  /** Position in the plan of the call that made it. */
  readonly planIndex: number;
}

/** What a report calls a thing of a kind, before its number. */
const SHORT: Readonly<Record<ThingKind, string>> = {
  key: 'key',
  alias: 'alias',
  grant: 'grant',
  ciphertext: 'blob',
  dataKey: 'datakey',
  bucket: 'bucket',
  object: 'object',
  volume: 'vol',
  snapshot: 'snap',
  instance: 'i',
  database: 'db',
  databaseSnapshot: 'dbsnap',
  cluster: 'cluster',
  clusterSnapshot: 'clustersnap',
};

type Members = Readonly<Record<string, unknown>>;
type Found = { kind: ThingKind; facets: Members };

/** A member deep inside a value, or undefined. */
export function readPath(value: unknown, path: readonly string[]): unknown {
  let part: unknown = value;
  for (const step of path) {
    if (typeof part !== 'object' || part === null) return undefined;
    part = (part as Record<string, unknown>)[step];
  }
  return part;
}

const account = (entry: CallEntry): string => /::(\d{12}):/.exec(entry.call.caller.principal)?.[1] ?? '';

const ciphertextOf = (context: unknown, blob: unknown, keyArn: unknown): Found => ({
  kind: 'ciphertext',
  facets: { blob, context, keyArn },
});

function dataKey(entry: CallEntry, output: Members): Found[] {
  const { EncryptionContext: context } = entry.call.input;
  const blob = output.CiphertextBlob ?? output.PrivateKeyCiphertextBlob;
  const facets = { blob, context, keyArn: output.KeyId, plaintext: output.Plaintext };
  return [ciphertextOf(context, blob, output.KeyId), { kind: 'dataKey', facets }];
}

function object(entry: CallEntry, output: Members): Found[] {
  const { Bucket: bucket, Key: key } = entry.call.input;
  return [{ kind: 'object', facets: { key, bucket, versionId: output.VersionId } }];
}

const volume = (id: unknown): Found => ({ kind: 'volume', facets: { id } });
const snapshot = (_: CallEntry, output: Members): Found[] => [{ kind: 'snapshot', facets: { id: output.SnapshotId } }];

function instances(entry: CallEntry, output: Members): Found[] {
  return ((output.Instances ?? []) as Members[]).flatMap(({ InstanceId: id }) => {
    const seen = entry.after.instances.get(String(id));
    const rootVolumeId = seen?.volumes[seen.rootDeviceName];
    return [
      { kind: 'instance', facets: { id, rootVolumeId } } as Found,
      ...Object.values(seen?.volumes ?? {}).map(volume),
    ];
  });
}

const database = (_: CallEntry, output: Members): Found[] => {
  const { DBInstanceIdentifier: id, DBInstanceArn: arn } = output.DBInstance as Members;
  return [{ kind: 'database', facets: { id, arn } }];
};
const databaseSnapshot = (_: CallEntry, output: Members): Found[] => {
  const { DBSnapshotIdentifier: id, DBSnapshotArn: arn } = output.DBSnapshot as Members;
  return [{ kind: 'databaseSnapshot', facets: { id, arn } }];
};
const cluster = (entry: CallEntry, output: Members): Found[] => {
  const id = (output.Cluster as Members).ClusterIdentifier;
  return [
    { kind: 'cluster', facets: { id, arn: `arn:aws:redshift:${entry.call.region}:${account(entry)}:cluster:${id}` } },
  ];
};
const clusterSnapshot = (_: CallEntry, output: Members): Found[] => {
  const { SnapshotIdentifier: id, SnapshotArn: arn, ClusterIdentifier: of } = output.Snapshot as Members;
  return [{ kind: 'clusterSnapshot', facets: { id, arn, cluster: of } }];
};

/** Which things each operation makes. */
const makers: Readonly<Record<string, (entry: CallEntry, output: Members) => Found[]>> = {
  'kms:CreateKey': (_, output) => {
    const { KeyId: id, Arn: arn } = output.KeyMetadata as Members;
    return [{ kind: 'key', facets: { id, arn } }];
  },
  'kms:CreateAlias': (entry) => {
    const { AliasName: name } = entry.call.input;
    return [{ kind: 'alias', facets: { name, arn: `arn:aws:kms:${entry.call.region}:${account(entry)}:${name}` } }];
  },
  'kms:CreateGrant': (entry, { GrantId: id, GrantToken: token }) => [
    {
      kind: 'grant',
      facets: { id, token, keyArn: entry.after.grants.get(String(id))?.keyArn ?? entry.call.input.KeyId },
    },
  ],
  'kms:Encrypt': (entry, output) => [
    ciphertextOf(entry.call.input.EncryptionContext, output.CiphertextBlob, output.KeyId),
  ],
  'kms:ReEncrypt': (entry, output) => [
    ciphertextOf(entry.call.input.DestinationEncryptionContext, output.CiphertextBlob, output.KeyId),
  ],
  'kms:GenerateDataKey': dataKey,
  'kms:GenerateDataKeyWithoutPlaintext': dataKey,
  'kms:GenerateDataKeyPair': dataKey,
  'kms:GenerateDataKeyPairWithoutPlaintext': dataKey,
  's3:CreateBucket': ({ call }) => [
    { kind: 'bucket', facets: { name: call.input.Bucket, arn: `arn:aws:s3:::${call.input.Bucket}` } },
  ],
  's3:PutObject': object,
  's3:CopyObject': object,
  's3:CompleteMultipartUpload': object,
  'ec2:CreateVolume': (_, output) => [volume(output.VolumeId)],
  'ec2:CreateSnapshot': snapshot,
  'ec2:CopySnapshot': snapshot,
  'ec2:RunInstances': instances,
  'rds:CreateDBInstance': database,
  'rds:CreateDBInstanceReadReplica': database,
  'rds:RestoreDBInstanceFromDBSnapshot': database,
  'rds:RestoreDBInstanceToPointInTime': database,
  'rds:CreateDBSnapshot': databaseSnapshot,
  'rds:CopyDBSnapshot': databaseSnapshot,
  'redshift:CreateCluster': cluster,
  'redshift:RestoreFromClusterSnapshot': cluster,
  'redshift:CreateClusterSnapshot': clusterSnapshot,
  'redshift:CopyClusterSnapshot': clusterSnapshot,
};

/** Things and outputs of one run. */
export class Registry {
  /** Outputs of named calls that succeeded. */
  readonly outputs: Map<string, unknown>;
  readonly #things: Map<string, Thing[]>;
  readonly #known: Set<string>;

  /** Empty, or with what another one knows. */
  constructor(known?: Registry) {
    this.outputs = new Map(known?.outputs);
    this.#things = new Map(known && [...known.#things].map(([kind, things]) => [kind, [...things]]));
    this.#known = new Set(known ? known.#known : []);
  }

  /** Another registry that knows the same, and learns by itself from here on. */
  clone(): Registry {
    return new Registry(this);
  }

  /** Takes note of what a step made. */
  learn(entry: Entry): void {
    if (entry.type !== 'call' || !entry.outcome.ok) return;
    const { call, outcome, name } = entry;
    if (name !== undefined) this.outputs.set(name, outcome.output);
    for (const found of makers[`${call.service}:${call.operation}`]?.(entry, outcome.output) ?? [])
      this.#add(found, entry.planIndex);
  }

  /** Thing `n` modulo the number of things of the kind, or undefined if there is none yet. */
  pick(kind: string, n: number): Thing | undefined {
    const things = this.#things.get(kind);
    return things?.[Math.abs(Math.trunc(n)) % things.length];
  }

  /** How many things of a kind there are. */
  count(kind: string): number {
    return this.#things.get(kind)?.length ?? 0;
  }

  /** Position of a thing among those of its kind. */
  indexOf(thing: Thing): number {
    return this.#things.get(thing.kind)?.indexOf(thing) ?? -1;
  }

  /** All things, kind by kind. */
  *things(): Generator<Thing> {
    for (const things of this.#things.values()) yield* things;
  }

  #add({ kind, facets }: Found, planIndex: number): void {
    const id = Object.values(facets)[0];
    // An object that is written again is still the same object, unless the bucket gives it a new version.
    const identity = id instanceof Uint8Array ? undefined : `${kind}|${Object.values(facets).join('|')}`;
    if (id === undefined || (identity !== undefined && this.#known.has(identity))) return;
    if (identity !== undefined) this.#known.add(identity);
    const things = this.#things.get(kind) ?? [];
    this.#things.set(kind, things);
    things.push({ kind, id, facets, name: `${SHORT[kind]}${things.length + 1}`, planIndex });
  }
}
