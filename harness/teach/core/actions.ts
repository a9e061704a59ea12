/**
 * What can be done with each kind of resource, as planned calls. Whether a call would be refused is never written down
 * here: it is tried on the world (a step changes nothing but its result), and what refuses it explains itself.
 */
import type { Outcome, Service } from '../../../model/call.ts';
import type { Rule } from '../../../model/evidence.ts';
import type { AuthorizationRequest, Decision } from '../../../model/iam/types.ts';
import { step } from '../../../model/step.ts';
import type { WorldEvent } from '../../../model/transaction.ts';
import type { World } from '../../../model/world.ts';
import type { Planned, PlannedCall, PlannedCaller, PlannedValue } from '../../../scenarios/contract.ts';
import { AVAILABILITY_ZONE, IMAGE_ID } from '../../../scenarios/vocabulary/places.ts';
import type { Card, CardKind } from './cards.ts';
import { resolveCall, type Story } from './story.ts';

/** Something to do. */
export interface Action {
  /** The operation, or a name of its own where one operation is offered in several ways. */
  readonly id: string;
  readonly call: PlannedCall;
}

type Input = { readonly [member: string]: PlannedValue };

const act = (service: Service, operation: string, input: Input, region: string, id = operation): Action => ({
  id,
  call: { service, operation, input, ...(region === 'us-east-1' ? {} : { region }) },
});

/** How a call names a card: by kind and number where the registry knows it, so that the call survives other ids. */
function nameOf(story: Story, card: Card): PlannedValue {
  const kinds: Partial<Record<CardKind, 'key' | 'volume' | 'snapshot' | 'instance'>> = {
    key: 'key',
    volume: 'volume',
    snapshot: 'snapshot',
    instance: 'instance',
  };
  const kind = kinds[card.kind];
  if (!kind) return card.awsName;
  for (let n = 0; n < story.registry.count(kind); n++)
    if (story.registry.pick(kind, n)?.id === card.awsName) return { $any: kind, n };
  return card.awsName;
}

const message = new TextEncoder().encode('Meet me at noon.');

/** What can be done with a card. `others` are all cards of the stage. */
export function actionsOf(story: Story, card: Card, others: readonly Card[]): readonly Action[] {
  const name = nameOf(story, card);
  const { region } = card;
  const named = (service: Service, member: string, ...operations: readonly string[]) =>
    operations.map((operation) => act(service, operation, { [member]: name }, region));
  switch (card.kind) {
    case 'key':
      return [
        ...named('kms', 'KeyId', 'EnableKey', 'DisableKey'),
        act('kms', 'ScheduleKeyDeletion', { KeyId: name, PendingWindowInDays: 7 }, region),
        ...named('kms', 'KeyId', 'CancelKeyDeletion'),
        act('kms', 'Encrypt', { KeyId: name, Plaintext: message }, region),
        act('kms', 'GenerateDataKey', { KeyId: name, KeySpec: 'AES_256' }, region),
        ...named('kms', 'KeyId', 'EnableKeyRotation', 'RotateKeyOnDemand'),
      ];
    case 'bucket':
      return named('s3', 'Bucket', 'ListObjectsV2', 'DeleteBucket');
    case 'object':
      return objectActions(card, others);
    case 'volume':
      return [
        ...attachActions(story, card, others, name),
        ...named('ec2', 'VolumeId', 'CreateSnapshot', 'DeleteVolume'),
      ];
    case 'snapshot':
      return [
        act('ec2', 'CreateVolume', { SnapshotId: name, AvailabilityZone: AVAILABILITY_ZONE }, region),
        act('ec2', 'CopySnapshot', { SourceSnapshotId: name, SourceRegion: region }, region),
        ...named('ec2', 'SnapshotId', 'DeleteSnapshot'),
      ];
    case 'instance':
      return ['StartInstances', 'StopInstances', 'RebootInstances', 'TerminateInstances'].map((operation) =>
        act('ec2', operation, { InstanceIds: [name] }, region),
      );
    case 'db-instance':
      return [
        ...named('rds', 'DBInstanceIdentifier', 'StartDBInstance', 'StopDBInstance', 'RebootDBInstance'),
        act(
          'rds',
          'CreateDBSnapshot',
          { DBInstanceIdentifier: name, DBSnapshotIdentifier: `${name}-snapshot` },
          region,
        ),
        act('rds', 'DeleteDBInstance', { DBInstanceIdentifier: name, SkipFinalSnapshot: true }, region),
      ];
    case 'db-cluster':
      return [
        ...named('rds', 'DBClusterIdentifier', 'StartDBCluster', 'StopDBCluster'),
        act('rds', 'DeleteDBCluster', { DBClusterIdentifier: name, SkipFinalSnapshot: true }, region),
      ];
    case 'db-snapshot':
      return named('rds', 'DBSnapshotIdentifier', 'DeleteDBSnapshot');
    case 'cluster':
      return [
        ...named('redshift', 'ClusterIdentifier', 'PauseCluster', 'ResumeCluster', 'RebootCluster'),
        act('redshift', 'RotateEncryptionKey', { ClusterIdentifier: name }, region),
        act(
          'redshift',
          'CreateClusterSnapshot',
          { ClusterIdentifier: name, SnapshotIdentifier: `${name}-snapshot` },
          region,
        ),
        act('redshift', 'DeleteCluster', { ClusterIdentifier: name, SkipFinalClusterSnapshot: true }, region),
      ];
    case 'cluster-snapshot':
      return named('redshift', 'SnapshotIdentifier', 'DeleteClusterSnapshot');
  }
}

