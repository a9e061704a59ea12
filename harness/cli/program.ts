/** The command line: which commands there are, and how mistakes are told. */
import { Command } from 'commander';
import { VERSION } from '../runner/version.ts';
import { type Io, UsageError } from './io.ts';
import { nearest } from './nearest.ts';
import { speakPlainly, statusOf } from './plainly.ts';

type MakeCommand = (io: Io, finish: (status: number) => void) => Command;

/** The commands in the order of the help. Each brings a good part of keystate with it, and is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  lab: async () => (await import('./lab.ts')).labCommand,
  run: async () => (await import('./run.ts')).runCommand,
  explore: async () => (await import('./explore.ts')).exploreCommand,
  conform: async () => (await import('./conform.ts')).conformCommand,
  impact: async () => (await import('./impact.ts')).impactCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  teach: async () => (await import('./teach.ts')).teachCommand,
  diagram: async () => (await import('./diagram.ts')).diagramCommand,
  clean: async () => (await import('./clean.ts')).cleanCommand,
};

/** Runs a command line (without node and script) and gives the exit status: 0 good, 1 a verdict failed, 2 usage. */
export async function main(words: readonly string[], io: Io): Promise<number> {
  let status = 0;
  const finish = (given: number) => {
    status = given;
  };
  const program = programOf(io, await commandsFor(words, io, finish));
  return statusOf(io, async () => {
    await program.parseAsync([...words], { from: 'user' });
    return status;
  });
}

/** The command that is asked for; all of them for help, for the version and for what is no command. */
async function commandsFor(words: readonly string[], io: Io, finish: (status: number) => void): Promise<Command[]> {
  const [first = ''] = words;
  const names = Object.hasOwn(COMMANDS, first) ? [first] : Object.keys(COMMANDS);
  const made = await Promise.all(names.map((name) => COMMANDS[name]!()));
  return made.map((make) => make(io, finish));
}

function programOf(io: Io, commands: readonly Command[]): Command {
  const program = new Command('keystate')
    .description(
      'What happens to encrypted data when the state of its AWS KMS key changes: simulated, checked, taught.',
    )
    .version(VERSION)
    .helpCommand(false);
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...program.commands]) speakPlainly(command, io);
  return program.allowExcessArguments(true).action(() => {
    const commands = program.commands.map((command) => command.name());
    const [typed] = program.args;
    if (typed === undefined) throw new UsageError(`say what to do: ${commands.join(', ')}, or --help`);
    const [near] = nearest(typed, commands);
    throw new UsageError(`there is no command "${typed}"; did you mean ${near}? There are ${commands.join(', ')}`);
  });
}
