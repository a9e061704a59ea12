/**
 * Ranges of bytes, and reading by part number.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (documented); errors recorded (LocalStack
 * snapshot test_get_range_object_headers).
 */
import { refuse } from '../errors.ts';
import { invalidArgument, invalidRequest } from './errors.ts';
import { s3Facts } from './facts.ts';
import type { ObjectVersion } from './state.ts';

/** Bytes from `firstByte` to `lastByte`, both included. */
export interface ByteRange {
  readonly firstByte: number;
  readonly lastByte: number;
}

/** The part of an object that a read means; undefined for all of it. A header that is no single range is ignored. */
export function rangeOf(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return undefined;
  if (found[1] === '') return suffixRange(header!, Number(found[2]), sizeBytes);
  const firstByte = Number(found[1]);
  const lastByte = found[2] === '' ? sizeBytes - 1 : Math.min(Number(found[2]), sizeBytes - 1);
  if (found[2] !== '' && Number(found[2]) < firstByte) return undefined;
  if (firstByte >= sizeBytes) invalidRange(header!, sizeBytes);
  return { firstByte, lastByte };
}

function suffixRange(header: string, lengthBytes: number, sizeBytes: number): ByteRange {
  if (lengthBytes === 0 || sizeBytes === 0) invalidRange(header, sizeBytes);
  return { firstByte: Math.max(0, sizeBytes - lengthBytes), lastByte: sizeBytes - 1 };
}

/** 416: the range begins behind the end. */
function invalidRange(header: string, sizeBytes: number): never {
  return refuse('InvalidRange', 'The requested range is not satisfiable', {
    rule: s3Facts['range-unsatisfiable'],
    status: 416,
    fields: { ActualObjectSize: String(sizeBytes), RangeRequested: header },
  });
}

/** The bytes of a part, and how many parts there are; an object written in one piece is its own part 1. */
export function partRange(version: ObjectVersion, partNumber: number): { range?: ByteRange; partsCount?: number } {
  const parts = version.parts;
  if (!parts) {
    if (partNumber !== 1) invalidPartNumber(partNumber, 1);
    return version.sizeBytes === 0 ? {} : { range: { firstByte: 0, lastByte: version.sizeBytes - 1 } };
  }
  if (partNumber > parts.length) invalidPartNumber(partNumber, parts.length);
  const before = parts.slice(0, partNumber - 1).reduce((sum, part) => sum + part.sizeBytes, 0);
  const { sizeBytes } = parts[partNumber - 1]!;
  if (sizeBytes === 0) return { partsCount: parts.length };
  return { range: { firstByte: before, lastByte: before + sizeBytes - 1 }, partsCount: parts.length };
}

function invalidPartNumber(partNumber: number, partsCount: number): never {
  return refuse('InvalidPartNumber', 'The requested partnumber is not satisfiable', {
    rule: s3Facts['range-unsatisfiable'],
    status: 416,
    fields: { ActualPartCount: String(partsCount), PartNumberRequested: String(partNumber) },
  });
}

/** A range that must be one and must lie inside (UploadPartCopy). */
export function copyRangeOf(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const found = /^bytes=(\d+)-(\d+)$/.exec(header);
  const name = 'x-amz-copy-source-range';
  if (!found || Number(found[2]) < Number(found[1])) {
    return invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      s3Facts['range-unsatisfiable'],
      name,
      header,
    );
  }
  if (Number(found[1]) >= sizeBytes) {
    invalidRequest('The specified copy range is invalid for the source object size', s3Facts['range-unsatisfiable']);
  }
  if (Number(found[2]) < sizeBytes) return { firstByte: Number(found[1]), lastByte: Number(found[2]) };
  return invalidArgument(
    `Range specified is not valid for source object of size: ${sizeBytes}`,
    s3Facts['range-unsatisfiable'],
    name,
    header,
  );
}

/** The bytes of a range out of pieces that follow each other; `open` is called only for pieces that it touches. */
export function cut(
  pieces: readonly { readonly sizeBytes: number; readonly open: () => Uint8Array }[],
  range: ByteRange,
): Uint8Array {
  const bytes = new Uint8Array(range.lastByte - range.firstByte + 1);
  let begin = 0;
  for (const { sizeBytes, open } of pieces) {
    const from = Math.max(range.firstByte, begin);
    const to = Math.min(range.lastByte + 1, begin + sizeBytes);
    if (from < to) bytes.set(open().subarray(from - begin, to - begin), from - range.firstByte);
    begin += sizeBytes;
  }
  return bytes;
}
