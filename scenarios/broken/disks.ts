/** Worlds in which EC2 and EBS do not heed keys as they should. */
import { getInstance, putInstance } from '../../model/ec2/rows.ts';
import { Table } from '../../model/table.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendEc2, bendHandler, bendRun } from './bend.ts';

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
];
