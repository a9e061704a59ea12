/**
 * What hangs on the kind of a key, not its state: key spec, origin, custom key store, multi-Region role.
 * Texts with `origin is ... which is not valid` and `is not a multi-region primary key` are recorded; the bare
 * UnsupportedOperationException of a rotation on a key that is not symmetric too.
 */
import { refuse } from '../errors.ts';
import { defineRules, documented, recorded } from '../evidence.ts';
import type { Key } from './state.ts';

const rules = defineRules('kms', {
  'rotation-symmetric-only': {
    sentence: 'Only symmetric encryption keys rotate; for others UnsupportedOperationException without a message.',
    ...recorded('LocalStack snapshot recorded on AWS: test_rotate_key_on_demand_raises_error_given_non_symmetric_key'),
  },
  'rotation-not-in-custom-stores': {
    sentence: 'Keys in custom key stores do not rotate.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html'),
  },
  'automatic-rotation-needs-kms-origin': {
    sentence: 'Keys with imported key material do not rotate automatically.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html'),
  },
  'origin-not-valid': {
    sentence: 'An operation that is not offered for the origin of a key is UnsupportedOperationException.',
    ...recorded('LocalStack snapshot recorded on AWS: test_rotate_key_on_demand_with_external_key (before June 2025)'),
  },
  'primary-only': {
    sentence: 'Only the primary key of a set of multi-Region keys can be replicated, rotated or moved.',
    ...recorded('LocalStack snapshot recorded on AWS: test_replicate_replica_key_should_fail'),
  },
});

/** Refuses what the key's origin does not offer. */
export function refuseOrigin(key: Key): never {
  return refuse(
    'UnsupportedOperationException',
    `${key.arn} origin is ${key.origin} which is not valid for this operation.`,
    {
      rule: rules['origin-not-valid'],
    },
  );
}

/** Refuses keys of custom key stores. */
export function notInCustomStore(key: Key): void {
  if (key.customKeyStoreId !== undefined) refuseOrigin(key);
}

/** Refuses keys that take no imported material. */
export function mustBeImportable(key: Key): void {
  if (key.origin !== 'EXTERNAL') refuseOrigin(key);
}

/** Refuses keys that cannot rotate; `automatic` also those with imported material. Called after the state check. */
export function mustRotate(key: Key, automatic: boolean): void {
  if (key.keySpec !== 'SYMMETRIC_DEFAULT') {
    refuse('UnsupportedOperationException', undefined, { rule: rules['rotation-symmetric-only'] });
  }
  if (key.customKeyStoreId !== undefined || (automatic && key.origin === 'EXTERNAL')) refuseOrigin(key);
}

/** Refuses replicas and single-Region keys. */
export function mustBePrimary(key: Key): void {
  if (key.multiRegion && key.multiRegion.primaryRegion === key.region) return;
  refuse('UnsupportedOperationException', `${key.arn} is not a multi-region primary key.`, {
    rule: rules['primary-only'],
  });
}

/** Refuses replicas; single-Region keys pass. */
export function mustNotBeReplica(key: Key): void {
  if (key.multiRegion) mustBePrimary(key);
}
