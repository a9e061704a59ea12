// The rules of the house, as a test. Each message names what to do instead.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../model/evidence.ts';

const ROOT = resolve(import.meta.dirname, '..');
const ROOMS = ['model', 'scenarios', 'harness'] as const;

interface Source {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  /** Text without comments, so that prose may say anything. */
  readonly code: string;
}

function sources(room: string): readonly Source[] {
  return readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const text = readFileSync(file, 'utf8');
      return { path: relative(ROOT, file), text, code: withoutComments(text) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

function imports({ code }: Source): readonly Import[] {
  return [
    ...code.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm),
  ].map(([, type, from, bare]) => ({ from: (from ?? bare) as string, typeOnly: type !== undefined }));
}

/** The room that a relative import leads to, or undefined for a package. */
function roomOf(source: Source, { from }: Import): string | undefined {
  if (!from.startsWith('.')) return undefined;
  return relative(ROOT, resolve(ROOT, dirname(source.path), from)).split('/')[0];
}

/** What each room may import beside itself, and which packages; a test in `test/` may import everything. */
const LAYERS: Readonly<
  Record<(typeof ROOMS)[number], { rooms: readonly string[]; packages: readonly RegExp[]; say: string }>
> = {
  model: {
    rooms: [],
    packages: [/^xstate$/, /^@noble\//, /^@scure\/base$/, /^pure-rand(\/|$)/, /^sorted-btree$/, /^fflate(\/|$)/],
    say: 'model/ is pure: it imports itself, xstate, @noble/*, @scure/base, pure-rand, sorted-btree, fflate, and types of the AWS SDK',
  },
  scenarios: {
    rooms: ['model'],
    packages: [/^@noble\/hashes\//],
    say: 'scenarios/ are data about the model: they import themselves and model/; drawing, running and networking belong in harness/',
  },
  harness: {
    rooms: ['model', 'scenarios'],
    packages: [/.*/],
    say: 'harness/ imports model/ and scenarios/, never test/',
  },
};

const TYPES_ONLY = /^@(aws-sdk|smithy)\//;

describe('layers', () => {
  it.each(ROOMS)('%s imports only what it may', (room) => {
    const { rooms, packages, say } = LAYERS[room];
    const wrong = sources(room).flatMap((source) =>
      imports(source)
        .filter((one) => {
          const to = roomOf(source, one);
          if (to !== undefined) return to !== room && !rooms.includes(to);
          if (room !== 'harness' && one.typeOnly && TYPES_ONLY.test(one.from)) return false;
          return !packages.some((allowed) => allowed.test(one.from));
        })
        .map((one) => `${source.path} imports ${one.from}`),
    );
    expect(wrong, say).toEqual([]);
  });

  it('the barrel of the package is imported by nobody inside', () => {
    const wrong = ROOMS.flatMap(sources).flatMap((source) =>
      imports(source)
        .filter(
          ({ from }) =>
            from.startsWith('.') && resolve(ROOT, dirname(source.path), from) === join(ROOT, 'harness/index.ts'),
        )
        .map(() => source.path),
    );
    expect(wrong, 'import the module itself, not harness/index.ts').toEqual([]);
  });
});

describe('the model', () => {
  const BANNED: readonly (readonly [RegExp, string])[] = [
    [/\bDate\.now\b|\bnew Date\b|\bperformance\.now\b/, 'time is world.nowMs; write it with model/time.ts'],
    [/\bMath\.random\b|\bcrypto\.getRandomValues\b|\brandomUUID\b/, 'chance is context.random'],
    [
      /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
      'what happens later goes on the agenda: transaction.schedule',
    ],
    [/\bconsole\./, 'what happened is an event or a trail record'],
    [/\bprocess\.|\bglobalThis\b|['"]node:/, 'the model knows no platform; pass a port in the rules'],
    [/\bfetch\(|\bBuffer\b/, 'bytes are Uint8Array, see model/bytes.ts; I/O belongs in harness/'],
    [/\bawait\b|\basync\b|\bPromise\b/, 'a step is synchronous'],
    [/\.\.\.\w+,[^}]*\bstate: '/, 'only Transaction.move assigns the state of a lifecycle'],
  ];

  it.each(BANNED.map(([pattern, instead]) => [instead, pattern] as const))('keeps to: %s', (instead, pattern) => {
    const wrong = sources('model').flatMap(({ path, code }) =>
      code.split('\n').flatMap((line) => (pattern.test(line) ? [`${path}: ${line.trim()}`] : [])),
    );
    expect(wrong, instead).toEqual([]);
  });
});

describe('every file', () => {
  const all = ROOMS.flatMap(sources);

  it('begins by saying what it is', () => {
    const silent = all.filter(({ text }) => !/^(#!.*\n)?\/(\*\*|\/)/.test(text)).map(({ path }) => path);
    expect(silent, 'begin the file with a comment: what it is, and where it is specified').toEqual([]);
  });

  it('documents its exports', () => {
    const bare = all.flatMap(({ path, text }) => undocumentedExports(text).map((name) => `${path}: ${name}`));
    const share = 1 - bare.length / exportsOf(all);
    expect(share, `write a doc comment above each of:\n${bare.join('\n')}`).toBeGreaterThanOrEqual(0.85);
  });

  it('speaks of nothing outside the repository', () => {
    const wrong = all.flatMap(({ path, text }) => (/\.\.\/shared|\/work\//.test(text) ? [path] : []));
    expect(wrong, 'name the public page instead of a private path').toEqual([]);
  });

  it('has no note to do something later', () => {
    const wrong = all.flatMap(({ path, text }) => (/\b(TODO|FIXME|XXX|HACK)\b/.test(text) ? [path] : []));
    expect(wrong, 'do it now, or open an issue').toEqual([]);
  });
});

const EXPORT =
  /^export (?:declare |async |abstract )*(?:function|const|let|class|interface|type|enum)\*? ([A-Za-z_]\w*)/;

/** Names of exports without a doc comment above them. The comment at the head of a file speaks for its first export. */
function undocumentedExports(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const name = EXPORT.exec(line)?.[1];
    if (!name) return [];
    let above = index - 1;
    while (above >= 0 && /^\s*\/\/ biome-ignore/.test(lines[above] as string)) above--;
    const documented = /\*\/\s*$/.test(lines[above] ?? '');
    const overload = new RegExp(`^export .*\\b${name}\\b`).test(lines[above] ?? '');
    const first = !lines.slice(0, index).some((earlier) => EXPORT.test(earlier));
    return documented || overload || first ? [] : [name];
  });
}

const exportsOf = (all: readonly Source[]): number =>
  all.reduce((sum, { text }) => sum + text.split('\n').filter((line) => EXPORT.test(line)).length, 0);

describe('rules and operations', () => {
  it('name their evidence: a grade, and a public page or a published recording', async () => {
    const wrong: string[] = [];
    const ids = new Map<string, Rule>();
    for (const { path } of sources('model')) {
      const module: Record<string, unknown> = await import(join(ROOT, path));
      for (const [name, value] of Object.entries(module)) {
        for (const rule of rulesIn(value)) {
          if (!GRADES.includes(rule.grade)) wrong.push(`${path} ${name} ${rule.id}: grade ${rule.grade}`);
          if (!isPublic(rule.source)) wrong.push(`${path} ${name} ${rule.id}: source "${rule.source}"`);
          const known = ids.get(rule.id);
          if (known && known !== rule) wrong.push(`${path} ${name} ${rule.id}: two rules have this id`);
          ids.set(rule.id, rule);
        }
      }
    }
    expect(wrong, 'declare rules with defineRules and recorded/documented/reported/assumed(source)').toEqual([]);
    expect(ids.size).toBeGreaterThan(20);
  });
});

const GRADES: readonly string[] = ['recorded', 'documented', 'reported', 'assumed'];
const isPublic = (source: string): boolean => /^https:\/\//.test(source) || source.length > 12;

/** The rules in an export: itself, or its members. */
function rulesIn(value: unknown): readonly Rule[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isRule(value)) return [value];
  return Object.values(value).filter(isRule);
}

const isRule = (value: unknown): value is Rule =>
  typeof value === 'object' && value !== null && 'id' in value && 'sentence' in value && 'grade' in value;
