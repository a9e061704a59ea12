/** Bodies of requests, collected within limits. */
import type { IncomingMessage } from 'node:http';

/** A body without bytes. */
export const NOTHING = new Uint8Array();

/** A body as a plain Uint8Array: the model knows no Buffer. */
export const plain = (body: Buffer): Uint8Array => new Uint8Array(body.buffer, body.byteOffset, body.length);

/** From here on a body is read into one piece of memory of its declared length. */
const LARGE_BYTES = 1024 ** 2;

/** Collects a body; gives undefined as soon as it is too large. A client that goes away is heard of no more. */
export function collect(incoming: IncomingMessage, max: number, done: (body: Uint8Array | undefined) => void): void {
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
