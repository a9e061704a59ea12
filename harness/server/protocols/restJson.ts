/** REST-JSON (EBS direct APIs): https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
import type { ErrorOutcome } from '../../../model/errors.ts';
import { readBindings, writeHeaders } from './bindings.ts';
import { jsonCodec } from './json.ts';
import { type AnswerContext, WireError, type WireResponse } from './message.ts';
import type { ProtocolMaker } from './protocol.ts';
import { type DocumentFormat, readPayload, writePayload } from './restBody.ts';
import { routerOf } from './routes.ts';
import { membersOf, type ServiceSchema } from './schema.ts';

const CONTENT_TYPE = 'application/json';
const codec = jsonCodec({ jsonName: true });

const malformed = (): never => {
  throw new WireError('SerializationException');
};

const format: DocumentFormat = {
  contentType: CONTENT_TYPE,
  read(schema, text) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return malformed();
    }
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return malformed();
    return codec.read(schema)(parsed);
  },
  write: (schema, value) => codec.write(schema)(value),
};
const payload = writePayload(format);

/** The protocol. */
export const restJson: ProtocolMaker = (schema) => {
  const route = routerOf(schema);
  return {
    decode(request) {
      const routed = route(request);
      if (!routed) throw new WireError('UnknownOperationException', undefined, 404);
      const { operation, labels, query } = routed;
      const input = readBindings(operation.input)({ request, labels, query });
      readPayload(format, operation.input, request.body, malformed, input);
      return { operation: operation.name, input };
    },
    encode(name, output, answer) {
      const operation = schema.operations.get(name)!;
      const { body, contentType = CONTENT_TYPE } = payload(operation.output)(output);
      const headers = { 'content-type': contentType };
      writeHeaders(operation.output)({ output, headers });
      return respond(operation.http![2], headers, body, answer);
    },
    encodeError: (error, answer) =>
      respond(
        error.status,
        { 'content-type': CONTENT_TYPE, 'x-amzn-errortype': error.code },
        errorBody(schema, error),
        answer,
      ),
  };
};

function errorBody(schema: ServiceSchema, { code, message, fields }: ErrorOutcome): string {
  const shape = schema.errors.get(code);
  const name = shape && membersOf(shape).some(([member]) => member === 'Message') ? 'Message' : 'message';
  return JSON.stringify({ ...(message === undefined ? {} : { [name]: message }), ...fields });
}

const respond = (
  status: number,
  headers: Record<string, string>,
  body: WireResponse['body'],
  { requestId }: AnswerContext,
): WireResponse => ({ status, headers: { 'x-amzn-requestid': requestId, ...headers }, body });
