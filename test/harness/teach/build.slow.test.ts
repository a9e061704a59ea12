// The build of the page: the same bytes wherever it is called, and nothing of ours twice.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPage } from '../../../harness/teach/build.ts';

async function builtIn(place: string): Promise<Readonly<Record<string, string>>> {
  const folder = mkdtempSync(join(tmpdir(), 'keystate-built-'));
  const before = process.cwd();
  process.chdir(place);
  try {
    const files = await buildPage(folder);
    return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]));
  } finally {
    process.chdir(before);
  }
}

describe('the built page', () => {
  it('is the same, to the byte, wherever the build is called', async () => {
    const files = await builtIn(process.cwd());
    expect(Object.keys(files)).toEqual(['index.html', 'keystate.js', 'late.js']);
    const elsewhere = await builtIn(tmpdir());
    for (const [name, text] of Object.entries(files)) expect(elsewhere[name] === text, name).toBe(true);
  });

  it('holds our modules once, in the first script, and the sentences of the rules in the second', async () => {
    const { 'keystate.js': first = '', 'late.js': late = '' } = await builtIn(process.cwd());
    const handler = /"ebs\.snapshotTimeout"/;
    expect([handler.test(first), handler.test(late)]).toEqual([true, false]);
    const sentence = /sentence:"[^"]/;
    expect([sentence.test(first), sentence.test(late)]).toEqual([false, true]);
  });

  it('names no place on the machine that built it', async () => {
    for (const [name, text] of Object.entries(await builtIn(process.cwd())))
      expect(text.includes(process.cwd()), name).toBe(false);
  });
});
