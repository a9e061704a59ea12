/**
 * `npm run bench:wire`: calls over loopback HTTP, beside a bare node:http server that answers the same bytes and beside
 * moto where it is installed; then 64 clients at once for a minute (`--soak SECONDS` changes that).
 */
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { parseCount } from '../cli/options.ts';
import { runProgram } from '../cli/plainly.ts';
import { Line, type Load, load, pacedLoad } from './load.ts';
import { type Soak, soak } from './soak.ts';
import { answerName, type BenchServer, startMoto, startOwn, stored } from './wireServers.ts';

const FILE = 'bench-wire.json';
const CONNECTIONS = 8;
const ROUNDS = 7;
const REQUESTS = 2000;
const MOTO_REQUESTS = 300;
/**
 * Requests per second at which processor times are compared. The oftener a server is asked, the more requests it finds
 * each time it wakes up, and the less each of them costs: at full speed the bare server, asked two or three times as often,
 * has that advantage, too.
 */
const PACE = 4000;
const STARTS = 5;
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIABENCH/20260105/us-east-1/SERVICE/aws4_request, SignedHeaders=host, Signature=0';

/** A request, written out. */
interface Case {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly target: string;
  readonly bytes: Buffer;
}

function makeCase(name: string, service: string, method: string, path: string, body: Buffer, target = ''): Case {
  const head = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    `authorization: ${AUTHORIZATION.replace('SERVICE', service)}`,
    'x-amz-date: 20260105T090000Z',
    'x-amz-content-sha256: UNSIGNED-PAYLOAD',
    ...(target ? [`x-amz-target: ${target}`, 'content-type: application/x-amz-json-1.1'] : []),
    `content-length: ${body.length}`,
  ];
  return { name, method, path, target, bytes: Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]) };
}

const kmsCase = (operation: string, input: object): Case =>
  makeCase(operation, 'kms', 'POST', '/', Buffer.from(JSON.stringify(input)), `TrentService.${operation}`);

/** Makes a key, a bucket and an object, and the calls on them. */
async function prepare({ port }: BenchServer): Promise<readonly Case[]> {
  const line = await Line.open(port);
  const made = await line.answer(kmsCase('CreateKey', {}).bytes);
  const { KeyId } = (JSON.parse(made.body.toString()) as { KeyMetadata: { KeyId: string } }).KeyMetadata;
  await line.ask(makeCase('CreateBucket', 's3', 'PUT', '/keystate-bench', Buffer.alloc(0)).bytes);
  const object = '/keystate-bench/object';
  const put = makeCase('PutObject, 1 KiB', 's3', 'PUT', object, Buffer.alloc(1024, 7));
  const cases = [
    kmsCase('DescribeKey', { KeyId }),
    kmsCase('Encrypt', { KeyId, Plaintext: Buffer.alloc(32, 7).toString('base64') }),
    put,
    makeCase('GetObject, 1 KiB', 's3', 'GET', object, Buffer.alloc(0)),
  ];
  await line.ask(put.bytes);
  line.close();
  return cases;
}

/** What keystate answers to each case, for the bare server to repeat. */
async function teach(bare: BenchServer, keystate: BenchServer, cases: readonly Case[]): Promise<void> {
  const line = await Line.open(keystate.port);
  const answers: Record<string, ReturnType<typeof stored>> = {};
  for (const { method, path, target, bytes } of cases)
    answers[answerName(method, path, target)] = stored(await line.answer(bytes));
  line.close();
  await bare.teach(answers);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Median requests per second of one call. */
interface Row {
  readonly name: string;
  readonly keystate: number;
  readonly bare: number;
  /** Undefined where moto is not installed. */
  readonly moto: number | undefined;
  /**
   * Processor time of keystate for one request, and of the bare server, in microseconds: steadier than rates where others
   * use the machine.
   */
  readonly cpuUs: { readonly atFullSpeed: Pair; readonly atTheSamePace: Pair };
}

interface Pair {
  readonly keystate: number;
  readonly bare: number;
}

/** What one server does with one case: medians. */
interface Measures {
  readonly rate: number;
  readonly fullUs: number;
  readonly pacedUs: number;
}

/** Medians of one case, the servers in turns: requests per second, and processor time of one request. */
async function measure(index: number, servers: readonly Measured[]): Promise<Measures[]> {
  const samples = servers.map(() => ({ rates: [] as number[], fullUs: [] as number[], pacedUs: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, { server, cases, requests }] of servers.entries()) {
      const { bytes } = cases[index]!;
      const { rates, fullUs, pacedUs } = samples[at]!;
      const begun = await server.cpuUs();
      rates.push(rateOf(await load(server.port, bytes, CONNECTIONS, requests), server));
      const between = await server.cpuUs();
      fullUs.push((between - begun) / requests);
      if (Number.isNaN(begun)) continue;
      await pacedLoad(server.port, bytes, { connections: CONNECTIONS, requests, perSecond: PACE });
      pacedUs.push(((await server.cpuUs()) - between) / requests);
    }
  return samples.map(({ rates, fullUs, pacedUs }) => ({
    rate: median(rates),
    fullUs: median(fullUs),
    pacedUs: median(pacedUs),
  }));
}

interface Measured {
  readonly server: BenchServer;
  readonly cases: readonly Case[];
  readonly requests: number;
}

/** Our own servers may refuse nothing; a peer that does so now and then is measured all the same. */
function rateOf({ requestsPerSecond, errors }: Load, { name }: BenchServer): number {
  if (errors === 0) return requestsPerSecond;
  const told = `${name} refused ${errors} requests that it should answer`;
  if (name !== 'moto') throw new Error(told);
  process.stderr.write(`${told}\n`);
  return requestsPerSecond;
}

/** Milliseconds from the start of `keystate serve` to its first answer; NaN without a build. */
async function startToFirstAnswer(): Promise<number> {
  const program = fileURLToPath(new URL('../cli/main.js', import.meta.url));
  if (!existsSync(program)) return Number.NaN;
  const started = performance.now();
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve))).toString().split('\n');
  const { url } = JSON.parse(line!) as { url: string };
  const asked = await Line.open(Number(new URL(url).port));
  await asked.ask(kmsCase('ListKeys', {}).bytes);
  const tookMs = performance.now() - started;
  asked.close();
  child.kill();
  return tookMs;
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

