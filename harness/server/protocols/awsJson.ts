/** AWS JSON 1.1 (KMS, CloudTrail): https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
import type { ErrorOutcome } from '../../../model/errors.ts';
import { jsonCodec } from './json.ts';
import { type AnswerContext, textOf, WireError, type WireRequest, type WireResponse } from './message.ts';
import type { ProtocolMaker } from './protocol.ts';
import type { ServiceSchema } from './schema.ts';
import { membersOf } from './schema.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const codec = jsonCodec({ jsonName: false });

/** The protocol. */
export const awsJson: ProtocolMaker = (schema, { target = '' }) => ({
  decode(request) {
    const operation = operationOf(request, target);
    const shape = schema.operations.get(operation);
    const body = parseBody(request);
    // An operation that the service does not have is refused by the model, in the service's words.
    return { operation, input: shape ? (codec.read(shape.input)(body) as Record<string, unknown>) : {} };
  },
  encode(operation, output, answer) {
    const shape = schema.operations.get(operation)!.output;
    if (shape.isUnitSchema() || membersOf(shape).length === 0) return respond(200, '{}', answer, shape.isUnitSchema());
    return respond(200, codec.write(shape)(output), answer);
  },
  encodeError: (error, answer) => respond(error.status, errorBody(schema, error), answer),
});

function operationOf(request: WireRequest, prefix: string): string {
  const target = request.headers['x-amz-target'] ?? '';
  const at = target.lastIndexOf('.');
  // Some clients write a package before the service: com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.
  const from = target.lastIndexOf('.', at - 1) + 1;
  if (request.method !== 'POST' || at - from !== prefix.length || !target.startsWith(prefix, from))
    throw new WireError('UnknownOperationException', undefined, request.method === 'POST' ? 400 : 404);
  return target.slice(at + 1);
}

function parseBody({ body }: WireRequest): Record<string, unknown> {
  const text = textOf(body);
  if (text === undefined || text.trim() === '') throw new WireError('SerializationException');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new WireError('SerializationException');
  }
  if (Array.isArray(parsed)) throw new WireError('SerializationException', 'Start of list found where not expected');
  if (typeof parsed !== 'object' || parsed === null)
    throw new WireError('SerializationException', 'Unexpected value type in payload');
  return parsed as Record<string, unknown>;
}

/** Exceptions have `message` or `Message`, as their schemas say; errors common to all services have `message`. */
function errorBody(schema: ServiceSchema, { code, message, fields }: ErrorOutcome): string {
  const shape = schema.errors.get(code);
  const name = shape && membersOf(shape).some(([member]) => member === 'Message') ? 'Message' : 'message';
  return JSON.stringify({ __type: code, ...(message === undefined ? {} : { [name]: message }), ...fields });
}

function respond(status: number, body: string, { requestId }: AnswerContext, empty = false): WireResponse {
  return {
    status,
    headers: {
      'x-amzn-requestid': requestId,
      'cache-control': 'no-cache, no-store, must-revalidate, private',
      expires: '0',
      pragma: 'no-cache',
      'content-type': CONTENT_TYPE,
    },
    body: empty ? '' : body,
  };
}
