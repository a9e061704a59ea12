/**
 * `simulate`: AWS in process, for an application's own tests. SDK v3 clients talk to the model through their own
 * middleware, signatures and retries included; no socket is opened and nothing depends on the time of day.
 *
 * ```ts
 * const aws = simulate({ seed: '7' });
 * const kms = new KMSClient(aws.clientConfig());
 * const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
 * await kms.send(new ScheduleKeyDeletionCommand({ KeyId: KeyMetadata.KeyId, PendingWindowInDays: 7 }));
 * aws.elapse({ days: 8 });
 * await expect(kms.send(new DescribeKeyCommand({ KeyId: KeyMetadata.KeyId }))).rejects.toThrow(); // it is gone
 * ```
 */
import { renderRecord } from '../../model/cloudtrail/record.ts';
import { accessKeyIdOf, secretAccessKeyOf } from '../../model/iam/state.ts';
import type { Rules } from '../../model/rules.ts';
import type { Duration } from '../../model/step.ts';
import type { WorldEvent } from '../../model/transaction.ts';
import type { GenesisOptions, World } from '../../model/world.ts';
import type { TrailRecord } from '../../scenarios/contract.ts';
import { awsInNode } from '../crypto/awsInNode.ts';
import { administratorOf } from '../server/callers.ts';
import { Endpoint } from '../server/endpoint.ts';
import type { Fault } from '../server/faults.ts';
import { Simulation } from '../server/simulation.ts';
import { requestHandler, type SdkHandler } from './handler.ts';

/** How a simulated AWS begins. */
export interface SimulateOptions extends GenesisOptions {
  /** Hexadecimal digits; everything drawn (ids, keys, nonces) follows from it. Default `0`. */
  readonly seed?: string;
  /**
   * So much virtual time passes before every read (`Describe...`, `List...`, `Get...`): SDK waiters that poll then see
   * things get done. Default: time passes only by `elapse`.
   */
  readonly autoElapse?: Duration;
  /** What decides; default: AWS, with Node's own ciphers and digests. A broken world brings its own. */
  readonly rules?: Rules;
}

/** What SDK v3 clients take: `new KMSClient(aws.clientConfig())`. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  // biome-ignore lint/suspicious/noExplicitAny: each client has its own type of handler; this one serves all
  readonly requestHandler: any;
}

/** A simulated AWS, seen by one of its principals. */
export interface SimulatedAws {
  /** Configuration of a client of any service, whose caller is this principal. */
  readonly clientConfig: (options?: { readonly region?: string }) => ClientConfig;
  /** The same AWS, seen by another principal: the ARN of a user, root user or role session. */
  readonly as: (principal: string) => SimulatedAws;
  /** Lets virtual time pass: everything that falls due meanwhile happens. */
  readonly elapse: (duration: Duration) => readonly WorldEvent[];
  /** CloudTrail's records so far, oldest first, data events included. */
  readonly trail: () => readonly TrailRecord[];
  /** The next calls come to these errors. */
  readonly fail: (faults: readonly Fault[]) => void;
  /** The world as it stands: an immutable value that may be kept and compared. */
  readonly world: World;
}

/** Begins a simulated AWS. Two with the same options and calls are the same to the byte. */
export function simulate(options: SimulateOptions = {}): SimulatedAws {
  const { seed = '0', autoElapse, rules = awsInNode, ...genesis } = options;
  const simulation = new Simulation({ seed, genesis, rules, beforeReads: autoElapse });
  const defects: unknown[] = [];
  const endpoint = new Endpoint(simulation, { auth: 'iam', onDefect: (error) => defects.push(error) });
  return viewOf(endpoint, administratorOf(simulation.world));
}

function viewOf(endpoint: Endpoint, principal: string): SimulatedAws {
  const { simulation } = endpoint;
  const handler: SdkHandler = requestHandler(endpoint, principal);
  return {
    clientConfig: ({ region = simulation.world.options.region } = {}) => ({
      region,
      credentials: credentialsOf(principal),
      requestHandler: handler,
    }),
    as: (other) => viewOf(endpoint, other),
    elapse: (duration) => simulation.elapse(duration),
    trail: () => recordsOf(simulation.world),
    fail: (faults) => endpoint.faults.set(faults),
    get world() {
      return simulation.world;
    },
  };
}

/** Credentials whose access key is the principal's own, so that records show it. */
function credentialsOf(principal: string): ClientConfig['credentials'] {
  const session = principal.includes(':assumed-role/');
  const accessKeyId = accessKeyIdOf(session ? 'ASIA' : 'AKIA', principal);
  const secretAccessKey = secretAccessKeyOf(accessKeyId);
  return session ? { accessKeyId, secretAccessKey, sessionToken: 'keystate' } : { accessKeyId, secretAccessKey };
}

const recordsOf = (world: World): readonly TrailRecord[] =>
  [...world.trail.values()].map((entry) => renderRecord(world, entry) as unknown as TrailRecord);
