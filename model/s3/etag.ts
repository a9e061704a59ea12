/**
 * ETags.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html (documented): MD5 of the content for SSE-S3 only;
 * recorded (LocalStack snapshot test_copy_object_with_encryption): the same bytes under SSE-KMS have another one each time.
 */
import { md5 } from '@noble/hashes/legacy.js';
import { concat, fromHex, hex } from '../bytes.ts';
import type { Random } from '../random.ts';
import type { EncryptionMode } from './state.ts';

/** ETag of an object written in one piece: its MD5, or with other keys than S3's own, 32 digits that say nothing. */
export const etagOf = (mode: EncryptionMode, contentMd5: string, random: Random): string =>
  mode === 'AES256' ? contentMd5 : random.hex(32);

/** ETag of an object of several parts, from theirs, in every mode. */
export const multipartEtag = (parts: readonly string[]): string =>
  `${hex(md5(concat(...parts.map(fromHex))))}-${parts.length}`;

/** As it stands in responses. */
export const quoted = (etag: string): string => `"${etag}"`;

/** As it stands in requests: with or without quotation marks. */
export const unquoted = (etag: string): string => etag.replace(/^(?:W\/)?"|"$/g, '');
