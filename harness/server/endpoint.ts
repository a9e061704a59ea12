/** The endpoint of all services: a request comes in, a response goes out. It knows nothing of sockets. */
import type { AnyCall, Connection } from '../../model/call.ts';
import type { ErrorOutcome } from '../../model/errors.ts';
import { type Address, addressOf } from './addressing.ts';
import { type Auth, authenticate } from './callers.ts';
import { Faults } from './faults.ts';
import { WireError, type WireRequest, type WireResponse } from './protocols/message.ts';
import type { Protocol } from './protocols/protocol.ts';
import { modelService, protocolOf } from './services.ts';
import { isChunked, unchunk } from './signatures/chunked.ts';
import type { Simulation } from './simulation.ts';

/** How an endpoint treats its callers. */
export interface EndpointOptions {
  readonly auth: Auth;
  /** The clock that signatures are held against, in milliseconds since 1970. */
  readonly clockMs?: () => number;
  /** Told of defects of keystate itself; the client gets an InternalFailure. */
  readonly onDefect?: (error: unknown) => void;
}

/** How a request arrived, and whom it is from where that is known without a signature. */
export interface Arrival {
  readonly connection: Partial<Connection>;
  /** Who requests with unknown access keys are from. */
  readonly principal?: string;
  /** The request only looks: it is answered as if it were made, and leaves no trace. */
  readonly peek?: boolean;
}

/** Answers requests by one simulation. */
export class Endpoint {
  readonly simulation: Simulation;
  readonly faults = new Faults();
  /** Whether requests come through a proxy whose X-Forwarded-Proto and X-Forwarded-For tell the truth. */
  trustsProxy = false;
  readonly #options: EndpointOptions;

  constructor(simulation: Simulation, options: EndpointOptions) {
    this.simulation = simulation;
    this.#options = options;
  }

  /** Answers a request: at once, unless it is the first one to its service. Never throws. */
  answer(request: WireRequest, arrival: Arrival): WireResponse | Promise<WireResponse> {
    const address = addressOf(request);
    const protocol = protocolOf(address.service);
    if (protocol instanceof Promise) return protocol.then((loaded) => this.#answer(loaded, address, request, arrival));
    return this.#answer(protocol, address, request, arrival);
  }

  #answer(protocol: Protocol, address: Address, request: WireRequest, arrival: Arrival): WireResponse {
    try {
      return this.#perform(protocol, address, request, arrival);
    } catch (error) {
      return protocol.encodeError(this.#outcomeOf(error), {
        requestId: this.simulation.unreadRequestId(),
        request,
      });
    }
  }

  /** Refuses a request whose body is larger than `maxBytes`; the body has not been read. */
  async refuseTooLarge(request: WireRequest, maxBytes: number): Promise<WireResponse> {
    const { service } = addressOf(request);
    const protocol = await protocolOf(service);
    const requestId = this.simulation.unreadRequestId();
    return protocol.encodeError(tooLarge(service, maxBytes, request), { requestId, request });
  }

  #perform(protocol: Protocol, address: Address, given: WireRequest, arrival: Arrival): WireResponse {
    const { simulation } = this;
    const { rules, world } = simulation;
    const service = modelService(address.service);
    if (!rules.services[service])
      throw new WireError('NotImplemented', `keystate does not simulate ${address.service}.`, 501);
    const { caller, verified } = authenticate(given, address.service, {
      auth: this.#options.auth,
      world,
      rules,
      clockMs: this.#options.clockMs ?? (() => world.nowMs),
      otherwise: arrival.principal,
    });
    const request = address.service === 's3' && isChunked(given) ? unchunk(given, verified) : given;
    const { operation, input } = protocol.decode(request);
    const fault = arrival.peek ? undefined : this.faults.take(address.service, operation);
    if (fault) return protocol.encodeError(fault, { requestId: simulation.unreadRequestId(), request });
    const call: AnyCall = {
      service,
      operation,
      input,
      caller,
      region: address.region ?? world.options.region,
      connection: arrival.connection,
    };
    const outcome = arrival.peek ? simulation.peek(call) : simulation.call(call);
    const answer = { requestId: simulation.requestIdOf(outcome.call), request };
    return outcome.ok
      ? protocol.encode(operation, outcome.output, answer)
      : protocol.encodeError(outcome.error, answer);
  }

  #outcomeOf(error: unknown): ErrorOutcome {
    if (error instanceof WireError) return error.outcome;
    this.#options.onDefect?.(error);
    return { code: 'InternalFailure', status: 500, message: 'keystate failed; this is a defect of keystate.' };
  }
}

/**
 * S3 says EntityTooLarge and how large was meant (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html); of all
 * others have the common error (https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/common-errors.html). Both documented.
 */
function tooLarge(service: Address['service'], maxBytes: number, { headers }: WireRequest): ErrorOutcome {
  if (service !== 's3')
    return {
      code: 'RequestEntityTooLargeException',
      status: 413,
      message: 'The request entity is too large.',
    };
  const proposed = headers['content-length'];
  return {
    code: 'EntityTooLarge',
    status: 400,
    message: 'Your proposed upload exceeds the maximum allowed size',
    fields: { ...(proposed === undefined ? {} : { ProposedSize: proposed }), MaxSizeAllowed: String(maxBytes) },
  };
}
