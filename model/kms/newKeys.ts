/**
 * What kind of key CreateKey is asked for, and whether there is such a kind.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html (documented); two texts recorded.
 */
import type { InputOf } from '../call.ts';
import type { Context } from '../context.ts';
import { KEY_SPECS, type KeySpec, type KeyUsage } from '../crypto/keySpecs.ts';
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented, recorded } from '../evidence.ts';
import { invalid } from './errors.ts';
import type { Key } from './state.ts';
import { connectedStore } from './stores.ts';

const API = 'https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html';
const rules = defineRules('kms', {
  'usage-required': {
    sentence: 'All but symmetric encryption keys must be given their key usage.',
    ...recorded('LocalStack snapshot recorded on AWS: test_create_key_without_usage'),
  },
  'usage-fits-key-spec': {
    sentence: 'A key usage must be one that the key spec offers.',
    ...recorded('LocalStack snapshot recorded on AWS: test_create_key_with_invalid_usage'),
  },
  'one-key-spec': { sentence: 'Only one of KeySpec and CustomerMasterKeySpec may be given.', ...assumed(API) },
  'china-only-key-spec': { sentence: 'SM2 keys exist in China Regions only.', ...documented(API) },
  'custom-store-keys': {
    sentence: 'Custom key stores hold single-Region symmetric encryption keys only, with the origin of the store.',
    ...documented(API),
  },
});

type CreateKeyInput = InputOf<'kms', 'CreateKey'>;
type Kind = Pick<Key, 'keySpec' | 'keyUsage' | 'origin'> & { customKeyStoreId?: string; xksKeyId?: string };

/** The kind of key that is asked for, or a refusal. */
export function keyKind(context: Context, input: CreateKeyInput): Kind {
  if (input.KeySpec && input.CustomerMasterKeySpec) {
    invalid('You cannot specify both KeySpec and CustomerMasterKeySpec.', rules['one-key-spec']);
  }
  const keySpec = (input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT') as KeySpec;
  const facts = KEY_SPECS[keySpec];
  if (!facts || facts.chinaOnly) {
    refuse('UnsupportedOperationException', `KeySpec ${keySpec} is not supported in this Region.`, {
      rule: rules['china-only-key-spec'],
    });
  }
  if (!input.KeyUsage && keySpec !== 'SYMMETRIC_DEFAULT') {
    invalid(
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
      rules['usage-required'],
    );
  }
  const keyUsage = (input.KeyUsage ?? 'ENCRYPT_DECRYPT') as KeyUsage;
  if (!facts.usages.includes(keyUsage)) {
    invalid(`KeyUsage ${keyUsage} is not compatible with KeySpec ${keySpec}`, rules['usage-fits-key-spec']);
  }
  return { keySpec, keyUsage, ...originOf(context, input, keySpec) };
}

function originOf(context: Context, input: CreateKeyInput, keySpec: KeySpec) {
  const origin = (input.Origin ?? 'AWS_KMS') as Key['origin'];
  const custom = origin === 'AWS_CLOUDHSM' || origin === 'EXTERNAL_KEY_STORE';
  if (custom !== (input.CustomKeyStoreId !== undefined)) {
    invalid('CustomKeyStoreId is required for, and only for, keys in a custom key store.', rules['custom-store-keys']);
  }
  if (!custom) return { origin };
  if (keySpec !== 'SYMMETRIC_DEFAULT' || input.MultiRegion) {
    refuse('UnsupportedOperationException', 'Custom key stores hold single-Region symmetric encryption keys only.', {
      rule: rules['custom-store-keys'],
    });
  }
  const store = connectedStore(context, input.CustomKeyStoreId!);
  if (store.type !== origin)
    invalid(`Origin ${origin} does not match the custom key store.`, rules['custom-store-keys']);
  checkExternalKey(context, input, origin);
  return { origin, customKeyStoreId: store.id, ...(input.XksKeyId ? { xksKeyId: input.XksKeyId } : {}) };
}

function checkExternalKey(context: Context, input: CreateKeyInput, origin: Key['origin']): void {
  if ((origin === 'EXTERNAL_KEY_STORE') !== (input.XksKeyId !== undefined)) {
    invalid('XksKeyId is required for, and only for, keys in an external key store.', rules['custom-store-keys']);
  }
  if (input.XksKeyId === undefined) return;
  for (const key of context.world.kms.keys.values()) {
    if (key.customKeyStoreId === input.CustomKeyStoreId && key.xksKeyId === input.XksKeyId)
      refuse('XksKeyAlreadyInUseException', undefined, { rule: rules['custom-store-keys'] });
  }
}
