/** Random worlds full of things that hang on keys: furniture, random calls of the vocabulary, some rest, some reading. */
import fc from 'fast-check';
import { choicesNeeded, drawCall } from '../../../harness/runner/draw.ts';
import { Player } from '../../../harness/runner/play.ts';
import { runSeeds } from '../../../harness/runner/seed.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { utf8 } from '../../../model/bytes.ts';
import type { Random } from '../../../model/random.ts';
import type { Rules } from '../../../model/rules.ts';
import { elapse, step } from '../../../model/step.ts';
import type { World } from '../../../model/world.ts';
import type { Planned, PlannedCall } from '../../../scenarios/contract.ts';
import { vocabulary } from '../../../scenarios/index.ts';
import * as databases from '../../../scenarios/invariants/databaseOpenings.ts';
import * as openings from '../../../scenarios/invariants/openings.ts';
import { ACCOUNT, people, REGION } from '../../../scenarios/people.ts';
import { AVAILABILITY_ZONE, IMAGE_ID } from '../../../scenarios/vocabulary/places.ts';
import { bucketPolicy, keyPolicy, TRAIL } from '../cloudtrail/trailWorld.ts';

export const ADMIN = people.admin!.caller;

const call = (service: PlannedCall['service'], operation: string, input: PlannedCall['input'], more = {}): Planned => ({
  service,
  operation,
  input,
  ...more,
});
const anyKey = (n: number) => ({ $any: 'key', n, give: 'arn' }) as const;
const settled = { wait: { minutes: 10 } };

/** Buckets with default encryption, with and without Bucket Keys, an object in each, an upload in progress. */
const bucket = (name: string, n: number, BucketKeyEnabled: boolean): readonly Planned[] => [
  ...openings.key,
  call('s3', 'CreateBucket', { Bucket: name }),
  call('s3', 'PutBucketEncryption', {
    Bucket: name,
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: anyKey(n) },
          BucketKeyEnabled,
        },
      ],
    },
  }),
  call('s3', 'PutObject', { Bucket: name, Key: 'by-default', Body: utf8('bytes of an object') }),
  call('s3', 'CreateMultipartUpload', { Bucket: name, Key: 'in-parts' }),
];

