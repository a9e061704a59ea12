/** AddTagsToResource, ListTagsForResource, RemoveTagsFromResource: by ARN. */
import type { Context } from '../../context.ts';
import { readArn } from '../arns.ts';
import { tagList, tagsOfRequest } from '../databases/parameters.ts';
import { databaseNotFound, invalidValue, snapshotNotFound } from '../errors.ts';
import { rdsOperation } from '../operation.ts';
import { getDatabase, giveTags, tagsOf, updateRds } from '../rows.ts';

const use = (context: Context, arn: string) => ({ resource: arn, tags: tagsOf(context.world, arn) });

/** The ARN of a resource that exists, or a refusal. */
function existing(context: Context, given: string): string {
  const arn = readArn(given);
  if (!arn || arn.account !== context.account || arn.region !== context.region)
    return invalidValue(`Invalid resource name: ${given}`);
  const { kind, id } = arn;
  if (kind === 'db' || kind === 'cluster')
    return getDatabase(context.transaction, kind, arn, id) ? given : databaseNotFound(kind, id);
  return context.world.rds.snapshots.has(given) ? given : snapshotNotFound(kind, id);
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AddTagsToResource.html */
export const addTagsToResource = rdsOperation('AddTagsToResource', {
  readOnly: false,
  uses: (context, input) => [{ ...use(context, input.ResourceName!), requestTags: tagsOfRequest(input.Tags) }],
  response: () => null,
  run(context, input) {
    giveTags(context.transaction, existing(context, input.ResourceName!), tagsOfRequest(input.Tags));
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = rdsOperation('ListTagsForResource', {
  readOnly: true,
  uses: (context, input) => [use(context, input.ResourceName!)],
  run: (context, input) => ({ TagList: tagList(tagsOf(context.world, existing(context, input.ResourceName!))) }),
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RemoveTagsFromResource.html */
export const removeTagsFromResource = rdsOperation('RemoveTagsFromResource', {
  readOnly: false,
  uses: (context, input) => [use(context, input.ResourceName!)],
  response: () => null,
  run(context, input) {
    const arn = existing(context, input.ResourceName!);
    const left = Object.entries(tagsOf(context.world, arn)).filter(([key]) => !input.TagKeys!.includes(key));
    const { tags } = context.world.rds;
    updateRds(context.transaction, {
      tags: left.length === 0 ? tags.delete(arn) : tags.set(arn, Object.fromEntries(left)),
    });
    return {};
  },
});
