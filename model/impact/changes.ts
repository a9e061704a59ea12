/**
 * What may happen to a key, each as a change of KMS's rows: the world as it would be right after. Nothing else in it moves.
 *
 * | change          | what it leaves                                                | brought back by                          |
 * |-----------------|---------------------------------------------------------------|------------------------------------------|
 * | disable         | the key Disabled                                              | EnableKey                                |
 * | delete          | PendingDeletion, and after the waiting period no key          | CancelKeyDeletion and EnableKey, till then |
 * | delete-material | PendingImport, for keys with imported material                | ImportKeyMaterial of the same bytes      |
 * | lock-out        | a key policy under which nobody may use the key or grant uses | PutKeyPolicy                             |
 * | revoke-grants   | the key without any grant                                     | CreateGrant, except those of AWS services |
 *
 * Sources: https://docs.aws.amazon.com/kms/latest/developerguide/unusable-kms-keys.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html (documented).
 */
import type { Caller } from '../call.ts';
import { withoutGrants, withoutKey } from '../kms/deletion.ts';
import { isComplete, withoutBytes } from '../kms/importing.ts';
import type { KeyEvent } from '../kms/key.machine.ts';
import { mustBeImportable } from '../kms/kinds.ts';
import { keyPolicyOf } from '../kms/make.ts';
import type { Key } from '../kms/state.ts';
import { nextState } from '../lifecycle.ts';
import type { Rules } from '../rules.ts';
import { Transaction } from '../transaction.ts';
import type { World } from '../world.ts';
import type { Ask } from './asks.ts';
import type { ChangeId } from './types.ts';

/** Settings of an analysis. */
export interface Settings {
  /** Who makes the change, and in whose name resources are used. */
  readonly caller: Caller;
  /** Waiting period of a deletion, in days. */
  readonly windowDays: number;
  readonly rules: Rules;
}

/** One change. */
export interface Change {
  readonly id: ChangeId;
  /** As a phrase: `the key is disabled`. */
  readonly title: string;
  /** The calls that make it, as the caller. */
  readonly calls: (world: World, key: Key, settings: Settings) => readonly ChangeCall[];
  /** Whether it is of any use for this key: it has imported material, it has grants. */
  readonly applies: (world: World, key: Key) => boolean;
  /** The world right after it. */
  readonly after: (world: World, key: Key, settings: Settings) => World;
  /** The operations that undo it, in order. */
  readonly undo: readonly string[];
}

/** A call of a change, and what authorization must know of it. */
export interface ChangeCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly more?: Ask['more'];
}

const always = (): boolean => true;

/** Administration of a key without any use of it: neither cryptography nor grants. */
export const lockOutPolicy = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Administration alone',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: [
          'kms:Describe*',
          'kms:List*',
          'kms:Get*',
          'kms:Put*',
          'kms:Update*',
          'kms:Enable*',
          'kms:Disable*',
          'kms:Revoke*',
          'kms:Delete*',
          'kms:TagResource',
          'kms:UntagResource',
          'kms:ScheduleKeyDeletion',
          'kms:CancelKeyDeletion',
        ],
        Resource: '*',
      },
    ],
  });

/** The key with its state moved along its lifecycle; as it is where there is no such arrow. */
function moved(world: World, key: Key, event: KeyEvent, rules: Rules, more: Partial<Key> = {}): World {
  const state = nextState(rules.kms.keyLifecycle, key.state, event);
  return state === undefined ? world : withKey(world, { ...key, ...more, state });
}

const withKey = (world: World, key: Key): World => ({
  ...world,
  kms: { ...world.kms, keys: world.kms.keys.set(key.arn, key) },
});

/** The world with a key enabled that is disabled or pending deletion, if nothing but that keeps it from being used. */
export function enabled(world: World, keyArn: string, rules: Rules): World {
  const key = world.kms.keys.get(keyArn)!;
  if (key.origin === 'EXTERNAL' && !isComplete(key)) return world;
  if (key.state === 'Disabled') return moved(world, key, 'ENABLE', rules);
  if (key.state !== 'PendingDeletion' && key.state !== 'PendingReplicaDeletion') return world;
  return enabled(moved(world, key, 'CANCEL_DELETION', rules, { deletion: undefined }), keyArn, rules);
}