function objectActions(card: Card, others: readonly Card[]): readonly Action[] {
  const [, bucket = '', version = ''] = /^([^/]+)\/[\s\S]*\?([^?]*)$/.exec(card.id) ?? [];
  const key = card.awsName;
  const which = { Bucket: bucket, Key: key, ...(version === 'null' ? {} : { VersionId: version }) };
  const target = others.find(({ kind, managedByAws }) => kind === 'key' && !managedByAws);
  const copy = {
    Bucket: bucket,
    Key: key,
    CopySource: `${bucket}/${encodeURIComponent(key)}`,
    ServerSideEncryption: 'aws:kms',
    ...(target ? { SSEKMSKeyId: target.id } : {}),
  };
  return [
    act('s3', 'GetObject', which, card.region),
    act('s3', 'HeadObject', which, card.region),
    act('s3', 'CopyObject', copy, card.region),
    act('s3', 'DeleteObject', which, card.region),
  ];
}

function attachActions(story: Story, card: Card, others: readonly Card[], name: PlannedValue): readonly Action[] {
  const instance = others.find(({ kind, state }) => kind === 'instance' && state !== 'terminated');
  const used = instance ? instance.uses.length : 0;
  const device = `/dev/sd${'fghijklmnop'[used % 11]}`;
  const attach = instance
    ? [act('ec2', 'AttachVolume', { VolumeId: name, InstanceId: nameOf(story, instance), Device: device }, card.region)]
    : [];
  return [...attach, act('ec2', 'DetachVolume', { VolumeId: name }, card.region)];
}

/** Something new to make. `keyName` names the KMS key to use, if one is wanted. */
export function makersOf(story: Story, key: Card | undefined): readonly Action[] {
  const number = story.plan.length;
  const keyId = key && nameOf(story, key);
  const placement = { Placement: { AvailabilityZone: AVAILABILITY_ZONE } };
  const bucket = [...story.last.world.s3.buckets.values()][0]?.name;
  const underKey: Input = keyId ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyId } : {};
  const make = (service: Service, operation: string, input: Input) => act(service, operation, input, 'us-east-1');
  return [
    make('kms', 'CreateKey', {}),
    make('s3', 'CreateBucket', { Bucket: `classroom-${number}` }),
    make('s3', 'PutObject', { Bucket: bucket ?? 'classroom', Key: `letter-${number}.txt`, Body: message, ...underKey }),
    make('ec2', 'RunInstances', {
      ImageId: IMAGE_ID,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      ...placement,
    }),
    make('ec2', 'CreateVolume', {
      AvailabilityZone: AVAILABILITY_ZONE,
      Size: 1,
      ...(keyId ? { Encrypted: true, KmsKeyId: keyId } : {}),
    }),
    make('rds', 'CreateDBInstance', {
      DBInstanceIdentifier: `db-${number}`,
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'teacher',
      MasterUserPassword: 'correct-horse-9',
      ...(keyId ? { StorageEncrypted: true, KmsKeyId: keyId } : {}),
    }),
    make('redshift', 'CreateCluster', {
      ClusterIdentifier: `cluster-${number}`,
      NodeType: 'ra3.large',
      ClusterType: 'single-node',
      MasterUsername: 'teacher',
      MasterUserPassword: 'Correct-horse-9',
      ...(keyId ? { Encrypted: true, KmsKeyId: keyId } : {}),
    }),
  ];
}

/** What a call would come to. */
export interface Trial {
  readonly outcome: Outcome;
  readonly events: readonly WorldEvent[];
  /** Every question of authorization that it raised, in order, with its answer. */
  readonly decisions: readonly { readonly request: AuthorizationRequest; readonly decision: Decision }[];
}

/** Tries a call on a world. Undefined where a reference of the call leads nowhere. */
export function tryCall(story: Story, world: World, call: PlannedCall, caller?: PlannedCaller): Trial | undefined {
  const planned = caller === undefined ? call : { ...call, caller };
  const { registry, rules } = story;
  const resolved = resolveCall(planned, { registry, nowMs: world.nowMs, region: world.options.region });
  if (!resolved) return undefined;
  const decisions: { request: AuthorizationRequest; decision: Decision }[] = [];
  const listening = {
    ...rules,
    decide: (request: AuthorizationRequest) => {
      const decision = rules.decide(request);
      decisions.push({ request, decision });
      return decision;
    },
  };
  const { outcome, events } = step(world, resolved, listening);
  return { outcome, events, decisions };
}

/** Why a call is refused: the rule that decided, or the evidence of the operation. */
export interface Why {
  readonly code: string;
  readonly message?: string;
  readonly sentence?: string;
  readonly grade?: Rule['grade'];
  readonly source?: string;
}

/** Explains a refusal. `ruleOf` finds a rule by its id. */
export function explain(
  story: Story,
  call: PlannedCall,
  outcome: Outcome,
  ruleOf: (id: string) => Rule | undefined,
): Why | undefined {
  if (outcome.ok) return undefined;
  const { code, message, rule } = outcome.error;
  const found = rule === undefined ? undefined : ruleOf(rule);
  const evidence = found ?? story.rules.operations[`${call.service}:${call.operation}`]?.evidence;
  return {
    code,
    ...(message === undefined ? {} : { message }),
    ...(found ? { sentence: found.sentence } : {}),
    ...(evidence ? { grade: evidence.grade, source: evidence.source } : {}),
  };
}

/** A planned call as one line of a program. */
export const titleOf = (planned: Planned): string =>
  'operation' in planned ? `${planned.service}:${planned.operation}` : 'elapse';
