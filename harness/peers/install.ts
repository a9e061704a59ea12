/** Installing a peer: the newest of PyPI, in a virtual environment of its own outside the repository, once. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Peer } from './peers.ts';

const run = promisify(execFile);

/** A peer that is there: the directory of its programs, and its version. */
export interface Installed {
  readonly programs: string;
  readonly version: string;
}

/** Where the environments are. */
const home = (): string => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'keystate', 'peers');

/** The peer, installed where it is missing. Throws an Error that says what to do where it cannot be. */
export async function installed({ name, requirement, distribution, pythonMinor = 0 }: Peer): Promise<Installed> {
  const environment = join(home(), name);
  const programs = join(environment, 'bin');
  const python = join(programs, 'python');
  try {
    if (!existsSync(python)) await run(await interpreter(pythonMinor), ['-m', 'venv', environment]);
    const known = await versionOf(python, distribution);
    if (known !== undefined) return { programs, version: known };
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement]);
    return { programs, version: (await versionOf(python, distribution)) ?? 'unknown' };
  } catch (error) {
    const why = ((error as { stderr?: string }).stderr || (error as Error).message).trim().split('\n').at(-1);
    throw new Error(
      `${name} cannot be installed: ${why}; it needs ${told(pythonMinor)} with venv and PyPI, or remove ${environment}`,
    );
  }
}

/** Newest minor version of Python 3 that is looked for by its own name. */
const NEWEST_MINOR = 14;

const told = (pythonMinor: number): string => (pythonMinor === 0 ? 'python3' : `Python 3.${pythonMinor} or newer`);

/** `python3`, or the first that is new enough by its own name. */
async function interpreter(pythonMinor: number): Promise<string> {
  const named = Array.from({ length: NEWEST_MINOR + 1 - pythonMinor }, (_, at) => `python3.${pythonMinor + at}`);
  for (const candidate of pythonMinor === 0 ? ['python3'] : ['python3', ...named])
    if ((await minorOf(candidate)) >= pythonMinor) return candidate;
  throw new Error(`there is no ${told(pythonMinor)}`);
}

/** -1 where it does not run. */
async function minorOf(python: string): Promise<number> {
  try {
    return Number((await run(python, ['-c', 'import sys; print(sys.version_info[1])'])).stdout);
  } catch {
    return -1;
  }
}

async function versionOf(python: string, distribution: string): Promise<string | undefined> {
  const program = `import importlib.metadata as m; print(m.version(${JSON.stringify(distribution)}))`;
  try {
    return (await run(python, ['-c', program])).stdout.trim();
  } catch {
    return undefined;
  }
}
