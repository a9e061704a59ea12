/**
 * Signature Version 4: what is signed and how.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac } from 'node:crypto';
import type { CredentialScope } from '../addressing.ts';
import { parseQuery, percentDecode, type WireRequest } from '../protocols/message.ts';

/** Lower-case hexadecimal SHA-256. */
export const sha256Hex = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** SHA-256 of nothing. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Everything but unreserved characters is percent-encoded, in capitals. */
export const uriEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** What is signed of a request. */
export interface CanonicalParts {
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
  /** S3 takes the path as it came; all others normalise it and encode it once more. */
  readonly s3: boolean;
}

/** The canonical request. */
export function canonicalRequest(request: WireRequest, { signedHeaders, payloadHash, s3 }: CanonicalParts): string {
  const headers = signedHeaders.map((name) => `${name}:${trimmed(request.headers[name] ?? '')}\n`).join('');
  const path = s3 ? uriEncodePath(request.path) : canonicalPath(request.path);
  return [request.method, path, canonicalQuery(request.query), headers, signedHeaders.join(';'), payloadHash].join(
    '\n',
  );
}

const trimmed = (value: string): string => value.trim().replaceAll(/ +/g, ' ');

/** Each segment decoded and encoded once, so that clients that leave more characters as they are agree. */
const uriEncodePath = (path: string): string =>
  path
    .split('/')
    .map((segment) => uriEncode(percentDecode(segment)))
    .join('/') || '/';

/** Without `.`, `..` and empty segments, and encoded twice: once as it came, once more here. */
function canonicalPath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(uriEncode(segment));
  }
  const slash = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${slash}`;
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return parseSignedQuery(query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Signatures know no `+` for a space. */
const parseSignedQuery = (query: string): [string, string][] => parseQuery(query.replaceAll('+', '%2B'));

/** The text that the signature is of. */
export const stringToSign = (amzDate: string, scope: CredentialScope, canonical: string): string =>
  ['AWS4-HMAC-SHA256', amzDate, scopeText(scope), sha256Hex(canonical)].join('\n');

/** `20260105/us-east-1/kms/aws4_request`. */
export const scopeText = ({ date, region, service }: CredentialScope): string =>
  `${date}/${region}/${service}/aws4_request`;

const keys = new Map<string, Buffer>();
const MAX_KEYS = 1000;

/** The key of a day, Region and service; remembered, since it takes four HMACs. */
export function signingKey(secret: string, scope: CredentialScope): Buffer {
  const name = `${secret}/${scopeText(scope)}`;
  let key = keys.get(name);
  if (!key) {
    key = hmac(hmac(hmac(hmac(`AWS4${secret}`, scope.date), scope.region), scope.service), 'aws4_request');
    if (keys.size >= MAX_KEYS) keys.clear();
    keys.set(name, key);
  }
  return key;
}

/** The signature, lower-case hexadecimal. */
export const signatureOf = (key: Uint8Array, text: string): string => hmac(key, text).toString('hex');
