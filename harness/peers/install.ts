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
export async function installed({ name, requirement, distribution }: Peer): Promise<Installed> {
  const environment = join(home(), name);
  const programs = join(environment, 'bin');
  const python = join(programs, 'python');
  try {
    if (!existsSync(python)) await run('python3', ['-m', 'venv', environment]);
    const known = await versionOf(python, distribution);
    if (known !== undefined) return { programs, version: known };
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement]);
    return { programs, version: (await versionOf(python, distribution)) ?? 'unknown' };
  } catch (error) {
    const why = ((error as { stderr?: string }).stderr || (error as Error).message).trim().split('\n').at(-1);
    throw new Error(
      `${name} cannot be installed: ${why}; it needs python3 with venv and PyPI, or remove ${environment}`,
    );
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
