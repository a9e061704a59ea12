/** The package as npm installs it: packed, installed in an empty folder, compiled strictly, and run there by its users' tests. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const HERE = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'keystate-package-'));
const user = join(folder, 'user');

/** Runs a program; what it says on both streams if it fails. */
async function run(cwd: string, command: string, ...words: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(command, [...words], { cwd, env: { ...process.env, CI: '1' } })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${words.join(' ')}\n${stdout}${stderr}`);
  }
}

/** The version of a package that this checkout has: npm finds it in its cache. */
function installed(name: string): string {
  const text = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return `${name}@${(JSON.parse(text) as { version: string }).version}`;
}

/** The tests of users: the README's example, and a longer one. */
function writeTests(): void {
  for (const name of ['example.test.ts', 'lostKey.test.ts']) {
    const text = readFileSync(join(HERE, name), 'utf8').replace('../../../harness/index.ts', 'keystate');
    // What the example says of the README is about this checkout.
    writeFileSync(join(user, name), text.replace(/\nit\('is the example of the README'[\s\S]*$/, '\n'));
  }
}

/** Whether `dist` is newer than all sources, as after `npm ci`: compiling them takes a minute. */
function isBuilt(): boolean {
  const built = statSync(join(ROOT, 'dist/harness/index.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['model', 'scenarios', 'harness'].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  );
  return sources.every(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs <= built);
}

beforeAll(async () => {
  const staged = join(folder, 'staged');
  mkdirSync(staged);
  mkdirSync(user);
  if (isBuilt()) cpSync(join(ROOT, 'dist'), join(staged, 'dist'), { recursive: true });
  else await run(ROOT, 'npx', 'tsc', '-p', 'tsconfig.build.json', '--outDir', join(staged, 'dist'));
  for (const file of ['package.json', 'README.md', 'README.fr.md', 'LICENSE'])
    cpSync(join(ROOT, file), join(staged, file));
  await run(staged, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  writeFileSync(join(user, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  const clients = ['kms', 's3', 'ec2'].map((service) => installed(`@aws-sdk/client-${service}`));
  const tools = ['vitest', 'typescript', '@types/node'].map(installed);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
  await run(user, 'npm', 'install', ...quiet, join(folder, tarball), ...clients, ...tools);
  writeTests();
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true }), 240_000);

describe('an empty folder with the package from npm', () => {
  it.each([
    ['node16', 'node16'],
    ['bundler', 'esnext'],
  ])(
    'compiles strictly with moduleResolution %s, declarations of libraries included',
    async (moduleResolution, module) => {
      const compilerOptions = {
        strict: true,
        noEmit: true,
        target: 'es2022',
        module,
        moduleResolution,
        types: ['node'],
        skipLibCheck: false,
      };
      const name = `tsconfig.${moduleResolution}.json`;
      writeFileSync(join(user, name), JSON.stringify({ compilerOptions, include: ['*.test.ts'] }));
      expect(await run(user, 'npx', 'tsc', '-p', name)).toBe('');
    },
  );

  it('passes the tests that an application developer writes', async () => {
    const told = await run(user, 'npx', 'vitest', 'run', '--reporter', 'json');
    const { numPassedTests, numTotalTests, success } = JSON.parse(told) as Record<string, unknown>;
    expect([success, numPassedTests, numTotalTests]).toEqual([true, 5, 5]);
  });

  it('has one copy of each SDK client, the one that the application uses', async () => {
    const copies = JSON.parse(await run(user, 'npm', 'ls', '--all', '--json', '@aws-sdk/client-kms')) as {
      dependencies: Record<string, { version?: string; dependencies?: Record<string, { version: string }> }>;
    };
    const { keystate, '@aws-sdk/client-kms': own } = copies.dependencies;
    expect(keystate?.dependencies?.['@aws-sdk/client-kms']?.version).toBe(own?.version);
    expect(readdirSync(join(user, 'node_modules/keystate'))).not.toContain('node_modules');
  });
});
