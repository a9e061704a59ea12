/** What a command talks to: standard output for results, standard error for everything else. */
import { createInterface } from 'node:readline/promises';
import { type Colors, colors } from '../report/style.ts';

/** The streams of a process, or of a test. */
export interface Io {
  /** Results, and nothing else. */
  readonly out: (text: string) => void;
  /** Progress and notes. */
  readonly err: (text: string) => void;
  readonly colors: Colors;
  /** Shows what is being done, on one line that the next one replaces; nothing where nobody watches. */
  readonly progress: (doing: string) => void;
  /** The environment, where credentials may stand. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Asks the person there is; undefined where there is none. */
  readonly ask?: (question: string) => Promise<string | undefined>;
  /** The URL at which AWS itself is reached instead: a stand-in, in tests. */
  readonly standIn?: string;
}

/** A mistake of the user: one clear line, exit status 2. */
export class UsageError extends Error {}

async function askPerson(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

/** The streams of this process. */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  let shown = '';
  const clear = () => {
    if (shown) stderr.write(`\r${' '.repeat(shown.length)}\r`);
    shown = '';
  };
  return {
    out: (text) => {
      clear();
      stdout.write(text);
    },
    err: (text) => {
      clear();
      stderr.write(text);
    },
    env,
    ask: askPerson,
    colors: colors(stdout.isTTY === true && env.NO_COLOR === undefined),
    progress: (doing) => {
      if (!stderr.isTTY || doing === shown) return;
      clear();
      shown = doing.slice(0, (stderr.columns ?? 80) - 1);
      stderr.write(shown);
    },
  };
}
