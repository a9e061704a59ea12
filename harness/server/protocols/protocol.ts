/** What a protocol does: requests to calls, outcomes to responses. One for each of AWS's protocols; none per service. */
import type { ErrorOutcome } from '../../../model/errors.ts';
import type { AnswerContext, Decoded, WireRequest, WireResponse } from './message.ts';
import type { ServiceSchema } from './schema.ts';

/** What the wire of one service needs beside its schemas. */
export interface WireSettings {
  /** Prefix of x-amz-target (AWS JSON). */
  readonly target?: string;
  /** Namespace of XML answers. */
  readonly xmlNamespace?: string;
}

/** One service on the wire. */
export interface Protocol {
  /** Reads a request; throws a WireError where it is none of the service's. */
  readonly decode: (request: WireRequest) => Decoded;
  readonly encode: (
    operation: string,
    output: Readonly<Record<string, unknown>>,
    answer: AnswerContext,
  ) => WireResponse;
  readonly encodeError: (error: ErrorOutcome, answer: AnswerContext) => WireResponse;
}

/** Makes the protocol of a service. */
export type ProtocolMaker = (schema: ServiceSchema, settings: WireSettings) => Protocol;

/** XML documents begin with this. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
