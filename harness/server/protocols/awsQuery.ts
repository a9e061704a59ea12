/**
 * AWS Query (RDS, Redshift, IAM, STS) and EC2 Query: parameters in, XML out.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
import type { ErrorOutcome } from '../../../model/errors.ts';
import {
  type AnswerContext,
  type Decoded,
  parseQuery,
  textOf,
  WireError,
  type WireRequest,
  type WireResponse,
} from './message.ts';
import { type Protocol, type ProtocolMaker, XML_DECLARATION } from './protocol.ts';
import { queryReader, treeOf } from './queryRead.ts';
import { membersOf, type ServiceSchema } from './schema.ts';
import { element, escapeXml, xmlContent } from './xmlWrite.ts';

/** What differs between the two dialects. */
interface Dialect {
  readonly ec2: boolean;
  readonly encode: (operation: string, content: string, namespace: string, requestId: string) => string;
  readonly encodeError: (error: ErrorOutcome, namespace: string, requestId: string) => string;
}

const document = (body: string): string => XML_DECLARATION + body;

const queryDialect: Dialect = {
  ec2: false,
  encode: (operation, content, namespace, requestId) =>
    element(
      `${operation}Response`,
      element(`${operation}Result`, content) + element('ResponseMetadata', element('RequestId', requestId)),
      ` xmlns="${namespace}"`,
    ),
  encodeError: (error, namespace, requestId) =>
    element(
      'ErrorResponse',
      element('Error', element('Type', error.status < 500 ? 'Sender' : 'Receiver') + errorContent(error)) +
        element('RequestId', requestId),
      ` xmlns="${namespace}"`,
    ),
};

const ec2Dialect: Dialect = {
  ec2: true,
  encode: (operation, content, namespace, requestId) =>
    element(`${operation}Response`, element('requestId', requestId) + content, ` xmlns="${namespace}"`),
  encodeError: (error, _, requestId) =>
    document(
      element('Response', element('Errors', element('Error', errorContent(error))) + element('RequestID', requestId)),
    ),
};

const errorContent = ({ code, message, fields }: ErrorOutcome): string =>
  element('Code', escapeXml(code)) +
  (message === undefined ? '' : element('Message', escapeXml(message))) +
  Object.entries(fields ?? {})
    .map(([name, value]) => element(name, escapeXml(value)))
    .join('');

/** The protocol of RDS, Redshift, IAM and STS. */
export const awsQuery: ProtocolMaker = (schema, settings) =>
  queryProtocol(schema, settings.xmlNamespace!, queryDialect);
/** The protocol of EC2. */
export const ec2Query: ProtocolMaker = (schema, settings) => queryProtocol(schema, settings.xmlNamespace!, ec2Dialect);

function queryProtocol(schema: ServiceSchema, namespace: string, dialect: Dialect): Protocol {
  const reader = queryReader(dialect.ec2);
  return {
    decode: (request) => decode(schema, reader, dialect, request),
    encode(operation, output, answer) {
      const shape = schema.operations.get(operation)!.output;
      const content = membersOf(shape).length === 0 ? '' : xmlContent(shape)(output);
      const text = dialect.encode(operation, content, namespace, answer.requestId);
      return respond(
        200,
        dialect.ec2 ? document(text) : withoutEmptyResult(operation, text, shape.isUnitSchema()),
        answer,
      );
    },
    encodeError: (error, answer) =>
      respond(error.status, dialect.encodeError(error, namespace, answer.requestId), answer),
  };
}

/** Operations without output have no result element. */
const withoutEmptyResult = (operation: string, text: string, unit: boolean): string =>
  unit ? text.replace(`<${operation}Result/>`, '') : text;

function decode(
  schema: ServiceSchema,
  reader: ReturnType<typeof queryReader>,
  dialect: Dialect,
  request: WireRequest,
): Decoded {
  const parameters = parametersOf(request);
  const operation = parameters.find(([name]) => name === 'Action')?.[1];
  if (operation === undefined || operation === '')
    throw new WireError('MissingAction', 'The request must contain the parameter Action');
  const shape = schema.operations.get(operation);
  if (!shape) return { operation, input: {} };
  const tree = treeOf(parameters.filter(([name]) => !OF_THE_PROTOCOL.test(name)));
  const input = membersOf(shape.input).length === 0 ? {} : (reader.read(shape.input)(tree) as Record<string, unknown>);
  if (!dialect.ec2) return { operation, input };
  // EC2 refuses parameters that it does not know; the model says how.
  const known = new Set(membersOf(shape.input).map(([name, member]) => reader.nameOf(name, member)));
  for (const [name, child] of tree.children) if (!known.has(name)) input[name] = child.value ?? '';
  return { operation, input };
}

/** Parameters that belong to the protocol and to signatures in the query string. */
const OF_THE_PROTOCOL =
  /^(Action|Version|X-Amz-.*|AWSAccessKeyId|Signature|SignatureMethod|SignatureVersion|Timestamp|Expires|SecurityToken)$/i;

function parametersOf({ query, body }: WireRequest): [string, string][] {
  const text = textOf(body);
  if (text === undefined) throw new WireError('MalformedQueryString', 'The query string contains a syntax error.', 404);
  return parseQuery(text === '' ? query : query === '' ? text : `${query}&${text}`);
}

function respond(status: number, body: string, { requestId }: AnswerContext): WireResponse {
  return { status, headers: { 'x-amzn-requestid': requestId, 'content-type': 'text/xml;charset=UTF-8' }, body };
}
