/** Tags of trails: what AWS takes, and how they meet policies. */
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented } from '../evidence.ts';
import type { ConditionContext } from '../iam/types.ts';
import { apiPage } from './errors.ts';

/** What is known of tags. */
export const TAG_RULES = defineRules('cloudtrail', {
  'tag-limit': { sentence: 'A trail has at most 50 tags.', ...documented(apiPage('AddTags')) },
  'tag-keys': {
    sentence: 'Keys of tags are unique in a request and do not begin with aws:.',
    ...assumed('https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html'),
  },
});

const MOST_TAGS = 50;

/** A tag as the API gives it. */
export interface GivenTag {
  readonly Key: string | undefined;
  readonly Value?: string;
}

/** Tags by key; refuses keys that AWS does not take. */
export function readTags(given: readonly GivenTag[] = []): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (const { Key: key = '', Value: value = '' } of given) {
    if (key.toLowerCase().startsWith('aws:'))
      refuse('InvalidTagParameterException', `Tag key ${key} is reserved: it begins with aws:.`, {
        rule: TAG_RULES['tag-keys'],
      });
    if (Object.hasOwn(tags, key))
      refuse('InvalidTagParameterException', `Tag key ${key} is given more than once.`, {
        rule: TAG_RULES['tag-keys'],
      });
    tags[key] = value;
  }
  return tags;
}

/** Refuses more tags than a trail can have. */
export function checkTagCount(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > MOST_TAGS)
    refuse(
      'TagsLimitExceededException',
      `The number of tags per trail has exceeded the permitted amount of ${MOST_TAGS}.`,
      {
        rule: TAG_RULES['tag-limit'],
      },
    );
}

/** Condition keys for the tags of a request and of the trail. */
export function tagConditions(
  request: Readonly<Record<string, string>>,
  resource: Readonly<Record<string, string>> = {},
): ConditionContext {
  const requested = lowerCased('aws:requesttag/', request);
  const existing = lowerCased('aws:resourcetag/', resource);
  return (key) => {
    if (key === 'aws:tagkeys') return Object.keys(request).length > 0 ? Object.keys(request) : undefined;
    const value = requested.get(key) ?? existing.get(key);
    return value === undefined ? undefined : [value];
  };
}

const lowerCased = (prefix: string, tags: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(Object.entries(tags).map(([key, value]) => [prefix + key.toLowerCase(), value]));
