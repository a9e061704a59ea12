/** EnableKeyRotation, DisableKeyRotation, GetKeyRotationStatus, RotateKeyOnDemand, ListKeyRotations. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { defineRules, documented, recorded } from '../../evidence.ts';
import { isEverywhere } from '../importing.ts';
import { mustNotBeReplica, mustRotate } from '../kinds.ts';
import { putKey } from '../make.ts';
import { echoKeyArn, keyOperation } from '../operation.ts';
import { page } from '../paging.ts';
import { synchronize } from '../related.ts';
import { CONFLICT_MS, ON_DEMAND_LIMIT, startAutomatic, stopAutomatic } from '../rotation.ts';
import type { Key, KeyMaterial, Rotation } from '../state.ts';

const rules = defineRules('kms', {
  'on-demand-limit': {
    sentence: `A key can be rotated on demand ${ON_DEMAND_LIMIT} times in its life.`,
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html'),
  },
  'nothing-pending-rotation': {
    sentence: 'A key with imported material rotates on demand only to new material that was imported for it.',
    ...recorded('LocalStack snapshot recorded on AWS: test_rotate_key_on_demand_with_imported_material'),
  },
  'rotation-conflict': {
    sentence: 'While a rotation is under way, or an automatic one is near, another is a ConflictException.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html'),
  },
});

/** Days between automatic rotations that were not chosen. */
export const DEFAULT_PERIOD_DAYS = 365;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
export const enableKeyRotation = keyOperation('EnableKeyRotation', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, rotationPeriodInDays: input.RotationPeriodInDays }) },
  facts: (input) => ({
    more: { 'kms:rotationperiodindays': [String(input.RotationPeriodInDays ?? DEFAULT_PERIOD_DAYS)] },
  }),
  run(context, key, input) {
    mustRotate(key, true);
    mustNotBeReplica(key);
    const periodDays = input.RotationPeriodInDays ?? key.rotation.automatic?.periodDays ?? DEFAULT_PERIOD_DAYS;
    const rotating = startAutomatic(context.transaction, key, periodDays);
    putKey(context, rotating);
    synchronize(context.transaction, rotating);
    echoKeyArn(context, key);
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html: no responseElements in the record. */
export const disableKeyRotation = keyOperation('DisableKeyRotation', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }) },
  run(context, key) {
    mustRotate(key, true);
    mustNotBeReplica(key);
    const still = stopAutomatic(context.transaction, key);
    putKey(context, still);
    synchronize(context.transaction, still);
    return {};
  },
});

/**
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html: false while pending deletion, and where
 * the key rotates on demand only (documented: rotating-keys-on-demand).
 */
export const getKeyRotationStatus = keyOperation('GetKeyRotationStatus', {
  readOnly: true,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }) },
  run(_context, key) {
    // Keys with imported material have a status for their rotations on demand, but not while their material is missing.
    mustRotate(key, key.state === 'PendingImport');
    const automatic = key.deletion ? undefined : key.rotation.automatic;
    return {
      KeyRotationEnabled: automatic !== undefined,
      KeyId: key.id,
      ...(automatic ? { RotationPeriodInDays: automatic.periodDays, NextRotationDate: automatic.nextMs } : {}),
      ...(key.rotation.onDemand ? { OnDemandRotationStartDate: key.rotation.onDemand.startMs } : {}),
    };
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html */
export const rotateKeyOnDemand = keyOperation('RotateKeyOnDemand', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }), response: (output) => ({ keyId: output.KeyId }) },
  run(context, key) {
    mustRotate(key, false);
    mustNotBeReplica(key);
    checkConflict(key, context.nowMs);
    if (key.rotation.onDemandCount >= ON_DEMAND_LIMIT) refuseLimit(key);
    if (key.origin === 'EXTERNAL') mustHaveWaitingMaterial(context, key);
    const { transaction, nowMs } = context;
    transaction.schedule(context.world.options.timings.keyRotationMs, 'kms.rotateOnDemand', { keyArn: key.arn });
    const onDemandCount = key.rotation.onDemandCount + 1;
    putKey(context, { ...key, rotation: { ...key.rotation, onDemandCount, onDemand: { startMs: nowMs } } });
    return { KeyId: key.arn };
  },
});

function refuseLimit(key: Key): never {
  return refuse(
    'LimitExceededException',
    `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${key.arn}`,
    { rule: rules['on-demand-limit'] },
  );
}

function mustHaveWaitingMaterial(context: Context, key: Key): void {
  const waiting = key.materials.find((material) => material.state === 'PENDING_ROTATION');
  if (waiting && isEverywhere(context.transaction, key, waiting.id)) return;
  refuse('KMSInvalidStateException', `No available key material pending rotation for the key: ${key.arn}.`, {
    rule: rules['nothing-pending-rotation'],
  });
}

function checkConflict(key: Key, nowMs: number): void {
  const { automatic, onDemand } = key.rotation;
  if (!onDemand && !(automatic && automatic.nextMs - nowMs <= CONFLICT_MS)) return;
  refuse('ConflictException', `A key rotation is already in progress or due for ${key.arn}.`, {
    rule: rules['rotation-conflict'],
  });
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html */
export const listKeyRotations = keyOperation('ListKeyRotations', {
  readOnly: true,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      keyId: input.KeyId,
      includeKeyMaterial: input.IncludeKeyMaterial,
      limit: input.Limit,
      marker: input.Marker,
    }),
  },
  run(_context, key, input) {
    mustRotate(key, false);
    const rows =
      input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL'
        ? key.materials.map((material) => rotationEntry(key, material, rotationTo(key, material)))
        : key.rotation.history.map((done) => rotationEntry(key, materialOf(key, done), done));
    // Oldest first; the position is the marker.
    const numbered = rows.map((entry, index) => [String(index).padStart(6, '0'), entry] as const);
    const list = { operation: 'ListKeyRotations', of: key.arn } as const;
    const found = page(list, input, (lowest = '') => numbered.filter(([at]) => at >= lowest));
    return {
      Rotations: found.items,
      ...found.paging,
    };
  },
});

const materialOf = (key: Key, done: Rotation) => key.materials.find((material) => material.id === done.materialId);
const rotationTo = (key: Key, material: KeyMaterial) =>
  key.rotation.history.find((done) => done.materialId === material.id);

function rotationEntry(key: Key, material: KeyMaterial | undefined, done: Rotation | undefined) {
  const external = key.origin === 'EXTERNAL';
  const validTo = material?.imported?.validToMs;
  return {
    KeyId: key.arn,
    ...(material ? { KeyMaterialId: material.id, KeyMaterialState: material.state } : {}),
    ...(done ? { RotationDate: done.atMs, RotationType: done.type } : {}),
    ...(external ? { ImportState: material?.bytes ? ('IMPORTED' as const) : ('PENDING_IMPORT' as const) } : {}),
    ...(material?.imported?.description === undefined ? {} : { KeyMaterialDescription: material.imported.description }),
    ...(external && material?.bytes
      ? {
          ExpirationModel:
            validTo === undefined ? ('KEY_MATERIAL_DOES_NOT_EXPIRE' as const) : ('KEY_MATERIAL_EXPIRES' as const),
        }
      : {}),
    ...(external && validTo !== undefined ? { ValidTo: validTo } : {}),
  };
}
