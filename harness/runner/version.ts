/** The version of keystate, from its package.json, wherever it is installed. */
import { createRequire } from 'node:module';

/** e.g. `0.1.0`. */
export const VERSION: string = (createRequire(import.meta.url)('keystate/package.json') as { version: string }).version;