/** An object that its bucket's policy keeps from everybody, whatever becomes of its key. */
const closed: readonly Planned[] = [
  ...openings.key,
  call('s3', 'CreateBucket', { Bucket: 'closed' }),
  call('s3', 'PutObject', {
    Bucket: 'closed',
    Key: 'secret',
    Body: utf8('bytes of an object'),
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: anyKey(0),
  }),
  call('s3', 'PutBucketPolicy', {
    Bucket: 'closed',
    Policy: {
      $json: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::closed/*' }],
      },
    },
  }),
];

/** A trail whose log files are encrypted. */
const trail: readonly Planned[] = [
  call('kms', 'CreateKey', { Policy: keyPolicy() }, { name: 'trailKey' }),
  call('s3', 'CreateBucket', { Bucket: 'audit-logs' }),
  call('s3', 'PutBucketPolicy', { Bucket: 'audit-logs', Policy: bucketPolicy() }),
  call('cloudtrail', 'CreateTrail', {
    Name: TRAIL,
    S3BucketName: 'audit-logs',
    KmsKeyId: { $ref: 'trailKey.KeyMetadata.Arn' },
  }),
  call('cloudtrail', 'StartLogging', { Name: TRAIL }),
];

/** An image of an instance with an encrypted root. */
const image: readonly Planned[] = [
  ...openings.encryptedRoot,
  call('ec2', 'CreateImage', { InstanceId: { $any: 'instance', n: 0 }, Name: 'golden image' }, settled),
];

const defaultKey: readonly Planned[] = [
  ...openings.key,
  call('ec2', 'ModifyEbsDefaultKmsKeyId', { KmsKeyId: anyKey(1) }),
  call('ec2', 'EnableEbsEncryptionByDefault', {}),
];

const aurora = { DBClusterIdentifier: 'warehouse' };
const cluster: readonly Planned[] = [
  ...openings.key,
  call(
    'rds',
    'CreateDBCluster',
    {
      ...aurora,
      Engine: 'aurora-mysql',
      MasterUsername: 'keeper',
      MasterUserPassword: 'a-password-of-tests',
      StorageEncrypted: true,
      KmsKeyId: anyKey(0),
    },
    settled,
  ),
  call('rds', 'CreateDBClusterSnapshot', { ...aurora, DBClusterSnapshotIdentifier: 'sunday-cluster' }, settled),
];

/** What a world may be furnished with. */
const FURNITURE: readonly (readonly Planned[])[] = [
  openings.stoppedEncryptedRoot,
  openings.attachedVolume,
  openings.encryptedSnapshot,
  openings.encryptedVersion,
  openings.constrainedGrantToGuest,
  openings.importedMaterial,
  openings.multiRegion.slice(0, 3),
  openings.copiedBlocks,
  databases.databaseSnapshot,
  databases.databaseWithoutBackups,
  databases.stoppedDatabase,
  databases.databaseLosingKey,
  databases.databaseWithLostKey,
  databases.clusterSnapshot,
  databases.pausedCluster,
  databases.rotatingCluster,
  bucket('plain-default', 0, false),
  bucket('bucket-keys', 1, true),
  closed,
  trail,
  image,
  defaultKey,
  cluster,
];

const chosen = (random: Random, ofTen: number): boolean => random.below(10) < ofTen;

const GROUPS = [...new Set(vocabulary.map(({ group }) => group))];
/** A trail delivers by the hour, so that days cost no thousands of files. */
const target = (rules: Rules) => simulator({ rules, genesis: { timings: { logFileIntervalMs: 3_600_000 } } });
/** Months of virtual time cost much and show nothing that weeks do not. */
const LONGEST_DAYS = 8;

/** The calls of random runs, drawn as the suite draws them: a swarm subset, rows of integers. */
function randomCalls(random: Random, seed: number): readonly Planned[] {
  const groups = GROUPS.filter(() => chosen(random, 6));
  const templates = vocabulary.filter(({ group }) => groups.includes(group));
  if (templates.length === 0) return [];
  const callers = Object.entries(people).map(([name, { weight }]) => ({ name, weight }));
  const row = fc.array(fc.nat(0xffff), { minLength: choicesNeeded(templates), maxLength: choicesNeeded(templates) });
  const [rows = []] = fc.sample(fc.array(row, { minLength: 10, maxLength: 25, size: 'max' }), { seed, numRuns: 1 });
  return rows
    .map((integers) => drawCall({ templates, people: callers }, integers))
    .filter((planned) => !('elapse' in planned) || (planned.elapse.days ?? 0) <= LONGEST_DAYS);
}

/** The `run`th random world. Everything that was under way is over; some bucket-level keys are still kept. */
export async function randomWorld(run: number, rules: Rules): Promise<World> {
  const seeds = runSeeds('2026', 'impact', run);
  const chance = (one: readonly Planned[]): number => (one === trail ? 1 : 3);
  const furniture = FURNITURE.filter((one) => chosen(seeds.swarm, chance(one))).flat();
  const session = await target(rules).begin(seeds.world);
  const player = new Player(session);
  await player.play([...furniture, ...randomCalls(seeds.swarm, seeds.calls), { elapse: { hours: 1 } }]);
  const world = player.history.at(-1)!.world!.after;
  return warmed(withHelper(world, rules), seeds.swarm, rules);
}

const asAdmin = (
  world: World,
  service: PlannedCall['service'],
  operation: string,
  input: object,
  rules: Rules,
): World => step(world, { service, operation, input: { ...input }, caller: ADMIN, region: REGION }, rules).world;

/** An unencrypted instance that volumes can be attached to. */
function withHelper(world: World, rules: Rules): World {
  const byDefault = world.ec2.defaults.get(`${ACCOUNT}/${REGION}`)?.encryptionByDefault;
  const launch = {
    ImageId: IMAGE_ID,
    MinCount: 1,
    MaxCount: 1,
    Placement: { AvailabilityZone: AVAILABILITY_ZONE },
    KeyName: 'helper',
  };
  const plain = byDefault ? asAdmin(world, 'ec2', 'DisableEbsEncryptionByDefault', {}, rules) : world;
  const launched = asAdmin(plain, 'ec2', 'RunInstances', launch, rules);
  const running = elapse(launched, { minutes: 1 }, rules).world;
  return byDefault ? asAdmin(running, 'ec2', 'EnableEbsEncryptionByDefault', {}, rules) : running;
}

/** Some objects are read and some buckets written to, which leaves bucket-level keys behind. */
function warmed(world: World, random: Random, rules: Rules): World {
  let current = world;
  for (const { name, current: objects } of world.s3.buckets.values()) {
    for (const { key } of objects.values())
      if (chosen(random, 5)) current = asAdmin(current, 's3', 'GetObject', { Bucket: name, Key: key }, rules);
    if (chosen(random, 3)) current = asAdmin(current, 's3', 'PutObject', { Bucket: name, Key: 'warm' }, rules);
    current = elapse(current, { seconds: random.below(100) }, rules).world;
  }
  return current;
}
