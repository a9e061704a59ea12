/** HTTP messages as plain values: what every protocol reads and writes, with or without a socket. */
import type { ErrorOutcome } from '../../../model/errors.ts';

/** Header names in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** A request whose body has arrived in full. */
export interface WireRequest {
  readonly method: string;
  /** As it came, percent-encoded, beginning with a slash. */
  readonly path: string;
  /** As it came, without the question mark. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A response. A text is sent as UTF-8. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array | string;
}

/** A request that cannot be understood: it is answered with AWS's error and never becomes a call. */
export class WireError extends Error {
  readonly outcome: ErrorOutcome;

  constructor(code: string, message?: string, status = 400, fields?: Readonly<Record<string, string>>) {
    super(`${code}: ${message ?? ''}`);
    this.outcome = {
      code,
      status,
      ...(message === undefined ? {} : { message }),
      ...(fields ? { fields } : {}),
    };
  }
}

/** What a request asks for. */
export interface Decoded {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** What an answer needs beside its content. */
export interface AnswerContext {
  /** AWS's request id of the call. */
  readonly requestId: string;
  /** The request that is answered. */
  readonly request: WireRequest;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** The text of UTF-8 bytes, or undefined where they are none. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Percent-decodes; text that is not well encoded stays as it is, as in AWS's front ends. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The parameters of a query string or form, in order. A plus sign is a space. */
export function parseQuery(query: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at);
    const value = at < 0 ? '' : part.slice(at + 1);
    pairs.push([percentDecode(name.replaceAll('+', ' ')), percentDecode(value.replaceAll('+', ' '))]);
  }
  return pairs;
}
