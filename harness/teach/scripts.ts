/**
 * The two scripts of the teaching page. The first is all that the page needs to begin; what few people need, or need later
 * (curves, lattices, the pool of primes, the layout of charts, the impact of a lost key, broken worlds, the sentences of the
 * rules), stands in the second, which the page loads when something asks for it. Both are classic scripts, since modules do not load from `file://`; so
 * what both need is handed from the first to the second in a global.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import type { Rule } from '../../model/evidence.ts';
import { ruleFiles, rulesIn } from './ruleFiles.ts';

/** Imports that lead into the second script, as they are written. */
const LATE =
  /^@noble\/(curves|post-quantum)\/|^@dagrejs\/dagre$|\/pool\/primes\d+\.ts$|\/model\/impact\/(impact|changes)\.ts$|\/scenarios\/broken\/index\.ts$/;

/** Builds both. `root` is the repository, `page` the folder of the page's sources. */
export async function buildScripts(root: string, page: string): Promise<{ first: string; late: string }> {
  const late = new Set<string>();
  const entry = (shared: Shared): BuildOptions => ({
    stdin: { contents: firstEntry(root, join(page, 'main.tsx'), shared), resolveDir: root, loader: 'ts' },
    plugins: [lateStubs(root, page, late), ruleStubs(page), withoutSentences()],
  });
  const draft = await bundle(root, entry(new Map()));
  const firstInputs = new Set(Object.keys(draft.inputs).filter((path) => /^(model|scenarios|harness)\//.test(path)));
  const shared: Shared = new Map();
  const second = await bundle(root, {
    stdin: { contents: lateEntry(root, [...late].sort(), await rulesOf(root)), resolveDir: root, loader: 'ts' },
    plugins: [sharedModules(root, firstInputs, shared), withoutSentences()],
  });
  const first = await bundle(root, entry(shared));
  return { first: first.text, late: second.text };
}

async function bundle(
  root: string,
  options: BuildOptions,
): Promise<{ text: string; inputs: Readonly<Record<string, unknown>> }> {
  const { outputFiles, metafile } = await build({
    // Paths in the metafile are relative to this, wherever the build is called.
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'warning',
    ...options,
  });
  return { text: outputFiles![0]!.text, inputs: metafile!.inputs };
}

const namespaces = (root: string, paths: readonly string[]): string =>
  paths.map((path, index) => `import * as m${index} from ${JSON.stringify(join(root, path))};`).join('\n');
const members = (paths: readonly string[]): string =>
  paths.map((path, index) => `${JSON.stringify(path)}: m${index}`).join(', ');

/** What the second script takes from the first: names of exports by the paths of their modules. */
type Shared = Map<string, Set<string>>;

/** The first script: what the second will ask for, and the page. Only names that are asked for are kept by the bundler. */
function firstEntry(root: string, main: string, shared: Shared): string {
  const paths = [...shared].sort(([a], [b]) => (a < b ? -1 : 1));
  const imports = paths.map(([path, names], index) => {
    const list = [...names].sort().map((name) => `${name} as ${name}${index}`);
    return `import { ${list.join(', ')} } from ${JSON.stringify(join(root, path))};`;
  });
  const modules = paths.map(([path, names], index) => {
    const list = [...names].sort().map((name) => `${name}: ${name}${index}`);
    return `${JSON.stringify(path)}: { ${list.join(', ')} }`;
  });
  return `${imports.join('\n')}\nglobalThis.keystateFirst = { ${modules.join(',\n')} };\nimport(${JSON.stringify(main)});`;
}

/** The second script: the late modules by their paths, and all rules, in a global that page/late.ts reads. */
const lateEntry = (root: string, paths: readonly string[], rules: Rules): string =>
  `${namespaces(root, paths)}
globalThis.keystateLate = { ${members(paths)}, ${JSON.stringify(RULES)}: { rules: ${JSON.stringify(rules)} } };`;

/**
 * In the first script, late modules are stand-ins: `late(name, length)` of page/late.ts. Lengths of lists are known
 * already, since the model reads them when it loads.
 */
function lateStubs(root: string, page: string, found: Set<string>): Plugin {
  return {
    name: 'late',
    setup(on) {
      on.onResolve({ filter: LATE }, async (args) => {
        if (args.pluginData === 'real') return undefined;
        const real = await on.resolve(args.path, { kind: args.kind, resolveDir: args.resolveDir, pluginData: 'real' });
        return { path: real.path, namespace: 'late' };
      });
      on.onLoad({ filter: /.*/, namespace: 'late' }, async ({ path }) => {
        const id = relative(root, path);
        found.add(id);
        const real: Record<string, unknown> = await import(pathToFileURL(path).href);
        const lines = Object.entries(real).map(([name, value]) => {
          const length = Array.isArray(value) ? value.length : 0;
          const as = name === 'default' ? 'export default' : `export const ${name} =`;
          return `${as} late(${JSON.stringify(id)}, ${JSON.stringify(name)}, ${length});`;
        });
        const from = JSON.stringify(join(page, 'late.ts'));
        return { contents: [`import { late } from ${from};`, ...lines].join('\n'), resolveDir: root };
      });
    },
  };
}

/** In the second script, modules of ours that the first holds are taken from there: they exist once. */
function sharedModules(root: string, firstInputs: ReadonlySet<string>, found: Shared): Plugin {
  return {
    name: 'shared',
    setup(on) {
      on.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, importer }) => {
        const id = relative(root, join(resolveDir, path));
        if (!firstInputs.has(id)) return undefined;
        const names = found.get(id) ?? new Set();
        found.set(id, names);
        for (const name of namesOf(readFileSync(importer, 'utf8'), path)) names.add(name);
        return { path: id, namespace: 'shared' };
      });
      on.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({
        contents: `module.exports = globalThis.keystateFirst[${JSON.stringify(path)}];`,
      }));
    },
  };
}

