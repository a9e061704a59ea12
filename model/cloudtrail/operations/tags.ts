/** AddTags, RemoveTags, ListTags. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { assumed, defineRules, documented } from '../../evidence.ts';
import { authorize } from '../authorize.ts';
import { apiPage } from '../errors.ts';
import { cloudtrailOperation } from '../operation.ts';
import type { Trail } from '../state.ts';
import { checkTagCount, readTags, tagConditions } from '../tags.ts';
import { ownTrailByArn, putTrail, trailArnIn } from '../trails.ts';
import { checkNoToken } from './reading.ts';

/** What is known of tag operations. */
export const TAG_OPERATION_RULES = defineRules('cloudtrail', {
  'tags-by-arn': {
    sentence: 'Tags are changed and listed by the ARN of the trail.',
    ...documented(apiPage('AddTags')),
  },
  'tagged-resource-missing': {
    sentence: 'An ARN of a trail that does not exist is a resource that is not found.',
    ...documented(apiPage('AddTags')),
  },
  'other-resources': {
    sentence: 'Event data stores and channels, which are not simulated, are of an unsupported type.',
    ...assumed(apiPage('AddTags')),
  },
  'list-tags-limit': { sentence: 'ListTags takes at most 20 ARNs.', ...documented(apiPage('ListTags')) },
});

const MOST_LISTED = 20;

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AddTags.html */
export const addTags = cloudtrailOperation('AddTags', false, (context, input) => {
  const added = readTags(input.TagsList);
  const trail = taggedTrail(context, 'AddTags', input.ResourceId!, added);
  const tags = { ...trail.tags, ...added };
  checkTagCount(tags);
  putTrail(context.transaction, { ...trail, tags });
  return {};
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RemoveTags.html */
export const removeTags = cloudtrailOperation('RemoveTags', false, (context, input) => {
  const removed = readTags(input.TagsList);
  const trail = taggedTrail(context, 'RemoveTags', input.ResourceId!, removed);
  // A tag goes only if its value, where one is given, is the tag's.
  const stays = ([key, value]: [string, string]) =>
    !Object.hasOwn(removed, key) || (removed[key] !== '' && removed[key] !== value);
  putTrail(context.transaction, { ...trail, tags: Object.fromEntries(Object.entries(trail.tags).filter(stays)) });
  return {};
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html */
export const listTags = cloudtrailOperation('ListTags', true, (context, input) => {
  checkNoToken(input.NextToken);
  const arns = input.ResourceIdList!;
  if (arns.length > MOST_LISTED)
    refuse('CloudTrailARNInvalidException', `ListTags takes up to ${MOST_LISTED} ARNs; ${arns.length} were given.`, {
      rule: TAG_OPERATION_RULES['list-tags-limit'],
    });
  const ResourceTagList = arns.map((arn) => {
    const { tags } = taggedTrail(context, 'ListTags', arn, {});
    return { ResourceId: arn, TagsList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  });
  return { ResourceTagList };
});

/** The trail whose tags are meant, or a refusal. */
function taggedTrail(context: Context, action: string, given: string, tags: Readonly<Record<string, string>>): Trail {
  if (/^arn:aws[a-z-]*:cloudtrail:[^:]+:\d{12}:(eventdatastore|channel|dashboard)\//.test(given))
    refuse('ResourceTypeNotSupportedException', 'Tags of trails only are simulated.', {
      rule: TAG_OPERATION_RULES['other-resources'],
    });
  if (!given.startsWith('arn:'))
    refuse('CloudTrailARNInvalidException', `${given} is not the ARN of a trail.`, {
      rule: TAG_OPERATION_RULES['tags-by-arn'],
    });
  const arn = trailArnIn(context, given);
  const existing = context.world.cloudtrail.trails.get(arn);
  authorize(context, action, { arn, conditions: tagConditions(tags, existing?.tags) });
  if (!existing)
    refuse('ResourceNotFoundException', `Resource ${arn} was not found.`, {
      rule: TAG_OPERATION_RULES['tagged-resource-missing'],
    });
  return ownTrailByArn(context, arn, arn);
}
