/** Tags of keys: the list of a request as a record, refused where AWS refuses it (texts recorded). */
import { refuse } from '../errors.ts';
import { kmsRulesText } from './errors.ts';

/** The most tags a key can have. Source: API_TagResource (documented). */
export const TAGS_PER_KEY = 50;

/** A request's tags as a record; refuses duplicates, too many, and reserved names. */
export function tagsOf(
  tags: readonly { TagKey?: string; TagValue?: string }[] | undefined,
): Readonly<Record<string, string>> {
  const seen = new Map<string, string>();
  for (const { TagKey = '', TagValue = '' } of tags ?? []) {
    if (TagKey.toLowerCase().startsWith('aws:')) refuseTags('Tags beginning with aws: are reserved');
    if (seen.has(TagKey)) refuseTags('Duplicate tag keys');
    seen.set(TagKey, TagValue);
  }
  // Every name is a tag's, `__proto__` too.
  const record = Object.fromEntries(seen);
  checkTagCount(record);
  return record;
}

/** Refuses more tags than a key can have. */
export function checkTagCount(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > TAGS_PER_KEY) refuseTags('Too many tags');
}

function refuseTags(message: string): never {
  return refuse('TagException', message, { rule: kmsRulesText['tag-rules'] });
}
