/**
 * Tags of objects and buckets.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html (documented).
 */
import { refuse } from '../errors.ts';
import { invalidArgument } from './errors.ts';
import { s3Facts } from './facts.ts';

/** Tags by name. */
export type Tags = Readonly<Record<string, string>>;

/** A tag as the API writes it. */
interface TagMember {
  readonly Key?: string;
  readonly Value?: string;
}

const RULE = s3Facts['tag-rules'];
const LIMITS = { object: 10, bucket: 50 } as const;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags of the x-amz-tagging header, written like a query string; undefined where it is no such text. */
export function readTagHeader(header: string): readonly (readonly [string, string])[] | undefined {
  if (header === '') return [];
  try {
    return header.split('&').map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      return [decode(name), decode(rest.join('='))] as const;
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
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) {
    invalidTag('Cannot provide multiple Tags with the same key');
  }
  return checkTags(pairs, of);
}

function checkTags(pairs: readonly (readonly [string, string])[], of: keyof typeof LIMITS): Tags {
  if (pairs.length > LIMITS[of]) {
    refuse('BadRequest', `${of === 'object' ? 'Object' : 'Bucket'} tag count cannot be greater than ${LIMITS[of]}`, {
      rule: RULE,
    });
  }
  for (const [name, value] of pairs) {
    if (name === '' || name.length > 128 || !ALLOWED.test(name)) invalidTag('The TagKey you have provided is invalid');
    if (value.length > 256 || !ALLOWED.test(value)) invalidTag('The TagValue you have provided is invalid');
    if (name.startsWith('aws:')) invalidTag('System tags cannot be added/updated by requester');
  }
  return Object.fromEntries(pairs);
}

function invalidTag(message: string): never {
  return refuse('InvalidTag', message, { rule: RULE });
}

/** Tags as the API writes them. */
export const tagSetOf = (tags: Tags): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
