/** TagResource, UntagResource, ListResourceTags. */
import { putKey } from '../make.ts';
import { echoKeyArn, keyOperation } from '../operation.ts';
import { page } from '../paging.ts';
import { checkTagCount, tagsOf } from '../tags.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html */
export const tagResource = keyOperation('TagResource', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      keyId: input.KeyId,
      tags: (input.Tags ?? []).map((tag) => ({ tagKey: tag.TagKey, tagValue: tag.TagValue })),
    }),
  },
  facts: (input) => ({ more: { 'aws:tagkeys': (input.Tags ?? []).map((tag) => tag.TagKey ?? '') } }),
  run(context, key, input) {
    const tags = { ...key.tags, ...tagsOf(input.Tags) };
    checkTagCount(tags);
    putKey(context, { ...key, tags });
    echoKeyArn(context, key);
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html */
export const untagResource = keyOperation('UntagResource', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, tagKeys: input.TagKeys }) },
  facts: (input) => ({ more: { 'aws:tagkeys': input.TagKeys } }),
  run(context, key, input) {
    const tags = Object.fromEntries(Object.entries(key.tags).filter(([name]) => !input.TagKeys!.includes(name)));
    putKey(context, { ...key, tags });
    echoKeyArn(context, key);
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html */
export const listResourceTags = keyOperation('ListResourceTags', {
  readOnly: true,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, limit: input.Limit, marker: input.Marker }) },
  run(_context, key, input) {
    const rows = Object.keys(key.tags).sort();
    const from = (lowest = '') => rows.filter((name) => name >= lowest).map((name) => [name, name] as const);
    const found = page({ operation: 'ListResourceTags', of: key.arn }, input, from);
    return {
      Tags: found.items.map((TagKey) => ({ TagKey, TagValue: key.tags[TagKey]! })),
      ...found.paging,
    };
  },
});
