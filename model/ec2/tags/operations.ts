/** CreateTags, DeleteTags, DescribeTags. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html (documented). */
import type { Context } from '../../context.ts';
import { arnOfId, resourceTypeOf } from '../arns.ts';
import type { ResourceUse } from '../authorize.ts';
import { type FilterValues, filtered, page } from '../describe.ts';
import { invalidId } from '../errors.ts';
import { ownImage } from '../images/find.ts';
import { ownInstance } from '../instances/find.ts';
import { ec2Operation } from '../operation.ts';
import { rowOf, updateEc2 } from '../rows.ts';
import { ownSnapshot } from '../snapshots/find.ts';
import type { Tags } from '../state.ts';
import { ownVolume } from '../volumes/find.ts';
import { checkTagCount, readTags, tagsOf } from './tags.ts';

/** Refuses an id that names nothing of the caller's. */
function mustExist(context: Context, id: string): void {
  const type = resourceTypeOf(id);
  if (type === 'volume') ownVolume(context, id);
  else if (type === 'instance') ownInstance(context, id);
  else if (type === 'snapshot') ownSnapshot(context, id);
  else if (type === 'image') ownImage(context, id);
  else invalidId(id);
}

function usesOf(context: Context, ids: readonly string[], requestTags: Tags): ResourceUse[] {
  return ids.map((id) => {
    mustExist(context, id);
    return { resource: arnOfId(context, id)!, tags: tagsOf(context.world, context, id), requestTags };
  });
}

function write(context: Context, id: string, tags: Tags): void {
  const row = rowOf(context, id);
  const table = context.world.ec2.tags;
  const empty = Object.keys(tags).length === 0;
  updateEc2(context.transaction, { tags: empty ? table.delete(row) : table.set(row, tags) });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html: replaces values of keys that exist. */
export const createTags = ec2Operation('CreateTags', {
  readOnly: false,
  request: (input) => shownTags(input),
  response: () => ({ _return: true }),
  uses: (context, input) => usesOf(context, input.Resources!, readTags(input.Tags)),
  run(context, input) {
    const given = readTags(input.Tags);
    for (const id of input.Resources!) {
      const tags = { ...tagsOf(context.world, context, id), ...given };
      checkTagCount(tags);
      write(context, id, tags);
    }
    return {};
  },
});

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html: a tag with a value goes only if the value fits;
 * without tags, all go.
 */
export const deleteTags = ec2Operation('DeleteTags', {
  readOnly: false,
  request: (input) => shownTags(input),
  response: () => ({ _return: true }),
  uses: (context, input) => usesOf(context, input.Resources!, {}),
  run(context, input) {
    for (const id of input.Resources!) {
      const kept = Object.entries(tagsOf(context.world, context, id)).filter(([key, value]) => {
        if (!input.Tags?.length) return false;
        return !input.Tags.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value));
      });
      write(context, id, Object.fromEntries(kept));
    }
    return {};
  },
});

function shownTags(input: { Resources?: readonly string[]; Tags?: readonly { Key?: string; Value?: string }[] }) {
  return {
    resourcesSet: { items: (input.Resources ?? []).map((resourceId) => ({ resourceId })) },
    tagSet: { items: (input.Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value ?? '' })) },
  };
}

interface TagRow {
  readonly id: string;
  readonly key: string;
  readonly value: string;
}

const FILTERS: FilterValues<TagRow> = {
  key: (row) => row.key,
  'resource-id': (row) => row.id,
  'resource-type': (row) => resourceTypeOf(row.id),
  value: (row) => row.value,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html */
export const describeTags = ec2Operation('DescribeTags', {
  readOnly: true,
  run(context, input) {
    const prefix = `${context.place}/`;
    const rows: TagRow[] = [];
    for (const [row, tags] of context.world.ec2.tags.withPrefix(prefix))
      for (const [key, value] of Object.entries(tags)) rows.push({ id: row.slice(prefix.length), key, value });
    const found = page(
      filtered(rows, input.Filters, FILTERS, (row) => ({ [row.key]: row.value })),
      input,
    );
    return {
      Tags: found.rows.map(({ id, key, value }) => ({
        Key: key,
        ResourceId: id,
        ResourceType: resourceTypeOf(id),
        Value: value,
      })),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});
