/** Worlds in which EC2 and EBS do not heed keys as they should. */
import { getInstance, putInstance } from '../../model/ec2/rows.ts';
import type { EncryptedDisk, KeyRefusal, LoadedKey } from '../../model/ec2/rules.ts';
import type { Snapshot } from '../../model/ec2/state.ts';
import { refuse } from '../../model/errors.ts';
import { Table } from '../../model/table.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { World } from '../../model/world.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendEc2, bendHandler, bendRun, blindWhile } from './bend.ts';

/** What is left of a disk whose key could not be had. */
const keyless = (contextId: string, kmsKeyArn: string): EncryptedDisk => ({
  dataKey: { id: contextId, kmsKeyArn, wrapped: new Uint8Array(64), contextId },
  blocks: Table.empty(),
});
const loadedAnyway = (keyArn: string): LoadedKey => ({ loadedKey: new Uint8Array(64), grant: { keyArn, id: '' } });
const refusedAnyway: KeyRefusal = { refused: { operation: 'CreateGrant', code: 'DisabledException', message: '' } };
const isLostKey = (world: World, keyArn: string): boolean => world.kms.keys.get(keyArn)?.state !== 'Enabled';

function changeSnapshot(transaction: Transaction, snapshotId: string, change: Partial<Snapshot>): void {
  const { ec2 } = transaction.world;
  let { snapshots } = ec2;
  for (const [row, snapshot] of ec2.snapshots.entries())
    if (snapshot.id === snapshotId) snapshots = snapshots.set(row, { ...snapshot, ...change });
  transaction.world = { ...transaction.world, ec2: { ...ec2, snapshots } };
}

