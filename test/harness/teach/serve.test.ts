import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPage, servePage } from '../../../harness/teach/serve.ts';

function folderWithPage(...path: readonly string[]): { root: string; page: string } {
  const root = mkdtempSync(join(tmpdir(), 'keystate-served-'));
  const page = join(root, ...path);
  mkdirSync(page, { recursive: true });
  writeFileSync(join(page, 'index.html'), '<p>the page</p>');
  writeFileSync(join(page, 'keystate.js'), '"the script"');
  writeFileSync(join(root, 'secret.txt'), 'not for the world');
  return { root, page };
}

/** A request with its path as it stands: fetch would tidy it. */
const ask = (port: number, path: string, method = 'GET'): Promise<{ status?: number; type?: string; body: string }> =>
  new Promise((resolve, reject) => {
    request({ port, path, method, host: '127.0.0.1' }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], body }));
    })
      .on('error', reject)
      .end();
  });

describe('the built page', () => {
  it('is found beside the program of a package, and in dist of a checkout', () => {
    const inPackage = folderWithPage('dist', 'teach');
    expect(builtPage(join(inPackage.root, 'dist', 'harness', 'cli'))).toBe(inPackage.page);
    expect(builtPage(join(inPackage.root, 'harness', 'teach'))).toBe(inPackage.page);
  });

  it('is not found where it was not built: sources are no page', () => {
    const { root } = folderWithPage('elsewhere');
    expect(builtPage(join(root, 'dist', 'harness', 'cli'))).toBeUndefined();
  });
});

describe('the server of the page', () => {
  it('serves the page and its scripts on loopback, and nothing else of the machine', async () => {
    const { page } = folderWithPage('dist', 'teach');
    const { url, close } = await servePage(page, 0);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const port = Number(new URL(url).port);
    expect(await ask(port, '/')).toMatchObject({
      status: 200,
      type: 'text/html; charset=utf-8',
      body: '<p>the page</p>',
    });
    expect(await ask(port, '/keystate.js')).toMatchObject({ status: 200, body: '"the script"' });
    for (const path of [
      '/../../secret.txt',
      '/%2e%2e/%2e%2e/secret.txt',
      '//secret.txt',
      '//',
      '/constructor',
      '/other.js',
    ])
      expect(await ask(port, path), path).toMatchObject({ status: 404 });
    expect(await ask(port, '/', 'POST')).toMatchObject({ status: 404 });
    expect(await ask(port, '/', 'HEAD')).toMatchObject({ status: 200, body: '' });
    await close();
  });
});
