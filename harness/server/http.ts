/** The endpoint on a socket: requests collected within limits, responses sent. */
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Connection } from '../../model/call.ts';
import { addressOf } from './addressing.ts';
import type { Certificate } from './certificate.ts';
import { CONTROL_PREFIX, control } from './control.ts';
import type { Endpoint } from './endpoint.ts';
import type { WireRequest, WireResponse } from './protocols/message.ts';
import { WORLD_HEADER, type Worlds } from './worlds.ts';

/** Limits: AWS allows 8 KiB of headers in S3; a little more harms nobody. */
const LIMITS = {
  maxHeaderSize: 16_384,
  headersTimeout: 20_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 5000,
  keepAliveTimeout: 65_000,
  noDelay: true,
} as const;
/** Largest body of S3 and EBS here; AWS takes 5 GiB, but nobody should keep that in memory. */
const MAX_DATA_BYTES = 1024 ** 3;
/** A request with this header only looks, see `Arrival.peek`: so a history can be watched without being changed. */
export const PEEK_HEADER = 'x-keystate-peek';
/** Largest body of all other services. */
const MAX_CONTROL_BYTES = 16 * 1024 ** 2;

/** An endpoint as it is served. */
interface Served {
  readonly endpoint: Endpoint;
  readonly secure: boolean;
  readonly strictTransport: boolean;
}

/** An HTTP or HTTPS server in front of worlds; it does not listen yet. */
export function listening(worlds: Worlds, certificate: Certificate | undefined, strictTransport: boolean): Server {
  const shared: Served = { endpoint: worlds.shared, secure: certificate !== undefined, strictTransport };
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const world = request.headers[WORLD_HEADER];
    serve(world === undefined ? shared : { ...shared, endpoint: worlds.of(world) }, request, response);
  };
  const server = certificate
    ? createHttpsServer({ ...LIMITS, ...certificate }, handle)
    : createHttpServer(LIMITS, handle);
  // Without this listener node:http says "100 Continue" to everybody, too large bodies included.
  server.on('checkContinue', handle);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseMalformed(error.code, socket as Socket));
  return server;
}

/** What AWS's front ends say before they know which service is meant: a bare 400 with a word of why. */
const MALFORMED: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'RequestHeaderSectionTooLarge',
  ERR_HTTP_REQUEST_TIMEOUT: 'RequestTimeout',
};

function refuseMalformed(code: string | undefined, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = `${MALFORMED[code ?? ''] ?? 'BadRequest'}\n`;
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}

/** Stops listening and ends what is open. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A request without its body. */
type Head = Omit<WireRequest, 'body'>;

/**
 * Most requests are there in full when their head is: one that has no body is answered at once, one whose body came with
 * it when node:http has read that. Only the others are listened to, which takes longer than to answer them.
 */
function serve(served: Served, incoming: IncomingMessage, response: ServerResponse): void {
  const { expect, 'transfer-encoding': encoding, 'content-length': length = '0' } = incoming.headers;
  if (expect !== undefined || encoding !== undefined) listen(served, incoming, response);
  else if (Number(length) === 0) answer(served, incoming, response, withBody(headOf(incoming), NOTHING));
  else process.nextTick(answerOrListen, served, incoming, response);
}

function answerOrListen(served: Served, incoming: IncomingMessage, response: ServerResponse): void {
  if (incoming.readableLength < Number(incoming.headers['content-length'])) listen(served, incoming, response);
  else answer(served, incoming, response, withBody(headOf(incoming), plain(incoming.read() as Buffer)));
}

/** Answers a request whose body has not come yet, or not all of it. */
function listen(served: Served, incoming: IncomingMessage, response: ServerResponse): void {
  const head = headOf(incoming);
  const mayBeLarge = !isControl(head) && isLarge(incoming) && holdsData(head);
  const maxBytes = mayBeLarge ? MAX_DATA_BYTES : MAX_CONTROL_BYTES;
  const refuse = () => {
    const request = withBody(head, NOTHING);
    served.endpoint.refuseTooLarge(request, maxBytes).then((refusal) => hangUp(incoming, response, request, refusal));
  };
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) {
    refuse();
    return;
  }
  if (/^100-continue$/i.test(incoming.headers.expect ?? '')) response.writeContinue();
  collect(incoming, maxBytes, (body) => {
    if (body === undefined) refuse();
    else answer(served, incoming, response, withBody(head, body));
  });
}

const isControl = ({ path }: Head): boolean => path.startsWith(CONTROL_PREFIX);

function answer(served: Served, incoming: IncomingMessage, response: ServerResponse, request: WireRequest): void {
  const { endpoint } = served;
  const arrival = {
    connection: connectionOf(served, incoming),
    peek: incoming.headers[PEEK_HEADER] !== undefined,
  };
  const answered = isControl(request) ? control(endpoint, request, arrival) : endpoint.answer(request, arrival);
  // Most answers are there already, and every turn of the event loop costs.
  if (answered instanceof Promise)
    answered.then((later) => finish(response, request, later)).catch(() => response.destroy());
  else finish(response, request, answered);
}

const withBody = ({ method, path, query, headers }: Head, body: Uint8Array): WireRequest => ({
  method,
  path,
  query,
  headers,
  body,
});

