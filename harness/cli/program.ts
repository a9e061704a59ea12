/** The command line: which commands there are, and how mistakes are told. */
import { Command, CommanderError } from 'commander';
import { VERSION } from '../runner/version.ts';
import { cleanCommand } from './clean.ts';
import { conformCommand } from './conform.ts';
import { diagramCommand } from './diagram.ts';
import { impactCommand } from './impact.ts';
import { type Io, UsageError } from './io.ts';
import { labCommand } from './lab.ts';
import { nearest } from './nearest.ts';
import { replayCommand } from './replay.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve.ts';
import { teachCommand } from './teach.ts';

/** Runs a command line (without node and script) and gives the exit status: 0 good, 1 a verdict failed, 2 usage. */
export async function main(words: readonly string[], io: Io): Promise<number> {
  let status = 0;
  const program = programOf(io, (given) => {
    status = given;
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    io.err(`error: ${error.message}\n`);
    return 2;
  }
}

function programOf(io: Io, finish: (status: number) => void): Command {
  const program = new Command('keystate')
    .description(
      'What happens to encrypted data when the state of its AWS KMS key changes: simulated, checked, taught.',
    )
    .version(VERSION)
    .helpCommand(false)
    .addCommand(labCommand(io, finish))
    .addCommand(runCommand(io, finish))
    .addCommand(conformCommand(io, finish))
    .addCommand(impactCommand(io, finish))
    .addCommand(replayCommand(io, finish))
    .addCommand(serveCommand(io, finish))
    .addCommand(teachCommand(io, finish))
    .addCommand(diagramCommand(io, finish))
    .addCommand(cleanCommand(io, finish));
  for (const command of [program, ...program.commands]) speakPlainly(command, io);
  return program.allowExcessArguments(true).action(() => {
    const commands = program.commands.map((command) => command.name());
    const [typed] = program.args;
    if (typed === undefined) throw new UsageError(`say what to do: ${commands.join(', ')}, or --help`);
    const [near] = nearest(typed, commands);
    throw new UsageError(`there is no command "${typed}"; did you mean ${near}? There are ${commands.join(', ')}`);
  });
}

/** Errors are one line; help goes to standard output only when it was asked for. */
function speakPlainly(command: Command, io: Io): void {
  command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => write(`${text.trim().replaceAll(/\s*\n\s*/g, ' ')}; see --help\n`),
    });
}
