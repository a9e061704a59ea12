import { createPublicKey } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeSignDigest } from '../../../harness/crypto/nodeSignDigest.ts';
import { aws } from '../../../model/aws.ts';
import { ACCOUNT, BUCKET, REGION, Scene, TRAIL } from './trailWorld.ts';
import { download, newestDigest, publicKeys, START, threeHours } from './validated.ts';
import { findTampering, type PublicKey } from './verifier.ts';

describe('digests', () => {
  const scene = threeHours();
  const objects = download(scene);
  const keys = publicKeys(scene);
  const digests = scene.keys('/CloudTrail-Digest/').map((key) => JSON.parse(scene.text(key)));

  it('come every hour, also when there was nothing to log', () => {
    expect(digests.map((digest) => [digest.digestStartTime, digest.digestEndTime, digest.logFiles.length])).toEqual([
      ['2026-01-05T09:00:00Z', '2026-01-05T10:00:00Z', 2],
      ['2026-01-05T10:00:00Z', '2026-01-05T11:00:00Z', 0],
      ['2026-01-05T11:00:00Z', '2026-01-05T12:00:00Z', 1],
    ]);
    expect(scene.keys('/CloudTrail-Digest/')[0]).toBe(
      `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/2026/01/05/${ACCOUNT}_CloudTrail-Digest_${REGION}_${TRAIL}_${REGION}_20260105T100000Z.json.gz`,
    );
  });

  it('have the members of AWS, and null for what the first has no predecessor for', () => {
    expect(Object.keys(digests[0])).toEqual([
      'awsAccountId',
      'digestStartTime',
      'digestEndTime',
      'digestS3Bucket',
      'digestS3Object',
      'digestPublicKeyFingerprint',
      'digestSignatureAlgorithm',
      'newestEventTime',
      'oldestEventTime',
      'previousDigestS3Bucket',
      'previousDigestS3Object',
      'previousDigestHashValue',
      'previousDigestHashAlgorithm',
      'previousDigestSignature',
      'logFiles',
    ]);
    expect(digests[0]).toMatchObject({
      oldestEventTime: '2026-01-05T09:00:00Z',
      newestEventTime: '2026-01-05T09:30:00Z',
      previousDigestS3Bucket: null,
      previousDigestS3Object: null,
      previousDigestHashValue: null,
      previousDigestHashAlgorithm: null,
      previousDigestSignature: null,
    });
    expect(digests[1]).toMatchObject({ newestEventTime: null, oldestEventTime: null });
  });

  it('are encrypted by S3, even where log files are under a KMS key', () => {
    const { ServerSideEncryption } = scene.must('s3', 'HeadObject', { Bucket: BUCKET, Key: newestDigest(scene) });
    expect(ServerSideEncryption).toBe('AES256');
  });

  it('convince a verifier that knows nothing of the model', () => {
    expect(findTampering(objects, BUCKET, newestDigest(scene), keys)).toEqual([]);
  });

  it('give away any change of one byte in any file', () => {
    const files = [...objects.keys()];
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 1, max: 255 }), (key, at, change) => {
        const { body, metadata } = objects.get(key)!;
        const content = gunzipSync(body);
        content[at % content.length]! ^= change;
        const changed = new Map(objects).set(key, { body: gzipSync(content), metadata });
        expect(findTampering(changed, BUCKET, newestDigest(scene), keys)).not.toEqual([]);
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  it('give away a deleted file, a moved digest, a changed signature and another signer', () => {
    const newest = newestDigest(scene);
    for (const key of objects.keys()) {
      const without = new Map(objects);
      without.delete(key);
      expect(findTampering(without, BUCKET, newest, keys)).not.toEqual([]);
    }
    const moved = new Map(objects).set('elsewhere.json.gz', objects.get(newest)!);
    expect(findTampering(moved, BUCKET, 'elsewhere.json.gz', keys)).toEqual(['digest elsewhere.json.gz was moved']);
    const { body, metadata } = objects.get(newest)!;
    const signature = metadata.signature!.replace(/^../, (first) => (first === '00' ? '01' : '00'));
    const forged = new Map(objects).set(newest, { body, metadata: { ...metadata, signature } });
    expect(findTampering(forged, BUCKET, newest, keys)).toEqual([`digest ${newest} is not signed by CloudTrail`]);
    const foreign = new Scene().must('cloudtrail', 'ListPublicKeys', {}, { region: 'eu-west-1' }).PublicKeyList;
    expect(findTampering(objects, BUCKET, newest, foreign)).toHaveLength(3);
  });

  it('stay away without log file validation', () => {
    const plain = new Scene().logging().wait({ hours: 3 });
    expect(plain.keys('/CloudTrail-Digest/')).toEqual([]);
  });

  it('end with logging, one that lists the rest last, and begin a new chain with it', () => {
    const stopped = threeHours();
    stopped.must('cloudtrail', 'StopLogging', { Name: TRAIL });
    stopped.wait({ minutes: 10 });
    const last = JSON.parse(stopped.text(newestDigest(stopped)));
    expect(last.logFiles).toHaveLength(1);
    expect(JSON.parse(stopped.text(last.logFiles[0].s3Object)).Records.at(-1).eventName).toBe('StopLogging');
    expect(findTampering(download(stopped), BUCKET, newestDigest(stopped), publicKeys(stopped))).toEqual([]);
    expect(stopped.wait({ days: 1 }).keys('/CloudTrail-Digest/')).toHaveLength(4);
    stopped.must('cloudtrail', 'StartLogging', { Name: TRAIL });
    stopped.wait({ hours: 1 });
    expect(JSON.parse(stopped.text(newestDigest(stopped))).previousDigestS3Object).toBeNull();
  });

  it('begin and end when log file validation is switched', () => {
    const switched = new Scene().logging().wait({ minutes: 30 });
    switched.must('cloudtrail', 'UpdateTrail', { Name: TRAIL, EnableLogFileValidation: true });
    switched.wait({ hours: 2 });
    expect(switched.keys('/CloudTrail-Digest/')).toHaveLength(2);
    switched.must('cloudtrail', 'UpdateTrail', { Name: TRAIL, EnableLogFileValidation: false });
    expect(switched.wait({ hours: 5 }).keys('/CloudTrail-Digest/')).toHaveLength(2);
  });

  it('that cannot be delivered are made again for the whole time, and the status says so meanwhile', () => {
    const failing = new Scene().logging({ EnableLogFileValidation: true });
    failing.must('s3', 'DeleteBucketPolicy', { Bucket: BUCKET });
    failing.wait({ hours: 2 });
    expect(failing.status()).toMatchObject({ LatestDigestDeliveryError: 'AccessDenied' });
    expect(failing.keys('/CloudTrail-Digest/')).toEqual([]);
    failing.withPolicy();
    failing.wait({ hours: 2 });
    const [first] = failing.keys('/CloudTrail-Digest/');
    expect(JSON.parse(failing.text(first!))).toMatchObject({
      digestStartTime: '2026-01-05T09:00:00Z',
      digestEndTime: '2026-01-05T12:00:00Z',
    });
    expect(failing.status().LatestDigestDeliveryError).toBeUndefined();
    expect(findTampering(download(failing), BUCKET, newestDigest(failing), publicKeys(failing))).toEqual([]);
  });

  it('survive the turn of the year, when the key changes', () => {
    const scene2 = new Scene({ startMs: Date.parse('2025-12-31T22:30:00Z') }).logging({
      EnableLogFileValidation: true,
    });
    scene2.wait({ hours: 3 });
    const both: PublicKey[] = scene2.must('cloudtrail', 'ListPublicKeys', {
      StartTime: Date.parse('2025-12-31T00:00:00Z'),
      EndTime: scene2.world.nowMs,
    }).PublicKeyList;
    expect(both).toHaveLength(2);
    expect(findTampering(download(scene2), BUCKET, newestDigest(scene2), both)).toEqual([]);
    expect(findTampering(download(scene2), BUCKET, newestDigest(scene2), both.slice(1))).not.toEqual([]);
  });
});

describe('ListPublicKeys', () => {
  const scene = new Scene();

  it('gives DER of PKCS #1 with its fingerprint and its time', () => {
    const [key, ...others] = scene.must('cloudtrail', 'ListPublicKeys').PublicKeyList;
    expect(others).toEqual([]);
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({
      key: Buffer.from(key.Value),
      format: 'der',
      type: 'pkcs1',
    });
    expect(asymmetricKeyType).toBe('rsa');
    expect(asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65537n });
    expect(key.Fingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect([key.ValidityStartTime, key.ValidityEndTime]).toEqual([
      Date.parse('2026-01-01T00:00:00Z'),
      Date.parse('2027-01-01T00:00:00Z'),
    ]);
  });

  it('refuses a range that ends before it begins, and tokens', () => {
    expect(scene.call('cloudtrail', 'ListPublicKeys', { StartTime: START + 1, EndTime: START }).error.code).toBe(
      'InvalidTimeRangeException',
    );
    expect(scene.call('cloudtrail', 'ListPublicKeys', { NextToken: 'x' }).error.code).toBe('InvalidTokenException');
  });
});

describe('signatures by node:crypto', () => {
  it.each(['us-east-1', 'eu-west-3'])('are byte for byte those of the model in %s, this year and next', (region) => {
    for (const atMs of [Date.parse('2026-03-01T00:00:00Z'), Date.parse('2027-03-01T00:00:00Z')])
      for (const text of ['', 'a digest', 'x'.repeat(5000)])
        expect(nodeSignDigest('5eed', region, atMs, text)).toBe(aws.cloudtrail.signDigest('5eed', region, atMs, text));
  });
});
