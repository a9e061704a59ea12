/** KMS: all its operations, handlers and rules. */

import { refuse } from '../errors.ts';
import type { AnyOperation, Handler } from '../operation.ts';
import type { ServiceFace } from '../rules.ts';
import { grantCovers } from './authorize.ts';
import { waitingPeriodMs } from './deletion.ts';
import { grantLifecycle } from './grant.machine.ts';
import { expireMaterial } from './importing.ts';
import { keyLifecycle } from './key.machine.ts';
import { checkKeyState } from './keyStates.ts';
import { keyStoreLifecycle } from './keyStore.machine.ts';
import { materialLifecycle } from './material.machine.ts';
import * as agreement from './operations/agreement.ts';
import * as aliases from './operations/aliases.ts';
import * as customKeyStores from './operations/customKeyStores.ts';
import * as dataKeyPairs from './operations/dataKeyPairs.ts';
import * as dataKeys from './operations/dataKeys.ts';
import * as deletion from './operations/deletion.ts';
import * as enablement from './operations/enablement.ts';
import * as encryption from './operations/encryption.ts';
import * as grants from './operations/grants.ts';
import * as importing from './operations/importing.ts';
import * as keys from './operations/keys.ts';
import * as macs from './operations/macs.ts';
import * as metadata from './operations/metadata.ts';
import * as policies from './operations/policies.ts';
import * as replicas from './operations/replicas.ts';
import * as rotations from './operations/rotation.ts';
import * as signing from './operations/signing.ts';
import * as tags from './operations/tags.ts';
import { completeOnDemand, rotateAutomatically } from './rotation.ts';
import type { KmsRules } from './rules.ts';
import { failConnecting, finishConnecting, finishDisconnecting } from './stores.ts';

const all: readonly AnyOperation[] = [
  keys.createKey,
  keys.describeKey,
  keys.listKeys,
  enablement.enableKey,
  enablement.disableKey,
  deletion.scheduleKeyDeletion,
  deletion.cancelKeyDeletion,
  aliases.createAlias,
  aliases.updateAlias,
  aliases.deleteAlias,
  aliases.listAliases,
  encryption.encrypt,
  encryption.decrypt,
  encryption.reEncrypt,
  dataKeys.generateDataKey,
  dataKeys.generateDataKeyWithoutPlaintext,
  grants.createGrant,
  grants.listGrants,
  grants.retireGrant,
  grants.revokeGrant,
  policies.getKeyPolicy,
  policies.putKeyPolicy,
  tags.tagResource,
  tags.untagResource,
  tags.listResourceTags,
  grants.listRetirableGrants,
  policies.listKeyPolicies,
  metadata.updateKeyDescription,
  metadata.getKeyLastUsage,
  signing.sign,
  signing.verify,
  signing.getPublicKey,
  macs.generateMac,
  macs.verifyMac,
  agreement.deriveSharedSecret,
  dataKeyPairs.generateDataKeyPair,
  dataKeyPairs.generateDataKeyPairWithoutPlaintext,
  dataKeyPairs.generateRandom,
  rotations.enableKeyRotation,
  rotations.disableKeyRotation,
  rotations.getKeyRotationStatus,
  rotations.rotateKeyOnDemand,
  rotations.listKeyRotations,
  importing.getParametersForImport,
  importing.importKeyMaterial,
  importing.deleteImportedKeyMaterial,
  replicas.replicateKey,
  replicas.updatePrimaryRegion,
  customKeyStores.createCustomKeyStore,
  customKeyStores.connectCustomKeyStore,
  customKeyStores.disconnectCustomKeyStore,
  customKeyStores.updateCustomKeyStore,
  customKeyStores.deleteCustomKeyStore,
  customKeyStores.describeCustomKeyStores,
];

/** By `kms:Operation`. */
export const kmsOperations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  all.map((record) => [`kms:${record.name}`, record]),
);

/** By the kind of due thing. */
export const kmsHandlers: Readonly<Record<string, Handler>> = {
  'kms.deleteKey': deletion.deleteKey,
  'kms.rotateAutomatically': rotateAutomatically,
  'kms.rotateOnDemand': completeOnDemand,
  'kms.expireMaterial': expireMaterial,
  'kms.finishReplica': replicas.finishReplica,
  'kms.finishPrimaryUpdate': replicas.finishPrimaryUpdate,
  'kms.connectKeyStore': finishConnecting,
  'kms.failKeyStore': failConnecting,
  'kms.disconnectKeyStore': finishDisconnecting,
};

/** AWS's own rules of KMS. */
export const kmsRules: KmsRules = {
  keyLifecycle,
  grantLifecycle,
  materialLifecycle,
  keyStoreLifecycle,
  checkKeyState,
  grantCovers,
  boundContext: (context) => context,
  materialIsValid: importing.materialIsValid,
  keptMaterials: (materials) => materials,
  waitingPeriodMs,
};

/** What KMS says of what it does not know. */
export const kmsFace: ServiceFace = {
  unknownOperation: () => refuse('UnknownOperationException', undefined),
  unknownCaller: () => refuse('UnrecognizedClientException', 'The security token included in the request is invalid.'),
};
