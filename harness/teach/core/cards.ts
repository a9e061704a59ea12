/** What stands on the stage: every resource of a world as a card, with its state, its lifecycle and its envelope. */
import type { Attachment } from '../../../model/ec2/state.ts';
import type { Lifecycle } from '../../../model/lifecycle.ts';
import type { Storage } from '../../../model/rds/state.ts';
import type { Rules } from '../../../model/rules.ts';
import type { World } from '../../../model/world.ts';

/** The kinds of cards, in the order of the stage. */
export const cardKinds = [
  'key',
  'bucket',
  'object',
  'volume',
  'snapshot',
  'instance',
  'db-instance',
  'db-cluster',
  'db-snapshot',
  'cluster',
  'cluster-snapshot',
] as const;

/** A kind of card. */
export type CardKind = (typeof cardKinds)[number];

/** A data key that lies wrapped beside what it encrypts. */
export interface Envelope {
  /** The KMS key that wraps it; undefined where AWS owns that key and no KMS key of the account is asked. */
  readonly keyArn?: string;
  /** Whether its plaintext stands in somebody's memory now: then what runs goes on, whatever becomes of the key. */
  readonly inMemory: boolean;
}

/** A resource on the stage. */
export interface Card {
  /** Unique on the stage: key ARN, `bucket/key?version`, volume id... */
  readonly id: string;
  readonly kind: CardKind;
  /** AWS's own name for it: key id, object key, volume id... */
  readonly awsName: string;
  readonly region: string;
  readonly account: string;
  /** AWS's word; buckets have none. */
  readonly state?: string;
  readonly lifecycle?: Lifecycle;
  /** Present where data is encrypted at rest. */
  readonly envelope?: Envelope;
  /** Ids of cards that it hangs on beside its key: an instance on its volumes. */
  readonly uses: readonly string[];
  /** Things to know, by dictionary key: `fact.deletion`, with values. */
  readonly facts: readonly Fact[];
  /** Managed by AWS: shown smaller. */
  readonly managedByAws?: boolean;
}

/** One line of a card. */
export interface Fact {
  readonly say: 'deletion' | 'reason' | 'attached' | 'plain' | 'alias' | 'encryption' | 'version' | 'marker';
  readonly text?: string;
  readonly atMs?: number;
}

const remembered = new WeakMap<World, readonly Card[]>();

/** All cards of a world, keys first. */
export function cardsOf(world: World, rules: Rules): readonly Card[] {
  let cards = remembered.get(world);
  if (!cards) {
    cards = [
      ...keys(world, rules),
      ...s3(world, rules),
      ...ec2(world, rules),
      ...rds(world, rules),
      ...redshift(world, rules),
    ];
    remembered.set(world, cards);
  }
  return cards;
}

function* keys({ kms }: World, rules: Rules): Generator<Card> {
  const aliases = new Map([...kms.aliases.values()].map((alias) => [alias.targetKeyArn, alias.name]));
  for (const key of kms.keys.values()) {
    const alias = aliases.get(key.arn);
    yield {
      id: key.arn,
      kind: 'key',
      awsName: key.manager === 'AWS' && alias ? alias : key.id,
      region: key.region,
      account: key.account,
      state: key.state,
      lifecycle: rules.kms.keyLifecycle as Lifecycle,
      uses: [],
      facts: [
        ...(key.deletion?.atMs === undefined ? [] : [{ say: 'deletion' as const, atMs: key.deletion.atMs }]),
        ...(alias && key.manager !== 'AWS' ? [{ say: 'alias' as const, text: alias }] : []),
      ],
      ...(key.manager === 'AWS' ? { managedByAws: true } : {}),
    };
  }
}

function* s3({ s3: state }: World, rules: Rules): Generator<Card> {
  for (const bucket of state.buckets.values()) {
    const place = { region: bucket.region, account: bucket.account };
    const { algorithm } = bucket.encryption;
    yield {
      ...place,
      id: bucket.name,
      kind: 'bucket',
      awsName: bucket.name,
      uses: [],
      facts: [{ say: 'encryption', text: algorithm }],
    };
    for (const version of [...bucket.current.values(), ...bucket.noncurrent.values()]) {
      const { encryption, deleteMarker } = version;
      const keyArn = encryption?.kms?.keyArn;
      yield {
        ...place,
        id: `${bucket.name}/${version.key}?${version.versionId}`,
        kind: 'object',
        awsName: version.key,
        state: version.state,
        lifecycle: rules.s3.objectLifecycle as Lifecycle,
        ...(encryption ? { envelope: { inMemory: false, ...(keyArn ? { keyArn } : {}) } } : {}),
        uses: [bucket.name],
        facts: [
          ...(encryption ? [{ say: 'encryption' as const, text: encryption.mode }] : []),
          ...(version.versionId === 'null' ? [] : [{ say: 'version' as const, text: version.versionId.slice(0, 8) }]),
          ...(deleteMarker ? [{ say: 'marker' as const }] : []),
        ],
      };
    }
  }
}