function headOf({ method = 'GET', url = '/', headers }: IncomingMessage): Head {
  // A proxy's request line has the whole URL.
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*/i, '');
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  return {
    method,
    path: path.startsWith('/') ? path : `/${path}`,
    query: at < 0 ? '' : target.slice(at + 1),
    headers: headers as Record<string, string>,
  };
}

const isLarge = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MAX_CONTROL_BYTES;

/** Whether a request is for a service whose bodies are data: only their bodies may be large. */
function holdsData(head: Head): boolean {
  const { service } = addressOf(withBody(head, NOTHING));
  return service === 's3' || service === 'ebs';
}

const NOTHING = new Uint8Array();

/** A body as a plain Uint8Array: the model knows no Buffer. */
const plain = (body: Buffer): Uint8Array => new Uint8Array(body.buffer, body.byteOffset, body.length);

/** From here on a body is read into one piece of memory of its declared length. */
const LARGE_BYTES = 1024 ** 2;

/** Collects a body; gives undefined as soon as it is too large. A client that goes away is heard of no more. */
function collect(incoming: IncomingMessage, max: number, done: (body: Uint8Array | undefined) => void): void {
  const { headers } = incoming;
  const declared = Number(headers['content-length'] ?? 0);
  if (declared === 0 && headers['transfer-encoding'] === undefined) done(NOTHING);
  else if (declared >= LARGE_BYTES) collectDeclared(incoming, declared, done);
  else collectParts(incoming, max, done);
}

/** Reads a body where it will stay. Memory that no byte has come for yet is promised, not taken. */
function collectDeclared(
  incoming: IncomingMessage,
  length: number,
  done: (body: Uint8Array | undefined) => void,
): void {
  const body = allocated(length);
  if (!body) {
    done(undefined);
    return;
  }
  let size = 0;
  incoming.on('data', (part: Buffer) => {
    part.copy(body, size);
    size += part.length;
  });
  // node:http holds clients to the length that they declare; one that hangs up before comes to no end.
  incoming.on('end', () => {
    if (size === length) done(plain(body));
  });
  incoming.on('error', () => {});
}

function allocated(length: number): Buffer | undefined {
  try {
    return Buffer.allocUnsafeSlow(length);
  } catch {
    return undefined;
  }
}

function collectParts(incoming: IncomingMessage, max: number, done: (body: Uint8Array | undefined) => void): void {
  const parts: Buffer[] = [];
  let size = 0;
  let refused = false;
  incoming.on('data', (part: Buffer) => {
    size += part.length;
    if (size > max && !refused) {
      refused = true;
      parts.length = 0;
      done(undefined);
    }
    if (!refused) parts.push(part);
  });
  incoming.on('end', () => {
    if (refused) return;
    done(plain(parts.length === 1 ? parts[0]! : Buffer.concat(parts, size)));
  });
  incoming.on('error', () => {});
}

/** Answers before the body has come in full, and closes the connection: the rest of it is none of ours. */
function hangUp(
  incoming: IncomingMessage,
  response: ServerResponse,
  request: WireRequest,
  refusal: WireResponse,
): void {
  response.shouldKeepAlive = false;
  send(response, request, refusal);
  incoming.resume();
  response.once('finish', () => setTimeout(() => incoming.socket.destroy(), LINGER_MS).unref());
}

/** How long a client that is still sending may take to read that it is refused. */
const LINGER_MS = 1000;

/** What requests of a socket came over: the same value as long as it is the same, since the trail keeps it. */
const connections = new WeakMap<Socket, Partial<Connection>>();

function connectionOf(served: Served, { socket, headers }: IncomingMessage): Partial<Connection> {
  const userAgent = headers['user-agent'] ?? '-';
  const forwarded = served.endpoint.trustsProxy ? headers['x-forwarded-proto'] : undefined;
  const known = connections.get(socket);
  if (forwarded === undefined && known?.userAgent === userAgent) return known;
  const { secure, strictTransport } = served;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  if (typeof forwarded === 'string')
    return {
      secureTransport: forwarded === 'https',
      sourceIpAddress: String(headers['x-forwarded-for'] ?? address),
      userAgent,
    };
  const connection = {
    secureTransport: secure,
    sourceIpAddress: address,
    userAgent,
    ...(secure || strictTransport || !isLoopback(address) ? {} : { loopback: true }),
  };
  connections.set(socket, connection);
  return connection;
}

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** Sends an answer, or breaks the connection where it cannot be written. */
function finish(response: ServerResponse, request: WireRequest, answered: WireResponse): void {
  try {
    send(response, request, answered);
  } catch {
    response.destroy();
  }
}

function send(response: ServerResponse, { method }: WireRequest, { status, headers, body }: WireResponse): void {
  const bodiless = method === 'HEAD' || status === 204 || status === 304;
  // A list of names and values is written as it stands; an object would be copied to add the length.
  const list: string[] = [];
  for (const name in headers) if (bodiless || name !== 'content-length') list.push(name, headers[name]!);
  if (bodiless) {
    response.writeHead(status, list);
    response.end();
    return;
  }
  // A text goes out in one write with its headers; converted to bytes it would take two.
  list.push('content-length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.length));
  response.writeHead(status, list);
  response.end(body);
}