/** Instances, volumes, snapshots. */
export const brokenDisks: readonly BrokenWorld[] = [
  {
    id: 'start-ignores-key',
    sentence: 'An instance starts though the key of its volume cannot be used.',
    caughtBy: 'disabled-key-start',
    bend: (rules) =>
      bendEc2(rules, {
        loadDataKey: (user, volume, instanceId) => {
          const loaded = rules.ec2.loadDataKey(user, volume, instanceId);
          if (!('refused' in loaded)) return loaded;
          return { loadedKey: new Uint8Array(64), grant: { keyArn: volume.dataKey?.kmsKeyArn ?? '', id: '' } };
        },
      }),
  },
  {
    id: 'failed-start-terminates',
    sentence: 'An instance that a lost key keeps from starting is terminated instead of stopped.',
    caughtBy: 'disabled-key-start',
    bend: (rules) =>
      bendHandler(rules, 'ec2.bootInstance', (handler) => (transaction, detail) => {
        handler(transaction, detail);
        const { account, region, instanceId } = detail as { account: string; region: string; instanceId: string };
        const instance = getInstance(transaction, { account, region }, instanceId);
        if (instance?.state === 'stopped') putInstance(transaction, { ...instance, state: 'terminated' });
      }),
  },
  {
    id: 'attach-ignores-key',
    sentence: 'A volume is attached to a running instance without its data key.',
    caughtBy: 'attach-lost-key',
    bend: (rules) => bendEc2(rules, { attachLoadsDataKey: () => false }),
  },
  {
    id: 'volume-without-key-stays',
    sentence: 'A volume created under a key that cannot be used becomes available.',
    caughtBy: 'volume-vanishes',
    bend: (rules) =>
      bendEc2(rules, {
        encryptDisk: (user, contextId, kmsKeyId, source) => {
          const disk = rules.ec2.encryptDisk(user, contextId, kmsKeyId, source);
          if (!('refused' in disk)) return disk;
          const dataKey = { id: contextId, kmsKeyArn: kmsKeyId, wrapped: new Uint8Array(64), contextId };
          return { dataKey, blocks: Table.empty() };
        },
      }),
  },
  {
    id: 'running-instance-stops',
    sentence: 'Disabling a key stops the instances that run on it.',
    caughtBy: 'running-survives',
    bend: (rules) =>
      bendRun(rules, 'kms:DisableKey', (run, context, input) => {
        const output = run(input);
        const keyArn = context.record.resources?.[0]?.ARN;
        for (const { grant, instanceId } of [...context.world.ec2.attachments.values()]) {
          const instance = getInstance(context.transaction, context, instanceId);
          if (grant?.keyArn === keyArn && instance?.state === 'running')
            putInstance(context.transaction, { ...instance, state: 'stopped' });
        }
        return output;
      }),
  },
  {
    id: 'volume-falls-off',
    sentence: 'Disabling a key detaches the volumes that are encrypted under it.',
    caughtBy: 'attachments-survive',
    bend: (rules) =>
      bendRun(rules, 'kms:DisableKey', (run, context, input) => {
        const output = run(input);
        for (const attachment of [...context.world.ec2.attachments.values()])
          if (attachment.state === 'attached' && attachment.grant?.keyArn === context.record.resources?.[0]?.ARN)
            context.transaction.perform({
              ...context.call,
              service: 'ec2',
              operation: 'DetachVolume',
              input: { VolumeId: attachment.volumeId },
            });
        return output;
      }),
  },
  {
    id: 'copy-loses-encryption',
    sentence: 'What is made of an encrypted snapshot is not encrypted unless the request says so.',
    caughtBy: 'encrypted-source-stays-encrypted',
    bend: (rules) =>
      bendEc2(rules, {
        decideEncryption: (request) =>
          rules.ec2.decideEncryption(request.encrypted ? request : { ...request, source: undefined }),
      }),
  },
  {
    id: 'default-encryption-ignored',
    sentence: 'Encryption by default has no effect.',
    caughtBy: 'encryption-by-default',
    bend: (rules) =>
      bendEc2(rules, {
        decideEncryption: (request) => rules.ec2.decideEncryption({ ...request, encryptionByDefault: false }),
      }),
  },
  {
    id: 'blocks-copied-in-the-clear',
    sentence: 'An encrypted volume keeps the blocks of the unencrypted snapshot as they are.',
    caughtBy: 'no-plaintext-in-volumes',
    bend: (rules) =>
      bendEc2(rules, {
        encryptDisk: (user, contextId, kmsKeyId, source) => {
          const disk = rules.ec2.encryptDisk(user, contextId, kmsKeyId, source);
          return 'refused' in disk || !source ? disk : { ...disk, blocks: source.blocks };
        },
      }),
  },
  {
    id: 'copy-changes-source',
    sentence: 'Encrypting a copy encrypts the snapshot that it was made of.',
    caughtBy: 'copy-leaves-source',
    bend: (rules) =>
      bendHandler(rules, 'ec2.createVolume', (handler) => (transaction, detail) => {
        handler(transaction, detail);
        const { ec2 } = transaction.world;
        let { snapshots } = ec2;
        for (const volume of ec2.volumes.values()) {
          const row = `${volume.region}/${volume.snapshotId}`;
          const source = snapshots.get(row);
          if (volume.encrypted && source && !source.encrypted)
            snapshots = snapshots.set(row, { ...source, encrypted: true, kmsKeyId: volume.kmsKeyId });
        }
        transaction.world = { ...transaction.world, ec2: { ...ec2, snapshots } };
      }),
  },
  {
    id: 'launch-without-key',
    sentence: 'A launch goes through though the key of its volume cannot be used.',
    caughtBy: 'disabled-key-launch',
    bend: (rules) =>
      bendEc2(rules, {
        encryptDisk: (user, contextId, kmsKeyId, source) => {
          const disk = rules.ec2.encryptDisk(user, contextId, kmsKeyId, source);
          return 'refused' in disk ? keyless(contextId, kmsKeyId) : disk;
        },
        loadDataKey: (user, volume, instanceId) => {
          const loaded = rules.ec2.loadDataKey(user, volume, instanceId);
          return 'refused' in loaded ? loadedAnyway(volume.dataKey?.kmsKeyArn ?? '') : loaded;
        },
      }),
  },
  {
    id: 'failed-start-blames-server',
    sentence: 'An instance that a lost key keeps from starting blames the server.',
    caughtBy: 'failed-start-reason',
    bend: (rules) =>
      bendEc2(rules, { startRefused: { code: 'Server.InternalError', message: 'Server.InternalError' } }),
  },
  {
    id: 'start-never-works',
    sentence: 'An instance with an encrypted volume starts only once, at its launch.',
    caughtBy: 'recovered-start',
    bend: (rules) =>
      bendEc2(rules, {
        loadDataKey: (user, volume, instanceId) => {
          const instance = getInstance(user.transaction, user, instanceId);
          const isStart = instance?.state === 'pending' && !instance.launching;
          return isStart ? refusedAnyway : rules.ec2.loadDataKey(user, volume, instanceId);
        },
      }),
  },
  {
    id: 'reboot-asks-kms',
    sentence: 'A reboot asks KMS for its keys.',
    caughtBy: 'reboot-needs-no-key',
    bend: (rules) =>
      bendRun(rules, 'ec2:RebootInstances', (run, context, input) => {
        context.callAs({ service: 'ec2', invokedBy: 'ec2-frontend-api.amazonaws.com' }, 'kms', 'ListKeys', {});
        return run(input);
      }),
  },
  {
    id: 'detach-needs-key',
    sentence: 'A volume can only be detached while its key can be used.',
    caughtBy: 'ending-needs-no-key',
    bend: (rules) =>
      bendRun(rules, 'ec2:DetachVolume', (run, context, input) => {
        for (const volume of context.world.ec2.volumes.values())
          if (volume.id === input.VolumeId && volume.dataKey && isLostKey(context.world, volume.dataKey.kmsKeyArn))
            refuse('CustomerKeyHasBeenRevoked', `Volume ${volume.id} cannot be detached.`);
        return run(input);
      }),
  },
  {
    id: 'attach-never-works',
    sentence: 'No encrypted volume can be attached to a running instance.',
    caughtBy: 'attach-usable-key',
    bend: (rules) =>
      bendEc2(rules, {
        loadDataKey: (user, volume, instanceId) =>
          getInstance(user.transaction, user, instanceId)?.state === 'running'
            ? refusedAnyway
            : rules.ec2.loadDataKey(user, volume, instanceId),
      }),
  },
  {
    id: 'copy-without-key-completes',
    sentence: 'A copy of a snapshot under a key that cannot be used completes.',
    caughtBy: 'copy-lost-key',
    bend: (rules) =>
      bendEc2(rules, {
        encryptDisk: (user, contextId, kmsKeyId, source) => {
          const disk = rules.ec2.encryptDisk(user, contextId, kmsKeyId, source);
          return 'refused' in disk && contextId.startsWith('snap-') ? keyless(contextId, kmsKeyId) : disk;
        },
      }),
  },
  {
    id: 'encrypted-volume-vanishes',
    sentence: 'No encrypted volume ever becomes available.',
    caughtBy: 'volume-usable-key',
    bend: (rules) => bendEc2(rules, { encryptDisk: () => refusedAnyway }),
  },
  {
    id: 'snapshot-says-plain',
    sentence: 'A snapshot of an encrypted volume says that it is not encrypted.',
    caughtBy: 'snapshot-keeps-key',
    bend: (rules) =>
      bendRun(rules, 'ec2:CreateSnapshot', (run, context, input) => {
        const output = run(input);
        changeSnapshot(context.transaction, output.SnapshotId, { encrypted: false, kmsKeyId: undefined });
        return output;
      }),
  },
  {
    id: 'attach-removes-encryption',
    sentence: 'Attaching a volume removes its encryption.',
    caughtBy: 'volume-key-fixed',
    bend: (rules) =>
      bendRun(rules, 'ec2:AttachVolume', (run, context, input) => {
        const output = run(input);
        const { ec2 } = context.world;
        let { volumes } = ec2;
        for (const [row, volume] of ec2.volumes.entries())
          if (volume.id === input.VolumeId) volumes = volumes.set(row, { ...volume, encrypted: false });
        context.update({ ec2: { ...ec2, volumes } });
        return output;
      }),
  },
  {
    id: 'volume-encrypts-snapshot',
    sentence: 'Making an encrypted volume moves the snapshot that it is made of to the key of the volume.',
    caughtBy: 'snapshot-key-fixed',
    bend: (rules) =>
      bendRun(rules, 'ec2:CreateVolume', (run, context, input) => {
        const output = run(input);
        if (input.SnapshotId && output.Encrypted)
          changeSnapshot(context.transaction, input.SnapshotId, { encrypted: true, kmsKeyId: output.KmsKeyId });
        return output;
      }),
  },
  {
    id: 'default-key-forgotten',
    sentence: 'An encrypted volume whose request names no key is under any key of the account.',
    caughtBy: 'default-key',
    bend: (rules) =>
      bendRun(rules, 'ec2:CreateVolume', (run, context, input) => {
        const [any] = [...context.world.kms.keys.values()].filter(({ manager }) => manager === 'CUSTOMER');
        return run(input.Encrypted && !input.KmsKeyId && any ? { ...input, KmsKeyId: any.arn } : input);
      }),
  },
  {
    id: 'attachment-unasked',
    sentence: 'Attaching a volume to a running instance asks nothing of KMS.',
    caughtBy: 'attachment-asks-kms-twice',
    bend: (rules) => bendEc2(rules, { attachLoadsDataKey: () => false }),
  },
  {
    id: 'copy-scrambled',
    sentence: 'An encrypted snapshot reads back other bytes than were written.',
    caughtBy: 'copy-reads-the-same',
    bend: (rules) =>
      bendRun(rules, 'ebs:GetSnapshotBlock', (run, context, input) => {
        const output = run(input);
        const snapshot = context.world.ec2.snapshots.get(`${context.region}/${input.SnapshotId}`);
        return snapshot?.encrypted ? { ...output, BlockData: output.BlockData.slice().reverse() } : output;
      }),
  },
  {
    id: 'block-read-ignores-key',
    sentence: 'Blocks of a snapshot are read though its key is disabled.',
    caughtBy: 'block-needs-key',
    bend: (rules) => blindWhile(rules, 'ebs:GetSnapshotBlock'),
  },
];
