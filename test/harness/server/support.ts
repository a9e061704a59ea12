/** A server for a test, and how clients are pointed at it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { administratorKey } from '../../../harness/server/callers.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../../harness/server/server.ts';

/** A running server with a folder of its own; both go away by `stop`. */
export interface TestServer extends RunningServer {
  readonly folder: string;
  /** The environment of a command-line client. */
  readonly env: NodeJS.ProcessEnv;
  /** Defects of keystate that requests ran into: there should be none. */
  readonly defects: readonly unknown[];
  readonly stop: () => Promise<void>;
}

/** Starts a server on a free port. */
export async function testServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const defects: unknown[] = [];
  const server = await startServer({ seed: '5e4e', ...options, onDefect: (error) => defects.push(error) });
  const folder = mkdtempSync(join(tmpdir(), 'keystate-test-'));
  const bundle = join(folder, 'certificate.pem');
  if (server.certificate) writeFileSync(bundle, server.certificate.cert);
  const { accessKeyId, secretAccessKey } = administratorKey(server.endpoint.simulation.world);
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_PAGER: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(server.certificate ? { AWS_CA_BUNDLE: bundle } : {}),
  };
  const stop = async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  };
  return { ...server, folder, env, defects, stop };
}

/** Configuration of an SDK v3 client, which trusts the server's certificate where it has one. */
export function sdkConfig(server: RunningServer) {
  const ca = server.certificate?.cert;
  return {
    ...(ca === undefined ? {} : { requestHandler: { httpsAgent: new Agent({ ca }) } }),
    region: 'us-east-1',
    endpoint: server.url,
    credentials: administratorKey(server.endpoint.simulation.world),
    maxAttempts: 1,
  };
}

/** What a URL of the server gives: status and text. Trusts the server's certificate. */
export function ask(server: RunningServer, url: string, method = 'GET', body = ''): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const request = server.certificate ? httpsRequest : httpRequest;
    const options = { method, ca: server.certificate?.cert, headers: { 'content-length': Buffer.byteLength(body) } };
    const asked = request(url, options, async (response) => {
      resolve([response.statusCode ?? 0, Buffer.concat(await response.toArray()).toString()]);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const run = promisify(execFile);

/** Runs a program to its end and gives its standard output; a failure shows what it said. */
export async function program(server: TestServer, name: string, ...words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(name, words, { env: server.env, cwd: server.folder, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${name} ${words.join(' ')}\n${stdout}\n${stderr}`);
  }
}

/** The AWS CLI. */
export const awsCli = (server: TestServer, ...words: readonly string[]) => program(server, 'aws', ...words);
