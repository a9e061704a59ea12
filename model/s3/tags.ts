/**
 * Tags of objects and buckets.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html (documented).
 */
import { refuse } from '../errors.ts';
import { invalidArgument } from './errors.ts';
import { s3Facts } from './facts.ts';

/** Tags by name. */
export type Tags = Readonly<Record<string, string>>;

type Pair = readonly [name: string, value: string];

/** A tag as the API writes it. */
interface TagMember {
  readonly Key?: string;
  readonly Value?: string;
}

const RULE = s3Facts['tag-rules'];
const LIMITS = { object: 10, bucket: 50 } as const;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags of the x-amz-tagging header, written like a query string; undefined where it is no such text. */
export function readTagHeader(header: string): readonly Pair[] | undefined {
  if (header === '') return [];
  try {
    return header.split('&').map((pair) => {
      const [name = '', value = '', ...rest] = pair.split('=');
      if (rest.length > 0) throw new URIError('a tag with two values');
      return [decode(name), decode(value)] as const;
    });
  } catch {
    return undefined;
  }
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** Tags of the x-amz-tagging header, or a refusal. */
export function tagsOfHeader(header: string | undefined): Tags {
  if (header === undefined) return {};
  const pairs = readTagHeader(header);
  if (!pairs || pairs.some(([name]) => name === '') || new Set(pairs.map(([name]) => name)).size < pairs.length) {
    return invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      RULE,
      'x-amz-tagging',
      header,
    );
  }
  return checkTags(pairs, 'object');
}

/** Tags of a TagSet, or a refusal. */
export function tagsOfSet(set: readonly TagMember[] | undefined, of: keyof typeof LIMITS): Tags {
  const pairs = (set ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''] as const);
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) < index);
  if (twice) invalidTag('Cannot provide multiple Tags with the same key', { TagKey: twice[0] });
  return checkTags(pairs, of);
}

function checkTags(pairs: readonly Pair[], of: keyof typeof LIMITS): Tags {
  if (pairs.length > LIMITS[of]) {
    refuse('BadRequest', `${of === 'object' ? 'Object' : 'Bucket'} tag count cannot be greater than ${LIMITS[of]}`, {
      rule: RULE,
    });
  }
  for (const pair of pairs) checkTag(pair, of);
  return Object.fromEntries(pairs);
}

function checkTag([name, value]: Pair, of: keyof typeof LIMITS): void {
  if (name === '' || name.length > 128 || !ALLOWED.test(name)) {
    invalidTag('The TagKey you have provided is invalid', { TagKey: name });
  }
  if (value.length > 256 || !ALLOWED.test(value)) {
    invalidTag('The TagValue you have provided is invalid', { TagKey: name, TagValue: value });
  }
  if (name.startsWith('aws:')) invalidTag(SYSTEM_TAGS[of], { TagKey: name });
}

const SYSTEM_TAGS = {
  object: 'Your TagKey cannot be prefixed with aws:',
  bucket: 'System tags cannot be added/updated by requester',
} as const;

function invalidTag(message: string, fields: Readonly<Record<string, string>>): never {
  return refuse('InvalidTag', message, { rule: RULE, fields });
}

/** Tags as the API writes them, in the order of their names (recorded). */
export const tagSetOf = (tags: Tags): { Key: string; Value: string }[] =>
  Object.keys(tags)
    .sort()
    .map((Key) => ({ Key, Value: tags[Key]! }));
