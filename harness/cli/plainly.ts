/** How every program here takes its words: mistakes are one line and exit status 2, help is there for whoever asks. */
import { type Command, CommanderError } from 'commander';
import { type Io, processIo, UsageError } from './io.ts';

/** Errors are one line; help goes to standard output only when it was asked for. */
export function speakPlainly(command: Command, io: Io): void {
  command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => write(`${text.trim().replaceAll(/\s*\n\s*/g, ' ')}; see --help\n`),
    });
}

/** Does something that may find a mistake of the user, which is told; gives its exit status, or 2. Defects are thrown on. */
export async function statusOf(io: Io, act: () => Promise<number>): Promise<number> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    io.err(`error: ${error.message}\n`);
    return 2;
  }
}

/** Runs a program that is no command of keystate: a bench, the builder of a page. What its action gives is the exit status. */
export function runProgram(
  program: Command,
  act: (...given: unknown[]) => Promise<number>,
  words: readonly string[] = process.argv.slice(2),
  io: Io = processIo(),
): Promise<number> {
  let status = 0;
  speakPlainly(program, io);
  program.action(async (...given: unknown[]) => {
    status = await act(...given);
  });
  return statusOf(io, async () => {
    await program.parseAsync([...words], { from: 'user' });
    return status;
  });
}
