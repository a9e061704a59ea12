/** GenerateMac, VerifyMac: HMAC under HMAC keys. */
import type { MacAlgorithmSpec } from '@aws-sdk/client-kms';
import { verifyMac as isMacOf, generateMac as macOf } from '../../crypto/macs.ts';
import { refuse } from '../../errors.ts';
import { checkAlgorithm } from '../algorithms.ts';
import { currentMaterial, noteUse } from '../material.ts';
import { keyOperation } from '../operation.ts';

interface MacInput {
  readonly KeyId?: string;
  readonly MacAlgorithm?: MacAlgorithmSpec;
  readonly GrantTokens?: readonly string[];
}

const shown = (input: MacInput) => ({ macAlgorithm: input.MacAlgorithm, keyId: input.KeyId });
const facts = (input: MacInput) => ({
  more: { 'kms:macalgorithm': [input.MacAlgorithm ?? ''] },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html */
export const generateMac = keyOperation('GenerateMac', {
  readOnly: true,
  aliases: true,
  usage: 'GENERATE_VERIFY_MAC',
  keyId: (input) => input.KeyId!,
  trail: { request: shown },
  facts,
  run(context, key, input) {
    checkAlgorithm(key, input.MacAlgorithm!);
    noteUse(context, key, 'GenerateMac');
    const Mac = macOf(input.MacAlgorithm!, currentMaterial(key).bytes, input.Message!);
    return { Mac, MacAlgorithm: input.MacAlgorithm, KeyId: key.arn };
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html */
export const verifyMac = keyOperation('VerifyMac', {
  readOnly: true,
  aliases: true,
  usage: 'GENERATE_VERIFY_MAC',
  keyId: (input) => input.KeyId!,
  trail: { request: shown },
  facts,
  run(context, key, input) {
    checkAlgorithm(key, input.MacAlgorithm!);
    if (!isMacOf(input.MacAlgorithm!, currentMaterial(key).bytes, input.Message!, input.Mac!)) {
      refuse('KMSInvalidMacException');
    }
    noteUse(context, key, 'VerifyMac');
    return { KeyId: key.arn, MacValid: true, MacAlgorithm: input.MacAlgorithm };
  },
});
