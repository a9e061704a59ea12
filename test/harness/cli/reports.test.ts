/** `--report`: which formats go where. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keystate } from './support.ts';

const directory = () => mkdtempSync(join(tmpdir(), 'keystate-reports-'));

describe('keystate run --report', () => {
  const few = ['run', 'lab/deletion', '--runs', '1'];

  it('writes each format into the directory and text to standard output', async () => {
    const out = directory();
    const { status, out: text, err } = await keystate(...few, '--report', 'text,json,junit,html', '--out', out);
    expect(status).toBe(0);
    expect(text).toContain('PASS  lab/deletion');
    expect(readdirSync(out).sort()).toEqual(['keystate-run.html', 'keystate-run.json', 'keystate-run.junit.xml']);
    expect(err).toContain(`html    ${join(out, 'keystate-run.html')}\n`);
    expect(JSON.parse(readFileSync(join(out, 'keystate-run.json'), 'utf8')).totals).toMatchObject({ pass: 1, fail: 0 });
    expect(readFileSync(join(out, 'keystate-run.junit.xml'), 'utf8')).toContain('tests="1" failures="0"');
  });

  it('is silent on standard output where text is not among the formats', async () => {
    expect(await keystate(...few, '--report', 'junit', '--out', directory())).toMatchObject({ status: 0, out: '' });
  });

  it('says which formats there are', async () => {
    const { status, err } = await keystate(...few, '--report', 'text,htm');
    expect(status).toBe(2);
    expect(err).toContain('There is no format "htm"; did you mean html? There are text, json, junit, html.');
  });

  it.each([
    ['a file', (file: string) => file],
    ['a place below a file', (file: string) => join(file, 'below')],
    ['a place in /proc, where mkdir of Node never ends', () => '/proc/keystate/reports'],
    ['no name at all', () => '\0'],
  ])('says in one line, before it runs anything, that %s is no directory', async (_, outOf) => {
    const file = join(directory(), 'file');
    writeFileSync(file, '');
    const words = ['--report', 'html', '--out', outOf(file)];
    for (const command of [few, ['conform', 'kms/*']]) {
      const { status, out, err } = await keystate(...command, ...words);
      expect([status, out]).toEqual([2, '']);
      expect(err).toMatch(/^error: [^\n]* cannot be made: [^\n]*; try another --out\n$/);
    }
  });

  it('says in one line that a file of a report cannot be written', async () => {
    const out = directory();
    mkdirSync(join(out, 'keystate-run.html'));
    const { status, err } = await keystate(...few, '--report', 'html', '--out', out);
    expect(status).toBe(2);
    expect(err).toMatch(/\nerror: [^\n]*keystate-run\.html cannot be written: EISDIR[^\n]*; try --out\n$/);
  });

  it('says in one line that the replay file of a failure cannot be written', async () => {
    const failing = ['run', 'disabled-key-start', '--runs', '2', '--broken', 'start-ignores-key'];
    const { status, err } = await keystate(...failing, '--out', '/proc/keystate');
    expect(status).toBe(2);
    expect(err).toMatch(
      /error: \/proc\/keystate\/keystate-failure-disabled-key-start\.json cannot be written: [^\n]*; try --out\n$/,
    );
  });
});
