/**
 * Signature Version 2 of S3, in the query string or a header: older clients presign with it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { compactTime } from '../../../model/time.ts';
import { bucketAddress } from '../protocols/bucketAddress.ts';
import { parseQuery, WireError, type WireRequest } from '../protocols/message.ts';
import { parseHttpDate } from '../protocols/scalars.ts';
import { refuseMismatch, refuseSkewed } from './refusals.ts';

/** Query parameters that are part of what is signed. */
const SUBRESOURCES = new Set(
  'acl accelerate analytics cors defaultObjectAcl delete encryption inventory lifecycle location logging metrics notification partNumber policy policyStatus publicAccessBlock ownershipControls object-lock replication requestPayment restore retention legal-hold select select-type tagging torrent uploadId uploads versionId versioning versions website response-cache-control response-content-disposition response-content-encoding response-content-language response-content-type response-expires'.split(
    ' ',
  ),
);

/** Whether a request is signed by the old version. */
export const isVersion2 = ({ headers, query }: WireRequest): boolean =>
  headers.authorization?.startsWith('AWS ') ?? /(^|&)AWSAccessKeyId=/.test(query);

/** Verifies the signature. Throws a WireError in S3's words. */
export function verifyVersion2(request: WireRequest, secret: string, nowMs: number): void {
  const query = new Map(parseQuery(request.query.replaceAll('+', '%2B')));
  const { authorization } = request.headers;
  const signature = authorization?.split(':')[1] ?? query.get('Signature') ?? '';
  const when = authorization === undefined ? expiryOf(query.get('Expires'), nowMs) : dateOf(request, nowMs);
  const text = textToSign(request, when);
  const expected = createHmac('sha1', secret).update(text).digest('base64');
  if (expected.length !== signature.length || !timingSafeEqual(Buffer.from(expected), Buffer.from(signature)))
    refuseMismatch('s3', undefined, { StringToSign: text, SignatureProvided: signature });
}

function expiryOf(expires: string | undefined, nowMs: number): string {
  if (expires === undefined || !/^\d+$/.test(expires))
    throw new WireError(
      'AccessDenied',
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
      403,
    );
  if (nowMs > Number(expires) * 1000)
    throw new WireError('AccessDenied', 'Request has expired', 403, {
      Expires: compactTime(Number(expires) * 1000),
      ServerTime: compactTime(nowMs),
    });
  return expires;
}

const MAX_SKEW_MS = 15 * 60_000;

/** The date that is signed: empty where x-amz-date, which is signed anyway, stands in its place. */
function dateOf({ headers }: WireRequest, nowMs: number): string {
  const atMs = parseHttpDate(headers['x-amz-date'] ?? headers.date ?? '');
  if (atMs === undefined)
    throw new WireError('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header', 403);
  if (Math.abs(nowMs - atMs) > MAX_SKEW_MS) refuseSkewed('s3');
  return headers['x-amz-date'] === undefined ? (headers.date ?? '') : '';
}

function textToSign(request: WireRequest, when: string): string {
  const { method, headers } = request;
  const amz = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-amz-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
  const head = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', when].join('\n');
  return `${head}\n${amz}${resourceOf(request)}`;
}

function resourceOf(request: WireRequest): string {
  const { bucket, path } = bucketAddress(request);
  const named = parseQuery(request.query.replaceAll('+', '%2B'))
    .filter(([name]) => SUBRESOURCES.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  // Only a virtual host's bucket is missing in the path.
  const inHost = bucket !== undefined && path === request.path;
  return `${inHost ? `/${bucket}` : ''}${request.path}${named.length > 0 ? `?${named.join('&')}` : ''}`;
}