const ratioOf = ({ keystate, bare }: Pair): string =>
  `${keystate.toFixed(0)} / ${bare.toFixed(0)} = ${(keystate / bare).toFixed(2)}`;

function print(rows: readonly Row[], firstMs: number, soaked: Soak | undefined): void {
  const table = new Table({
    head: [
      'requests/s',
      'keystate',
      'bare',
      'moto',
      'bare / keystate',
      'keystate / moto',
      'processor µs at full speed',
      `at ${PACE} requests/s`,
    ],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, keystate, bare, moto, cpuUs } of rows)
    table.push([
      name,
      keystate.toFixed(0),
      bare.toFixed(0),
      moto?.toFixed(0) ?? '-',
      (bare / keystate).toFixed(2),
      moto === undefined ? '-' : (keystate / moto).toFixed(1),
      ratioOf(cpuUs.atFullSpeed),
      ratioOf(cpuUs.atTheSamePace),
    ]);
  const first = Number.isNaN(firstMs) ? 'not measured: npm run build first' : `${firstMs.toFixed(0)} ms (at most 500)`;
  process.stdout.write(
    `${table}\nbare / keystate and processor time at the same pace: at most 2; keystate / moto: at least 5\nstart to first answer: ${first}\n`,
  );
  if (!soaked) return;
  const { clients, seconds, requests, errors, trailRecords, heapBytes } = soaked;
  process.stdout.write(
    `${clients} clients for ${seconds} s: ${requests} requests, ${errors} errors (at most 0)\nheap with ${trailRecords} records in the trail, and after each quarter: ${heapBytes.map(mib).join(', ')}\n`,
  );
}

async function bench(seconds: number): Promise<void> {
  process.stderr.write('starting servers...\n');
  const [keystate, bare, moto] = await Promise.all([startOwn('keystate'), startOwn('bare'), startMoto()]);
  const cases = await prepare(keystate);
  await teach(bare, keystate, cases);
  const servers: Measured[] = [
    { server: keystate, cases, requests: REQUESTS },
    { server: bare, cases, requests: REQUESTS },
    ...(moto ? [{ server: moto, cases: await prepare(moto), requests: MOTO_REQUESTS }] : []),
  ];
  const rows: Row[] = [];
  for (const [index, { name }] of cases.entries()) {
    process.stderr.write(`measuring ${name}...\n`);
    const [own, raw, other] = (await measure(index, servers)) as [Measures, Measures, Measures?];
    const cpuUs = {
      atFullSpeed: { keystate: own.fullUs, bare: raw.fullUs },
      atTheSamePace: { keystate: own.pacedUs, bare: raw.pacedUs },
    };
    rows.push({ name, keystate: own.rate, bare: raw.rate, moto: other?.rate, cpuUs });
  }
  moto?.stop();
  bare.stop();
  const starts: number[] = [];
  for (let start = 0; start < STARTS; start++) starts.push(await startToFirstAnswer());
  const firstMs = median(starts);
  if (seconds > 0) process.stderr.write(`64 clients at once for ${seconds} s...\n`);
  const requests = cases.map(({ bytes }) => bytes);
  const soaked = seconds > 0 ? await soak(keystate, requests, seconds) : undefined;
  keystate.stop();
  print(rows, firstMs, soaked);
  const { node } = process.versions;
  writeFileSync(FILE, `${JSON.stringify({ node, rows, firstAnswerMs: firstMs, soak: soaked }, null, 2)}\n`);
  process.stderr.write(`written to ${FILE}\n`);
}

const program = new Command('bench:wire')
  .description('Measures calls over loopback HTTP, beside a bare server that answers the same bytes and beside moto.')
  .addOption(
    new Option('--soak <seconds>', 'how long 64 clients call at once').default(60).argParser(parseCount(86_400, 0)),
  );
process.exitCode = await runProgram(program, async () => {
  await bench(program.opts<{ soak: number }>().soak);
  return 0;
});
