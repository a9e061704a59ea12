/** KMS: all its operations, handlers and rules. */

import { refuse } from '../errors.ts';
import type { AnyOperation, Handler } from '../operation.ts';
import type { ServiceFace } from '../rules.ts';
import { grantCovers } from './authorize.ts';
import { grantLifecycle } from './grant.machine.ts';
import { keyLifecycle } from './key.machine.ts';
import { checkKeyState } from './keyStates.ts';
import * as aliases from './operations/aliases.ts';
import * as dataKeys from './operations/dataKeys.ts';
import * as deletion from './operations/deletion.ts';
import * as enablement from './operations/enablement.ts';
import * as encryption from './operations/encryption.ts';
import * as grants from './operations/grants.ts';
import * as keys from './operations/keys.ts';
import * as policies from './operations/policies.ts';
import * as tags from './operations/tags.ts';
import type { KmsRules } from './rules.ts';

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
];

/** By `kms:Operation`. */
export const kmsOperations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  all.map((record) => [`kms:${record.name}`, record]),
);

/** By the kind of due thing. */
export const kmsHandlers: Readonly<Record<string, Handler>> = {
  'kms.deleteKey': deletion.deleteKey,
};

/** AWS's own rules of KMS. */
export const kmsRules: KmsRules = {
  keyLifecycle,
  grantLifecycle,
  checkKeyState,
  grantCovers,
  boundContext: (context) => context,
  waitingPeriodMs: deletion.waitingPeriodMs,
};

/** What KMS says of what it does not know. */
export const kmsFace: ServiceFace = {
  unknownOperation: () => refuse('UnknownOperationException', undefined),
  unknownCaller: () => refuse('UnrecognizedClientException', 'The security token included in the request is invalid.'),
};
