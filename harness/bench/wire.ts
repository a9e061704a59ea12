/**
 * `npm run bench:wire`: calls over loopback HTTP, beside a bare node:http server that answers the same bytes and beside
 * moto where it is installed. `--soak SECONDS` adds 64 clients at once for so long.
 */
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { Line, type Load, load } from './load.ts';
import { answerName, type BenchServer, startMoto, startOwn, stored } from './wireServers.ts';

const FILE = 'bench-wire.json';
const CONNECTIONS = 8;
const ROUNDS = 7;
const REQUESTS = 2000;
const MOTO_REQUESTS = 300;
const SOAK_CLIENTS = 64;
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

interface Row {
  readonly name: string;
  readonly keystate: number;
  readonly bare: number;
  readonly moto: number | undefined;
}

/** Median requests per second of one case, the servers in turns. */
async function measure(index: number, servers: readonly Measured[]): Promise<number[]> {
  const rates = servers.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, { server, cases, requests }] of servers.entries())
      rates[at]!.push(good(await load(server.port, cases[index]!.bytes, CONNECTIONS, requests), server));
  return rates.map(median);
}

interface Measured {
  readonly server: BenchServer;
  readonly cases: readonly Case[];
  readonly requests: number;
}

function good({ requestsPerSecond, errors }: Load, { name }: BenchServer): number {
  if (errors > 0) throw new Error(`${name} refused ${errors} requests that it should answer`);
  return requestsPerSecond;
}

/** Milliseconds from the start of `keystate serve` to its first answer; undefined without a build. */
async function startToFirstAnswer(): Promise<number | undefined> {
  const program = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
  if (!existsSync(program)) return undefined;
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

/** 64 clients at once; errors, and the memory before and after. */
async function soak(server: BenchServer, cases: readonly Case[], seconds: number): Promise<string> {
  const before = await server.memoryBytes();
  const until = performance.now() + seconds * 1000;
  let requests = 0;
  let errors = 0;
  let middle = 0;
  const client = async (number: number) => {
    const line = await Line.open(server.port);
    for (let count = number; performance.now() < until; count++) {
      requests++;
      if ((await line.ask(cases[count % cases.length]!.bytes)) >= 300) errors++;
    }
    line.close();
  };
  const halfway = new Promise<void>((resolve) => setTimeout(resolve, seconds * 500)).then(async () => {
    middle = await server.memoryBytes();
  });
  await Promise.all([halfway, ...Array.from({ length: SOAK_CLIENTS }, (_, number) => client(number))]);
  const after = await server.memoryBytes();
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  return `${SOAK_CLIENTS} clients for ${seconds} s: ${requests} requests, ${errors} errors; memory ${mib(before)} MiB before, ${mib(middle)} halfway, ${mib(after)} after`;
}

function print(rows: readonly Row[], firstMs: number | undefined): void {
  const table = new Table({
    head: ['requests/s', 'keystate', 'bare', 'moto', 'bare / keystate (at most 2)', 'keystate / moto (at least 5)'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, keystate, bare, moto } of rows)
    table.push([
      name,
      keystate.toFixed(0),
      bare.toFixed(0),
      moto?.toFixed(0) ?? '-',
      (bare / keystate).toFixed(2),
      moto === undefined ? '-' : (keystate / moto).toFixed(1),
    ]);
  const first = firstMs === undefined ? 'not measured: npm run build first' : `${firstMs.toFixed(0)} ms (at most 500)`;
  process.stdout.write(`${table}\nstart to first answer: ${first}\n`);
}

async function main(): Promise<void> {
  const at = process.argv.indexOf('--soak');
  const soakSeconds = at < 0 ? 0 : Number(process.argv[at + 1]);
  process.stderr.write('starting servers...\n');
  const [keystate, bare] = await Promise.all([startOwn('keystate'), startOwn('bare')]);
  const moto = await startMoto(keystate.port === 45_679 ? 45_680 : 45_679);
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
    const [own, raw, other] = await measure(index, servers);
    rows.push({ name, keystate: own!, bare: raw!, moto: other });
  }
  moto?.stop();
  bare.stop();
  const firstMs = median(
    [await startToFirstAnswer(), await startToFirstAnswer(), await startToFirstAnswer()].map((ms) => ms ?? Number.NaN),
  );
  print(rows, Number.isNaN(firstMs) ? undefined : firstMs);
  if (soakSeconds > 0) process.stdout.write(`${await soak(keystate, cases, soakSeconds)}\n`);
  keystate.stop();
  writeFileSync(FILE, `${JSON.stringify({ node: process.versions.node, rows, firstAnswerMs: firstMs }, null, 2)}\n`);
}

await main();
