/** `keystate conform`: what AWS documents and what was recorded of it, tried one by one. */
import { Command } from 'commander';
import { tables } from '../../scenarios/conformance/index.ts';
import { brokenWorlds } from '../../scenarios/index.ts';
import { remembering } from '../conformance/remembering.ts';
import { conform } from '../conformance/run.ts';
import { conformanceText, listText } from '../conformance/text.ts';
import { rulesOf } from '../runner/suite.ts';
import { simulator } from '../targets/simulator.ts';
import type { Io } from './io.ts';
import { brokenOption, brokenWorld, jsonOption, seedOption } from './options.ts';
import { selector } from './select.ts';

interface ConformOptions {
  readonly seed: string;
  readonly json?: boolean;
  readonly list?: boolean;
  readonly broken?: string;
}

/** The command. `finish` takes the exit status. */
export function conformCommand(io: Io, finish: (status: number) => void): Command {
  return new Command('conform')
    .summary('try what AWS documents, and what was recorded of it, one by one')
    .description(
      'Tries every documented or recorded behaviour in a world of its own: the table of key states, recorded answers,\n' +
        'the bounds of every request. Exit status 0: nothing differs; 1: something known to be otherwise does.',
    )
    .argument('[pattern...]', 'behaviours, such as "kms/recorded/*" or "*/Decrypt/Disabled/*"; default: all')
    .option('--list', 'show the behaviours with their grades and sources instead')
    .addOption(seedOption())
    .addOption(brokenOption())
    .addOption(jsonOption())
    .action(async (patterns: string[], options: ConformOptions) => finish(await run(patterns, options, io)));
}

async function run(patterns: readonly string[], options: ConformOptions, io: Io): Promise<number> {
  const behaviours = tables.flatMap((table) => [...table.behaviours()]);
  const wanted = selector(
    patterns,
    behaviours.map(({ id }) => id),
  );
  if (options.list) {
    const chosen = behaviours.filter(({ id }) => wanted(id));
    const listed = chosen.map(({ id, service, behaviour, grade, source }) => ({
      id,
      service,
      behaviour,
      grade,
      source,
    }));
    io.out(options.json ? `${JSON.stringify(listed, null, 2)}\n` : `${listText(chosen, io.colors)}\n`);
    return 0;
  }
  const world = brokenWorld(options.broken);
  const target = remembering(simulator({ rules: rulesOf(brokenWorlds, world?.id) }));
  const result = await conform(tables, { target, seed: options.seed, wanted, progress: io.progress });
  io.out(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${conformanceText(tables, result, io.colors)}\n`);
  return result.totals.fail + result.totals.error > 0 ? 1 : 0;
}
