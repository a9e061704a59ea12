/** Files that commands read and write; what cannot be is a mistake of the user, told in one line. */
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from './io.ts';

/** The text of a file that somebody named. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be read: ${code ?? message}`);
  }
}

/** Writes a file into a directory, which is made where it is missing; gives its path. `otherwise` says what to do about it. */
export function writeInto(directory: string, name: string, text: string, otherwise = 'try --out'): string {
  const file = join(directory, name);
  return orUsageError(`${file} cannot be written`, otherwise, () => {
    makeDirectory(resolve(directory));
    writeFileSync(file, text);
    return file;
  });
}

/** Makes a directory where it is missing, before long work whose results go there. */
export function prepareDirectory(directory: string, otherwise = 'try another --out'): void {
  orUsageError(`${directory} cannot be made`, otherwise, () => makeDirectory(resolve(directory)));
}

/** Writes a file that nobody has named, for other programs to read; gives its path. */
export function writeTemporary(name: string, text: string): string {
  return orUsageError(`no file can be written in ${tmpdir()}`, 'set TMPDIR', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'keystate-')), name);
    writeFileSync(file, text);
    return file;
  });
}

/** Level by level: mkdir of node:fs by itself never comes to an end in /proc. */
function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeDirectory(dirname(path));
  mkdirSync(path);
}

function orUsageError<T>(what: string, otherwise: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new UsageError(`${what}: ${(error as Error).message}; ${otherwise}`);
  }
}
