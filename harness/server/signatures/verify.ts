/** Verifies Signature Version 4, in a header or in the query string. */
import { timingSafeEqual } from 'node:crypto';
import { compactTime, millisecondsOf } from '../../../model/time.ts';
import { type CredentialScope, scopeOf } from '../addressing.ts';
import { parseQuery, WireError, type WireRequest } from '../protocols/message.ts';
import type { WireServiceName } from '../services.ts';
import { canonicalRequest, sha256Hex, signatureOf, signingKey, stringToSign } from './canonical.ts';
import { refuseIncomplete, refuseMismatch, refuseSkewed } from './refusals.ts';

/** What a request presents. */
interface Presented {
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260105T090000Z`. */
  readonly amzDate: string;
  /** Seconds for which a presigned request holds; undefined for a signature in the header. */
  readonly expiresSeconds: number | undefined;
}

/** A verified signature: what the signatures of chunks go on from. */
export interface Verified {
  readonly scope: CredentialScope;
  readonly amzDate: string;
  readonly signature: string;
  readonly key: Uint8Array;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** S3 allows 15 minutes, all others 5: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const skewMsOf = (service: WireServiceName): number => (service === 's3' ? 15 : 5) * 60_000;
/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const MAX_EXPIRES_SECONDS = 604_800;

/** Verifies a signed request. `nowMs` is the time of the server's own clock. Throws a WireError in the service's words. */
export function verify(request: WireRequest, service: WireServiceName, secret: string, nowMs: number): Verified {
  const presented = present(request, service);
  const signedAtMs = timeOf(presented.amzDate);
  if (signedAtMs === undefined || !presented.amzDate.startsWith(presented.scope.date))
    return refuseIncomplete(
      service,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${presented.scope.date}' != '${presented.amzDate.slice(0, 8)}', from '${presented.amzDate}'.`,
    );
  checkTime(presented, signedAtMs, service, nowMs);
  checkSignedHeaders(request, presented, service);
  const parts = {
    signedHeaders: presented.signedHeaders,
    payloadHash: payloadHashOf(request, service, presented),
    s3: service === 's3',
  };
  const canonical = canonicalRequest(request, parts);
  const text = stringToSign(presented.amzDate, presented.scope, canonical);
  const key = signingKey(secret, presented.scope);
  if (!equal(signatureOf(key, text), presented.signature))
    refuseMismatch(service, undefined, {
      AWSAccessKeyId: presented.scope.accessKeyId,
      StringToSign: text,
      SignatureProvided: presented.signature,
      CanonicalRequest: canonical,
    });
  return { scope: presented.scope, amzDate: presented.amzDate, signature: presented.signature, key };
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function present(request: WireRequest, service: WireServiceName): Presented {
  const { authorization } = request.headers;
  return authorization === undefined ? fromQuery(request, service) : fromHeader(request, service, authorization);
}

