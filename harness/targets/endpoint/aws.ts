/**
 * AWS itself as a target. Nothing is called before the account is on the list that a person gave; everything that is made
 * carries the tag of the run and goes at its end, also after an interrupt; the number of calls is limited.
 */
import { setTimeout } from 'node:timers/promises';
import { durationMs } from '../../../model/step.ts';
import { ACCOUNT, people, REGION } from '../../../scenarios/people.ts';
import { IMAGE_ID } from '../../../scenarios/vocabulary/places.ts';
import { tellDuration } from '../../runner/explain.ts';
import type { Target } from '../target.ts';
import { EngineError, Unable } from '../unable.ts';
import type { Backend } from './backend.ts';
import { type Cleaned, clean, type Owner } from './clean/clean.ts';
import { Clients, type Credentials } from './clients.ts';
import { EventHistory, HISTORY_GIVES, type HistorySettings } from './history.ts';
import { Names, type Pair } from './names.ts';
import { AwsPeople, SPREADING_MS } from './people.ts';
import { retryMs } from './retries.ts';
import { send } from './send.ts';
import { EndpointSession } from './session.ts';
import { waitUntil } from './waiting.ts';

/** What a person gave. */
export interface AwsOptions {
  readonly credentials: Exclude<Credentials, 'anonymous'>;
  /** The only accounts that may be called. */
  readonly accounts: readonly string[];
  /** Names the run: value of the tag, part of names. */
  readonly run: string;
  /** Most calls in all. */
  readonly maxCalls: number;
  /** Longest real wait of a scenario; what waits longer is skipped by name. */
  readonly maxWaitMs: number;
  /** Between two looks at things that are on their way. */
  readonly pollMs: number;
  /** How CloudTrail's event history is asked for records. */
  readonly history: Pick<HistorySettings, 'mostMs' | 'pollMs' | 'gapMs'>;
  /** Where AWS is reached instead: a stand-in, in tests. */
  readonly url?: string;
}

/** Who the credentials are, as sts:GetCallerIdentity tells it. */
export interface AwsIdentity {
  readonly account: string;
  readonly arn: string;
}

/** Regions in which random runs may make something. */
const REGIONS = [REGION, 'us-west-2', 'eu-west-1'] as const;
const TIMEOUT_MS = 60_000;

/** An account that is not on the list, or credentials that belong to nobody. */
export class NotAllowed extends Error {}

/** AWS, of which nothing has been asked yet but whose account this is. */
export class Aws {
  readonly identity: AwsIdentity;
  readonly #options: AwsOptions;
  readonly #clients: Clients;
  readonly #history: EventHistory;
  readonly #stopping = new AbortController();
  #calls = 0;
  #sessions = 0;

