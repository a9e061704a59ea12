/** GetParametersForImport, ImportKeyMaterial, DeleteImportedKeyMaterial. */

import { hex } from '../../bytes.ts';
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import type { RsaSpec } from '../../crypto/keySpecs.ts';
import {
  isImportable,
  unwrapKeyMaterial,
  type WrappingAlgorithm,
  wrappingAlgorithmsFor,
} from '../../crypto/wrapping.ts';
import { refuse } from '../../errors.ts';
import { assumed, defineRules, documented, recorded } from '../../evidence.ts';
import { invalid } from '../errors.ts';
import {
  announceWaiting,
  importedMaterialId,
  isWaiting,
  settleWaiting,
  withMaterial,
  withoutBytes,
} from '../importing.ts';
import { mustBeImportable } from '../kinds.ts';
import { newKeyPair, putKey } from '../make.ts';
import { echoKeyArn, keyOperation } from '../operation.ts';
import { isReplica } from '../related.ts';
import { type ImportToken, type Key, type KeyMaterial, kmsWith } from '../state.ts';

const API = 'https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html';
const rules = defineRules('kms', {
  'import-parameters-expire': {
    sentence: 'An import token and its public key are valid for 24 hours.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html'),
  },
  'wrapping-algorithm-fits': {
    sentence: 'A wrapping algorithm must fit the key spec and the wrapping key.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-get-public-key-and-token.html'),
  },
  'import-token-of-this-key': {
    sentence: 'An import token serves only the key it was given out for.',
    ...documented(API),
  },
  'import-same-material': {
    sentence: 'Only the same key material can be imported again into a key.',
    ...documented(API),
  },
  'unwrappable-material': {
    sentence: 'Material that does not unwrap, or does not fit the key spec, is refused.',
    ...documented(API),
  },
  'valid-to': {
    sentence: 'ValidTo is required with KEY_MATERIAL_EXPIRES, lies in the future and at most 365 days away.',
    ...documented(API),
  },
  'valid-to-required': {
    sentence: 'KEY_MATERIAL_EXPIRES, the default, needs a ValidTo.',
    ...recorded('LocalStack snapshot recorded on AWS: test_import_key_symmetric'),
  },
  'one-pending-rotation': {
    sentence: 'At most one imported key material can wait for its rotation.',
    ...recorded('LocalStack snapshot recorded on AWS 2025-11-10: test_import_key_material_while_pending_rotation'),
  },
  'members-of-symmetric-keys': {
    sentence: 'ImportType, KeyMaterialDescription and KeyMaterialId are for symmetric encryption keys.',
    ...documented(API),
  },
  'new-material-has-no-id': {
    sentence: 'A KeyMaterialId names material that was imported before, not new material.',
    ...documented(API),
  },
  'unknown-material': {
    sentence: 'A KeyMaterialId that the key does not have is not found.',
    ...assumed('https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html'),
  },
});

const DAY_MS = 86_400_000;
const LONGEST_VALIDITY_MS = 365 * DAY_MS;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html */
export const getParametersForImport = keyOperation('GetParametersForImport', {
  readOnly: true,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      keyId: input.KeyId,
      wrappingAlgorithm: input.WrappingAlgorithm,
      wrappingKeySpec: input.WrappingKeySpec,
    }),
  },
  facts: (input) => ({
    more: {
      'kms:wrappingalgorithm': [input.WrappingAlgorithm ?? ''],
      'kms:wrappingkeyspec': [input.WrappingKeySpec ?? ''],
    },
  }),
  kind: (_context, key) => mustBeImportable(key),
  run(context, key, input) {
    const algorithm = input.WrappingAlgorithm as WrappingAlgorithm;
    const spec = input.WrappingKeySpec as RsaSpec;
    if (!wrappingAlgorithmsFor(key.keySpec, spec).includes(algorithm)) {
      refuse(
        'UnsupportedOperationException',
        `Wrapping algorithm ${algorithm} with wrapping key spec ${spec} is not valid for key spec ${key.keySpec}.`,
        { rule: rules['wrapping-algorithm-fits'] },
      );
    }
    const pair = newKeyPair(context.transaction, spec);
    const ImportToken = context.random.bytes(256);
    const ParametersValidTo = context.nowMs + DAY_MS;
    const kms = context.world.kms;
    const token = {
      keyArn: key.arn,
      wrappingAlgorithm: algorithm,
      wrappingPrivateKey: pair.privateKey,
      validToMs: ParametersValidTo,
    };
    context.update({ kms: kmsWith(kms, { importTokens: kms.importTokens.set(hex(ImportToken), token) }) });
    return { KeyId: key.arn, ImportToken, PublicKey: pair.publicKey, ParametersValidTo };
  },
});

