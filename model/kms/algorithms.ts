/** Whether an algorithm goes with a key. The text is recorded (HMAC_SHA_256 with HMAC_224). */
import { algorithmsOf } from '../crypto/keySpecs.ts';
import { refuse } from '../errors.ts';
import { defineRules, recorded } from '../evidence.ts';
import type { Key } from './state.ts';

const rules = defineRules('kms', {
  'algorithm-fits-key-spec': {
    sentence: 'An algorithm that the key spec does not offer is InvalidKeyUsageException.',
    ...recorded('LocalStack snapshot recorded on AWS: test_hmac_create_key_invalid_operations'),
  },
});

/** Refuses an algorithm that the key's spec and usage do not offer. */
export function checkAlgorithm(key: Key, algorithm: string): void {
  if (algorithmsOf(key.keySpec, key.keyUsage).includes(algorithm)) return;
  refuse('InvalidKeyUsageException', `Algorithm ${algorithm} is incompatible with key spec ${key.keySpec}.`, {
    rule: rules['algorithm-fits-key-spec'],
  });
}