/** The values that a source takes from a path. */
function namesOf(source: string, path: string): readonly string[] {
  const from = path.replaceAll('.', '\\.');
  const clauses = source.matchAll(new RegExp(`^(?:import|export) (?!type )([^;]*?) from '${from}'`, 'gm'));
  return [...clauses].flatMap(([statement, clause = '']) => {
    const list = /^\{([^}]*)\}$/.exec(clause)?.[1];
    if (list === undefined)
      throw new Error(`The second script cannot take a whole module from the first: ${statement}`);
    const names = list.split(',').map((one) => one.trim());
    return names.filter((one) => one && !one.startsWith('type ')).map((one) => one.split(' as ')[0] as string);
  });
}

const RULES = 'keystate:rules';
type Rules = Readonly<Record<string, Rule>>;

/** Every rule that the model declares, by its id. */
async function rulesOf(root: string): Promise<Rules> {
  const modules: unknown[] = await Promise.all(ruleFiles(root).map((file) => import(pathToFileURL(file).href)));
  const found = modules.flatMap((module) => Object.values(module as object).flatMap(rulesIn));
  return Object.fromEntries(found.map((rule) => [rule.id, rule]));
}

/** In the first script, `keystate:rules` is a stand-in for the table of the second. */
function ruleStubs(page: string): Plugin {
  return {
    name: 'rules',
    setup(on) {
      on.onResolve({ filter: new RegExp(`^${RULES}$`) }, ({ path }) => ({ path, namespace: 'rules' }));
      on.onLoad({ filter: /.*/, namespace: 'rules' }, () => {
        const from = JSON.stringify(join(page, 'late.ts'));
        const contents = `import { late } from ${from};\nexport const rules = late('${RULES}', 'rules', 0);`;
        return { contents, resolveDir: page };
      });
    },
  };
}

const SENTENCE = /(\bsentence:\s*)(?:(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`]*`)(?:\s*\+\s*)?)+/g;

/** Rules decide without their sentences; whoever reads them takes them from the table. */
function withoutSentences(): Plugin {
  return {
    name: 'sentences',
    setup(on) {
      on.onLoad({ filter: /\/model\/.*\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes('defineRules(')) return undefined;
        return { contents: text.replaceAll(SENTENCE, "$1''"), loader: 'ts' };
      });
    },
  };
}