/** A primary key with replicas waits for their deletion first (documented). */
const hasReplicas = ({ multiRegion, region }: Key): boolean =>
  multiRegion?.primaryRegion === region && multiRegion.replicaRegions.length > 0;

/** When a key that is scheduled for deletion now is gone; undefined where its waiting period does not begin yet. */
export const deletionMs = (world: World, key: Key, { windowDays, rules }: Settings): number | undefined =>
  hasReplicas(key) ? undefined : world.nowMs + Math.round(rules.kms.waitingPeriodMs(windowDays));

/** The world in which the key is gone. */
export const deleted = (world: World, key: Key): World => ({ ...world, kms: withoutKey(world.kms, key) });

const disable: Change = {
  id: 'disable',
  title: 'the key is disabled',
  calls: (_, key) => [{ operation: 'DisableKey', input: { KeyId: key.arn } }],
  applies: always,
  after: (world, key, { rules }) => moved(world, key, 'DISABLE', rules),
  undo: ['EnableKey'],
};

const scheduleDeletion: Change = {
  id: 'delete',
  title: 'the key is scheduled for deletion',
  calls: (_, key, { windowDays }) => [
    {
      operation: 'ScheduleKeyDeletion',
      input: { KeyId: key.arn, PendingWindowInDays: windowDays },
      more: { 'kms:schedulekeydeletionpendingwindowindays': [String(windowDays)] },
    },
  ],
  applies: always,
  after: (world, key, settings) =>
    moved(world, key, hasReplicas(key) ? 'SCHEDULE_REPLICA_DELETION' : 'SCHEDULE_DELETION', settings.rules, {
      deletion: { windowDays: settings.windowDays, atMs: deletionMs(world, key, settings) },
    }),
  undo: ['CancelKeyDeletion', 'EnableKey'],
};

const deleteMaterial: Change = {
  id: 'delete-material',
  title: 'its imported key material is deleted, or expires',
  calls: (_, key) => [{ operation: 'DeleteImportedKeyMaterial', input: { KeyId: key.arn } }],
  applies: (_, key) => key.origin === 'EXTERNAL' && key.currentMaterialId !== undefined,
  after(world, key, { rules }) {
    mustBeImportable(key);
    return withKey(world, withoutBytes(new Transaction(world, rules), key, key.currentMaterialId!));
  },
  undo: ['ImportKeyMaterial'],
};

const lockOut: Change = {
  id: 'lock-out',
  title: 'its key policy lets nobody use it any more',
  calls: (_, key) => [
    {
      operation: 'PutKeyPolicy',
      input: { KeyId: key.arn, Policy: lockOutPolicy(key.account) },
      more: { 'kms:bypasspolicylockoutsafetycheck': ['false'] },
    },
  ],
  applies: always,
  after: (world, key) => withKey(world, { ...key, policy: keyPolicyOf(lockOutPolicy(key.account)) }),
  undo: ['PutKeyPolicy'],
};

const revokeGrants: Change = {
  id: 'revoke-grants',
  title: 'all its grants are revoked',
  calls: (world, key) =>
    Array.from(world.kms.grants.withPrefix(`${key.arn}|`), ([, { id }]) => ({
      operation: 'RevokeGrant',
      input: { KeyId: key.arn, GrantId: id },
    })),
  applies: (world, key) => (world.kms.grantCounts.get(key.arn) ?? 0) > 0,
  after: (world, key) => ({ ...world, kms: withoutGrants(world.kms, key) }),
  undo: ['CreateGrant'],
};

/** All changes, in the order in which they are told. */
export const changes: readonly Change[] = [disable, scheduleDeletion, deleteMaterial, lockOut, revokeGrants];
