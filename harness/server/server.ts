/** The server: AWS's wire protocols over the simulation, on node:http or node:https. */
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { defaultTimings, type Timings } from '../../model/timings.ts';
import type { GenesisOptions } from '../../model/world.ts';
import { awsInNode } from '../crypto/awsInNode.ts';
import type { Auth } from './callers.ts';
import { type Certificate, makeCertificate } from './certificate.ts';
import { Endpoint } from './endpoint.ts';
import { closeServer, listening } from './http.ts';
import { type Clock, Simulation } from './simulation.ts';
import { Worlds } from './worlds.ts';

/** How a server is set up. */
export interface ServerOptions {
  /** Hexadecimal digits. */
  readonly seed: string;
  /** 0: any free port. Default 0. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Default `iam`. */
  readonly auth?: Auth;
  /** Default 1: real time. */
  readonly clock?: Clock;
  /** How long asynchronous changes take, as a part of what they take on AWS. Default 0.02. */
  readonly delays?: number;
  /** HTTPS with a certificate made at start. */
  readonly tls?: boolean;
  /** Refuse SSE-KMS over plain HTTP, as AWS does, even on loopback. */
  readonly strictTransport?: boolean;
  readonly genesis?: GenesisOptions;
  /** Told of defects of keystate itself. */
  readonly onDefect?: (error: unknown) => void;
}

/** A server that runs. */
export interface RunningServer {
  /** `http://127.0.0.1:4566`. */
  readonly url: string;
  /** Of the world that all share who name none. */
  readonly endpoint: Endpoint;
  /** For clients to trust; undefined without TLS. */
  readonly certificate: Certificate | undefined;
  readonly close: () => Promise<void>;
}

/** Delays are scaled to this part, so that `aws ec2 wait` returns within seconds. */
export const DEFAULT_DELAYS = 0.02;

/** What clients wait for; the rest (log files, digests, key caches) keeps AWS's times. */
const SCALED: readonly (keyof Timings)[] = [
  'volumeCreateMs',
  'instanceBootMs',
  'instanceStopMs',
  'volumeAttachMs',
  'volumeDeleteMs',
  'volumeModifyMs',
  'snapshotMs',
  'keyRotationMs',
  'multiRegionMs',
  'keyStoreMs',
  'eventHistoryDelayMs',
];

/** Timings with every delay at a part of AWS's, in the same order. */
export function scaledTimings(factor: number, timings: Timings = defaultTimings): Timings {
  return { ...timings, ...Object.fromEntries(SCALED.map((name) => [name, Math.ceil(timings[name] * factor)])) };
}

/** Starts a server; it listens when the promise is kept. Rejects where it cannot (the port is taken). */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1' } = options;
  const worlds = new Worlds(() => newEndpoint(options));
  const certificate = options.tls ? makeCertificate(Date.now()) : undefined;
  const server = listening(worlds, certificate, options.strictTransport ?? false);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${certificate ? 'https' : 'http'}://${shownHost}:${port}`,
    endpoint: worlds.shared,
    certificate,
    close: () => closeServer(server),
  };
}

/** A world that begins now, and who answers for it. */
function newEndpoint({ seed, auth = 'iam', clock = 1, delays = DEFAULT_DELAYS, ...options }: ServerOptions): Endpoint {
  const simulation = new Simulation({
    seed,
    clock,
    monotonicMs: () => performance.now(),
    rules: awsInNode,
    genesis: {
      timings: scaledTimings(delays),
      ...(clock === 'virtual' ? {} : { startMs: Date.now() }),
      ...options.genesis,
    },
  });
  return new Endpoint(simulation, {
    auth,
    clockMs: () => Date.now(),
    onDefect: options.onDefect,
  });
}
