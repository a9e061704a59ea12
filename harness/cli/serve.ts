/** `keystate serve`: the simulation behind AWS's wire protocols. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { declarations } from '../../scenarios/people.ts';
import { type Auth, administratorKey } from '../server/callers.ts';
import { DEFAULT_DELAYS, type RunningServer, type ServerOptions, startServer } from '../server/server.ts';
import type { Clock } from '../server/simulation.ts';
import { writeTemporary } from './files.ts';
import { type Io, UsageError } from './io.ts';
import { jsonOption, seedOption } from './options.ts';

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly seed: string;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly delays: number;
  readonly account: string;
  readonly region: string;
  readonly tls?: boolean;
  readonly strictTransport?: boolean;
  readonly people?: boolean;
  readonly json?: boolean;
}

/** The command. `finish` takes the exit status. It ends with SIGINT or SIGTERM. */
export function serveCommand(io: Io, finish: (status: number) => void): Command {
  return new Command('serve')
    .summary('answer the AWS CLI, SDKs and applications over HTTP')
    .description(
      "Serves the simulation over AWS's wire protocols: KMS, S3, EC2, EBS, RDS, Redshift, CloudTrail, IAM, STS. Steered under /_keystate/ (see /_keystate/openapi.json).",
    )
    .addOption(new Option('--port <number>', 'port; 0 takes any').default(4566).argParser(parsePort))
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(seedOption())
    .addOption(
      new Option(
        '--auth <mode>',
        'none: everybody is the administrator; iam: known access keys are their principals, others the administrator; sigv4: signatures are verified',
      )
        .choices(['none', 'iam', 'sigv4'])
        .default('iam'),
    )
    .addOption(
      new Option('--clock <clock>', 'real, virtual (passes only by POST /_keystate/clock) or xN (N times as fast)')
        .default(1, 'real')
        .argParser(parseClock),
    )
    .addOption(
      new Option('--delays <factor>', 'how long volumes, instances... take, as a part of what they take on AWS')
        .default(DEFAULT_DELAYS)
        .argParser(parseFactor),
    )
    .addOption(
      new Option('--account <id>', 'account of the default caller').default('123456789012').argParser(parseAccount),
    )
    .addOption(new Option('--region <name>', 'default Region').default('us-east-1').argParser(parseRegion))
    .option('--tls', 'HTTPS with a certificate made now')
    .option('--strict-transport', 'refuse SSE-KMS over plain HTTP even on loopback, as AWS does')
    .option('--people', "with the users and roles of keystate's own scenarios")
    .addOption(jsonOption())
    .action(async (options: ServeOptions) => {
      await serve(options, io);
      finish(0);
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}

function parseClock(text: string): Clock {
  if (text === 'virtual') return 'virtual';
  if (text === 'real') return 1;
  const factor = /^x(\d+(?:\.\d+)?)$/.exec(text);
  if (!factor || Number(factor[1]) === 0 || Number(factor[1]) > 1_000_000)
    throw new InvalidArgumentError('It must be real, virtual, or a speed such as x60.');
  return Number(factor[1]);
}

function parseFactor(text: string): number {
  const factor = Number(text);
  if (text.trim() === '' || !(factor >= 0 && factor <= 1000))
    throw new InvalidArgumentError('It must be a number from 0 to 1000, such as 0.02.');
  return factor;
}

function parseAccount(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('An account id has 12 digits.');
  return text;
}

function parseRegion(text: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(text)) throw new InvalidArgumentError('It must be a Region such as eu-west-3.');
  return text;
}

async function serve(options: ServeOptions, io: Io): Promise<void> {
  const server = await start(options, io);
  // Listened for before the greeting: whoever reads it may end the server at once.
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  io.out(options.json ? `${JSON.stringify(describe(server, options))}\n` : greeting(server, options));
  await ended;
  await server.close();
}

async function start(options: ServeOptions, io: Io): Promise<RunningServer> {
  const { account, region, people, json: _, ...rest } = options;
  const settings: ServerOptions = {
    ...rest,
    genesis: { account, region, ...(people ? { principals: declarations } : {}) },
    onDefect: (error) => io.err(`defect of keystate: ${error instanceof Error ? error.stack : String(error)}\n`),
  };
  try {
    return await startServer(settings);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new UsageError(`port ${options.port} of ${options.host} is taken; choose another by --port, or 0 for any`);
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND')
      throw new UsageError(`cannot listen on ${options.host} port ${options.port}: ${code}`);
    throw error;
  }
}

/** What a client must know, as environment variables of the AWS CLI and SDKs. */
function environment(server: RunningServer, { region }: ServeOptions): Record<string, string> {
  const { accessKeyId, secretAccessKey } = administratorKey(server.endpoint.simulation.world);
  return {
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: region,
    ...(server.certificate ? { AWS_CA_BUNDLE: writeTemporary('certificate.pem', server.certificate.cert) } : {}),
  };
}

const describe = (server: RunningServer, options: ServeOptions) => ({
  url: server.url,
  seed: options.seed,
  environment: environment(server, options),
});

function greeting(server: RunningServer, options: ServeOptions): string {
  const lines = Object.entries(environment(server, options)).map(([name, value]) => `export ${name}=${value}\n`);
  return `keystate serves AWS at ${server.url}, seed ${options.seed}, auth ${options.auth}, control at ${server.url}/_keystate/\n${lines.join('')}`;
}
