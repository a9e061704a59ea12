/** The endpoint on a socket: requests collected within limits, responses sent. */
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Connection } from '../../model/call.ts';
import { addressOf } from './addressing.ts';
import { collect, NOTHING, plain } from './bodies.ts';
import type { Certificate } from './certificate.ts';
import { CONTROL_PREFIX, control } from './control.ts';
import type { Arrival, Endpoint } from './endpoint.ts';
import type { WireRequest, WireResponse } from './protocols/message.ts';
import { hangUp, send } from './sending.ts';
import { type Pending, Turns } from './turns.ts';
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
  readonly turns: Turns<WireResponse>;
}

/** An HTTP or HTTPS server in front of worlds; it does not listen yet. */
export function listening(worlds: Worlds, certificate: Certificate | undefined, strictTransport: boolean): Server {
  const shared: Served = {
    endpoint: worlds.shared,
    secure: certificate !== undefined,
    strictTransport,
    turns: new Turns(),
  };
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
 * Most requests are there in full when their head is: one that has no body is answered in this very turn, and so is one
 * whose body came with it, when node:http has read that. Only the others are listened to, which takes longer than to
 * answer them.
 */
function serve(served: Served, incoming: IncomingMessage, response: ServerResponse): void {
  const { expect, 'transfer-encoding': encoding, 'content-length': length = '0' } = incoming.headers;
  if (expect !== undefined || encoding !== undefined) listen(served, incoming, response);
  else if (Number(length) === 0) served.turns.add(new Whole(served, incoming, response, NOTHING));
  else process.nextTick(answerOrListen, served, incoming, response);
}

function answerOrListen(served: Served, incoming: IncomingMessage, response: ServerResponse): void {
  if (incoming.readableLength < Number(incoming.headers['content-length'])) listen(served, incoming, response);
  else served.turns.add(new Whole(served, incoming, response, plain(incoming.read() as Buffer)));
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
    else served.turns.add(new Whole(served, incoming, response, body));
  });
}

const isControl = ({ path }: Head): boolean => path.startsWith(CONTROL_PREFIX);

/** A request that is there in full. */
class Whole implements Pending<WireResponse> {
  readonly #endpoint: Endpoint;
  readonly #request: WireRequest;
  readonly #arrival: Arrival;
  readonly #response: ServerResponse;

  constructor(served: Served, incoming: IncomingMessage, response: ServerResponse, body: Uint8Array) {
    this.#endpoint = served.endpoint;
    this.#request = withBody(headOf(incoming), body);
    this.#arrival = {
      connection: connectionOf(served, incoming),
      peek: incoming.headers[PEEK_HEADER] !== undefined,
    };
    this.#response = response;
  }

  answer(): WireResponse | Promise<WireResponse> {
    const answering = isControl(this.#request) ? control : answerCall;
    return answering(this.#endpoint, this.#request, this.#arrival);
  }

  send(answer: WireResponse): void {
    send(this.#response, this.#request, answer);
  }

  fail(): void {
    this.#response.destroy();
  }
}

const answerCall: typeof control = (endpoint, request, arrival) => endpoint.answer(request, arrival);

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
