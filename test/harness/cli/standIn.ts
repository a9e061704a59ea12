/** The program with a server standing in for AWS: `standIn.ts URL run lab/data-volume --target aws ...`. */
import { processIo } from '../../../harness/cli/io.ts';
import { main } from '../../../harness/cli/program.ts';

const [standIn = '', ...words] = process.argv.slice(2);
process.exitCode = await main(words, { ...processIo(), standIn });
