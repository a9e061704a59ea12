/**
 * Builds the teaching page: one static folder with an index.html and two classic scripts, which a browser loads from
 * `file://` as well as from any web host.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { build } from 'esbuild';
import { runProgram } from '../cli/plainly.ts';
import { buildScripts } from './scripts.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const PAGE = join(ROOT, 'harness/teach/page');

/** A file of the built page. */
export interface BuiltFile {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Where `npm run build:teach` writes the page. */
export const PAGE_FOLDER = join(ROOT, 'dist/teach');

/** Builds the page into a folder and tells what was written. */
export async function buildPage(folder: string = PAGE_FOLDER): Promise<readonly BuiltFile[]> {
  mkdirSync(folder, { recursive: true });
  const { first, late } = await buildScripts(ROOT, PAGE);
  const style = await build({ entryPoints: [join(PAGE, 'page.css')], bundle: true, minify: true, write: false });
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8').replace('/* style */', style.outputFiles[0]!.text.trim());
  const files = { 'index.html': html, 'keystate.js': first, 'late.js': late };
  return Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return { name, bytes: Buffer.byteLength(text), gzipBytes: gzipSync(text, { level: 9 }).length };
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const program = new Command('build:teach')
    .description('Builds the teaching page.')
    .argument('[folder]', 'where to', PAGE_FOLDER);
  process.exitCode = await runProgram(program, async (folder) => {
    for (const { name, bytes, gzipBytes } of await buildPage(resolve(folder as string)))
      process.stdout.write(`${name.padEnd(12)} ${bytes} bytes, ${gzipBytes} gzipped\n`);
    return 0;
  });
}
