/** Worlds in which generations of key material, imported material or related keys are not what they should be. */
import type { Context } from '../../model/context.ts';
import type { Key } from '../../model/kms/state.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendArrow, bendHandler, bendKms, bendRun, unlessRefused } from './bend.ts';

/** Gives every material of a key other bytes. */
function spoilMaterial(context: Context, key: Key | undefined): void {
  if (!key) return;
  const { kms } = context.world;
  const materials = key.materials.map((material) => ({ ...material, bytes: new Uint8Array(32) }));
  context.update({ kms: { ...kms, keys: kms.keys.set(key.arn, { ...key, materials }) } });
}

/** Key material. */
export const brokenMaterial: readonly BrokenWorld[] = [
  {
    id: 'rotation-loses-old-material',
    sentence: 'A rotation throws the older key material away.',
    caughtBy: 'rotation-keeps-old-material',
    bend: (rules) => bendKms(rules, { keptMaterials: () => [] }),
  },
  {
    id: 'rotation-a-day-early',
    sentence: 'Automatic rotation comes a day early.',
    caughtBy: 'rotation-period',
    bend: (rules) =>
      bendRun(rules, 'kms:EnableKeyRotation', (run, _, input) =>
        run({ ...input, RotationPeriodInDays: (input.RotationPeriodInDays ?? 365) - 1 }),
      ),
  },
  {
    id: 'expired-import-works',
    sentence: 'Imported material goes on working after its expiry.',
    caughtBy: 'expired-material-never-works',
    bend: (rules) => bendKms(rules, { materialIsValid: () => true }),
  },
  {
    id: 'reimport-spoils-material',
    sentence: 'Material that is imported again is not what it was.',
    caughtBy: 'same-material-brings-back',
    bend: (rules) =>
      bendRun(rules, 'kms:ImportKeyMaterial', (run, context, input) => {
        const keyArn = String(input.KeyId);
        const isAgain = (context.world.kms.keys.get(keyArn)?.materials.length ?? 0) > 0;
        const output = run(input);
        if (isAgain) spoilMaterial(context, context.world.kms.keys.get(keyArn));
        return output;
      }),
  },
  {
    id: 'any-material-imported',
    sentence: 'A key takes other material than it had.',
    caughtBy: 'only-same-material-again',
    bend: (rules) =>
      bendRun(rules, 'kms:ImportKeyMaterial', (run, _, input) => {
        const imported = unlessRefused(() => run(input), 'IncorrectKeyMaterialException');
        return imported ?? run({ ...input, ImportType: 'NEW_KEY_MATERIAL' });
      }),
  },
  {
    id: 'primary-does-not-wait',
    sentence: 'The waiting period of a primary key begins though it still has replicas.',
    caughtBy: 'primary-waits-for-replicas',
    bend: (rules) =>
      bendKms(rules, {
        keyLifecycle: bendArrow(rules.kms.keyLifecycle, 'Enabled', 'SCHEDULE_REPLICA_DELETION', 'PendingDeletion'),
      }),
  },
  {
    id: 'replica-has-other-material',
    sentence: 'A replica is made with key material of its own.',
    caughtBy: 'replica-opens',
    bend: (rules) =>
      bendHandler(rules, 'kms.finishReplica', (handler) => (transaction, detail) => {
        handler(transaction, detail);
        const { kms } = transaction.world;
        const replica = kms.keys.get((detail as { keyArn: string }).keyArn);
        if (!replica) return;
        const materials = replica.materials.map((material) => ({ ...material, bytes: new Uint8Array(32) }));
        const keys = kms.keys.set(replica.arn, { ...replica, materials });
        transaction.world = { ...transaction.world, kms: { ...kms, keys } };
      }),
  },
  {
    id: 'rotation-changes-description',
    sentence: 'A rotation is noted in the description of the key.',
    caughtBy: 'rotation-changes-nothing-else',
    bend: (rules) =>
      bendHandler(rules, 'kms.rotateAutomatically', (handler) => (transaction, detail) => {
        handler(transaction, detail);
        const { kms } = transaction.world;
        const key = kms.keys.get((detail as { keyArn: string }).keyArn);
        if (!key) return;
        const keys = kms.keys.set(key.arn, { ...key, description: 'rotated' });
        transaction.world = { ...transaction.world, kms: { ...kms, keys } };
      }),
  },
];
