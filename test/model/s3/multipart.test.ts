/** Multipart uploads. Errors recorded on AWS by LocalStack's snapshots. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aws } from '../../../model/aws.ts';
import { symbolicCipher } from '../../../model/crypto/symbolicCipher.ts';
import { BUCKET, bytes, type Lab, labWithBucket as labWithAnyBucket, under } from './support.ts';

/** Parts are large, and nothing here depends on the arithmetic of the cipher. */
const labWithBucket = (): Lab => labWithAnyBucket('53', { ...aws, cipher: symbolicCipher });

const MIB = 1024 ** 2;
const part = (fill: number, sizeBytes = 5 * MIB): Uint8Array => new Uint8Array(sizeBytes).fill(fill);
const begin = (lab: Lab, more: object = {}): string =>
  lab.do('CreateMultipartUpload', { Bucket: BUCKET, Key: 'big', ...more }).UploadId;
const upload = (lab: Lab, UploadId: string, PartNumber: number, Body: Uint8Array, more: object = {}) =>
  lab.do('UploadPart', { Bucket: BUCKET, Key: 'big', UploadId, PartNumber, Body, ...more });
const completion = (UploadId: string, Parts: object[]) => ({
  Bucket: BUCKET,
  Key: 'big',
  UploadId,
  MultipartUpload: { Parts },
});
const md5 = (value: Uint8Array): Buffer => createHash('md5').update(value).digest();

