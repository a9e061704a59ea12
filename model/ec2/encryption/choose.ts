/** Asks the table with what the account and the source say. */
import type { Context } from '../../context.ts';
import type { EbsDefaults, Snapshot } from '../state.ts';
import { chosenKey } from './decide.ts';
import { AWS_EBS_ALIAS, keyArnAsFarAsKnown } from './keyNames.ts';

/** What an account that never changed anything has. */
const UNCHANGED: EbsDefaults = { encryptionByDefault: false };

/** The EBS settings of the caller's account in this Region. */
export const defaultsOf = (context: Context): EbsDefaults => context.world.ec2.defaults.get(context.place) ?? UNCHANGED;

/** The default key of the caller's account in this Region, as it was given, or `alias/aws/ebs`. */
export const defaultKeyOf = (context: Context): string => defaultsOf(context).kmsKeyId ?? AWS_EBS_ALIAS;

/** What a request says of encryption. */
export interface WantedEncryption {
  readonly Encrypted?: boolean;
  readonly KmsKeyId?: string;
}

/**
 * The key of a new volume or copy, by ARN where it is known already, or undefined for no encryption. Refuses requests that
 * contradict themselves.
 */
export function chooseKey(
  context: Context,
  wanted: WantedEncryption,
  source: Snapshot | undefined,
): string | undefined {
  const decision = context.rules.ec2.decideEncryption({
    source: source && {
      encrypted: source.encrypted,
      kmsKeyId: source.kmsKeyId,
      owned: source.account === context.account,
    },
    encrypted: wanted.Encrypted,
    kmsKeyId: wanted.KmsKeyId,
    encryptionByDefault: defaultsOf(context).encryptionByDefault,
    defaultKmsKeyId: defaultKeyOf(context),
  });
  const key = chosenKey(decision);
  return key === undefined ? undefined : keyArnAsFarAsKnown(context.world, context, key);
}