function* ec2({ ec2: state }: World, rules: Rules): Generator<Card> {
  const attachments = [...state.attachments.values()];
  const of = (id: keyof Pick<Attachment, 'volumeId' | 'instanceId'>, value: string) =>
    attachments.filter((attachment) => attachment[id] === value);
  for (const volume of state.volumes.values()) {
    const attached = of('volumeId', volume.id);
    const keyArn = volume.dataKey?.kmsKeyArn ?? volume.kmsKeyId;
    yield {
      id: volume.id,
      kind: 'volume',
      awsName: volume.id,
      region: volume.region,
      account: volume.account,
      state: volume.state,
      lifecycle: rules.ec2.volumeLifecycle as Lifecycle,
      ...(volume.encrypted && keyArn
        ? { envelope: { keyArn, inMemory: attached.some(({ loadedKey }) => loadedKey !== undefined) } }
        : {}),
      uses: [],
      facts: [
        ...attached.map(({ device, state: of }) => ({ say: 'attached' as const, text: `${device} ${of}` })),
        ...(volume.encrypted ? [] : [{ say: 'plain' as const }]),
      ],
    };
  }
  for (const snapshot of state.snapshots.values()) {
    if (snapshot.ownerAlias === 'amazon') continue;
    const keyArn = snapshot.dataKey?.kmsKeyArn ?? snapshot.kmsKeyId;
    yield {
      id: snapshot.id,
      kind: 'snapshot',
      awsName: snapshot.id,
      region: snapshot.region,
      account: snapshot.account,
      state: snapshot.state,
      lifecycle: rules.ec2.snapshotLifecycle as Lifecycle,
      ...(snapshot.encrypted && keyArn ? { envelope: { keyArn, inMemory: false } } : {}),
      uses: [],
      facts: [
        ...(snapshot.stateMessage ? [{ say: 'reason' as const, text: snapshot.stateMessage }] : []),
        ...(snapshot.encrypted ? [] : [{ say: 'plain' as const }]),
      ],
    };
  }
  for (const instance of state.instances.values()) {
    yield {
      id: instance.id,
      kind: 'instance',
      awsName: instance.id,
      region: instance.region,
      account: instance.account,
      state: instance.state,
      lifecycle: rules.ec2.instanceLifecycle as Lifecycle,
      uses: of('instanceId', instance.id).map(({ volumeId }) => volumeId),
      facts: instance.stateReason ? [{ say: 'reason', text: instance.stateReason.message }] : [],
    };
  }
}

const stored = ({ encrypted, kmsKeyArn, dataKey, loadedKey }: Storage) => {
  const keyArn = dataKey?.kmsKeyArn ?? kmsKeyArn;
  return encrypted ? { envelope: { inMemory: loadedKey !== undefined, ...(keyArn ? { keyArn } : {}) } } : {};
};
const plain = (encrypted: boolean): readonly Fact[] => (encrypted ? [] : [{ say: 'plain' }]);

function* rds({ rds: state }: World, rules: Rules): Generator<Card> {
  for (const cluster of state.clusters.values())
    yield {
      id: `db-cluster:${cluster.region}:${cluster.id}`,
      kind: 'db-cluster',
      awsName: cluster.id,
      region: cluster.region,
      account: cluster.account,
      state: cluster.state,
      lifecycle: rules.rds.dbClusterLifecycle as Lifecycle,
      ...stored(cluster.storage),
      uses: [],
      facts: plain(cluster.storage.encrypted),
    };
  for (const instance of state.instances.values())
    yield {
      id: `db-instance:${instance.region}:${instance.id}`,
      kind: 'db-instance',
      awsName: instance.id,
      region: instance.region,
      account: instance.account,
      state: instance.state,
      lifecycle: rules.rds.dbInstanceLifecycle as Lifecycle,
      ...(instance.clusterId ? {} : stored(instance.storage)),
      uses: instance.clusterId ? [`db-cluster:${instance.region}:${instance.clusterId}`] : [],
      facts: instance.clusterId ? [] : plain(instance.storage.encrypted),
    };
  for (const snapshot of state.snapshots.values())
    yield {
      id: `db-snapshot:${snapshot.region}:${snapshot.id}`,
      kind: 'db-snapshot',
      awsName: snapshot.id,
      region: snapshot.region,
      account: snapshot.account,
      state: snapshot.state,
      lifecycle: rules.rds.dbSnapshotLifecycle as Lifecycle,
      ...stored(snapshot.storage),
      uses: [],
      facts: plain(snapshot.storage.encrypted),
    };
}

function* redshift({ redshift: state }: World, rules: Rules): Generator<Card> {
  for (const cluster of state.clusters.values()) {
    const { encrypted, kmsKeyArn } = cluster.storage;
    yield {
      id: `cluster:${cluster.region}:${cluster.id}`,
      kind: 'cluster',
      awsName: cluster.id,
      region: cluster.region,
      account: cluster.account,
      state: cluster.state,
      lifecycle: rules.redshift.clusterLifecycle as Lifecycle,
      ...(encrypted
        ? { envelope: { inMemory: cluster.memory !== undefined, ...(kmsKeyArn ? { keyArn: kmsKeyArn } : {}) } }
        : {}),
      uses: [],
      facts: plain(encrypted),
    };
  }
  for (const snapshot of state.snapshots.values()) {
    const { encrypted, kmsKeyArn } = snapshot.storage;
    yield {
      id: `cluster-snapshot:${snapshot.region}:${snapshot.id}`,
      kind: 'cluster-snapshot',
      awsName: snapshot.id,
      region: snapshot.region,
      account: snapshot.account,
      state: snapshot.state,
      lifecycle: rules.redshift.clusterSnapshotLifecycle as Lifecycle,
      ...(encrypted ? { envelope: { inMemory: false, ...(kmsKeyArn ? { keyArn: kmsKeyArn } : {}) } } : {}),
      uses: [],
      facts: plain(encrypted),
    };
  }
}
