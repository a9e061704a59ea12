/**
 * Requests that only look at our own server: those that are made at the same time go there in one request of the control
 * path. Each by itself costs more on its way than its answer does.
 */
import { CONTROL_PREFIX } from '../../server/control.ts';
import { bodyOf, type Enclosed, enclose } from '../../server/enclosed.ts';
import type { WireRequest, WireResponse } from '../../server/protocols/message.ts';
import { handlerOf, type SdkHandler } from '../../simulate/handler.ts';
import { EngineError } from '../unable.ts';
import type { ControlClient } from './control.ts';

type Answer = Enclosed<WireResponse>;

/** One that waits for its answer. */
interface Waiting {
  readonly request: Enclosed<WireRequest>;
  readonly resolve: (answer: WireResponse) => void;
  readonly reject: (error: unknown) => void;
}

/** Who looks does it over TLS, so that no policy refuses it for that. */
const OVER_TLS = { 'x-forwarded-proto': 'https' };
const NOTHING = new Uint8Array();

/** Collects requests and asks them together. Throws EngineError where nobody answers. */
export class Looking {
  /** For SDK clients that only look. */
  readonly handler: SdkHandler = handlerOf((request) => this.#ask(request));
  readonly #control: ControlClient;
  #waiting: Waiting[] = [];

  constructor(control: ControlClient) {
    this.#control = control;
  }

  /** What the control path tells. */
  async told(what: string, query = ''): Promise<string> {
    const path = CONTROL_PREFIX + what;
    const { status, body } = await this.#ask({ method: 'GET', path, query, headers: {}, body: NOTHING });
    const text = new TextDecoder().decode(body as Uint8Array);
    if (status !== 200) throw new EngineError(`${path} answers HTTP ${status}: ${text.slice(0, 200).trim()}`);
    return text;
  }

  #ask(request: WireRequest): Promise<WireResponse> {
    return new Promise((resolve, reject) => {
      // By then all that were begun together have come this far.
      if (this.#waiting.length === 0) setImmediate(() => this.#askAll());
      this.#waiting.push({ request: enclose(request), resolve, reject });
    });
  }

  async #askAll(): Promise<void> {
    const asked = this.#waiting;
    this.#waiting = [];
    try {
      const requests = asked.map(({ request }) => request);
      const { answers } = await this.#control.must('POST', `${CONTROL_PREFIX}peek`, { requests }, OVER_TLS);
      for (const [index, { resolve }] of asked.entries()) resolve(opened((answers as Answer[])[index] as Answer));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}

const opened = ({ status, headers, ...body }: Answer): WireResponse => ({ status, headers, body: bodyOf(body) });
