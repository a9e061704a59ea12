// The README is executed, in every language: each `$ npx keystate ...` line of its console blocks runs, and the lines below it must be
// found in what it prints, in their order. A line `...` stands for anything.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../harness/cli/program.ts';
import { colors } from '../harness/report/style.ts';

const ROOT = resolve(import.meta.dirname, '..');
const READMES = ['README.md', 'README.fr.md'] as const;

interface Example {
  readonly words: readonly string[];
  readonly expected: readonly string[];
}

/** The commands of all console blocks with what the README shows below them. */
function examples(text: string): readonly Example[] {
  return [...text.matchAll(/^```console\n([\s\S]*?)^```/gm)].flatMap(([, block]) =>
    (block as string)
      .split(/^\$ /m)
      .filter((part) => /^(npx )?keystate\b/.test(part))
      .map((part) => {
        const [command = '', ...lines] = part.trimEnd().split('\n');
        return {
          words: wordsOf(command.replace(/^(npx )?keystate\s*/, '')),
          expected: lines.filter((line) => line.trim()),
        };
      }),
  );
}

const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');

const squeezed = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');

describe.each(READMES)('%s', (name) => {
  const text = readFileSync(join(ROOT, name), 'utf8');
  const found = examples(text);

  it('shows pictures and files that are there', () => {
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, target]) => target as string);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  it.each(found.map((example) => [`keystate ${example.words.join(' ')}`, example] as const))(
    'shows what "%s" prints',
    async (_, { words, expected }) => {
      const scratch = mkdtempSync(join(tmpdir(), 'keystate-readme-'));
      let printed = '';
      const print = (text: string) => {
        printed += text;
      };
      const before = process.cwd();
      process.chdir(scratch);
      try {
        await main(words, { out: print, err: print, colors: colors(false), progress: () => {} });
      } finally {
        process.chdir(before);
      }
      const lines = printed.split('\n').map(squeezed);
      let at = 0;
      for (const wanted of expected.map(squeezed)) {
        if (wanted === '...') continue;
        const next = lines.indexOf(wanted, at);
        expect(next, `"${wanted}" is not printed after line ${at}; the output was:\n${printed}`).toBeGreaterThanOrEqual(
          at,
        );
        at = next + 1;
      }
    },
    60_000,
  );
});
