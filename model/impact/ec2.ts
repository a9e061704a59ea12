/**
 * What EC2 and EBS ask of a key: the data key of a volume when it is attached to a running instance, or when its instance
 * starts; a new one for every disk that is made. What runs keeps its data keys in memory and goes on.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html (documented); each effect names its own.
 */
import { directRules, keyUnusable } from '../ec2/direct/errors.ts';
import { AWS_EBS_ALIAS, keyArnAsFarAsKnown } from '../ec2/encryption/keyNames.ts';
import { ec2ErrorRules } from '../ec2/errors.ts';
import { publicImages, publicSnapshots } from '../ec2/images/publicImages.ts';
import { failureRules } from '../ec2/instances/reasons.ts';
import { attachmentsOfInstance, attachmentsOfVolume, regionalRow } from '../ec2/rows.ts';
import { storageTierOf } from '../ec2/snapshots/tier.ts';
import type { EbsDefaults, Image, Instance, Snapshot, Volume } from '../ec2/state.ts';
import { defineRules, documented } from '../evidence.ts';
import { type Ask, refusalBy } from './asks.ts';
import type { Settings } from './changes.ts';
import { type Dependency, type Dependents, seenError } from './dependency.ts';
import { type DiskUser, diskAsks, loadAsks, loadNewAsks, openAsCaller } from './ec2Asks.ts';
import type { AffectedResource, Seen } from './types.ts';

const rules = defineRules('impact', {
  'copy-ends-in-error': {
    sentence: 'A copy of a snapshot whose key cannot be used stays in error: Given key ID is not accessible.',
    ...documented('https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html'),
  },
});

/** Ids that new things are thought of by. */
const NEW_VOLUME = 'vol-new';
const NEW_SNAPSHOT = 'snap-new';
const NEW_INSTANCE = 'i-new';

/** Rows of one account in one world. */
interface Look {
  readonly keyArn: string;
  readonly settings: Settings;
  readonly user: (place: { readonly account: string; readonly region: string }) => DiskUser;
}

/** Volumes, instances, snapshots, images and EBS defaults of the caller's account. */
export const ec2Dependents: Dependents = function* (world, keyArn, settings) {
  const account = settings.rules.identityOf(world.iam, settings.caller)?.account;
  const user: Look['user'] = (place) => ({
    world,
    caller: settings.caller,
    account: place.account,
    region: place.region,
  });
  const look: Look = { keyArn, settings, user };
  const { volumes, instances, snapshots, images, defaults } = world.ec2;
  const own = <Row extends { readonly account: string }>(row: Row): boolean => row.account === account;
  for (const instance of instances.values()) if (own(instance)) yield* starting(look, instance);
  for (const volume of volumes.values()) if (own(volume)) yield* attaching(look, volume);
  for (const snapshot of snapshots.values()) if (own(snapshot)) yield* copying(look, snapshot);
  for (const image of images.values()) if (own(image)) yield* launching(look, image);
  for (const [place, row] of defaults.entries())
    if (account && place.startsWith(`${account}/`))
      yield* byDefault(look, account, place.slice(account.length + 1), row);
};

const resourceOf = (
  kind: string,
  { id, account, region }: { readonly id: string; readonly account: string; readonly region: string },
): AffectedResource => ({ service: 'ec2', kind, id, account, region });

const always = (seen: Seen) => (): Seen => seen;

function* attaching(look: Look, volume: Volume): Generator<Dependency> {
  const { dataKey, state } = volume;
  if (dataKey?.kmsKeyArn !== look.keyArn || (state !== 'available' && state !== 'in-use')) return;
  yield {
    resource: resourceOf('volume', volume),
    when: 'nextAttach',
    probe: { service: 'ec2', operation: 'AttachVolume', input: { VolumeId: volume.id } },
    what: attachedWords(look.user(volume), volume),
    asks: loadAsks(look.user(volume), NEW_INSTANCE, dataKey),
    seen: always({ code: 'CustomerKeyHasBeenRevoked' }),
    rule: ec2ErrorRules['key-unusable-on-attach'],
  };
}

