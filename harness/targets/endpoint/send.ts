/** Making one call by the SDK: plain data in, an outcome out. Whatever is no answer of AWS is an EngineError. */
import { STATUS_CODES } from 'node:http';
import type { AnyCall, Outcome } from '../../../model/call.ts';
import { besideHeaders } from '../../server/protocols/besideHeaders.ts';
import { EngineError, Unable, Unsendable } from '../unable.ts';
import type { Clients, Credentials } from './clients.ts';
import { fromSdk, toSdk } from './plain.ts';
import { whyUnsendable } from './sendable.ts';

/** The code of a refusal that is no answer of AWS at all. */
export const NO_ANSWER_OF_AWS = '(none of AWS)';

/** How a call is sent. */
export interface Sending {
  readonly credentials: Credentials;
  /** Headers beside those of the SDK. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly insecure?: boolean;
  /** It only looks. */
  readonly looks?: boolean;
  /** Told AWS's id of the request. */
  readonly heard?: (requestId: string) => void;
}

/** Makes a call. Throws Unable where no client can say it, EngineError where nobody answers. */
export async function send(clients: Clients, call: AnyCall, sending: Sending): Promise<Outcome> {
  const { service, operation, region } = call;
  const { credentials, insecure, looks, headers = {} } = sending;
  const { client, module, schema } = await clients.of({
    service,
    region,
    credentials,
    ...(insecure ? { insecure } : {}),
    ...(looks ? { looks } : {}),
  });
  const shape = schema.operations.get(operation);
  const Command = module[`${operation}Command`] as (new (input: unknown) => SdkCommand) | undefined;
  if (!shape || !Command) throw new Unable(`the SDK has no ${service}:${operation}`);
  const unsendable = whyUnsendable(service, shape, call.input);
  if (unsendable) throw new Unsendable(`no client can send this ${service}:${operation}: ${unsendable}`);
  const commandOf = () => {
    const command = new Command(toSdk(shape.input, call.input));
    const said = { ...headersBeside(operation, call.input), ...headers };
    sayOnly(command, call.input, clients.isAws ? TOKEN : { ...TOKEN, ...SIGNED }, said);
    return command;
  };
  try {
    const output = await client.send(commandOf()).catch((error) => {
      if (!isStale(error as SdkError)) throw error;
      return client.send(commandOf());
    });
    hear(sending, output as SdkAnswer);
    return { ok: true, output: (await fromSdk(output)) as Record<string, unknown>, call: 0 };
  } catch (error) {
    hear(sending, error as SdkAnswer);
    return refusal(error as SdkError, `${service}:${operation}`);
  }
}

/** A connection that was kept and that the other end had closed meanwhile: nothing was answered, so it is opened anew. */
const isStale = ({ code, $metadata }: SdkError): boolean =>
  $metadata?.httpStatusCode === undefined && (code === 'ECONNRESET' || code === 'EPIPE');

interface SdkCommand {
  readonly middlewareStack: { readonly add: (middleware: unknown, options: object) => void };
}

/** A request as the middleware of the SDK holds it; it may be changed until it is signed. */
interface HeldRequest {
  readonly headers: Record<string, string>;
  body?: unknown;
}

/** Parameters that the SDK adds, by the member that would say them: a token, which would make every run different. */
const TOKEN = { ClientToken: /&ClientToken=[0-9a-f-]{36}(?=&|$)/ };
/** For copies between Regions AWS takes a signed URL, which tells when it was signed; nobody else needs it. */
const SIGNED = {
  PresignedUrl: /&PresignedUrl=[^&]*/,
  PreSignedUrl: /&PreSignedUrl=[^&]*/,
  DestinationRegion: /&DestinationRegion=[^&]*/,
};

/** What the SDK has no member for, or makes otherwise than the input says: customers' keys and their digests. */
function headersBeside(operation: string, input: AnyCall['input']): Readonly<Record<string, string>> {
  const beside = { ...besideHeaders[operation], ...(input.SSECustomerKeyMD5 === undefined ? {} : CUSTOMER_KEY) };
  return Object.fromEntries(
    Object.entries(beside).flatMap(([member, header]) =>
      typeof input[member] === 'string' ? [[header, input[member]]] : [],
    ),
  );
}

