/**
 * Bodies in chunks (`Content-Encoding: aws-chunked`), with or without signatures and trailing checksums.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html
 */
import { WireError, type WireRequest } from '../protocols/message.ts';
import { EMPTY_SHA256, scopeText, sha256Hex, signatureOf } from './canonical.ts';
import { refuseMismatch } from './refusals.ts';
import type { Verified } from './verify.ts';

/** Whether a request's body comes in chunks. */
export function isChunked({ headers }: WireRequest): boolean {
  if (headers['x-amz-content-sha256']?.startsWith('STREAMING-')) return true;
  const encoding = headers['content-encoding'];
  return encoding !== undefined && /(^|,)\s*aws-chunked\s*(,|$)/.test(encoding);
}

const incomplete = (): never => {
  throw new WireError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
};

/**
 * The request as if its body had come in one piece: chunks joined, trailers among the headers. With `verified`, chunks
 * that should be signed must be.
 */
export function unchunk(request: WireRequest, verified?: Verified): WireRequest {
  const { headers, body } = request;
  const read = readChunks(body);
  const joined = Buffer.concat(read.chunks.map(({ data }) => data));
  const declared = headers['x-amz-decoded-content-length'];
  if (declared !== undefined && Number(declared) !== joined.length) incomplete();
  if (verified && (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD'))
    verifyChunks(read, verified);
  return {
    ...request,
    headers: joinedHeaders(headers, read.trailers, joined.length),
    body: new Uint8Array(joined.buffer, joined.byteOffset, joined.length),
  };
}

function joinedHeaders(
  headers: WireRequest['headers'],
  trailers: readonly (readonly [string, string])[],
  lengthBytes: number,
): Record<string, string> {
  const announced = (headers['x-amz-trailer'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const joined: Record<string, string> = { ...headers, 'content-length': String(lengthBytes) };
  for (const [name, value] of trailers) if (announced.includes(name)) joined[name] = value;
  const encodings = (headers['content-encoding'] ?? '').split(',').map((part) => part.trim());
  const kept = encodings.filter((part) => part !== '' && part !== 'aws-chunked').join(',');
  if (kept === '') delete joined['content-encoding'];
  else joined['content-encoding'] = kept;
  return joined;
}

interface Chunk {
  readonly data: Uint8Array;
  readonly signature: string | undefined;
}

interface Chunks {
  /** The last one is empty. */
  readonly chunks: readonly Chunk[];
  readonly trailers: readonly (readonly [name: string, value: string])[];
  readonly trailerSignature: string | undefined;
}

const MAX_LINE_BYTES = 8192;

function readChunks(body: Uint8Array): Chunks {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  let at = 0;
  const line = (): string => {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0 || end - at > MAX_LINE_BYTES) return incomplete();
    const text = bytes.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  const chunks: Chunk[] = [];
  while (true) {
    const head = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line());
    if (!head) return incomplete();
    const size = Number.parseInt(head[1]!, 16);
    if (at + size > bytes.length) return incomplete();
    chunks.push({ data: bytes.subarray(at, at + size), signature: head[2] });
    at += size;
    if (size === 0) break;
    if (line() !== '') return incomplete();
  }
  return { chunks, ...readTrailers(bytes.toString('latin1', at)) };
}

function readTrailers(text: string): Pick<Chunks, 'trailers' | 'trailerSignature'> {
  const trailers: [string, string][] = [];
  let trailerSignature: string | undefined;
  for (const row of text.split(/\r?\n/)) {
    const at = row.indexOf(':');
    if (at < 0) continue;
    const name = row.slice(0, at).trim().toLowerCase();
    const value = row.slice(at + 1).trim();
    if (name === 'x-amz-trailer-signature') trailerSignature = value;
    else trailers.push([name, value]);
  }
  return { trailers, trailerSignature };
}

/** Each chunk's signature is of its bytes and the signature before it; the first goes on from the request's own. */
function verifyChunks({ chunks, trailers, trailerSignature }: Chunks, verified: Verified): void {
  const { key, scope, amzDate } = verified;
  let previous = verified.signature;
  for (const { data, signature } of chunks) {
    const text = ['AWS4-HMAC-SHA256-PAYLOAD', amzDate, scopeText(scope), previous, EMPTY_SHA256, sha256Hex(data)].join(
      '\n',
    );
    const expected = signatureOf(key, text);
    if (signature !== expected) refuseMismatch('s3');
    previous = expected;
  }
  if (trailers.length === 0) return;
  const content = trailers.map(([name, value]) => `${name}:${value}\n`).join('');
  const text = ['AWS4-HMAC-SHA256-TRAILER', amzDate, scopeText(scope), previous, sha256Hex(content)].join('\n');
  if (trailerSignature !== signatureOf(key, text)) refuseMismatch('s3');
}