/** Only a running instance has the data key of its volume. */
function attachedWords({ world }: DiskUser, volume: Volume): string {
  const loaded = attachmentsOfVolume(world.ec2, volume).filter(({ loadedKey }) => loadedKey);
  const running = loaded.map(({ instanceId }) => instanceId).join(', ');
  if (running) return `goes on serving ${running}; once detached, it cannot be attached to a running instance`;
  return 'cannot be attached to a running instance: nobody gets at its data';
}

/** An instance without its root volume does not start whatever its keys. */
function* starting(look: Look, instance: Instance): Generator<Dependency> {
  const user = look.user(instance);
  const attachments = attachmentsOfInstance(user.world.ec2, instance, instance.id);
  const rooted = attachments.some((one) => one.device === instance.rootDeviceName);
  if (!rooted || (instance.state !== 'running' && instance.state !== 'stopped')) return;
  const dataKeys = attachments.flatMap(({ volumeId }) => {
    const dataKey = user.world.ec2.volumes.get(`${user.account}/${user.region}/${volumeId}`)?.dataKey;
    return dataKey ? [dataKey] : [];
  });
  if (!dataKeys.some(({ kmsKeyArn }) => kmsKeyArn === look.keyArn)) return;
  const { code, message } = look.settings.rules.ec2.startRefused;
  yield {
    resource: resourceOf('instance', instance),
    when: 'nextStart',
    probe: { service: 'ec2', operation: 'StartInstances', input: { InstanceIds: [instance.id] } },
    what:
      instance.state === 'running'
        ? 'runs on, reboots too; once stopped, it does not start: it falls back to stopped'
        : 'does not start: it falls back to stopped',
    asks: dataKeys.flatMap((dataKey) => loadAsks(user, instance.id, dataKey)),
    seen: always({ state: 'stopped', code, message }),
    followUp: ['StartInstances'],
    rule: failureRules['start-falls-back'],
  };
}

/** The key of a new disk that names none: that of an own encrypted snapshot, else by the account's defaults. */
function keyOfNew(look: Look, user: DiskUser, snapshot: Snapshot | undefined, encrypted?: boolean): string | undefined {
  const defaults = user.world.ec2.defaults.get(`${user.account}/${user.region}`);
  const decision = look.settings.rules.ec2.decideEncryption({
    ...(snapshot
      ? {
          source: {
            encrypted: snapshot.encrypted,
            kmsKeyId: snapshot.kmsKeyId,
            owned: snapshot.account === user.account,
          },
        }
      : {}),
    ...(encrypted ? { encrypted } : {}),
    encryptionByDefault: defaults?.encryptionByDefault ?? false,
    defaultKmsKeyId: defaults?.kmsKeyId ?? AWS_EBS_ALIAS,
  });
  return 'encrypted' in decision && decision.encrypted ? decision.kmsKeyId : undefined;
}

/** An unencrypted snapshot hangs on a key too, where the account encrypts new disks by default. */
function* copying(look: Look, snapshot: Snapshot): Generator<Dependency> {
  const { dataKey, id } = snapshot;
  if (!serves(snapshot)) return;
  const user = look.user(snapshot);
  const kmsKeyId = keyOfNew(look, user, snapshot);
  if (kmsKeyId === undefined || keyArnAsFarAsKnown(user.world, user, kmsKeyId) !== look.keyArn) return;
  const source = sourceOf(snapshot);
  const common = { resource: resourceOf('snapshot', snapshot), when: 'atOnce' } as const;
  yield {
    ...common,
    probe: { service: 'ec2', operation: 'CreateVolume', input: { SnapshotId: id } },
    what: 'gives no volumes: they are accepted as creating and vanish',
    asks: diskAsks(user, NEW_VOLUME, kmsKeyId, source),
    seen: always({ code: 'InvalidVolume.NotFound' }),
    rule: ec2ErrorRules['volume-is-gone'],
  };
  yield {
    ...common,
    probe: {
      service: 'ec2',
      operation: 'CopySnapshot',
      input: { SourceSnapshotId: id, SourceRegion: snapshot.region },
    },
    what: 'cannot be copied: the copy is accepted as pending and ends in error',
    asks: diskAsks(user, NEW_SNAPSHOT, kmsKeyId, source),
    seen: always({ state: 'error', message: look.settings.rules.ec2.copyRefused }),
    rule: rules['copy-ends-in-error'],
  };
  const [first] = snapshot.blocks.entries();
  if (!first || !dataKey) return;
  yield {
    ...common,
    probe: { service: 'ebs', operation: 'GetSnapshotBlock', input: { SnapshotId: id, BlockIndex: first[0] } },
    what: 'its blocks cannot be read',
    asks: [openAsCaller(user, dataKey)],
    seen: ({ error }) => {
      const refused = { operation: 'Decrypt', code: error.code, message: error.message ?? '' };
      return seenError(refusalBy(() => keyUnusable({ refused }))!);
    },
    rule: directRules['key-needed'],
  };
}

