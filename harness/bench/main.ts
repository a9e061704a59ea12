/**
 * `npm run bench`: what a step costs, what the raw cipher costs, and whether a step costs more where there is more.
 * `--many COUNT` looks at growth to another number of things than 100,000; `--only THINGS` at one scene alone.
 */
import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { parseCount } from '../cli/options.ts';
import { runProgram } from '../cli/plainly.ts';
import { VERSION } from '../runner/version.ts';
import { EXPLORATION, explorationCost } from './exploration.ts';
import { scenes } from './growth.ts';
import { type Growth, growthOf } from './growthOf.ts';
import { lastResult, type Measurement, measure } from './measure.ts';
import { PLAINTEXTS, rawCipher, stepSubjects } from './steps.ts';

const FILE = 'bench.json';
const FEW = 10;

/** A measured ratio (or time) and what the design asks of it. */
interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly atMost: number;
}

const usOf = (measured: readonly Measurement[], name: string): number =>
  measured.find((one) => one.name === name)?.medianUs ?? Number.NaN;

function stepRatios(measured: readonly Measurement[]): readonly Ratio[] {
  const sealing = PLAINTEXTS.flatMap((bytes) =>
    ['Encrypt', 'Decrypt'].map((operation) => ({
      name: `${operation} to the raw cipher, ${bytes} bytes`,
      value: usOf(measured, `${operation}, ${bytes} bytes`) / usOf(measured, rawCipher(bytes).name),
      atMost: 1.5,
    })),
  );
  return [
    { name: 'DescribeKey, µs', value: usOf(measured, 'DescribeKey'), atMost: 10 },
    ...sealing,
    { name: `${EXPLORATION}, µs`, value: usOf(measured, EXPLORATION), atMost: 10 },
  ];
}

const growthRatio =
  (many: number) =>
  ({ things, few, many: measured }: Growth): Ratio => ({
    name: `${few.name} from ${FEW} to ${many} ${things}`,
    value: measured.medianUs / few.medianUs,
    atMost: 1.3,
  });

function print(measured: readonly Measurement[], growth: readonly Growth[], ratios: readonly Ratio[]): void {
  const style = { head: [], border: [] };
  const costs = new Table({ head: ['call', 'median µs'], colAligns: ['left', 'right'], style });
  for (const { name, medianUs } of measured) costs.push([name, medianUs.toFixed(1)]);
  for (const { things, few, many } of growth)
    costs.push([`${few.name}, few and many ${things}`, `${few.medianUs.toFixed(1)}, ${many.medianUs.toFixed(1)}`]);
  const compared = new Table({
    head: ['ratio', 'is', 'at most', ''],
    colAligns: ['left', 'right', 'right', 'left'],
    style,
  });
  for (const { name, value, atMost } of ratios)
    compared.push([name, value.toFixed(2), atMost.toFixed(2), value <= atMost ? 'holds' : 'is above']);
  process.stdout.write(`${costs}\n${compared}\n`);
}

async function bench({ many, only }: { readonly many: number; readonly only?: string }): Promise<void> {
  process.stderr.write('measuring steps and the raw cipher...\n');
  const steps = measure([...stepSubjects(), ...PLAINTEXTS.map(rawCipher)]);
  process.stderr.write('measuring an exploration...\n');
  const measured = [...steps, await explorationCost()];
  const growth: Growth[] = [];
  for (const scene of scenes.filter(({ things }) => only === undefined || only === things)) {
    process.stderr.write(`measuring with ${FEW} and with ${many} ${scene.things}...\n`);
    growth.push(...(await growthOf(scene, FEW, many)));
  }
  const ratios = [...stepRatios(measured), ...growth.map(growthRatio(many))];
  print(measured, growth, ratios);
  const { node } = process.versions;
  writeFileSync(FILE, `${JSON.stringify({ version: VERSION, node, measured, growth, ratios }, null, 2)}\n`);
  process.stderr.write(`written to ${FILE}\n`);
  if (lastResult() === undefined) throw new Error('nothing was measured');
}

const program = new Command('bench')
  .description(
    'Measures what a step costs, what the raw cipher costs, and whether a step costs more where there is more.',
  )
  .addOption(
    new Option('--many <count>', 'look at growth to so many things')
      .default(100_000)
      .argParser(parseCount(10_000_000, FEW)),
  )
  .addOption(
    new Option('--only <things>', 'look at growth of these alone').choices(scenes.map(({ things }) => things)),
  );
process.exitCode = await runProgram(program, async () => {
  await bench(program.opts());
  return 0;
});
