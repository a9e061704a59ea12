#!/usr/bin/env node
/** The `keystate` program. */
import { processIo } from './io.ts';
import { main } from './program.ts';

// A reader that has seen enough (`| head`) is no error; a full disk is.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(0);
    if (stream === process.stdout) process.stderr.write(`error: standard output cannot be written: ${code}\n`);
    process.exit(2);
  });
}

process.exitCode = await main(process.argv.slice(2), processIo());
