/** ARNs and ids of EC2's resources. Source: service authorization reference of Amazon EC2 (documented). */
import type { Random } from '../random.ts';

/** Where a resource lives. */
interface Place {
  readonly account: string;
  readonly region: string;
}

const arnOf = (kind: string, place: Place, id: string): string =>
  `arn:aws:ec2:${place.region}:${place.account}:${kind}/${id}`;

/** ARN of a volume; `*` for one that is still to be made. */
export const volumeArn = (place: Place, id: string): string => arnOf('volume', place, id);
/** ARN of an instance; `*` for one that is still to be made. */
export const instanceArn = (place: Place, id: string): string => arnOf('instance', place, id);
/** ARN of a snapshot: without an account, as in IAM policies. */
export const snapshotArn = (region: string, id: string): string => `arn:aws:ec2:${region}::snapshot/${id}`;
/** ARN of an image: without an account, as in IAM policies. */
export const imageArn = (region: string, id: string): string => `arn:aws:ec2:${region}::image/${id}`;
/** ARN of any other resource: `subnet`, `security-group`, `network-interface`, `key-pair`. */
export const otherArn = (kind: string, place: Place, id: string): string => arnOf(kind, place, id);

/** A new id: the prefix and 17 hexadecimal digits, the first a zero as in AWS's. */
export const newId = (random: Random, prefix: 'vol' | 'snap' | 'i' | 'ami' | 'r' | 'eni'): string =>
  `${prefix}-0${random.hex(16)}`;

/** The ARN of a resource by its id; undefined where the prefix is not one of ours. */
export function arnOfId(place: Place, id: string): string | undefined {
  if (id.startsWith('vol-')) return volumeArn(place, id);
  if (id.startsWith('i-')) return instanceArn(place, id);
  if (id.startsWith('snap-')) return snapshotArn(place.region, id);
  if (id.startsWith('ami-')) return imageArn(place.region, id);
  return undefined;
}

/** EC2's name for the kind of a resource, by its id. */
export function resourceTypeOf(id: string): 'volume' | 'instance' | 'snapshot' | 'image' | undefined {
  if (id.startsWith('vol-')) return 'volume';
  if (id.startsWith('i-')) return 'instance';
  if (id.startsWith('snap-')) return 'snapshot';
  if (id.startsWith('ami-')) return 'image';
  return undefined;
}
