/** Tags of EC2's resources: reading, checking, giving at creation. */
import type { Context } from '../../context.ts';
import type { World } from '../../world.ts';
import type { ResourceUse } from '../authorize.ts';
import { invalidParameterValue, tagError } from '../errors.ts';
import { type Place, rowOf, updateEc2 } from '../rows.ts';
import type { Tags } from '../state.ts';

/** The most tags a resource takes. */
export const TAG_LIMIT = 50;

const none: Tags = {};

/** The tags of a resource as its owner gave them. */
export const tagsOf = (world: World, place: Place, id: string): Tags => world.ec2.tags.get(rowOf(place, id)) ?? none;

/** Tags as the API lists them. */
export const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** A list of tags of a request, checked. */
export function readTags(list: readonly { Key?: string; Value?: string }[] | undefined): Tags {
  const tags: Record<string, string> = {};
  for (const { Key = '', Value = '' } of list ?? []) {
    if (Key === '')
      invalidParameterValue('Tag key cannot be empty. Tag keys must be between 1 and 127 characters in length.');
    if (Key.length > 127)
      invalidParameterValue(`Tag key exceeds the maximum length of 127 characters: '${Key.slice(0, 127)}...'`);
    if (Value.length > 255) invalidParameterValue(`Tag value exceeds the maximum length of 255 characters`);
    if (/^aws:/i.test(Key))
      tagError('InvalidParameterValue', "Tag keys starting with 'aws:' are reserved for internal use");
    if (Object.hasOwn(tags, Key)) tagError('InvalidParameterValue', `Duplicate tag key '${Key}' specified.`);
    tags[Key] = Value;
  }
  checkTagCount(tags);
  return tags;
}

/** Refuses more tags than a resource takes. */
export function checkTagCount(tags: Tags): void {
  if (Object.keys(tags).length > TAG_LIMIT)
    tagError('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
}

/** A TagSpecification of a request. */
type Specifications =
  | readonly { ResourceType?: string; Tags?: readonly { Key?: string; Value?: string }[] }[]
  | undefined;

/** The tags that a request gives to resources of a kind it creates. */
export function tagsFor(specifications: Specifications, kind: string, kinds: readonly string[] = [kind]): Tags {
  for (const { ResourceType } of specifications ?? [])
    if (!ResourceType || !kinds.includes(ResourceType))
      invalidParameterValue(`'${ResourceType ?? ''}' is not a valid taggable resource type for this operation.`);
  return readTags(specifications?.filter((one) => one.ResourceType === kind).flatMap((one) => one.Tags ?? []));
}

/** Writes the tags of a new resource. */
export function giveTags(context: Context, place: Place, id: string, tags: Tags): void {
  if (Object.keys(tags).length === 0) return;
  const table = context.world.ec2.tags;
  updateEc2(context.transaction, { tags: table.set(rowOf(place, id), tags) });
}

/**
 * What authorization is asked about tagging at creation: ec2:CreateTags on the new resource, with ec2:CreateAction.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html (documented).
 */
export function tagUses(context: Context, resource: string, tags: Tags): readonly ResourceUse[] {
  if (Object.keys(tags).length === 0) return [];
  const conditions = { 'ec2:createaction': context.call.operation };
  return [{ resource, action: 'CreateTags', requestTags: tags, conditions }];
}
