/** `--report`: which formats go where. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

  it('says so in one line where nothing can be written', async () => {
    const file = join(directory(), 'file');
    writeFileSync(file, '');
    const { status, err } = await keystate(...few, '--report', 'html', '--out', file);
    expect(status).toBe(2);
    expect(err).toMatch(/error: .*keystate-run\.html cannot be written: .*; try --out\n$/);
  });
});
