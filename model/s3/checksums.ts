/**
 * Checksums of objects and parts, always over the plaintext.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html (documented).
 */
import { base64, concat, fromBase64 } from '../bytes.ts';
import { type Combinable, combineCrc } from '../crypto/crc.ts';
import type { Digests } from '../crypto/digests.ts';
import { refuse } from '../errors.ts';
import { invalidRequest } from './errors.ts';
import { s3Facts } from './facts.ts';
import type { Checksums, ObjectVersion } from './state.ts';

/** Lengths in bytes by the API's name. The XXHASH family is not simulated (`outside.ts`). */
const LENGTHS_BYTES: Readonly<Record<keyof Digests, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  MD5: 16,
};

/** What S3 computes for clients that name no checksum. */
export const DEFAULT_ALGORITHM = 'CRC64NVME';

/** The names of the algorithms. */
export const checksumAlgorithms: readonly string[] = Object.keys(LENGTHS_BYTES);

/** The member of requests and responses that carries a checksum. */
export const checksumMember = (algorithm: string): string => `Checksum${algorithm}`;
const MEMBERS = checksumAlgorithms.map((algorithm) => ({ algorithm, member: checksumMember(algorithm) }));

/** A checksum of a body, Base64. */
export function checksumOf(digests: Digests, algorithm: string, body: Uint8Array): string {
  return base64(digests[known(algorithm)](body));
}

function known(name: string): keyof Digests {
  if (Object.hasOwn(LENGTHS_BYTES, name)) return name as keyof Digests;
  return invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    s3Facts['checksum-header'],
  );
}

/** The checksum that a request names: its algorithm, and its value where the request has it. */
export interface NamedChecksum {
  readonly algorithm: string;
  readonly value?: string;
}

/** The checksum that a request names, if any; refuses more than one, and values that cannot be one. */
export function namedChecksum(input: object): NamedChecksum | undefined {
  const members = input as Readonly<Record<string, string | undefined>>;
  const named = MEMBERS.filter(({ member }) => members[member] !== undefined);
  if (named.length > 1) {
    invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
      s3Facts['checksum-header'],
    );
  }
  const [found] = named;
  if (!found) {
    const wanted = members.ChecksumAlgorithm;
    if (wanted !== undefined) known(wanted);
    return wanted === undefined ? undefined : { algorithm: wanted };
  }
  const { algorithm } = found;
  const value = members[found.member]!;
  checkLength(algorithm, value);
  return { algorithm, value };
}

function checkLength(algorithm: string, value: string): void {
  // A composite checksum of a completed upload ends with the number of its parts.
  if (lengthOf(value.replace(/-\d+$/, '')) === LENGTHS_BYTES[known(algorithm)]) return;
  const header = `x-amz-checksum-${algorithm.toLowerCase()}`;
  invalidRequest(`Value for ${header} header is invalid.`, s3Facts['checksum-header']);
}

function lengthOf(text: string): number {
  try {
    return fromBase64(text).length;
  } catch {
    return -1;
  }
}

/** Checks a body against the checksum that its request names and gives the one to keep. */
export function checkBody(digests: Digests, body: Uint8Array, named: NamedChecksum | undefined): Checksums {
  const algorithm = named?.algorithm ?? DEFAULT_ALGORITHM;
  const value = checksumOf(digests, algorithm, body);
  if (named?.value !== undefined && named.value !== value) badChecksum(algorithm);
  return { [algorithm]: value };
}

/** 400 BadDigest: the body is not the one whose checksum was named. */
export function badChecksum(algorithm: string): never {
  return refuse('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`, {
    rule: s3Facts['digest-mismatch'],
  });
}

/** Checks the Content-MD5 header of a body whose MD5 is known. */
export function checkContentMd5(header: string | undefined, digest: Uint8Array): void {
  if (header === undefined) return;
  const rule = s3Facts['digest-mismatch'];
  if (lengthOf(header) !== digest.length) {
    refuse('InvalidDigest', 'The Content-MD5 you specified was invalid.', { rule, fields: { 'Content-MD5': header } });
  }
  if (header === base64(digest)) return;
  refuse('BadDigest', 'The Content-MD5 you specified did not match what we received.', {
    rule,
    fields: { ExpectedDigest: header, CalculatedDigest: base64(digest) },
  });
}

/** Checksums as members of a response. */
export function checksumMembers(version: Pick<ObjectVersion, 'checksums' | 'checksumType'>): Record<string, string> {
  const { checksums, checksumType } = version;
  const members: Record<string, string> = {};
  for (const { algorithm, member } of MEMBERS) {
    const value = checksums[algorithm];
    if (value !== undefined) members[member] = value;
  }
  if (checksumType) members.ChecksumType = checksumType;
  return members;
}

/** A composite checksum: that of the parts' checksums, and their number. */
export function compositeChecksum(digests: Digests, algorithm: string, parts: readonly string[]): string {
  return `${checksumOf(digests, algorithm, concat(...parts.map(fromBase64)))}-${parts.length}`;
}

/** Checksum of the whole from those of its parts; only CRCs can do that. */
export function combinedChecksum(
  algorithm: string,
  parts: readonly { readonly value: string; readonly sizeBytes: number }[],
): string {
  const [first, ...rest] = parts.map(({ value, sizeBytes }) => ({ bytes: fromBase64(value), sizeBytes }));
  const combine = (whole: Uint8Array, part: { bytes: Uint8Array; sizeBytes: number }): Uint8Array =>
    combineCrc(algorithm as Combinable, whole, part.bytes, part.sizeBytes);
  return base64(rest.reduce(combine, first!.bytes));
}

/** Whether the checksum of a whole follows from those of its parts. */
export const combines = (algorithm: string): boolean => algorithm.startsWith('CRC');
