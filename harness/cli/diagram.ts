/** `keystate diagram`: lifecycles as Mermaid. */
import { Command } from 'commander';
import { aws } from '../../model/aws.ts';
import { lifecyclesOf, mermaid } from '../report/mermaid.ts';
import { type Io, UsageError } from './io.ts';
import { nearest } from './nearest.ts';
import { jsonOption } from './options.ts';

/** The command. `finish` takes the exit status. */
export function diagramCommand(io: Io, finish: (status: number) => void): Command {
  return new Command('diagram')
    .summary('print lifecycles as Mermaid diagrams')
    .description('Prints the lifecycle of a key, volume, instance... as a Mermaid stateDiagram-v2.')
    .argument(
      '[machine]',
      `one of ${lifecyclesOf(aws)
        .map(({ id }) => id)
        .join(', ')}; default: all`,
    )
    .addOption(jsonOption())
    .action((machine: string | undefined, options: { readonly json?: boolean }) => {
      const chosen = choose(machine);
      const text = chosen.map((lifecycle) => (machine ? '' : `%% ${lifecycle.id}\n`) + mermaid(lifecycle)).join('\n\n');
      io.out(options.json ? `${JSON.stringify(machine ? chosen[0] : chosen, null, 2)}\n` : `${text}\n`);
      finish(0);
    });
}

function choose(machine: string | undefined) {
  const all = lifecyclesOf(aws);
  if (machine === undefined) return all;
  const found = all.filter(({ id }) => id === machine);
  if (found.length > 0) return found;
  const ids = all.map(({ id }) => id);
  throw new UsageError(`there is no machine "${machine}"; the nearest are ${nearest(machine, ids).join(', ')}`);
}