describe('a multipart upload', () => {
  it('becomes one object of all its parts, in every mode', () => {
    const lab = labWithBucket();
    const modes = [
      {},
      under(lab.key()),
      { ...under(lab.key()), BucketKeyEnabled: true },
      { ServerSideEncryption: 'aws:kms:dsse' },
    ];
    for (const mode of modes) {
      const id = begin(lab, mode);
      const one = upload(lab, id, 1, part(1));
      const two = upload(lab, id, 2, bytes('the end'));
      const done = lab.do(
        'CompleteMultipartUpload',
        completion(id, [
          { PartNumber: 1, ...one },
          { PartNumber: 2, ...two },
        ]),
      );
      expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
      const { Body, ContentLength, ETag, PartsCount } = lab.do('GetObject', { Bucket: BUCKET, Key: 'big' });
      expect(ContentLength).toBe(5 * MIB + 7);
      expect(Buffer.from(Body).equals(Buffer.concat([part(1), bytes('the end')]))).toBe(true);
      expect([ETag, PartsCount]).toEqual([done.ETag, undefined]);
      const second = lab.do('GetObject', { Bucket: BUCKET, Key: 'big', PartNumber: 2 });
      expect(second).toMatchObject({ PartsCount: 2, ContentLength: 7, Body: bytes('the end') });
      const edge = lab.do('GetObject', { Bucket: BUCKET, Key: 'big', Range: `bytes=${5 * MIB - 2}-${5 * MIB + 2}` });
      expect(edge.Body).toEqual(Uint8Array.from([1, 1, ...bytes('the')]));
    }
  });

  it('has an ETag made of those of its parts (recorded)', () => {
    const lab = labWithBucket();
    const id = begin(lab);
    const parts = [part(1), bytes('x')].map((body, index) => ({
      PartNumber: index + 1,
      ...upload(lab, id, index + 1, body),
    }));
    expect(parts[0]!.ETag).toBe(`"${md5(part(1)).toString('hex')}"`);
    const whole = md5(Buffer.concat([md5(part(1)), md5(bytes('x'))])).toString('hex');
    expect(lab.do('CompleteMultipartUpload', completion(id, parts)).ETag).toBe(`"${whole}-2"`);
  });

  it('keeps headers, metadata and tags of its beginning', () => {
    const lab = labWithBucket();
    const id = begin(lab, {
      ContentType: 'text/plain',
      Metadata: { Colour: 'red' },
      Tagging: 'a=b',
      StorageClass: 'STANDARD_IA',
    });
    const one = upload(lab, id, 7, bytes('x'));
    lab.do('CompleteMultipartUpload', completion(id, [{ PartNumber: 7, ...one }]));
    expect(lab.do('HeadObject', { Bucket: BUCKET, Key: 'big' })).toMatchObject({
      ContentType: 'text/plain',
      Metadata: { colour: 'red' },
      TagCount: 1,
      StorageClass: 'STANDARD_IA',
    });
  });

  it('lets a part be replaced, and leaves out parts that are not listed', () => {
    const lab = labWithBucket();
    const id = begin(lab);
    upload(lab, id, 1, bytes('old'));
    const one = upload(lab, id, 1, bytes('new'));
    upload(lab, id, 2, bytes('not wanted'));
    lab.do('CompleteMultipartUpload', completion(id, [{ PartNumber: 1, ETag: one.ETag }]));
    expect(lab.do('GetObject', { Bucket: BUCKET, Key: 'big' }).Body).toEqual(bytes('new'));
  });

  it('copies parts, whole and in ranges', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'source', Body: bytes('0123456789'), ...under(lab.key()) });
    const id = begin(lab);
    const copy = { Bucket: BUCKET, Key: 'big', UploadId: id, PartNumber: 1, CopySource: `/${BUCKET}/source` };
    const refusal = (CopySourceRange: string) => lab.refusal('UploadPartCopy', { ...copy, CopySourceRange });
    expect(refusal('bytes=5-10')).toBe(
      '400 InvalidArgument: Range specified is not valid for source object of size: 10',
    );
    expect(refusal('bytes=10-11')).toBe(
      '400 InvalidRequest: The specified copy range is invalid for the source object size',
    );
    for (const range of ['0-8', 'bytes=1-0', 'bytes=-', 'bytes=-2', 'bytes=1-', 'bytes=0-1,3-4']) {
      expect(refusal(range)).toMatch(/^400 InvalidArgument: The x-amz-copy-source-range value must be of the form/);
    }
    const { CopyPartResult } = lab.do('UploadPartCopy', { ...copy, CopySourceRange: 'bytes=5-9' });
    lab.do('CompleteMultipartUpload', completion(id, [{ PartNumber: 1, ETag: CopyPartResult.ETag }]));
    expect(lab.do('GetObject', { Bucket: BUCKET, Key: 'big' }).Body).toEqual(bytes('56789'));
  });

  it('is gone when it is completed or aborted', () => {
    const lab = labWithBucket();
    const gone =
      '404 NoSuchUpload: The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
    const aborted = begin(lab);
    lab.do('AbortMultipartUpload', { Bucket: BUCKET, Key: 'big', UploadId: aborted });
    expect(lab.refusal('AbortMultipartUpload', { Bucket: BUCKET, Key: 'big', UploadId: aborted })).toBe(gone);
    const completed = begin(lab);
    const one = upload(lab, completed, 1, bytes('x'));
    lab.do('CompleteMultipartUpload', completion(completed, [{ PartNumber: 1, ETag: one.ETag }]));
    expect(lab.refusal('CompleteMultipartUpload', completion(completed, [{ PartNumber: 1, ETag: one.ETag }]))).toBe(
      gone,
    );
    expect(lab.refusal('UploadPart', { Bucket: BUCKET, Key: 'big', UploadId: 'x', PartNumber: 1 })).toBe(gone);
    expect(lab.refusal('UploadPart', { Bucket: BUCKET, Key: 'other', UploadId: begin(lab), PartNumber: 1 })).toBe(gone);
    expect(lab.moves('upload').slice(0, 4)).toEqual([
      'Absent>CREATE>InProgress',
      'InProgress>ABORT>Aborted',
      'Absent>CREATE>InProgress',
      'InProgress>COMPLETE>Completed',
    ]);
  });

  it('does not hold up the deletion of its bucket', () => {
    const lab = labWithBucket();
    begin(lab);
    lab.do('DeleteBucket', { Bucket: BUCKET });
    expect(lab.moves('upload').at(-1)).toBe('InProgress>DELETE_BUCKET>Aborted');
  });
});

