/** SDK v3 clients of all services, made when they are first needed: one for each service, Region, person and transport. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Service } from '../../../model/call.ts';
import { type ServiceSchema, schemasOf } from '../../server/protocols/schema.ts';
import { wireServices } from '../../server/services.ts';
import type { SdkHandler } from '../../simulate/handler.ts';

/** What a request is signed with; `anonymous` requests are not signed. */
export type Credentials =
  | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
  | 'anonymous';

/** Where clients go. */
export interface ClientSettings {
  /** Undefined: AWS itself. */
  readonly url: string | undefined;
  /** Of a self-made certificate; default: the ones that Node trusts. */
  readonly ca?: string;
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
  /** Handles requests that only look; default: like all others. */
  readonly lookingHandler?: SdkHandler;
}

/** A service, ready to be called. */
export interface ServiceClient {
  readonly schema: ServiceSchema;
  readonly module: Readonly<Record<string, unknown>>;
  readonly client: SdkClient;
}

/** The part of an SDK client that is used here; all clients share it. */
export interface SdkClient {
  readonly send: (command: unknown, options?: object) => Promise<Record<string, unknown>>;
}

/** Who calls, from where, over what. */
export interface Way {
  readonly service: Service;
  readonly region: string;
  readonly credentials: Credentials;
  /** Plain HTTP, to AWS itself. */
  readonly insecure?: boolean;
  /** Only looks, and so goes by the handler for looking, where there is one. */
  readonly looks?: boolean;
}

/** So many are kept; where every session signs anew, those of old sessions go. */
const KEPT = 100;

/** Requests that wait for an answer at a time; more would only queue at the other end. */
const CONNECTIONS = 8;

/** All clients of one target; connections are kept alive between calls. */
export class Clients {
  readonly #settings: ClientSettings;
  readonly #made = new Map<string, Promise<ServiceClient>>();
  readonly #agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent };

  constructor(settings: ClientSettings) {
    this.#settings = settings;
    const keep = { keepAlive: true, maxSockets: CONNECTIONS };
    const trust = settings.ca === undefined ? {} : { ca: settings.ca };
    this.#agents = { httpAgent: new HttpAgent(keep), httpsAgent: new HttpsAgent({ ...keep, ...trust }) };
  }

  /** The client of a way. */
  of(way: Way): Promise<ServiceClient> {
    const { credentials } = way;
    const who = credentials === 'anonymous' ? credentials : credentials.accessKeyId;
    const key = `${way.service}|${way.region}|${who}|${way.insecure === true}|${way.looks === true}`;
    let made = this.#made.get(key);
    if (!made) {
      made = this.#make(way);
      this.#made.set(key, made);
      const [oldest] = this.#made.keys();
      if (this.#made.size > KEPT && oldest !== undefined) this.#made.delete(oldest);
    }
    return made;
  }

  /** Whether all of it is for AWS itself. */
  get isAws(): boolean {
    return this.#settings.url === undefined;
  }

  /** Closes all connections. */
  close(): void {
    this.#agents.httpAgent.destroy();
    this.#agents.httpsAgent.destroy();
  }

  async #make(way: Way): Promise<ServiceClient> {
    silenceVersionWarning();
    const module = (await wireServices[way.service].client()) as Readonly<Record<string, unknown>>;
    const Client = clientClass(module);
    const client = new Client(this.#configOf(way));
    return { schema: schemasOf(module), module, client };
  }

  #configOf({ service, region, credentials, insecure, looks }: Way): object {
    const { url, timeoutMs, lookingHandler } = this.#settings;
    const overHttp = { ...this.#agents, requestTimeout: timeoutMs, connectionTimeout: timeoutMs };
    const plain = url === undefined && insecure === true;
    return {
      region,
      credentials: credentials === 'anonymous' ? { accessKeyId: '-', secretAccessKey: '-' } : credentials,
      ...(credentials === 'anonymous' ? { signer: { sign: async (request: unknown) => request } } : {}),
      ...(url === undefined ? {} : { endpoint: url, forcePathStyle: true }),
      ...(plain ? { tls: false } : {}),
      // A refusal is an answer: whoever makes the call decides whether it is made again.
      maxAttempts: 1,
      logger: SILENT,
      requestHandler: (looks && lookingHandler) || overHttp,
      // Checksums that nobody asked for would stand in objects and records.
      ...(service === 's3'
        ? { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }
        : {}),
    };
  }
}

const nothing = (): void => {};

/** The SDK has advice for whoever writes such calls by hand; standard error belongs to progress and failures. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

type ClientClass = new (config: object) => SdkClient;

function clientClass(module: Readonly<Record<string, unknown>>): ClientClass {
  const name = Object.keys(module).find((one) => /^[A-Z].*Client$/.test(one) && one !== '__Client');
  return module[name as string] as ClientClass;
}

/** The SDK warns of old versions of Node on standard error, which belongs to progress and failures. */
function silenceVersionWarning(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}
