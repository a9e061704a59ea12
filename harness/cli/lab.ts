/** `keystate lab`: a guided walk-through. */
import { Command, Option } from 'commander';
import type { Language } from '../../scenarios/contract.ts';
import { labs } from '../../scenarios/index.ts';
import { labText } from '../report/lab.ts';
import { playLab, textIn } from '../runner/lab.ts';
import { simulator } from '../targets/simulator.ts';
import { type Io, UsageError } from './io.ts';
import { nearest } from './nearest.ts';
import { jsonOption, seedOption } from './options.ts';

interface LabOptions {
  readonly seed: string;
  readonly lang: Language;
  readonly json?: boolean;
}

/** The command. `finish` takes the exit status. */
export function labCommand(io: Io, finish: (status: number) => void): Command {
  return new Command('lab')
    .summary('play a guided lab, step by step')
    .description('Plays a lab and shows after each step the states of all resources and what CloudTrail recorded.')
    .argument('[name]', `one of ${labs.map(({ id }) => id).join(', ')}; without a name the labs are listed`)
    .addOption(new Option('--lang <language>', 'language of the text').choices(['en', 'fr']).default('en'))
    .addOption(seedOption())
    .addOption(jsonOption())
    .action(async (name: string | undefined, options: LabOptions) =>
      finish(name === undefined ? list(options, io) : await play(name, options, io)),
    );
}

function list({ lang, json }: LabOptions, io: Io): number {
  const known = labs.map(({ id, title }) => ({ lab: id, title: textIn(lang, title) }));
  io.out(
    json
      ? `${JSON.stringify(known, null, 2)}\n`
      : known.map(({ lab, title }) => `${io.colors.bold(lab.padEnd(16))} ${title}\n`).join(''),
  );
  return 0;
}

async function play(name: string, options: LabOptions, io: Io): Promise<number> {
  const lab = labs.find(({ id }) => id === name.replace(/^lab\//, ''));
  if (!lab) {
    const ids = labs.map(({ id }) => id);
    throw new UsageError(`there is no lab "${name}"; the nearest are ${nearest(name, ids).join(', ')}`);
  }
  const played = await playLab(lab, simulator(), options.seed, options.lang);
  io.out(options.json ? `${JSON.stringify(played.lab, null, 2)}\n` : `${labText(played.lab, io.colors)}\n`);
  return played.lab.verdict === 'pass' ? 0 : 1;
}