const serves = (snapshot: Snapshot): boolean =>
  snapshot.state === 'completed' && storageTierOf(snapshot) === 'standard';

const sourceOf = ({ blocks, dataKey }: Snapshot) => ({ blocks, ...(dataKey ? { dataKey } : {}) });

/** All that KMS is asked for the volumes of a launch; nothing for a launch without encryption. */
function launchAsks(look: Look, image: Image, user: DiskUser): readonly Ask[] {
  const making: Ask[] = [];
  const loading: Ask[] = [];
  for (const { snapshotId, encrypted } of image.devices) {
    const snapshot = snapshotId ? snapshotOf(user, snapshotId) : undefined;
    const kmsKeyId = keyOfNew(look, user, snapshot, encrypted);
    if (kmsKeyId === undefined) continue;
    making.push(...diskAsks(user, NEW_VOLUME, kmsKeyId, snapshot && sourceOf(snapshot)));
    loading.push(...loadNewAsks(user, NEW_INSTANCE, kmsKeyId, NEW_VOLUME));
  }
  return [...making, ...loading];
}

const snapshotOf = ({ world, region }: DiskUser, id: string): Snapshot | undefined =>
  world.ec2.snapshots.get(regionalRow(region, id)) ?? publicSnapshots(region).find((one) => one.id === id);

function* launching(look: Look, image: Image): Generator<Dependency> {
  const user = look.user(image);
  if (image.state !== 'available' || !usable(user, image)) return;
  const asks = launchAsks(look, image, user);
  if (asks.length > 0) yield launch(look, resourceOf('image', image), image.id, asks);
}

const usable = (user: DiskUser, image: Image): boolean =>
  image.devices.every(({ snapshotId }) => {
    const snapshot = snapshotId ? snapshotOf(user, snapshotId) : undefined;
    return !snapshotId || (snapshot !== undefined && serves(snapshot));
  });

function launch(look: Look, resource: AffectedResource, imageId: string, asks: readonly Ask[]): Dependency {
  const { code, message } = look.settings.rules.ec2.launchRefused;
  return {
    resource,
    when: 'nextStart',
    probe: { service: 'ec2', operation: 'RunInstances', input: { ImageId: imageId } },
    what: 'launches end terminated',
    asks,
    seen: always({ state: 'terminated', code, message }),
    followUp: ['RunInstances'],
    rule: failureRules['launch-terminates'],
  };
}

function* byDefault(look: Look, account: string, region: string, row: EbsDefaults): Generator<Dependency> {
  if (row.kmsKeyId === undefined) return;
  const user = look.user({ account, region });
  const resource = resourceOf('EBS default key', { id: `${account} in ${region}`, account, region });
  yield {
    resource,
    when: 'atOnce',
    probe: { service: 'ec2', operation: 'CreateVolume', input: { Size: 1, Encrypted: true } },
    what: 'new encrypted volumes that name no key vanish',
    asks: diskAsks(user, NEW_VOLUME, row.kmsKeyId, undefined),
    seen: always({ code: 'InvalidVolume.NotFound' }),
    rule: ec2ErrorRules['volume-is-gone'],
  };
  const [image] = publicImages(region);
  if (row.encryptionByDefault && image) yield launch(look, resource, image.id, launchAsks(look, image, user));
}
