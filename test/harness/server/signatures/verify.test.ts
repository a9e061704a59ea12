/** Signature Version 4: AWS's published vectors hold, and any altered byte fails. */
import { describe, expect, it } from 'vitest';
import { WireError, type WireRequest } from '../../../../harness/server/protocols/message.ts';
import { sha256Hex } from '../../../../harness/server/signatures/canonical.ts';
import { unchunk } from '../../../../harness/server/signatures/chunked.ts';
import { verify } from '../../../../harness/server/signatures/verify.ts';
import { s3, s3Date, s3Secret, suite, suiteDate, suiteSecret, type Vector } from './vectors.ts';

const SUITE_NOW = Date.UTC(2015, 7, 30, 12, 36, 0);
const S3_NOW = Date.UTC(2013, 4, 24);
const bytes = (text: string) => new TextEncoder().encode(text);

type AnyVector = Omit<Vector, 'method'> & { readonly method?: string };

function requestOf(vector: AnyVector, host: string, date: string, scope: string, more: Record<string, string> = {}) {
  const headers: Record<string, string> = { host, 'x-amz-date': date, ...more, ...vector.headers };
  const signed = Object.keys(headers).sort();
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signed.join(';')}, Signature=${vector.signature}`;
  const query = Object.entries(vector.query ?? {})
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const request: WireRequest = {
    method: vector.method ?? 'GET',
    path: vector.path ?? '/',
    query,
    headers,
    body: bytes(vector.body ?? ''),
  };
  return request;
}

const suiteRequest = (vector: Vector) =>
  requestOf(vector, 'example.amazonaws.com', suiteDate, 'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request');
const s3Request = (vector: AnyVector) =>
  requestOf(
    vector,
    'examplebucket.s3.amazonaws.com',
    s3Date,
    'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
    { 'x-amz-content-sha256': sha256Hex(vector.body ?? '') },
  );

/** The code that refuses, or `passed`. */
function tried(run: () => unknown): string {
  try {
    run();
    return 'passed';
  } catch (error) {
    if (error instanceof WireError) return error.outcome.code;
    throw error;
  }
}

describe("AWS's published vectors", () => {
  it.each(suite)('$name', (vector) => {
    expect(verify(suiteRequest(vector), 'iam', suiteSecret, SUITE_NOW).signature).toBe(vector.signature);
  });

  it.each(s3)('S3: $name', (vector) => {
    expect(verify(s3Request(vector), 's3', s3Secret, S3_NOW).signature).toBe(vector.signature);
  });

  it('S3: a presigned URL', () => {
    const presigned: WireRequest = {
      method: 'GET',
      path: '/test.txt',
      query:
        'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
      headers: { host: 'examplebucket.s3.amazonaws.com' },
      body: bytes(''),
    };
    const at = (nowMs: number) => tried(() => verify(presigned, 's3', s3Secret, nowMs));
    expect(at(S3_NOW)).toBe('passed');
    expect(at(S3_NOW + 86_400_000)).toBe('passed');
    expect(at(S3_NOW + 86_401_000)).toBe('AccessDenied');
    expect(tried(() => verify({ ...presigned, path: '/other.txt' }, 's3', s3Secret, S3_NOW))).toBe(
      'SignatureDoesNotMatch',
    );
  });

  describe('S3: a body in signed chunks', () => {
    const chunked = (second: string): WireRequest => ({
      method: 'PUT',
      path: '/examplebucket/chunkObject.txt',
      query: '',
      headers: {
        host: 's3.amazonaws.com',
        'x-amz-date': s3Date,
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': '66560',
        'content-length': '66824',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
      },
      body: bytes(
        `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${'a'.repeat(65_536)}\r\n` +
          `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${second}\r\n` +
          '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
      ),
    });

    it('is joined where every chunk is the one that was signed', () => {
      const request = chunked('a'.repeat(1024));
      const joined = unchunk(request, verify(request, 's3', s3Secret, S3_NOW));
      expect(Buffer.from(joined.body).equals(Buffer.alloc(66_560, 'a'))).toBe(true);
      expect(joined.headers['content-encoding']).toBeUndefined();
    });

    it('is refused where a chunk was altered or cut', () => {
      const altered = chunked(`${'a'.repeat(1023)}b`);
      const verified = verify(altered, 's3', s3Secret, S3_NOW);
      expect(tried(() => unchunk(altered, verified))).toBe('SignatureDoesNotMatch');
      const cut = { ...altered, body: altered.body.subarray(0, 66_000) };
      expect(tried(() => unchunk(cut, verified))).toBe('IncompleteBody');
    });
  });
});

describe('an altered request', () => {
  const vector: Vector = suite.find(({ name }) => name === 'post-x-www-form-urlencoded')!;
  const good = suiteRequest(vector);
  const alterations: Readonly<Record<string, WireRequest>> = {
    method: { ...good, method: 'PUT' },
    path: { ...good, path: '/x' },
    query: { ...good, query: 'a=b' },
    host: { ...good, headers: { ...good.headers, host: 'example.amazonaws.org' } },
    'signed header': { ...good, headers: { ...good.headers, 'content-type': 'text/plain' } },
    body: { ...good, body: bytes('Param1=value2') },
    signature: {
      ...good,
      headers: { ...good.headers, authorization: good.headers.authorization!.replace(/.$/, '0') },
    },
  };

  it.each(Object.keys(alterations))('%s fails', (name) => {
    expect(tried(() => verify(good, 'iam', suiteSecret, SUITE_NOW))).toBe('passed');
    expect(tried(() => verify(alterations[name]!, 'iam', suiteSecret, SUITE_NOW))).toBe('SignatureDoesNotMatch');
    expect(tried(() => verify(alterations[name]!, 'kms', suiteSecret, SUITE_NOW))).toBe('InvalidSignatureException');
    expect(tried(() => verify(alterations[name]!, 'ec2', suiteSecret, SUITE_NOW))).toBe('AuthFailure');
  });

  it('with another secret fails', () => {
    expect(tried(() => verify(good, 'iam', `${suiteSecret}x`, SUITE_NOW))).toBe('SignatureDoesNotMatch');
  });

  it('of S3 with another body is told by its digest', () => {
    const put = s3Request(s3.find(({ method }) => method === 'PUT')!);
    expect(tried(() => verify({ ...put, body: bytes('Welcome to Amazon S4.') }, 's3', s3Secret, S3_NOW))).toBe(
      'XAmzContentSHA256Mismatch',
    );
  });
});

describe('time', () => {
  const good = suiteRequest(suite.find(({ name }) => name === 'get-vanilla')!);
  const minutes = (count: number) => SUITE_NOW + count * 60_000;

  it('may differ by five minutes, by fifteen in S3', () => {
    expect(tried(() => verify(good, 'kms', suiteSecret, minutes(5)))).toBe('passed');
    expect(tried(() => verify(good, 'kms', suiteSecret, minutes(6)))).toBe('InvalidSignatureException');
    expect(tried(() => verify(good, 'kms', suiteSecret, minutes(-6)))).toBe('InvalidSignatureException');
    expect(tried(() => verify(good, 'rds', suiteSecret, minutes(6)))).toBe('SignatureDoesNotMatch');
    expect(tried(() => verify(good, 'ec2', suiteSecret, minutes(6)))).toBe('RequestExpired');
    const list = s3Request(s3[3]!);
    expect(tried(() => verify(list, 's3', s3Secret, S3_NOW + 15 * 60_000))).toBe('passed');
    expect(tried(() => verify(list, 's3', s3Secret, S3_NOW + 16 * 60_000))).toBe('RequestTimeTooSkewed');
  });
});
