/**
 * EBS encryption by default and the default key, per account and Region. They change nothing that exists.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html (documented).
 */
import type { Context } from '../../context.ts';
import { defaultKeyOf, defaultsOf } from '../encryption/choose.ts';
import { keyForKms } from '../encryption/keyNames.ts';
import { ec2Operation } from '../operation.ts';
import { updateEc2 } from '../rows.ts';
import type { EbsDefaults } from '../state.ts';

function change(context: Context, defaults: EbsDefaults): void {
  updateEc2(context.transaction, { defaults: context.world.ec2.defaults.set(context.place, defaults) });
}

function setByDefault(context: Context, encryptionByDefault: boolean) {
  change(context, { ...defaultsOf(context), encryptionByDefault });
  return { EbsEncryptionByDefault: encryptionByDefault };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableEbsEncryptionByDefault.html */
export const enableEbsEncryptionByDefault = ec2Operation('EnableEbsEncryptionByDefault', {
  readOnly: false,
  run: (context) => setByDefault(context, true),
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisableEbsEncryptionByDefault.html */
export const disableEbsEncryptionByDefault = ec2Operation('DisableEbsEncryptionByDefault', {
  readOnly: false,
  run: (context) => setByDefault(context, false),
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsEncryptionByDefault.html */
export const getEbsEncryptionByDefault = ec2Operation('GetEbsEncryptionByDefault', {
  readOnly: true,
  run: (context) => ({ EbsEncryptionByDefault: defaultsOf(context).encryptionByDefault, SseType: 'sse-ebs' as const }),
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsDefaultKmsKeyId.html */
export const getEbsDefaultKmsKeyId = ec2Operation('GetEbsDefaultKmsKeyId', {
  readOnly: true,
  run: (context) => ({ KmsKeyId: defaultKeyOf(context) }),
});

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyEbsDefaultKmsKeyId.html: the key is not looked at before
 * something is encrypted under it (documented).
 */
export const modifyEbsDefaultKmsKeyId = ec2Operation('ModifyEbsDefaultKmsKeyId', {
  readOnly: false,
  run(context, input) {
    const kmsKeyId = keyForKms(context.world, context, input.KmsKeyId!);
    change(context, { ...defaultsOf(context), kmsKeyId });
    return { KmsKeyId: kmsKeyId };
  },
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResetEbsDefaultKmsKeyId.html */
export const resetEbsDefaultKmsKeyId = ec2Operation('ResetEbsDefaultKmsKeyId', {
  readOnly: false,
  run(context) {
    const { kmsKeyId: _, ...rest } = defaultsOf(context);
    change(context, rest);
    return { KmsKeyId: defaultKeyOf(context) };
  },
});
