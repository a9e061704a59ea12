/**
 * `npm run conformance`: starts keystate's own server and each peer, tries everything on each, and writes `conformance.md`.
 * Results are kept in a directory, so that one endpoint can be tried again alone: name those to try; default: all, and
 * with `--write` none: the page is only written anew.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { tables } from '../../scenarios/conformance/index.ts';
import { UsageError } from '../cli/io.ts';
import { runProgram } from '../cli/plainly.ts';
import { peers } from '../peers/peers.ts';
import { type RunningPeer, startKeystate, startPeer } from '../peers/start.ts';
import { DEFAULT_SEED } from '../runner/seed.ts';
import { endpoint } from '../targets/endpoint/endpoint.ts';
import { LIMITS } from './limits.ts';
import { conformanceMarkdown, type Measured } from './markdown.ts';
import { conformanceReport } from './report.ts';
import type { ConformanceResult } from './results.ts';
import { conform } from './run.ts';

/** Behaviours that the first table shows: what keystate is about, one for each thing that depends on a key. */
const TELLING = [
  'kms/key-states/Decrypt/Disabled/symmetric',
  'kms/key-states/Encrypt/PendingDeletion/symmetric',
  's3/key-states/GetObject/Disabled',
  's3/key-states/PutObject/Disabled',
  's3/key-states/GetObject/PendingDeletion',
  's3/key-states/HeadObject/Disabled',
  's3/key-states/CopyObject-from-it/Disabled',
  'ec2/key-states/StartInstances/Disabled',
  'ec2/key-states/RunInstances/Disabled',
  'ec2/key-states/AttachVolume-to-a-running-instance/Disabled',
  'ec2/key-states/CreateVolume/Disabled',
  'ec2/key-states/CopySnapshot-to-it/Disabled',
  'ec2/key-states/GetSnapshotBlock/Disabled',
  'rds/key-states/CreateDBInstance/Disabled',
  'rds/lost-key/with-backups-is-disabled',
  'redshift/key-states/CreateCluster/Disabled',
];

/** Of each endpoint; some minutes on a quiet machine. */
const MINUTES = 60;

/** A result as it is kept. */
interface Kept {
  readonly measured: Measured;
  readonly result: ConformanceResult;
}

const directory = resolve(process.env.KEYSTATE_CONFORMANCE ?? 'node_modules/.cache/keystate/conformance');
const starters: Readonly<Record<string, () => Promise<RunningPeer>>> = {
  keystate: startKeystate,
  ...Object.fromEntries(peers.map((peer) => [peer.name, () => startPeer(peer)])),
};

async function publish(tried: readonly string[], writesOnly: boolean): Promise<number> {
  mkdirSync(directory, { recursive: true });
  for (const name of tried.length > 0 || writesOnly ? tried : Object.keys(starters)) {
    try {
      await tryOut(name);
    } catch (error) {
      note(`${name} is left out: ${(error as Error).message}`);
    }
  }
  const kept = Object.keys(starters).flatMap((name) => (existsSync(fileOf(name)) ? [read(name)] : []));
  if (kept.length === 0) throw new UsageError('nothing was tried, and nothing is kept');
  const report = conformanceReport(
    tables,
    kept.map(({ result }) => result),
  );
  writeFileSync(
    'conformance.md',
    conformanceMarkdown(
      report,
      kept.map(({ measured }) => measured),
      TELLING,
    ),
  );
  note(`conformance.md: ${kept.map(({ measured }) => measured.name).join(', ')}`);
  return 0;
}

const fileOf = (name: string): string => join(directory, `${name}.json`);
const read = (name: string): Kept => JSON.parse(readFileSync(fileOf(name), 'utf8')) as Kept;
const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function tryOut(name: string): Promise<void> {
  const server = await starters[name]!();
  const beganMs = Date.now();
  try {
    const target = await endpoint({ url: server.url, watch: 'nothing' });
    const limits = { ...LIMITS, wholeMs: MINUTES * 60_000 };
    let tried = 0;
    const progress = (doing: string) => {
      if (tried++ % 20 === 0) note(doing);
    };
    const result = await conform(tables, { target, seed: DEFAULT_SEED, limits, progress });
    target.close();
    const seconds = (Date.now() - beganMs) / 1000;
    const date = new Date().toISOString().slice(0, 10);
    const measured = { name, version: server.version, date, seconds };
    writeFileSync(fileOf(name), JSON.stringify({ measured, result } satisfies Kept));
    note(`${name} ${server.version}: ${JSON.stringify(result.totals)} in ${Math.round(seconds)} s`);
  } finally {
    await server.stop();
  }
}

const program = new Command('conformance')
  .description('Tries everything on keystate and on each peer, and writes conformance.md.')
  .addArgument(
    new Argument('[endpoint...]', 'those to try; default: all, and with --write none').choices(Object.keys(starters)),
  )
  .option('--write', 'only write the page anew, from what is kept');
process.exitCode = await runProgram(program, (tried) =>
  publish(tried as readonly string[], program.opts<{ write?: true }>().write === true),
);