type ImportInput = InputOf<'kms', 'ImportKeyMaterial'>;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html */
export const importKeyMaterial = keyOperation('ImportKeyMaterial', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      keyId: input.KeyId,
      ...(input.ValidTo === undefined ? {} : { validTo: input.ValidTo }),
      expirationModel: input.ExpirationModel ?? 'KEY_MATERIAL_EXPIRES',
      ...(input.ImportType ? { importType: input.ImportType } : {}),
      ...(input.KeyMaterialDescription ? { keyMaterialDescription: input.KeyMaterialDescription } : {}),
    }),
  },
  facts: (input) => ({
    more: {
      'kms:expirationmodel': [input.ExpirationModel ?? 'KEY_MATERIAL_EXPIRES'],
      'kms:validto': input.ValidTo === undefined ? undefined : [String(Math.trunc(input.ValidTo / 1000))],
    },
  }),
  kind: (_context, key) => mustBeImportable(key),
  run(context, key, input) {
    checkMaterialMembers(key, input);
    checkExpiration(input, context.nowMs);
    const token = tokenOf(context, key, input.ImportToken!);
    const bytes = unwrapKeyMaterial(token.wrappingPrivateKey, token.wrappingAlgorithm, input.EncryptedKeyMaterial!);
    if (!bytes || !isImportable(key.keySpec, bytes)) {
      return refuse('InvalidCiphertextException', undefined, { rule: rules['unwrappable-material'] });
    }
    const material = materialOf(context, key, input, bytes);
    const withIt = withMaterial(context.transaction, key, material);
    putKey(context, withIt);
    if (isWaiting(material)) {
      announceWaiting(context.transaction, withIt, material);
      settleWaiting(context.transaction, withIt, material.id);
    }
    echoKeyArn(context, key);
    context.record.responseElements = { keyId: key.arn, keyMaterialId: material.id };
    return { KeyId: key.arn, KeyMaterialId: material.id };
  },
});

/** Materials are told apart in symmetric encryption keys only, and new material has no id yet (texts assumed). */
function checkMaterialMembers(key: Key, input: ImportInput): void {
  const member = (['ImportType', 'KeyMaterialDescription', 'KeyMaterialId'] as const).find(
    (name) => input[name] !== undefined,
  );
  if (member && key.keySpec !== 'SYMMETRIC_DEFAULT')
    invalid(`${member} is only valid for symmetric encryption keys.`, rules['members-of-symmetric-keys']);
  if (input.KeyMaterialId !== undefined && input.ImportType === 'NEW_KEY_MATERIAL')
    invalid('KeyMaterialId cannot be specified with the ImportType NEW_KEY_MATERIAL.', rules['new-material-has-no-id']);
}

function checkExpiration(input: ImportInput, nowMs: number): void {
  const expires = (input.ExpirationModel ?? 'KEY_MATERIAL_EXPIRES') === 'KEY_MATERIAL_EXPIRES';
  if (!expires && input.ValidTo !== undefined) {
    refuse(
      'ValidationException',
      'A validTo date cannot be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE',
      {
        rule: rules['valid-to'],
      },
    );
  }
  if (!expires) return;
  if (input.ValidTo === undefined) {
    refuse('ValidationException', 'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES', {
      rule: rules['valid-to-required'],
    });
  }
  if (input.ValidTo > nowMs && input.ValidTo <= nowMs + LONGEST_VALIDITY_MS) return;
  refuse('ValidationException', 'The validTo date must be in the future and at most 365 days away.', {
    rule: rules['valid-to'],
  });
}

