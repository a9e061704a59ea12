/** Running the command line in this process and keeping what it says. */
import type { Io } from '../../../harness/cli/io.ts';
import { main } from '../../../harness/cli/program.ts';
import { colors } from '../../../harness/report/style.ts';

/** Runs a command line; its exit status and all that it said. */
export const keystate = (...words: readonly string[]) => keystateWith({}, words);

/** The same with some of its surroundings given: the environment, somebody to ask. */
export async function keystateWith(given: Partial<Io>, words: readonly string[]) {
  const said = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    colors: colors(false),
    progress: () => {},
    ...given,
  };
  return { status: await main(words, io), ...said };
}
