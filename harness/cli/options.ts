/** Options that several commands share, declared once. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_SEED, readSeed } from '../runner/seed.ts';

function parseSeed(text: string): string {
  const seed = readSeed(text);
  if (seed === undefined) throw new InvalidArgumentError('A seed is hexadecimal digits, such as 7 or a commit hash.');
  return seed;
}

/** Reads a whole number from `least` to `most`. */
export const parseCount =
  (most: number, least = 1) =>
  (text: string): number => {
    const count = Number(text);
    if (!/^\d+$/.test(text) || count < least || count > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return count;
  };

/** `--json` */
export const jsonOption = (): Option => new Option('--json', 'print the result as JSON on standard output');

/** `--seed` */
export const seedOption = (): Option =>
  new Option('--seed <hex>', 'hexadecimal seed; everything drawn follows from it')
    .default(DEFAULT_SEED)
    .argParser(parseSeed);

/** `--runs`; `otherwise` says how many there are without it. */
export const runsOption = (otherwise: string): Option =>
  new Option('--runs <count>', `random runs of each family of invariants (default: ${otherwise})`).argParser(
    parseCount(1_000_000),
  );

/** `--steps` */
export const stepsOption = (): Option =>
  new Option('--steps <count>', 'most calls of a random run').default(60).argParser(parseCount(10_000));

/** `--jobs` */
export const jobsOption = (): Option =>
  new Option('--jobs <count>', 'processes to run families in; the result is the same for any number')
    .default(Math.min(8, availableParallelism()), 'one for each core')
    .argParser(parseCount(64));

/** `--minutes` */
export const minutesOption = (): Option =>
  new Option('--minutes <count>', 'longest time for each endpoint; what is left then is not tried')
    .default(15)
    .argParser(parseCount(1440));
