/** The AWS SDK's own HTTP handler, answered in process: requests never leave the program. */
import { Readable } from 'node:stream';
import type { Endpoint } from '../server/endpoint.ts';
import type { Headers, WireRequest, WireResponse } from '../server/protocols/message.ts';

/** The parts of the SDK's HttpRequest that matter. */
export interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The parts of the SDK's HttpResponse that matter. */
export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** What the SDK asks of a request handler. */
export interface SdkHandler {
  readonly metadata: { readonly handlerProtocol: string };
  readonly handle: (request: SdkRequest, options?: { abortSignal?: AbortLike }) => Promise<{ response: SdkResponse }>;
  readonly destroy: () => void;
  readonly updateHttpClientConfig: (key: never, value: never) => void;
  readonly httpHandlerConfigs: () => Record<string, never>;
}

interface AbortLike {
  readonly aborted: boolean;
}

/** Makes the handler of one caller. */
export const requestHandler = (endpoint: Endpoint, principal: string): SdkHandler =>
  handlerOf((wire, { protocol }) =>
    endpoint.answer(wire, {
      principal,
      connection: {
        secureTransport: protocol !== 'http:',
        userAgent: wire.headers['user-agent'] ?? 'aws-sdk-js',
      },
    }),
  );

/** A handler whose requests are answered by `answer`. */
export function handlerOf(
  answer: (wire: WireRequest, request: SdkRequest) => WireResponse | Promise<WireResponse>,
): SdkHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options) {
      if (options?.abortSignal?.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
      const { status, headers, body } = await answer(await wireRequest(request), request);
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      // The SDK writes into the headers it is given, hence the copy.
      const response = {
        statusCode: status,
        headers: { 'content-length': String(bytes.length), ...headers },
        body: Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false }),
      };
      return { response };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** The request as it would stand on the wire. */
export async function wireRequest(request: SdkRequest): Promise<WireRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  headers.host ??= request.hostname + (request.port === undefined ? '' : `:${request.port}`);
  return {
    method: request.method,
    path: request.path === '' ? '/' : request.path,
    query: queryText(request.query ?? {}),
    headers: headers as Headers,
    body: await bytesOf(request.body),
  };
}

function queryText(query: NonNullable<SdkRequest['query']>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    const encoded = encodeURIComponent(name);
    if (value === null) parts.push(encoded);
    else if (typeof value === 'string') parts.push(`${encoded}=${encodeURIComponent(value)}`);
    else for (const one of value) parts.push(`${encoded}=${encodeURIComponent(one)}`);
  }
  return parts.join('&');
}

/** The bytes of a body of any kind that the SDK accepts. They are copied: the caller may go on using its own. */
async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0));
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  if (typeof Blob !== 'undefined' && body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array | string>)
    parts.push(typeof part === 'string' ? new TextEncoder().encode(part) : part);
  return new Uint8Array(Buffer.concat(parts));
}