/** The token, which a failed import does not use up (recorded). */
function tokenOf(context: Context, key: Key, given: Uint8Array): ImportToken {
  const token = context.world.kms.importTokens.get(hex(given));
  if (!token || token.keyArn !== key.arn) {
    return refuse('InvalidImportTokenException', undefined, { rule: rules['import-token-of-this-key'] });
  }
  if (token.validToMs <= context.nowMs) {
    return refuse('ExpiredImportTokenException', undefined, { rule: rules['import-parameters-expire'] });
  }
  return token;
}

/** What the bytes are to the key: its first material, a known one again, or a new one that waits for its rotation. */
function materialOf(context: Context, key: Key, input: ImportInput, bytes: Uint8Array): KeyMaterial {
  const id = importedMaterialId(key, bytes);
  const known = key.materials.find((material) => material.id === id);
  if (input.KeyMaterialId !== undefined && input.KeyMaterialId !== id) refuseOtherMaterial();
  context.transaction.cancel(known?.imported?.due);
  const imported = {
    description: input.KeyMaterialDescription ?? known?.imported?.description,
    ...expiry(context, key, id, input.ValidTo),
  };
  if (known) return { id, bytes, state: known.state, imported };
  if (key.materials.length === 0) return { id, bytes, state: 'CURRENT', imported };
  if (input.ImportType !== 'NEW_KEY_MATERIAL' || key.keySpec !== 'SYMMETRIC_DEFAULT') refuseOtherMaterial();
  const waiting = key.materials.find(isWaiting);
  if (waiting) {
    refuse(
      'KMSInvalidStateException',
      `New key material (id: ${id}) cannot be imported into KMS key ${key.arn}, because another key material (id: ${waiting.id}) is pending rotation.`,
      { rule: rules['one-pending-rotation'] },
    );
  }
  return { id, bytes, state: waitingState(context, key), imported };
}

/** New material of a multi-Region key begins in its primary and waits for its import everywhere (documented). */
function waitingState(context: Context, key: Key): KeyMaterial['state'] {
  if (!key.multiRegion) return context.rules.kms.materialLifecycle.initial as 'PENDING_ROTATION';
  return isReplica(key) ? refuseOtherMaterial() : 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';
}

function expiry(context: Context, key: Key, materialId: string, validToMs: number | undefined) {
  if (validToMs === undefined) return {};
  const detail = { keyArn: key.arn, materialId };
  return { validToMs, due: context.transaction.schedule(validToMs - context.nowMs, 'kms.expireMaterial', detail) };
}

function refuseOtherMaterial(): never {
  return refuse('IncorrectKeyMaterialException', undefined, { rule: rules['import-same-material'] });
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html */
export const deleteImportedKeyMaterial = keyOperation('DeleteImportedKeyMaterial', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      keyId: input.KeyId,
      ...(input.KeyMaterialId === undefined ? {} : { keyMaterialId: input.KeyMaterialId }),
    }),
  },
  kind: (_context, key) => mustBeImportable(key),
  run(context, key, input) {
    const materialId = input.KeyMaterialId ?? key.currentMaterialId;
    if (input.KeyMaterialId && !key.materials.some((material) => material.id === input.KeyMaterialId)) {
      refuse('NotFoundException', `Key material ${input.KeyMaterialId} does not exist`, {
        rule: rules['unknown-material'],
      });
    }
    if (materialId !== undefined) putKey(context, withoutBytes(context.transaction, key, materialId));
    context.record.responseElements = { keyId: key.arn, ...(materialId ? { keyMaterialId: materialId } : {}) };
    return { KeyId: key.arn, ...(materialId ? { KeyMaterialId: materialId } : {}) };
  },
});

/** Whether material still works: until its ValidTo, not at it. */
export const materialIsValid = (validToMs: number | undefined, nowMs: number): boolean =>
  validToMs === undefined || nowMs < validToMs;
