/** `keystate teach`: the teaching page. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { builtPage, type ServedPage, servePage } from '../teach/serve.ts';
import { type Io, UsageError } from './io.ts';
import { jsonOption } from './options.ts';

interface TeachOptions {
  readonly port: number;
  readonly host: string;
  readonly json?: boolean;
}

/** The command. `finish` takes the exit status. It ends with SIGINT or SIGTERM. */
export function teachCommand(io: Io, finish: (status: number) => void): Command {
  return new Command('teach')
    .summary('serve the teaching page')
    .description(
      'Serves the teaching page: guided labs, free play, statecharts and CloudTrail, in English and French. The folder it serves also opens from a disk or any web host, without a network.',
    )
    .addOption(portOption())
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(jsonOption())
    .action(async ({ port, host, json }: TeachOptions) => {
      const page = await startTeaching(port, host);
      io.out(json ? `${JSON.stringify({ url: page.url, folder: builtPage() })}\n` : `${page.url}\n`);
      io.err('The page is open until this is stopped.\n');
      await untilStopped();
      await page.close();
      finish(0);
    });
}

/** `--port` of the teaching page. */
export const portOption = (): Option =>
  new Option('--port <number>', 'port of the teaching page; 0 takes any').default(4577).argParser(parsePort);

/** Serves the page, or says what is missing. */
export async function startTeaching(port: number, host?: string): Promise<ServedPage> {
  const folder = builtPage();
  if (folder === undefined)
    throw new UsageError(
      'the teaching page is not built. In a checkout: "npm run build:teach"; a package brings it along, so install that again',
    );
  try {
    return await servePage(folder, port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new UsageError(`port ${port} is taken; choose another with --port, or 0 for any`);
    throw new UsageError(`cannot listen on ${host}:${port}: ${code ?? (error as Error).message}`);
  }
}

/** Waits for the signal to stop. */
export function untilStopped(): Promise<void> {
  return new Promise((stopped) => {
    process.once('SIGINT', () => stopped());
    process.once('SIGTERM', () => stopped());
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}
