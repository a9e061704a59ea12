/** REST-XML as S3 speaks it: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html, with S3's own ways beside it. */
import type { NormalizedSchema } from '@smithy/core/schema';
import type { ErrorOutcome } from '../../../model/errors.ts';
import { hostIdOf } from '../../../model/ids.ts';
import { besideHeaders } from './besideHeaders.ts';
import { bodyMembers, readBindings, writeHeaders } from './bindings.ts';
import { bucketAddress } from './bucketAddress.ts';
import { type AnswerContext, type Decoded, WireError, type WireRequest, type WireResponse } from './message.ts';
import { type Protocol, type ProtocolMaker, XML_DECLARATION } from './protocol.ts';
import { type DocumentFormat, readPayload, writePayload } from './restBody.ts';
import { type Router, routerOf } from './routes.ts';
import { type OperationSchema, type ServiceSchema, traitsOf } from './schema.ts';
import { parseXml, readXml } from './xmlRead.ts';
import { element, escapeXml, xmlContent } from './xmlWrite.ts';

const CONTENT_TYPE = 'application/xml';

const malformed = (): never => {
  throw new WireError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
};

/** The outermost element of a document: the member's own name, else the shape's. */
const rootOf = (schema: NormalizedSchema): string => traitsOf(schema).xmlName ?? schema.getName()!;

function formatOf(namespace: string): DocumentFormat {
  return {
    contentType: CONTENT_TYPE,
    read(schema, text) {
      const parsed = parseXml(text);
      if (parsed?.name !== rootOf(schema)) return malformed();
      return readXml(schema)(parsed.node);
    },
    write(schema, value) {
      const root = rootOf(schema);
      const content = isUnwrapped(schema) ? unwrapped(root, value) : xmlContent(schema)(value);
      return XML_DECLARATION + element(root, content, ` xmlns="${namespace}"`);
    },
  };
}

/** GetBucketLocation's document is its only member itself. */
const isUnwrapped = (schema: NormalizedSchema): boolean => {
  const [only, ...others] = bodyMembers(schema);
  return only !== undefined && others.length === 0 && only[0] === traitsOf(schema).xmlName && !only[1].isListSchema();
};
const unwrapped = (root: string, value: unknown): string =>
  escapeXml(String((value as Readonly<Record<string, unknown>>)[root] ?? ''));

/** The protocol of S3. */
export const restXml: ProtocolMaker = (schema, settings): Protocol => {
  const route = routerOf(schema);
  const format = formatOf(settings.xmlNamespace!);
  const payload = writePayload(format);
  return {
    decode: (request) => decode(route, format, request),
    encode(name, output, answer) {
      const operation = schema.operations.get(name)!;
      const { body, contentType } = payload(operation.output)(output);
      const headers = headersOf(answer);
      if (contentType !== undefined) headers['content-type'] = contentType;
      writeHeaders(operation.output)({ output, headers });
      return { status: statusOf(operation, output), headers, body };
    },
    encodeError: (error, answer) => errorResponse(schema, error, answer),
  };
};

function decode(route: Router, format: DocumentFormat, request: WireRequest): Decoded {
  const { method, query: queryText, headers } = request;
  checkPath(request.path);
  const { bucket, path } = bucketAddress(request);
  const belongs = ({ required }: OperationSchema) => required.has('Bucket') === (bucket !== undefined);
  const routed = route({ method, path, query: queryText, headers }, belongs);
  if (!routed)
    throw new WireError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
      Method: method,
      ResourceType: bucket === undefined ? 'SERVICE' : path === '/' ? 'BUCKET' : 'OBJECT',
    });
  const { operation, labels, query } = routed;
  const named = bucket === undefined ? labels : { ...labels, Bucket: bucket };
  const input = readBindings(operation.input)({ request, labels: named, query });
  readPayload(format, operation.input, request.body, malformed, input);
  for (const [member, header] of Object.entries(besideHeaders[operation.name] ?? {}))
    if (request.headers[header] !== undefined) input[member] = request.headers[header];
  return { operation: operation.name, input };
}

/** A path must be the percent-encoding of UTF-8. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function checkPath(path: string): void {
  if (!path.includes('%')) return;
  try {
    if (encodeURI(decodeURIComponent(path)) !== '') return;
  } catch {
    throw new WireError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

/**
 * Statuses that differ from AWS's published model: a range is 206, and PutBucketPolicy answers 204 (recorded: LocalStack
 * snapshot test_bucket_policy_crud).
 */
function statusOf({ name, http }: OperationSchema, output: Readonly<Record<string, unknown>>): number {
  if (output.ContentRange !== undefined && (name === 'GetObject' || name === 'HeadObject')) return 206;
  return name === 'PutBucketPolicy' ? 204 : http![2];
}

function errorResponse(_: ServiceSchema, error: ErrorOutcome, answer: AnswerContext): WireResponse {
  const { method } = answer.request;
  const { status } = error;
  const headers = headersOf(answer);
  const region = error.fields?.Region;
  if (region !== undefined) headers['x-amz-bucket-region'] = region;
  if (method === 'HEAD' || status === 304) return { status, headers, body: '' };
  const { requestId } = answer;
  const content =
    element('Code', escapeXml(error.code)) +
    (error.message === undefined ? '' : element('Message', escapeXml(error.message))) +
    Object.entries(error.fields ?? {})
      .map(([name, value]) => element(name, escapeXml(value)))
      .join('') +
    element('RequestId', requestId) +
    element('HostId', hostIdOf(requestId));
  headers['content-type'] = CONTENT_TYPE;
  return { status, headers, body: XML_DECLARATION + element('Error', content) };
}

/** The headers that every answer has; the others are added to them. */
const headersOf = ({ requestId }: AnswerContext): Record<string, string> => ({
  'x-amz-request-id': requestId,
  'x-amz-id-2': hostIdOf(requestId),
  server: 'AmazonS3',
});
