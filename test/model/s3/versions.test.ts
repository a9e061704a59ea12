/** Versions and delete markers. Answers recorded on AWS by LocalStack's snapshots (test_s3_api). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineOf } from '../../../model/lifecycle.ts';
import { objectLifecycle } from '../../../model/s3/object.machine.ts';
import { uploadLifecycle } from '../../../model/s3/upload.machine.ts';
import { currentVersion, versionsOf } from '../../../model/s3/versions.ts';
import { BUCKET, bytes, type Lab, labWithBucket, text, under } from './support.ts';

const versioned = (lab: Lab, Status: 'Enabled' | 'Suspended' = 'Enabled'): Lab => {
  lab.do('PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status } });
  return lab;
};
const put = (lab: Lab, body: string, Key = 'k') => lab.do('PutObject', { Bucket: BUCKET, Key, Body: bytes(body) });
const get = (lab: Lab, VersionId?: string) =>
  text(lab.do('GetObject', { Bucket: BUCKET, Key: 'k', ...(VersionId ? { VersionId } : {}) }).Body);

describe('a bucket without versioning', () => {
  it('overwrites, deletes for good, and knows only the version null', () => {
    const lab = labWithBucket();
    expect(put(lab, 'one')).not.toHaveProperty('VersionId');
    put(lab, 'two');
    expect(get(lab, 'null')).toBe('two');
    expect(
      lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k', VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' }),
    ).toMatchObject({
      code: 'InvalidArgument',
      message: 'Invalid version id specified',
      fields: { ArgumentName: 'versionId' },
    });
    expect(lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k' })).toEqual({});
    expect(lab.do('DeleteObject', { Bucket: BUCKET, Key: 'never-there' })).toEqual({});
    expect(lab.moves('object')).toEqual([
      'Absent>PUT>Current',
      'Absent>PUT>Current',
      'Current>OVERWRITE>Deleted',
      'Current>DELETE>Deleted',
    ]);
  });
});

describe('a versioned bucket', () => {
  it('keeps every version, hides them behind a delete marker, and uncovers them again', () => {
    const lab = versioned(labWithBucket());
    const one = put(lab, 'one').VersionId;
    const two = put(lab, 'two').VersionId;
    expect([get(lab), get(lab, one), get(lab, two)]).toEqual(['two', 'one', 'two']);
    const marker = lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k' });
    expect(marker).toMatchObject({ DeleteMarker: true });
    expect(lab.refusal('GetObject', { Bucket: BUCKET, Key: 'k' })).toBe(
      '404 NoSuchKey: The specified key does not exist.',
    );
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k', VersionId: marker.VersionId })).toMatchObject({
      status: 405,
      code: 'MethodNotAllowed',
      fields: { Method: 'GET', ResourceType: 'DeleteMarker' },
    });
    expect(lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k', VersionId: marker.VersionId })).toEqual(marker);
    expect(get(lab)).toBe('two');
    expect(lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k', VersionId: two })).toEqual({ VersionId: two });
    expect(get(lab)).toBe('one');
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k', VersionId: two })).toMatchObject({
      status: 404,
      code: 'NoSuchVersion',
      fields: { Key: 'k', VersionId: two },
    });
  });

  it('lists versions newest first, with their markers', () => {
    const lab = versioned(labWithBucket());
    const ids = [put(lab, 'one').VersionId, put(lab, 'two').VersionId];
    const marker = lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k' }).VersionId;
    put(lab, 'x', 'a');
    const listed = lab.do('ListObjectVersions', { Bucket: BUCKET });
    expect(
      listed.Versions.map((v: { Key: string; VersionId: string; IsLatest: boolean }) => [v.Key, v.IsLatest]),
    ).toEqual([
      ['a', true],
      ['k', false],
      ['k', false],
    ]);
    expect(listed.Versions.slice(1).map((v: { VersionId: string }) => v.VersionId)).toEqual(ids.reverse());
    expect(listed.DeleteMarkers).toMatchObject([{ Key: 'k', VersionId: marker, IsLatest: true }]);
  });

  it('pages through versions without losing or repeating one', () => {
    const lab = versioned(labWithBucket());
    for (const key of ['a', 'a/b', 'b', 'k']) for (let n = 0; n < 3; n++) put(lab, `${n}`, key);
    lab.do('DeleteObject', { Bucket: BUCKET, Key: 'a' });
    const all = lab.do('ListObjectVersions', { Bucket: BUCKET });
    const ids: string[] = [...all.Versions, ...all.DeleteMarkers].map((v: { VersionId: string }) => v.VersionId);
    const seen: string[] = [];
    for (let markers = {}; ; ) {
      const page = lab.do('ListObjectVersions', { Bucket: BUCKET, MaxKeys: 2, ...markers });
      seen.push(
        ...[...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map((v: { VersionId: string }) => v.VersionId),
      );
      if (!page.IsTruncated) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(seen.sort()).toEqual(ids.sort());
    expect(seen).toHaveLength(13);
  });

  it('gives each version its own key: one disabled key closes one version (documented)', () => {
    const lab = versioned(labWithBucket());
    const [first, second] = [lab.key(), lab.key()];
    const one = lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('one'), ...under(first) }).VersionId;
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('two'), ...under(second) });
    lab.do('kms:DisableKey', { KeyId: first });
    expect(get(lab)).toBe('two');
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k', VersionId: one }).code).toBe('KMS.DisabledException');
    lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k', VersionId: one });
  });

  it('needs s3:GetObjectVersion and s3:DeleteObjectVersion for versions', () => {
    const lab = versioned(labWithBucket());
    const { VersionId } = put(lab, 'one');
    const clerk = { as: { principal: 'arn:aws:iam::123456789012:user/clerk' } };
    lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }, clerk);
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k', VersionId }, clerk).message).toMatch(
      /s3:GetObjectVersion/,
    );
  });
});

describe('a bucket whose versioning is suspended', () => {
  it('writes null versions over each other and keeps the numbered ones', () => {
    const lab = versioned(labWithBucket());
    const one = put(lab, 'one').VersionId;
    versioned(lab, 'Suspended');
    expect(put(lab, 'two')).not.toHaveProperty('VersionId');
    put(lab, 'three');
    expect(lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }).VersionId).toBe('null');
    expect([get(lab), get(lab, 'null'), get(lab, one)]).toEqual(['three', 'three', 'one']);
    expect(lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k' })).toEqual({ DeleteMarker: true, VersionId: 'null' });
    expect(lab.do('ListObjectVersions', { Bucket: BUCKET }).Versions).toHaveLength(1);
    versioned(lab);
    put(lab, 'four');
    versioned(lab, 'Suspended');
    put(lab, 'five');
    expect(lab.do('ListObjectVersions', { Bucket: BUCKET }).Versions).toHaveLength(3);
    expect(lab.do('ListObjectVersions', { Bucket: BUCKET })).not.toHaveProperty('DeleteMarkers');
  });

  it('is what it is called', () => {
    const lab = labWithBucket();
    expect(lab.do('GetBucketVersioning', { Bucket: BUCKET })).toEqual({});
    const refusal = (VersioningConfiguration: object) =>
      lab.refuse('PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration }).code;
    expect(refusal({})).toBe('IllegalVersioningConfigurationException');
    expect(refusal({ Status: 'enabled' })).toBe('MalformedXML');
    expect(lab.do('GetBucketVersioning', { Bucket: BUCKET })).toEqual({});
    versioned(lab, 'Suspended');
    expect(lab.do('GetBucketVersioning', { Bucket: BUCKET })).toEqual({ Status: 'Suspended' });
  });
});

describe('DeleteObjects', () => {
  it('deletes what it can and reports the rest (recorded)', () => {
    const lab = labWithBucket();
    put(lab, 'x');
    const Objects = [{ Key: 'k' }, { Key: 'never-there' }, { Key: 'k', VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' }];
    expect(lab.do('DeleteObjects', { Bucket: BUCKET, Delete: { Objects } })).toEqual({
      Deleted: [{ Key: 'k' }, { Key: 'never-there' }],
      Errors: [
        {
          Key: 'k',
          VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD',
          Code: 'NoSuchVersion',
          Message: 'The specified version does not exist.',
        },
      ],
    });
    expect(lab.refuse('DeleteObjects', { Bucket: BUCKET, Delete: { Objects: [] } }).code).toBe('MalformedXML');
  });

  it('says nothing of successes when it is quiet, and names markers when versions are kept', () => {
    const lab = versioned(labWithBucket());
    put(lab, 'x');
    const quiet = { Bucket: BUCKET, Delete: { Objects: [{ Key: 'k' }], Quiet: true } };
    expect(lab.do('DeleteObjects', quiet)).toEqual({});
    const { Deleted } = lab.do('DeleteObjects', { Bucket: BUCKET, Delete: { Objects: [{ Key: 'k' }] } });
    expect(Deleted).toMatchObject([{ Key: 'k', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) }]);
  });
});

describe('the lifecycle', () => {
  it('is a machine that XState reads', () => {
    for (const lifecycle of [objectLifecycle, uploadLifecycle]) {
      expect(Object.keys(machineOf(lifecycle).states)).toEqual(lifecycle.states);
    }
  });

  it('has exactly one current version of every key, newer than all others, whatever is called', () => {
    const action = fc.constantFrom('put', 'delete', 'deleteOldest', 'deleteNewest', 'enable', 'suspend');
    fc.assert(
      fc.property(fc.array(fc.tuple(action, fc.constantFrom('a', 'b')), { size: 'max', maxLength: 25 }), (steps) => {
        const lab = labWithBucket();
        for (const [what, key] of steps) {
          const all = [...versionsOf(lab.bucket(), key)];
          if (what === 'put') put(lab, 'x', key);
          else if (what === 'delete') lab.do('DeleteObject', { Bucket: BUCKET, Key: key });
          else if (what === 'enable') versioned(lab);
          else if (what === 'suspend') versioned(lab, 'Suspended');
          else {
            const version = what === 'deleteOldest' ? all.at(-1) : all[0];
            if (version) lab.do('DeleteObject', { Bucket: BUCKET, Key: key, VersionId: version.versionId });
          }
          for (const each of ['a', 'b']) {
            const versions = [...versionsOf(lab.bucket(), each)];
            const current = currentVersion(lab.bucket(), each);
            expect(versions.filter((version) => version.state === 'Current')).toEqual(current ? [current] : []);
            expect(versions.length === 0).toBe(current === undefined);
            const sequences = versions.map((version) => version.sequence);
            expect(sequences).toEqual([...sequences].sort((x, y) => y - x));
            const nulls = versions.filter((version) => version.versionId === 'null');
            expect(nulls.length).toBeLessThan(2);
          }
        }
      }),
      { numRuns: 60, seed: 0x53 },
    );
  });
});
