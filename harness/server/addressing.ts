/**
 * Which service and Region a request is for. Signed requests say it in their credential scope; others by the host, by
 * x-amz-target or by the API version.
 */
import { parseQuery, textOf, type WireRequest } from './protocols/message.ts';
import { isWireService, type WireServiceName, wireServices } from './services.ts';

/** What a signature's credential scope says: `AKIA.../20260105/us-east-1/kms/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** `20260105`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** The scope of a request's signature, wherever it stands; undefined for requests that are not signed by version 4. */
export function scopeOf({ headers, query }: WireRequest): CredentialScope | undefined {
  const header = headers.authorization;
  if (header !== undefined) return scopeOfHeader(header);
  if (!query.includes('X-Amz-Credential=')) return undefined;
  return readScope(parseQuery(query).find(([name]) => name === 'X-Amz-Credential')?.[1]);
}

let lastHeader = '';
let lastScope: CredentialScope | undefined;

/** As `readScope`, remembered for the last header: it is asked for several times in one request. */
function scopeOfHeader(header: string): CredentialScope | undefined {
  if (header !== lastHeader) {
    lastScope = readScope(/\bCredential=([^,\s]+)/.exec(header)?.[1]);
    lastHeader = header;
  }
  return lastScope;
}

function readScope(text: string | undefined): CredentialScope | undefined {
  const [accessKeyId, date, region, service, end] = text?.split('/') ?? [];
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request') return undefined;
  return { accessKeyId, date, region, service };
}

/** Where a request goes. */
export interface Address {
  readonly service: WireServiceName;
  /** Undefined where the request does not say. */
  readonly region: string | undefined;
}

/** Hosts: `kms.us-east-1.amazonaws.com`, `BUCKET.s3.eu-west-1.amazonaws.com`, `iam.amazonaws.com`, `kms.localhost`. */
const HOST =
  /(?:^|\.)(?<service>[a-z0-9]+)(?:[.-](?<region>[a-z]{2}(?:-[a-z]+)+-\d))?\.(?:amazonaws\.com(?:\.cn)?|localhost|api\.aws)$/;

/** The address of a request. What names no service is for S3, whose requests may be unsigned and name anything. */
export function addressOf(request: WireRequest): Address {
  const scope = scopeOf(request);
  if (scope && isWireService(scope.service)) return { service: scope.service, region: scope.region };
  const host = HOST.exec((request.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''))?.groups;
  const region = scope?.region ?? host?.region;
  if (host?.service !== undefined && isWireService(host.service)) return { service: host.service, region };
  return { service: byTarget(request) ?? byVersion(request) ?? 's3', region };
}

const entries = Object.entries(wireServices) as [WireServiceName, (typeof wireServices)[WireServiceName]][];

function byTarget({ headers }: WireRequest): WireServiceName | undefined {
  const target = headers['x-amz-target'];
  if (target === undefined) return undefined;
  return entries.find(([, service]) => service.target && target.includes(`${service.target}.`))?.[0] ?? 'kms';
}

function byVersion({ headers, query, body }: WireRequest): WireServiceName | undefined {
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? (textOf(body) ?? '') : '';
  const parameters = parseQuery(form === '' ? query : form);
  if (!parameters.some(([name]) => name === 'Action')) return undefined;
  const version = parameters.find(([name]) => name === 'Version')?.[1];
  return entries.find(([, service]) => service.version === version)?.[0];
}
