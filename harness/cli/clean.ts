/** `keystate clean`: what runs left behind at an endpoint or in an account, found by its tag. */
import { Command } from 'commander';
import { REGION } from '../../scenarios/people.ts';
import { cleanUrl } from '../targets/endpoint/endpoint.ts';
import { EngineError } from '../targets/unable.ts';
import { type AwsChoices, awsOptions, cleanedText, openAws } from './aws.ts';
import { type Io, UsageError } from './io.ts';
import { jsonOption } from './options.ts';
import { targetOption } from './target.ts';

interface CleanOptions extends AwsChoices {
  readonly target: string;
  readonly run?: string;
  readonly json?: boolean;
}

/** The command. `finish` takes the exit status. */
export function cleanCommand(io: Io, finish: (status: number) => void): Command {
  const command = new Command('clean')
    .summary('remove what runs left behind at an endpoint or in an AWS account')
    .description(
      'Removes everything that carries the tag "keystate": instances, volumes, snapshots, databases, clusters, buckets ' +
        'with their objects, users; schedules the deletion of keys. Exit status 0: all is gone; 1: something is left.',
    )
    .addOption(targetOption(['aws', 'URL']).makeOptionMandatory())
    .option('--run <id>', 'only what this run made (the value of the tag); default: what any run made');
  for (const option of awsOptions()) command.addOption(option);
  return command.addOption(jsonOption()).action(async (options: CleanOptions) => finish(await cleanUp(options, io)));
}

async function cleanUp(options: CleanOptions, io: Io): Promise<number> {
  const cleaned = options.target === 'aws' ? await cleanAws(options, io) : await cleanEndpoint(options);
  io.out(options.json ? `${JSON.stringify(cleaned, null, 2)}\n` : cleanedText(cleaned));
  return cleaned.left.length + cleaned.unseen.length > 0 ? 1 : 0;
}

async function cleanAws(options: CleanOptions, io: Io) {
  const aws = await openAws(options, io);
  try {
    const which = options.run === undefined ? 'any run' : `run ${options.run}`;
    io.err(`removes what carries the tag of ${which} from account ${aws.identity.account}\n`);
    if (!options.yes) {
      const answer = await io.ask?.(`Type the account id ${aws.identity.account} to go on: `);
      if (answer === undefined) throw new UsageError('nobody can be asked here; confirm by --yes');
      if (answer.trim() !== aws.identity.account) throw new UsageError('not confirmed; nothing was removed');
    }
    return await aws.clean(options.run ?? 'any');
  } finally {
    aws.close();
  }
}

async function cleanEndpoint({ target, run }: CleanOptions) {
  try {
    return await cleanUrl(target, REGION, run);
  } catch (error) {
    if (error instanceof EngineError) throw new UsageError(error.message);
    throw error;
  }
}
