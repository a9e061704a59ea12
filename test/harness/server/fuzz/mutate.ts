/** Alters requests: a little or beyond recognition, on the level of HTTP, of the protocol, and of bytes. */
import type { WireRequest } from '../../../../harness/server/protocols/message.ts';
import type { Random } from '../../../../model/random.ts';

const pick = <T>(random: Random, items: readonly T[]): T => items[random.below(items.length)]!;

/** Values that break readers. */
const NASTY = [
  '',
  'null',
  '-1',
  '0',
  '1e400',
  '99999999999999999999',
  '9007199254740993',
  'NaN',
  'true',
  '[]',
  '{}',
  '"',
  "'",
  '<a>',
  ']]>',
  '&amp;&bogus;',
  '%',
  '%zz',
  '%00',
  '%ff%fe',
  '\u0000',
  '\n\r\n',
  '\ud800',
  '😀',
  '..',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'a'.repeat(5000),
  '2026-13-45T99:99:99Z',
  'Thu, 99 Foo 2026 00:00:00 GMT',
  '0.1',
  '+1',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'arn:aws:kms:::',
  'arn:aws:kms:us-east-1:123456789012:key/',
  'alias/',
  'bytes=-',
  'bytes=5-1',
  '*',
];

const NASTY_BODIES = [
  '',
  '{',
  '[]',
  '""',
  'null',
  '0',
  '{"__proto__":{"polluted":true}}',
  `${'['.repeat(2000)}${']'.repeat(2000)}`,
  `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
  '<',
  '<a/>',
  '<a></b>',
  '<?xml version="1.0"?>',
  '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  `${'<a>'.repeat(3000)}${'</a>'.repeat(3000)}`,
  '<Tagging><TagSet><Tag/></TagSet></Tagging>',
  '<Delete><Object/></Delete>',
  'Action',
  'Action=',
  'Action=DescribeInstances&Action=RunInstances',
  'Action=DescribeVolumes&Version=2016-11-15&Filter.1.Name.2.Value.3=x&Filter.x=1&Filter.0.Name=a',
  `Action=DescribeVolumes&Version=2016-11-15&${'A.'.repeat(500)}=1`,
  'Action=CreateUser&Version=2010-05-08&UserName.member.1=x&Tags.member=1',
  '5\r\nhello\r\n0\r\n\r\n',
  'ffffffff\r\n',
];

type Mutation = (random: Random, request: WireRequest) => WireRequest;

const utf8 = (text: string) => new TextEncoder().encode(text);

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS', 'get', ''];

const withHeader = (request: WireRequest, name: string, value: string): WireRequest => ({
  ...request,
  headers: { ...request.headers, [name]: value },
});

/** Sets, drops or alters one header. */
const header: Mutation = (random, request) => {
  const names = Object.keys(request.headers);
  const name = pick(random, [
    ...names,
    'content-encoding',
    'x-amz-content-sha256',
    'content-md5',
    'x-amz-target',
    'range',
    'x-amz-copy-source',
    'x-amz-trailer',
    'x-amz-decoded-content-length',
    'x-amz-meta-x',
    'authorization',
    'host',
  ]);
  if (random.below(3) > 0) return withHeader(request, name, pick(random, NASTY));
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers };
};

/** Flips, drops, doubles or inserts bytes. */
const bodyBytes: Mutation = (random, request) => {
  const body = Array.from(request.body.subarray(0, 4096));
  for (let count = random.below(8) + 1; count > 0; count--) {
    const at = random.below(body.length + 1);
    const kind = random.below(3);
    if (kind === 0) body[at] = random.below(256);
    else if (kind === 1) body.splice(at, random.below(16) + 1);
    else body.splice(at, 0, ...utf8(pick(random, NASTY)).subarray(0, 200));
  }
  return { ...request, body: Uint8Array.from(body, (byte) => byte ?? 0) };
};

/** Puts a nasty value in place of one value of the body, whatever its format. */
const bodyValue: Mutation = (random, request) => {
  const text = new TextDecoder().decode(request.body);
  const values = [...text.matchAll(/"[^"]*"|>[^<]*<|=[^&]*|-?\d+|true|false|\[[^\]]*\]|\{[^{}]*\}/g)];
  if (values.length === 0) return { ...request, body: utf8(pick(random, NASTY_BODIES)) };
  const { 0: value, index } = pick(random, values);
  const nasty = pick(random, NASTY);
  const put =
    value[0] === '>'
      ? `>${nasty}<`
      : value[0] === '='
        ? `=${encodeQuietly(nasty)}`
        : pick(random, [nasty, JSON.stringify(nasty), '[{}]', '[null]', '{"a":1}']);
  return { ...request, body: utf8(text.slice(0, index) + put + text.slice(index + value.length)) };
};

function encodeQuietly(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

const body: Mutation = (random, request) => ({ ...request, body: utf8(pick(random, NASTY_BODIES)) });
const cut: Mutation = (random, request) => ({
  ...request,
  body: request.body.subarray(0, random.below(request.body.length + 1)),
});
const method: Mutation = (random, request) => ({ ...request, method: pick(random, methods) });
const path: Mutation = (random, request) => ({
  ...request,
  path: pick(random, [
    `/${pick(random, NASTY)}`,
    `${request.path}/${pick(random, NASTY)}`,
    request.path.slice(random.below(request.path.length)) || '/',
    '//',
    '/%2e%2e/',
    `${request.path}%`,
  ]),
});
const query: Mutation = (random, request) => {
  const subresource = pick(random, [
    'acl',
    'uploads',
    'uploadId=x',
    'tagging',
    'versioning',
    'delete',
    'encryption',
    'partNumber=1',
    'partNumber=x&uploadId=y',
    'list-type=2',
    'max-keys=x',
    'versionId=',
    'attributes',
    'policy',
    'location',
    'encoding-type=url',
    'response-content-type=%0d%0aX:y',
    'continuation-token=%00',
    'Action=ListUsers&Version=2010-05-08',
  ]);
  const mixed = pick(random, [
    subresource,
    `${pick(random, NASTY)}=${pick(random, NASTY)}`,
    `X-Amz-Credential=${pick(random, NASTY)}`,
  ]);
  return { ...request, query: random.below(2) === 0 ? mixed : `${request.query}&${mixed}` };
};

const MUTATIONS: readonly Mutation[] = [
  header,
  header,
  bodyBytes,
  bodyValue,
  bodyValue,
  bodyValue,
  body,
  cut,
  method,
  path,
  query,
  query,
];

/** One to three alterations of a request. */
export function mutate(random: Random, request: WireRequest): WireRequest {
  let mutated = request;
  for (let count = random.below(3) + 1; count > 0; count--) mutated = pick(random, MUTATIONS)(random, mutated);
  return mutated;
}