function fromHeader(request: WireRequest, service: WireServiceName, authorization: string): Presented {
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    if (service === 's3')
      throw new WireError(
        'InvalidRequest',
        'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      );
    return refuseIncomplete(service, `Unsupported AWS 'algorithm': '${authorization.split(' ')[0]}'.`);
  }
  const parts = authorization
    .slice(ALGORITHM.length + 1)
    .split(',')
    .map((part) => part.trim());
  const part = (name: string): string =>
    parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ??
    refuseIncomplete(service, `Authorization header requires '${name}' parameter.`);
  const scope = scopeOf(request);
  const amzDate = request.headers['x-amz-date'];
  part('Credential');
  if (!scope)
    return refuseIncomplete(
      service,
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    );
  if (amzDate === undefined)
    return refuseIncomplete(
      service,
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  return {
    scope,
    signedHeaders: part('SignedHeaders').toLowerCase().split(';'),
    signature: part('Signature'),
    amzDate,
    expiresSeconds: undefined,
  };
}

function fromQuery(request: WireRequest, service: WireServiceName): Presented {
  const query = new Map(parseQuery(request.query));
  const part = (name: string): string => query.get(name) ?? incompleteQuery(service);
  const scope = scopeOf(request);
  if (!scope || part('X-Amz-Algorithm') !== ALGORITHM) return incompleteQuery(service);
  const expires = query.get('X-Amz-Expires') ?? (service === 's3' ? incompleteQuery(service) : '900');
  const expiresSeconds = Number(expires);
  if (!/^\d+$/.test(expires) || expiresSeconds > MAX_EXPIRES_SECONDS)
    throw new WireError(
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  return {
    scope,
    signedHeaders: part('X-Amz-SignedHeaders').toLowerCase().split(';'),
    signature: part('X-Amz-Signature'),
    amzDate: part('X-Amz-Date'),
    expiresSeconds,
  };
}

function incompleteQuery(service: WireServiceName): never {
  const message =
    'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';
  if (service === 's3') throw new WireError('AuthorizationQueryParametersError', message);
  return refuseIncomplete(service, message);
}

const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

function timeOf(amzDate: string): number | undefined {
  const found = AMZ_DATE.exec(amzDate);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number) as [number, number, number, ...number[]];
  return millisecondsOf({ year, month, day, hour, minute, second });
}

function checkTime(
  { expiresSeconds, amzDate }: Presented,
  signedAtMs: number,
  service: WireServiceName,
  nowMs: number,
) {
  const skewMs = skewMsOf(service);
  if (expiresSeconds !== undefined && service === 's3') {
    const untilMs = signedAtMs + expiresSeconds * 1000;
    if (nowMs > untilMs)
      throw new WireError('AccessDenied', 'Request has expired', 403, {
        'X-Amz-Expires': String(expiresSeconds),
        Expires: compactTime(untilMs),
        ServerTime: compactTime(nowMs),
      });
    if (signedAtMs > nowMs + skewMs) throw new WireError('AccessDenied', 'Request is not yet valid', 403);
    return;
  }
  const minutes = skewMs / 60_000;
  const fields = {
    RequestTime: amzDate,
    ServerTime: compactTime(nowMs),
    MaxAllowedSkewMilliseconds: String(skewMs),
  };
  if (signedAtMs < nowMs - skewMs - (expiresSeconds ?? 0) * 1000)
    refuseSkewed(
      service,
      `Signature expired: ${amzDate} is now earlier than ${compactTime(nowMs - skewMs)} (${compactTime(nowMs)} - ${minutes} min.)`,
      fields,
    );
  if (signedAtMs > nowMs + skewMs)
    refuseSkewed(
      service,
      `Signature not yet current: ${amzDate} is still later than ${compactTime(nowMs + skewMs)} (${compactTime(nowMs)} + ${minutes} min.)`,
      fields,
    );
}

/** Host must be signed, and with it every x-amz- header: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function checkSignedHeaders({ headers }: WireRequest, { signedHeaders }: Presented, service: WireServiceName): void {
  if (!signedHeaders.includes('host') && !signedHeaders.includes(':authority'))
    refuseIncomplete(service, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));
  const open = service === 's3' ? unsigned.filter((name) => !NEED_NOT_BE_SIGNED.test(name)) : [];
  if (open.length > 0)
    throw new WireError('AccessDenied', 'There were headers present in the request which were not signed', 403, {
      HeadersNotSigned: open.join(', '),
    });
}

const NEED_NOT_BE_SIGNED = /^x-amz-(content-sha256|user-agent)$/;

function payloadHashOf(request: WireRequest, service: WireServiceName, { expiresSeconds }: Presented): string {
  if (service !== 's3') return sha256Hex(request.body);
  const named = request.headers['x-amz-content-sha256'];
  if (named === undefined) {
    if (expiresSeconds !== undefined) return 'UNSIGNED-PAYLOAD';
    throw new WireError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  if (/^[0-9a-f]{64}$/.test(named)) {
    const computed = sha256Hex(request.body);
    if (computed !== named)
      throw new WireError(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        400,
        { ClientComputedContentSHA256: named, S3ComputedContentSHA256: computed },
      );
  }
  return named;
}
