/**
 * Builds the teaching page: one static folder with an index.html and two classic scripts, which a browser loads from
 * `file://` as well as from any web host. What few calls need (curves, lattices, the pool of primes) and the layout of
 * charts stand in the second script, which the page loads when something asks for it.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const PAGE = join(ROOT, 'harness/teach/page');

/** Modules that only the second script holds. */
const LATE = /^@noble\/(curves|post-quantum)\/|^@dagrejs\/dagre$|\/pool\/primes\d+\.ts$/;

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
  const late = new Set<string>();
  const first = await bundle(join(PAGE, 'main.tsx'), [lateStubs(late), rulesModule()]);
  const second = await bundle(undefined, [], lateEntry([...late].sort()));
  const style = await build({ entryPoints: [join(PAGE, 'page.css')], bundle: true, minify: true, write: false });
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8').replace('/* style */', style.outputFiles[0]!.text.trim());
  const files = { 'index.html': html, 'keystate.js': first, 'late.js': second };
  return Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return { name, bytes: Buffer.byteLength(text), gzipBytes: gzipSync(text, { level: 9 }).length };
  });
}

async function bundle(entry: string | undefined, plugins: Plugin[], contents = ''): Promise<string> {
  const result = await build({
    ...(entry ? { entryPoints: [entry] } : { stdin: { contents, resolveDir: ROOT, loader: 'ts' } }),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
    plugins,
  });
  return result.outputFiles![0]!.text;
}

/**
 * In the first script, late modules are stand-ins: `late(name, length)` of page/late.ts. Lengths of lists are known
 * already, since the model reads them when it loads.
 */
function lateStubs(found: Set<string>): Plugin {
  return {
    name: 'late',
    setup(on) {
      on.onResolve({ filter: LATE }, async (args) => {
        if (args.pluginData === 'real') return undefined;
        const real = await on.resolve(args.path, { kind: args.kind, resolveDir: args.resolveDir, pluginData: 'real' });
        return { path: real.path, namespace: 'late' };
      });
      on.onLoad({ filter: /.*/, namespace: 'late' }, async ({ path }) => {
        found.add(path);
        const real: Record<string, unknown> = await import(pathToFileURL(path).href);
        const id = relative(ROOT, path);
        const lines = Object.entries(real).map(([name, value]) => {
          const length = Array.isArray(value) ? value.length : 0;
          const as = name === 'default' ? 'export default' : `export const ${name} =`;
          return `${as} late(${JSON.stringify(id)}, ${JSON.stringify(name)}, ${length});`;
        });
        const from = JSON.stringify(join(PAGE, 'late.ts'));
        return { contents: [`import { late } from ${from};`, ...lines].join('\n'), resolveDir: ROOT };
      });
    },
  };
}

/** The second script: the late modules by their paths, in a global that page/late.ts reads. */
function lateEntry(paths: readonly string[]): string {
  const imports = paths.map((path, index) => `import * as m${index} from ${JSON.stringify(path)};`);
  const members = paths.map((path, index) => `${JSON.stringify(relative(ROOT, path))}: m${index}`);
  return `${imports.join('\n')}\nglobalThis.keystateLate = { ${members.join(', ')} };`;
}

/** `keystate:rules`: every rule that the model declares, so that the page can tell a rule by its id. */
function rulesModule(): Plugin {
  return {
    name: 'rules',
    setup(on) {
      on.onResolve({ filter: /^keystate:rules$/ }, ({ path }) => ({ path, namespace: 'rules' }));
      on.onLoad({ filter: /.*/, namespace: 'rules' }, () => {
        const files = readdirSync(join(ROOT, 'model'), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts'))
          .map((name) => join(ROOT, 'model', name))
          .filter((file) => readFileSync(file, 'utf8').includes('defineRules('))
          .filter((file) => !file.endsWith('evidence.ts'))
          .sort();
        const imports = files.map((file, index) => `import * as m${index} from ${JSON.stringify(file)};`);
        const list = files.map((_, index) => `m${index}`).join(', ');
        return { contents: `${imports.join('\n')}\nexport const modules = [${list}];`, resolveDir: ROOT, loader: 'ts' };
      });
    },
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder] = process.argv.slice(2);
  const files = await buildPage(folder ? resolve(folder) : PAGE_FOLDER);
  for (const { name, bytes, gzipBytes } of files)
    process.stdout.write(`${name.padEnd(12)} ${bytes} bytes, ${gzipBytes} gzipped\n`);
}
