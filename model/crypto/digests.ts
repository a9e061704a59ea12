/**
 * The digest port: everything that names bytes by a few of them. `nobleDigests` (here, the default everywhere) and
 * `nodeDigests` (harness/crypto, many times as fast) give the same bytes.
 */
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { crc32, crc32c, crc64nvme } from './crc.ts';

/** Digests and checksums by the names that S3's API has for them; CRCs with the most significant byte first. */
export interface Digests {
  readonly CRC32: (bytes: Uint8Array) => Uint8Array;
  readonly CRC32C: (bytes: Uint8Array) => Uint8Array;
  readonly CRC64NVME: (bytes: Uint8Array) => Uint8Array;
  readonly SHA1: (bytes: Uint8Array) => Uint8Array;
  readonly SHA256: (bytes: Uint8Array) => Uint8Array;
  readonly SHA512: (bytes: Uint8Array) => Uint8Array;
  readonly MD5: (bytes: Uint8Array) => Uint8Array;
}

/** By `@noble/hashes` and, for CRCs, by tables. */
export const nobleDigests: Digests = {
  CRC32: (bytes) => crc32([bytes]),
  CRC32C: (bytes) => crc32c([bytes]),
  CRC64NVME: (bytes) => crc64nvme([bytes]),
  SHA1: sha1,
  SHA256: sha256,
  SHA512: sha512,
  MD5: md5,
};
