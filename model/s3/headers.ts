/** Headers that S3 keeps with an object, and user metadata. */
import { utf8 } from '../bytes.ts';
import { refuse } from '../errors.ts';
import { calendarOf } from '../time.ts';
import { s3Facts } from './facts.ts';
import type { Output } from './operation.ts';
import type { ObjectHeaders, ObjectVersion } from './state.ts';

/** Content type of objects whose writer names none. */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';
const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `Wed, 21 Oct 2015 07:28:00 GMT`. */
export function httpDate(atMs: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(atMs);
  const two = (value: number): string => value.toString().padStart(2, '0');
  const weekday = DAYS[((Math.floor(atMs / 86_400_000) % 7) + 7) % 7];
  return `${weekday}, ${two(day)} ${MONTHS[month - 1]} ${year} ${two(hour)}:${two(minute)}:${two(second)} GMT`;
}

/** Headers as requests name them. */
export interface HeaderMembers extends Omit<ObjectHeaders, 'ExpiresString'> {
  /** Milliseconds since 1970. */
  readonly Expires?: number;
}

/** What of a request's headers is kept. */
export function headersOf(input: HeaderMembers): ObjectHeaders {
  const kept: Record<string, string> = { ContentType: input.ContentType ?? DEFAULT_CONTENT_TYPE };
  for (const name of KEPT) if (input[name] !== undefined) kept[name] = input[name];
  if (input.Expires !== undefined) kept.ExpiresString = httpDate(input.Expires);
  return kept;
}

const KEPT = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'WebsiteRedirectLocation',
] as const;

/** Most bytes of names and values: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html (documented). */
const MAX_METADATA_BYTES = 2048;

/** User metadata as it is kept: names in lower case. */
export function metadataOf(given: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  let sizeBytes = 0;
  for (const [name, value] of Object.entries(given ?? {})) {
    kept[name.toLowerCase()] = value;
    sizeBytes += utf8(name).length + utf8(value).length;
  }
  if (sizeBytes > MAX_METADATA_BYTES) {
    refuse('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      rule: s3Facts['metadata-too-large'],
      fields: { MaxSizeAllowed: String(MAX_METADATA_BYTES), Size: String(sizeBytes) },
    });
  }
  return kept;
}

/** The response to a read in the making. */
export type ReadAnswer = { -readonly [Member in keyof Output<'GetObject'>]: Output<'GetObject'>[Member] };

/** What GET and HEAD say of a version, beside its encryption and its body: a fresh object, to be added to. */
export function describeVersion(version: ObjectVersion): ReadAnswer {
  const said: ReadAnswer = {
    AcceptRanges: 'bytes',
    LastModified: version.modifiedMs,
    ETag: `"${version.etag}"`,
    ...version.headers,
    Metadata: { ...version.metadata },
  };
  // Standard storage goes without saying.
  if (version.storageClass !== 'STANDARD') said.StorageClass = version.storageClass as 'STANDARD_IA';
  const tags = Object.keys(version.tags).length;
  if (tags > 0) said.TagCount = tags;
  return said;
}