describe('completing an upload is refused', () => {
  function labWithParts(): { lab: Lab; id: string; parts: { PartNumber: number; ETag: string }[] } {
    const lab = labWithBucket();
    const id = begin(lab);
    const parts = [1, 2, 3].map((PartNumber) => ({
      PartNumber,
      ETag: upload(lab, id, PartNumber, bytes('small')).ETag,
    }));
    return { lab, id, parts };
  }

  it('without parts', () => {
    const { lab, id } = labWithParts();
    expect(lab.refuse('CompleteMultipartUpload', completion(id, [])).code).toBe('MalformedXML');
    const none = { Bucket: BUCKET, Key: 'big', UploadId: id };
    expect(lab.refusal('CompleteMultipartUpload', none)).toBe('400 InvalidRequest: You must specify at least one part');
  });

  it('with parts that are too small, but for the last', () => {
    const { lab, id, parts } = labWithParts();
    expect(lab.refuse('CompleteMultipartUpload', completion(id, parts))).toMatchObject({
      status: 400,
      code: 'EntityTooSmall',
      message: 'Your proposed upload is smaller than the minimum allowed size',
      fields: { PartNumber: '1', MinSizeAllowed: '5242880', ProposedSize: '5' },
    });
    lab.do('CompleteMultipartUpload', completion(id, [parts[2]!]));
  });

  it('with parts out of order or twice', () => {
    const { lab, id, parts } = labWithParts();
    for (const order of [
      [parts[1]!, parts[0]!],
      [parts[0]!, parts[0]!],
    ]) {
      expect(lab.refuse('CompleteMultipartUpload', completion(id, order)).message).toBe(
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
  });

  it('with parts that are not there or have another ETag', () => {
    const { lab, id, parts } = labWithParts();
    for (const wrong of [
      { PartNumber: 9, ETag: parts[0]!.ETag },
      { PartNumber: 1, ETag: '"feedface"' },
    ]) {
      expect(lab.refuse('CompleteMultipartUpload', completion(id, [wrong])).code).toBe('InvalidPart');
    }
  });

  it('with another size than announced', () => {
    const { lab, id, parts } = labWithParts();
    const input = { ...completion(id, [parts[0]!]), MpuObjectSize: 4 };
    expect(lab.refuse('CompleteMultipartUpload', input).message).toBe(
      "The provided 'x-amz-mp-object-size' header value 4 does not match what was computed: 5",
    );
  });

  it('part numbers are 1 to 10000', () => {
    const { lab, id } = labWithParts();
    for (const PartNumber of [0, 10001]) {
      expect(lab.refusal('UploadPart', { Bucket: BUCKET, Key: 'big', UploadId: id, PartNumber })).toBe(
        '400 InvalidArgument: Part number must be an integer between 1 and 10000, inclusive',
      );
    }
  });
});

describe('completing an upload on a condition (recorded)', () => {
  const CONFLICT =
    '409 ConditionalRequestConflict: The conditional request cannot succeed due to a conflicting operation against this resource.';
  const PRECONDITION = '412 PreconditionFailed: At least one of the pre-conditions you specified did not hold';
  function ready(lab: Lab): (conditions: object) => string {
    const id = begin(lab);
    const { ETag } = upload(lab, id, 1, bytes('x'));
    return (conditions) => {
      const outcome = lab.try('CompleteMultipartUpload', {
        ...completion(id, [{ PartNumber: 1, ETag }]),
        ...conditions,
      });
      if (outcome.ok) return 'ok';
      return `${outcome.error.status} ${outcome.error.code}: ${outcome.error.message}`;
    };
  }
  const put = (lab: Lab, body: string): string =>
    lab.do('PutObject', { Bucket: BUCKET, Key: 'big', Body: bytes(body) }).ETag;
  const remove = (lab: Lab) => lab.do('DeleteObject', { Bucket: BUCKET, Key: 'big' });

  it('fails where the key was written meanwhile', () => {
    const lab = labWithBucket();
    const before = put(lab, 'before');
    const complete = ready(lab);
    const during = put(lab, 'during');
    expect(complete({ IfMatch: before })).toBe(PRECONDITION);
    expect(complete({ IfMatch: during })).toBe(CONFLICT);
    expect(ready(lab)({ IfMatch: during })).toBe('ok');
  });

  it('fails where the key was deleted meanwhile', () => {
    const lab = labWithBucket();
    put(lab, 'before');
    const complete = ready(lab);
    expect(complete({ IfNoneMatch: '*' })).toBe(PRECONDITION);
    remove(lab);
    expect(complete({ IfNoneMatch: '*' })).toBe(CONFLICT);
    expect(complete({ IfMatch: '"feed"' })).toBe('404 NoSuchKey: The specified key does not exist.');
    expect(ready(lab)({ IfNoneMatch: '*' })).toBe('ok');
    expect(complete({})).toBe('ok');
  });
});

describe('checksums of uploads', () => {
  const complete = (lab: Lab, id: string, parts: object[]) => lab.do('CompleteMultipartUpload', completion(id, parts));
  const body = Buffer.concat([part(1), bytes('rest')]);

  it('of the full object are the same as those of a single PUT', () => {
    const lab = labWithBucket();
    for (const algorithm of ['CRC64NVME', 'CRC32', 'CRC32C']) {
      const member = `Checksum${algorithm}`;
      const single = lab.do('PutObject', { Bucket: BUCKET, Key: 'single', Body: body, ChecksumAlgorithm: algorithm });
      const id = begin(lab, { ChecksumAlgorithm: algorithm, ChecksumType: 'FULL_OBJECT' });
      const parts = [part(1), bytes('rest')].map((piece, at) => ({
        PartNumber: at + 1,
        ...upload(lab, id, at + 1, piece),
      }));
      expect(complete(lab, id, parts)).toMatchObject({ [member]: single[member], ChecksumType: 'FULL_OBJECT' });
    }
  });

  it('are CRC64NVME of the full object where nobody names one, and then parts show none (recorded)', () => {
    const lab = labWithBucket();
    const id = begin(lab);
    const one = upload(lab, id, 1, bytes('123456789'));
    expect(one).not.toHaveProperty('ChecksumCRC64NVME');
    expect(lab.do('ListParts', { Bucket: BUCKET, Key: 'big', UploadId: id }).Parts[0]).not.toHaveProperty(
      'ChecksumCRC64NVME',
    );
    const done = complete(lab, id, [{ PartNumber: 1, ETag: one.ETag }]);
    const ChecksumCRC64NVME = Buffer.from('ae8b14860a799888', 'hex').toString('base64');
    expect(done).toMatchObject({ ChecksumCRC64NVME, ChecksumType: 'FULL_OBJECT' });
  });

  it('that are composite end with the number of parts, and every part must be named with its own', () => {
    const lab = labWithBucket();
    const id = begin(lab, { ChecksumAlgorithm: 'SHA256' });
    const one = upload(lab, id, 1, bytes('x'), { ChecksumAlgorithm: 'SHA256' });
    expect(lab.refusal('CompleteMultipartUpload', completion(id, [{ PartNumber: 1, ETag: one.ETag }]))).toBe(
      '400 InvalidRequest: The upload was created using a sha256 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
    );
    const done = complete(lab, id, [{ PartNumber: 1, ...one }]);
    const sha = (value: Uint8Array) => createHash('sha256').update(value).digest();
    expect(done.ChecksumSHA256).toBe(`${sha(sha(bytes('x'))).toString('base64')}-1`);
    expect(done.ChecksumType).toBe('COMPOSITE');
    const { ObjectParts } = lab.do('GetObjectAttributes', {
      Bucket: BUCKET,
      Key: 'big',
      ObjectAttributes: ['ObjectParts'],
    });
    expect(ObjectParts).toMatchObject({
      TotalPartsCount: 1,
      Parts: [{ PartNumber: 1, Size: 1, ChecksumSHA256: one.ChecksumSHA256 }],
    });
  });

  it('do not mix, and do not come in kinds that cannot be', () => {
    const lab = labWithBucket();
    const create = (more: object) =>
      lab.refuse('CreateMultipartUpload', { Bucket: BUCKET, Key: 'big', ...more }).message;
    expect(create({ ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' })).toBe(
      'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
    );
    expect(create({ ChecksumAlgorithm: 'SHA1', ChecksumType: 'FULL_OBJECT' })).toBe(
      'The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.',
    );
    const id = begin(lab, { ChecksumAlgorithm: 'SHA256' });
    const wrong = {
      Bucket: BUCKET,
      Key: 'big',
      UploadId: id,
      PartNumber: 1,
      Body: bytes('x'),
      ChecksumAlgorithm: 'CRC32',
    };
    expect(lab.refuse('UploadPart', wrong).message).toBe(
      'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
    );
  });
});

describe('listing uploads', () => {
  it('pages through parts', () => {
    const lab = labWithBucket();
    const id = begin(lab);
    for (const number of [3, 1, 2]) upload(lab, id, number, bytes(`${number}`));
    const first = lab.do('ListParts', { Bucket: BUCKET, Key: 'big', UploadId: id, MaxParts: 2 });
    expect(first.Parts.map((listed: { PartNumber: number }) => listed.PartNumber)).toEqual([1, 2]);
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
    const rest = lab.do('ListParts', { Bucket: BUCKET, Key: 'big', UploadId: id, PartNumberMarker: '2' });
    expect(rest.Parts.map((listed: { PartNumber: number }) => listed.PartNumber)).toEqual([3]);
    expect(rest.IsTruncated).toBe(false);
  });

  it('pages through uploads by key and id, and groups them', () => {
    const lab = labWithBucket();
    for (const Key of ['a', 'a', 'b/1', 'b/2', 'c']) lab.do('CreateMultipartUpload', { Bucket: BUCKET, Key });
    const seen: string[] = [];
    for (let markers = {}; ; ) {
      const page = lab.do('ListMultipartUploads', { Bucket: BUCKET, MaxUploads: 2, ...markers });
      seen.push(...page.Uploads.map((listed: { Key: string; UploadId: string }) => listed.Key));
      if (!page.IsTruncated) break;
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
    expect(seen).toEqual(['a', 'a', 'b/1', 'b/2', 'c']);
    const grouped = lab.do('ListMultipartUploads', { Bucket: BUCKET, Delimiter: '/' });
    expect(grouped.CommonPrefixes).toEqual([{ Prefix: 'b/' }]);
    expect(grouped.Uploads).toHaveLength(3);
  });
});
