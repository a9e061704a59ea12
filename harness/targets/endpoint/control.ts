/** Requests beside AWS's: the ways in which servers let themselves be steered. JSON both ways. */
import { Agent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { EngineError } from '../unable.ts';

/** Headers by their names. */
export type Headers = Readonly<Record<string, string>>;

/** An answer. */
export interface ControlAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks one server over one connection that is kept alive. */
export class ControlClient {
  readonly #url: string;
  readonly #agent: Agent;
  readonly #timeoutMs: number;
  readonly #ca: string | undefined;
  readonly #headers: Headers;

  /** `headers` go with every request. */
  constructor(url: string, timeoutMs: number, ca?: string, headers: Headers = {}) {
    this.#headers = headers;
    this.#url = url.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
    this.#ca = ca;
    const keep = { keepAlive: true, maxSockets: 1 };
    this.#agent = url.startsWith('https:') ? new HttpsAgent(keep) : new Agent(keep);
  }

  /** Makes a request; throws EngineError where nobody answers. */
  ask(method: 'GET' | 'POST', path: string, body?: unknown, more: Headers = {}): Promise<ControlAnswer> {
    return this.#ask(method, path, body, more, () => this.#ask(method, path, body, more));
  }

  /** `again` is for a connection that was kept and that the other end had closed meanwhile: nothing was asked yet. */
  #ask(
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    more: Headers,
    again?: () => Promise<ControlAnswer>,
  ): Promise<ControlAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const described =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const headers = { ...this.#headers, ...more, ...described };
    const make = this.#url.startsWith('https:') ? httpsRequest : httpRequest;
    const trust = this.#ca === undefined ? {} : { ca: this.#ca };
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) => {
        const stale = outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        if (stale && again) resolve(again());
        else reject(new EngineError(`${this.#url}${path} does not answer: ${error.code ?? error.message}`));
      };
      const options = { method, headers, agent: this.#agent, timeout: this.#timeoutMs, ...trust };
      const outgoing = make(`${this.#url}${path}`, options, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
        );
        incoming.on('error', fail);
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`nothing came for ${this.#timeoutMs / 1000} seconds`)));
      outgoing.on('error', fail);
      outgoing.end(text);
    });
  }

  /** As `ask`, for requests that must succeed; gives the JSON of the answer. */
  async must(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    more?: Headers,
  ): Promise<Readonly<Record<string, unknown>>> {
    const { status, text } = await this.ask(method, path, body, more);
    try {
      if (status === 200) return JSON.parse(text) as Record<string, unknown>;
    } catch {
      throw new EngineError(`${this.#url}${path} answers no JSON: ${text.slice(0, 100)}`);
    }
    throw new EngineError(`${this.#url}${path} answers HTTP ${status}: ${text.slice(0, 200).trim()}`);
  }

  /** Closes the connection. */
  close(): void {
    this.#agent.destroy();
  }
}
