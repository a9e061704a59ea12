/** No byte of a log file or a digest can be changed unseen: each of them is, one after the other. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { BUCKET, Scene } from './trailWorld.ts';
import { download, newestDigest, publicKeys } from './validated.ts';
import { findTampering } from './verifier.ts';

/** Two hours with one log file: two digests. */
const scene = new Scene().logging({ EnableLogFileValidation: true }).wait({ hours: 2 });
const objects = download(scene);
const keys = publicKeys(scene);
const newest = newestDigest(scene);

it.each([...objects.keys()].map((key) => [key.includes('Digest') ? 'digest' : 'log file', key] as const))(
  'a change of any byte of the %s %s shows',
  (_, key) => {
    const { body, metadata } = objects.get(key)!;
    const content = gunzipSync(body);
    const unseen: number[] = [];
    for (let at = 0; at < content.length; at++) {
      content[at]! ^= 1;
      const changed = new Map(objects).set(key, { body: gzipSync(content, { level: 0 }), metadata });
      if (findTampering(changed, BUCKET, newest, keys).length === 0) unseen.push(at);
      content[at]! ^= 1;
    }
    expect(unseen).toEqual([]);
    expect(content.length).toBeGreaterThan(500);
  },
  120_000,
);

it('a change of any digit of a signature shows', () => {
  for (const [key, { body, metadata }] of objects) {
    const { signature } = metadata;
    for (let at = 0; at < (signature?.length ?? 0); at++) {
      const digit = signature![at] === '0' ? '1' : '0';
      const forged = `${signature!.slice(0, at)}${digit}${signature!.slice(at + 1)}`;
      const changed = new Map(objects).set(key, { body, metadata: { ...metadata, signature: forged } });
      expect(findTampering(changed, BUCKET, newest, keys), `${key} at ${at}`).not.toEqual([]);
    }
  }
}, 120_000);
