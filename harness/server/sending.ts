/** Answers on their way out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireRequest, WireResponse } from './protocols/message.ts';

/** Sends an answer; throws where it cannot be written. */
export function send(response: ServerResponse, { method }: WireRequest, { status, headers, body }: WireResponse): void {
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

/** Answers before the body has come in full, and closes the connection: the rest of it is none of ours. */
export function hangUp(
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