  private constructor(options: AwsOptions, clients: Clients, identity: AwsIdentity) {
    this.#options = options;
    this.#clients = clients;
    this.identity = identity;
    this.#history = new EventHistory({
      ...options.history,
      ownOnly: true,
      pause: (ms) => this.#pause(ms),
      nowMs: () => Date.now(),
    });
  }

  /** Asks whose the credentials are, and nothing else. Throws NotAllowed unless their account is on the list. */
  static async open(options: AwsOptions): Promise<Aws> {
    const clients = new Clients({ url: options.url, timeoutMs: TIMEOUT_MS });
    const call = {
      service: 'sts',
      operation: 'GetCallerIdentity',
      input: {},
      region: REGION,
      caller: { principal: '' },
    } as const;
    const told = await send(clients, call, { credentials: options.credentials });
    if (!told.ok)
      throw new NotAllowed(`AWS does not take these credentials: ${told.error.code} ${told.error.message ?? ''}`);
    const { Account: account, Arn: arn } = told.output as { Account: string; Arn: string };
    if (options.accounts.includes(account)) return new Aws(options, clients, { account, arn });
    clients.close();
    const allowed = options.accounts.join(', ') || 'none';
    throw new NotAllowed(`these credentials are of account ${account}; allowed by --account: ${allowed}`);
  }

  /** The target. Each session keeps to its own things, and removes them when the next begins. */
  target(): Target {
    return {
      name: `AWS account ${this.identity.account}`,
      gives: HISTORY_GIVES,
      polled: true,
      shrinkPlays: 0,
      begin: async (_seed, { needs = HISTORY_GIVES } = {}) => {
        this.#count();
        if (this.#sessions > 0) await this.clean();
        this.#sessions++;
        // A stand-in knows new users at once.
        const spreadingMs = this.#options.url === undefined ? SPREADING_MS : 0;
        const prefix = `ks${this.#options.run}-${this.#sessions}-`;
        const owned = new AwsPeople(
          this.#owner(REGION),
          this.#options.run,
          prefix,
          this.#options.credentials,
          spreadingMs,
        );
        const isolation = { names: new Names(prefix, await this.#pairs(owned)), run: this.#options.run };
        const backend = this.#backend(owned);
        return new EndpointSession({
          backend,
          clients: this.#clients,
          region: REGION,
          watch: 'everything',
          isolation,
          needs,
        });
      },
    };
  }

  /** From now on every call breaks, with this reason. */
  stop(reason: string): void {
    this.#stopping.abort(reason);
  }

  /** Removes what carries the tag of a run: this one's by default, or `any`. */
  async clean(run: string = this.#options.run): Promise<Cleaned> {
    const { pollMs } = this.#options;
    const settings = { patienceMs: CLEAN_PATIENCE_MS, pollMs, ...(run === 'any' ? {} : { run }) };
    return clean(
      REGIONS.map((region) => this.#owner(region, false)),
      settings,
    );
  }

  /** Closes all connections. */
  close(): void {
    this.#clients.close();
  }

  /** Calls as the person who gave the credentials. Cleaning is neither stopped nor counted. */
  #owner(region: string, counted = true): Owner {
    const { credentials } = this.#options;
    return (service, operation, input) => {
      if (counted) this.#count();
      return send(this.#clients, { service, operation, input, region, caller: { principal: '' } }, { credentials });
    };
  }

  #count(): void {
    const { signal } = this.#stopping;
    if (signal.aborted) throw new EngineError(signal.reason);
    if (++this.#calls > this.#options.maxCalls)
      throw new EngineError(`the limit of ${this.#options.maxCalls} calls is reached; --max-calls sets it`);
  }

  async #pairs(owned: AwsPeople): Promise<readonly Pair[]> {
    const { account, arn } = this.identity;
    return [
      ...owned.pairs(account),
      [people.admin!.caller.principal, arn],
      [IMAGE_ID, await this.#image()],
      [ACCOUNT, account],
    ];
  }

  /** The newest image of Amazon Linux 2023, which the image of the scenarios stands for. */
  async #image(): Promise<string> {
    const told = await this.#owner(REGION)('ec2', 'DescribeImages', {
      Owners: ['amazon'],
      Filters: [
        { Name: 'name', Values: ['al2023-ami-2023.*-x86_64'] },
        { Name: 'state', Values: ['available'] },
      ],
    });
    const images = told.ok ? ((told.output.Images ?? []) as { ImageId: string; CreationDate?: string }[]) : [];
    const [newest] = [...images].sort((a, b) => ((a.CreationDate ?? '') < (b.CreationDate ?? '') ? 1 : -1));
    return newest?.ImageId ?? IMAGE_ID;
  }

  /** Until what is on its way has come to rest; where nothing is, time itself is what is waited for. */
  async #wait(ms: number, settled: () => Promise<boolean>): Promise<void> {
    const { pollMs, url } = this.#options;
    if (!(await settled())) await waitUntil(settled, ms, pollMs);
    else if (url === undefined) await this.#pause(ms);
  }

  /** Lets time pass, unless everything is stopped. */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    await setTimeout(ms, undefined, { signal }).catch(() => {
      throw new EngineError(signal.reason);
    });
  }

  #backend(owned: AwsPeople): Backend {
    const { maxWaitMs, credentials } = this.#options;
    return {
      gives: HISTORY_GIVES,
      history: this.#history,
      begin: async () => Date.now(),
      nowMs: () => Date.now(),
      credentialsOf: async (caller) => {
        this.#count();
        return owned.credentialsOf(caller);
      },
      readersOf: async (account) => {
        this.#count();
        return account === ACCOUNT ? [credentials] : [];
      },
      elapse: async (duration, settled) => {
        const ms = durationMs(duration);
        if (ms > maxWaitMs)
          throw new Unable(`${tellDuration(ms)} cannot be waited for; --max-wait is ${tellDuration(maxWaitMs)}`);
        await this.#wait(ms, settled);
        this.#count();
        return Date.now();
      },
      retryMs,
    };
  }
}

/** Instances take minutes to let go of their volumes. */
const CLEAN_PATIENCE_MS = 300_000;
