/** A request that the SDK signed passes as it is; with any one byte altered it does not. */
import { KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { WireError, type WireRequest } from '../../../../harness/server/protocols/message.ts';
import type { WireServiceName } from '../../../../harness/server/services.ts';
import { verify } from '../../../../harness/server/signatures/verify.ts';
import { type SdkRequest, wireRequest } from '../../../../harness/simulate/handler.ts';

const ACCESS_KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

/** What a client would send. */
async function signed(send: (config: object) => Promise<unknown>): Promise<WireRequest> {
  let request: WireRequest | undefined;
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (given: SdkRequest) => {
      request = await wireRequest(given);
      throw new Error('seen');
    },
  };
  const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET };
  await send({ region: 'us-east-1', credentials, requestHandler, maxAttempts: 1 }).catch(() => {});
  return request!;
}

const passes = (request: WireRequest, service: WireServiceName): boolean => {
  try {
    verify(request, service, SECRET, Date.now());
    return true;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
};

const flipped = (text: string, at: number): string =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);

/** Every request that differs in one byte of what is signed, and of the signature itself. */
function* altered(request: WireRequest): Generator<[what: string, request: WireRequest]> {
  // Every path begins with a slash: the server writes one before what does not.
  for (const part of ['method', 'path', 'query'] as const)
    for (let at = part === 'path' ? 1 : 0; at < request[part].length; at++)
      yield [`${part} ${at}`, { ...request, [part]: flipped(request[part], at) }];
  const names = /SignedHeaders=([^,]+)/.exec(request.headers.authorization!)![1]!.split(';');
  for (const name of [...names, 'authorization'])
    for (let at = 0; at < request.headers[name]!.length; at++) {
      const value = flipped(request.headers[name]!, at);
      yield [`${name} ${at}`, { ...request, headers: { ...request.headers, [name]: value } }];
    }
  for (let at = 0; at < request.body.length; at++) {
    const body = request.body.slice();
    body[at]! ^= 1;
    yield [`body ${at}`, { ...request, body }];
  }
}

/** Which alterations pass all the same. The access key names the secret, which is given here: it is left out. */
function survivors(request: WireRequest, service: WireServiceName): string[] {
  const keyAt = request.headers.authorization!.indexOf(ACCESS_KEY);
  const ofTheKey = Array.from(ACCESS_KEY, (_, at) => `authorization ${keyAt + at}`);
  const passed = [...altered(request)].filter(([, one]) => passes(one, service)).map(([what]) => what);
  return passed.filter((what) => !ofTheKey.includes(what));
}

describe('any altered byte fails', () => {
  it('of a KMS request', async () => {
    const request = await signed((config) => new KMSClient(config).send(new ListAliasesCommand({ Limit: 5 })));
    expect(passes(request, 'kms')).toBe(true);
    expect(survivors(request, 'kms')).toEqual([]);
  });

  it('of an S3 request', async () => {
    const put = new PutObjectCommand({ Bucket: 'a-bucket', Key: 'a key', Body: 'twelve bytes', Metadata: { a: 'b' } });
    const request = await signed((config) => new S3Client(config).send(put));
    expect(passes(request, 's3')).toBe(true);
    expect(survivors(request, 's3')).toEqual([]);
  });
});