const CUSTOMER_KEY = {
  SSECustomerKey: 'x-amz-server-side-encryption-customer-key',
  SSECustomerKeyMD5: 'x-amz-server-side-encryption-customer-key-md5',
} as const;

/** Takes away what the SDK adds of its own accord, so that a call comes to what it says, and adds headers. */
function sayOnly(
  command: SdkCommand,
  input: AnyCall['input'],
  additions: Readonly<Record<string, RegExp>>,
  headers: Readonly<Record<string, string>>,
): void {
  const change =
    (next: (args: unknown) => unknown) =>
    (args: { readonly request: HeldRequest }): unknown => {
      const { request } = args;
      for (const [member, parameter] of Object.entries(additions))
        if (input[member] === undefined) removeParameter(request, parameter);
      if (input.Body !== undefined && input.ContentType === undefined) delete request.headers['content-type'];
      Object.assign(request.headers, headers);
      return next(args);
    };
  command.middlewareStack.add(change, { step: 'build', name: 'keystateSayOnly', priority: 'low' });
}

function removeParameter(request: HeldRequest, parameter: RegExp): void {
  if (typeof request.body !== 'string' || !parameter.test(request.body)) return;
  request.body = request.body.replace(parameter, '');
  if (request.headers['content-length'] !== undefined)
    request.headers['content-length'] = String(Buffer.byteLength(request.body as string));
}

/** What stands in every answer, refusals included. */
interface SdkAnswer {
  readonly $metadata?: { readonly requestId?: string; readonly httpStatusCode?: number };
}

function hear({ heard }: Sending, { $metadata }: SdkAnswer): void {
  if ($metadata?.requestId !== undefined) heard?.($metadata.requestId);
}

/** What the SDK throws: a refusal of AWS, or that nothing could be sent or read. */
interface SdkError extends Error, SdkAnswer {
  readonly $fault?: 'client' | 'server';
  readonly Code?: string;
  readonly Error?: { readonly Code?: string };
  readonly code?: string;
}

function refusal(error: SdkError, operation: string): Outcome {
  const status = error.$metadata?.httpStatusCode;
  if (status !== undefined && status >= 400 && error.$fault === undefined) return noAnswerOfAws(status);
  if (status === undefined || error.$fault === undefined) throw brokenBy(error, operation);
  if (status < 300 || error.name === 'SyntaxError')
    throw new EngineError(`${operation}: the answer (HTTP ${status}) cannot be read: ${error.message}`);
  // Answers to HEAD have no body that could say more than the status.
  const named = error.Error?.Code ?? error.Code ?? error.name;
  const code = /^(?:Unknown(?:Error)?|\d{3})$/.test(named) ? genericCode(status) : named;
  const message = error.message === '' || error.message === 'UnknownError' ? undefined : error.message;
  return { ok: false, error: { code, status, ...(message === undefined ? {} : { message }) }, call: 0 };
}

/** What S3 documents of HEAD: a generic code, such as 400 Bad Request or 403 Forbidden. */
const genericCode = (status: number): string => STATUS_CODES[status]?.replaceAll(' ', '') ?? String(status);

/** What an emulator says of an operation that it does not know, or breaks at: a page of its web server. */
const noAnswerOfAws = (status: number): Outcome => ({
  ok: false,
  error: { code: NO_ANSWER_OF_AWS, status, message: `HTTP ${status} with a body that is no answer of AWS` },
  call: 0,
});

function brokenBy(error: SdkError, operation: string): Error {
  const status = error.$metadata?.httpStatusCode;
  const why = [error.code, error.message].filter(Boolean).join(' ') || error.name;
  return new EngineError(
    `${operation}: ${status === undefined ? 'no answer' : `HTTP ${status}, no answer of AWS`}: ${why}`,
  );
}
