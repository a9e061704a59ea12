/**
 * What a key of a request is called before anybody has asked KMS: EC2 takes the id, ARN or alias as it is and finds out
 * later whether it can be used.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html (documented: "authenticates the KMS
 * key asynchronously").
 */
import { aliasArnOf, keyArnOf } from '../../kms/state.ts';
import type { World } from '../../world.ts';
import type { Place } from '../rows.ts';

/** The predefined alias of EBS's own key. */
export const AWS_EBS_ALIAS = 'alias/aws/ebs';

/** The ARN of the key that is meant, as far as it can be told; what was given otherwise. */
export function keyArnAsFarAsKnown(world: World, place: Place, given: string): string {
  if (given.startsWith('alias/'))
    return world.kms.aliases.get(aliasArnOf(place.region, place.account, given))?.targetKeyArn ?? given;
  if (!given.startsWith('arn:')) return keyArnOf(place.region, place.account, given);
  return world.kms.aliases.get(given)?.targetKeyArn ?? given;
}

/** What KMS is asked for: EBS names its own key by its alias (recorded), all others by ARN. */
export function keyForKms(world: World, place: Place, given: string): string {
  return given === AWS_EBS_ALIAS ? given : keyArnAsFarAsKnown(world, place, given);
}

/** Whether a name is an alias, which CreateGrant does not take. */
export const isAlias = (name: string): boolean => /^(arn:aws:kms:[^:]*:[^:]*:)?alias\//.test(name);
