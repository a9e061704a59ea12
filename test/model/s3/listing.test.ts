/** Listing objects: order, prefixes, delimiters, pages. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET, type Lab, labWithBucket } from './support.ts';

type Listed = { Contents?: { Key: string }[]; CommonPrefixes?: { Prefix: string }[] };
const keysOf = (page: Listed): string[] => (page.Contents ?? []).map(({ Key }) => Key);
const groupsOf = (page: Listed): string[] => (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix);

function labWith(keys: readonly string[]): Lab {
  const lab = labWithBucket();
  for (const Key of keys) lab.do('PutObject', { Bucket: BUCKET, Key });
  return lab;
}

describe('listing objects', () => {
  it('is in the order of UTF-8 bytes, not of UTF-16 units', () => {
    const keys = ['a', 'Z', 'a/b', 'ä', '\u{1F600}', '\uFF5E', '\uE000', 'a!'];
    const lab = labWith(keys);
    const inBytes = [...keys].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
    expect(keysOf(lab.do('ListObjectsV2', { Bucket: BUCKET }))).toEqual(inBytes);
  });

  it('shows groups once, and only what lies under a prefix', () => {
    const lab = labWith(['a', 'p/1', 'p/2', 'p/q/3', 'p/q/4', 'z']);
    const top = lab.do('ListObjectsV2', { Bucket: BUCKET, Delimiter: '/' });
    expect([keysOf(top), groupsOf(top), top.KeyCount]).toEqual([['a', 'z'], ['p/'], 3]);
    const under = lab.do('ListObjectsV2', { Bucket: BUCKET, Delimiter: '/', Prefix: 'p/' });
    expect([keysOf(under), groupsOf(under)]).toEqual([['p/1', 'p/2'], ['p/q/']]);
  });

  it('encodes for a URL whatever is asked for, half characters in a prefix included', () => {
    const lab = labWith(['a b/ü']);
    const url = { Bucket: BUCKET, EncodingType: 'url' } as const;
    expect(keysOf(lab.do('ListObjectsV2', url))).toEqual(['a+b/%C3%BC']);
    expect(lab.do('ListObjectsV2', { ...url, Prefix: '\ud83d' })).toMatchObject({ Prefix: '%EF%BF%BD', KeyCount: 0 });
  });

  it('leaves out delete markers', () => {
    const lab = labWith([]);
    lab.do('PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } });
    for (const Key of ['a', 'b', 'c']) lab.do('PutObject', { Bucket: BUCKET, Key });
    lab.do('DeleteObject', { Bucket: BUCKET, Key: 'b' });
    expect(keysOf(lab.do('ListObjectsV2', { Bucket: BUCKET, MaxKeys: 2 }))).toEqual(['a', 'c']);
    expect(lab.do('ListObjectsV2', { Bucket: BUCKET, MaxKeys: 2 }).IsTruncated).toBe(false);
  });

  it('in pages shows what one listing shows, whatever keys, prefix and delimiter (V2, V1)', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\u{1F600}', '\uFF5E'), minLength: 1, maxLength: 4 });
    const keys = fc.uniqueArray(key, { maxLength: 12, size: 'max' });
    const prefix = fc.constantFrom('', 'a', 'a/', '/');
    const delimiter = fc.constantFrom('', '/', 'b');
    fc.assert(
      fc.property(keys, prefix, delimiter, fc.integer({ min: 1, max: 4 }), (names, Prefix, Delimiter, MaxKeys) => {
        const lab = labWith(names);
        const all = { Bucket: BUCKET, Prefix, ...(Delimiter ? { Delimiter } : {}) };
        const whole = lab.do('ListObjectsV2', all);
        const expected = names.filter((name) => name.startsWith(Prefix));
        const groups = new Set<string>();
        const plain = expected.filter((name) => {
          const at = Delimiter ? name.indexOf(Delimiter, Prefix.length) : -1;
          if (at >= 0) groups.add(name.slice(0, at + Delimiter.length));
          return at < 0;
        });
        const inBytes = (x: string, y: string) => Buffer.compare(Buffer.from(x), Buffer.from(y));
        expect(keysOf(whole)).toEqual(plain.sort(inBytes));
        expect(groupsOf(whole)).toEqual([...groups].sort(inBytes));
        const seen: string[][] = [[], []];
        for (let token: object = {}, pages = 0; pages < 20; pages++) {
          const page = lab.do('ListObjectsV2', { ...all, MaxKeys, ...token });
          seen[0]!.push(...keysOf(page));
          seen[1]!.push(...groupsOf(page));
          if (!page.IsTruncated) break;
          token = { ContinuationToken: page.NextContinuationToken };
        }
        expect(seen).toEqual([keysOf(whole), groupsOf(whole)]);
        const old: string[][] = [[], []];
        for (let Marker: string | undefined, pages = 0; pages < 20; pages++) {
          const page = lab.do('ListObjects', { ...all, MaxKeys, Marker });
          old[0]!.push(...keysOf(page));
          old[1]!.push(...groupsOf(page));
          if (!page.IsTruncated) break;
          Marker = page.NextMarker ?? keysOf(page).at(-1);
        }
        expect(old).toEqual(seen);
      }),
      { numRuns: 150, seed: 0x53 },
    );
  });

  it('begins after StartAfter, encodes where asked, and caps a page at 1000', () => {
    const lab = labWith(['a b', 'b/ä', 'c']);
    expect(keysOf(lab.do('ListObjectsV2', { Bucket: BUCKET, StartAfter: 'b' }))).toEqual(['b/ä', 'c']);
    expect(keysOf(lab.do('ListObjectsV2', { Bucket: BUCKET, EncodingType: 'url' }))).toEqual(['a+b', 'b/%C3%A4', 'c']);
    expect(lab.do('ListObjectsV2', { Bucket: BUCKET, MaxKeys: 5000 }).MaxKeys).toBe(1000);
    expect(lab.do('ListObjectsV2', { Bucket: BUCKET, MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    expect(lab.refusal('ListObjectsV2', { Bucket: BUCKET, ContinuationToken: 'rubbish' })).toBe(
      '400 InvalidArgument: The continuation token provided is incorrect',
    );
  });
});
