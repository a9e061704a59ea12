/** The port of digests by node:crypto and zlib: byte for byte what the model's own give, and about ten times as fast. */
import { getFips, hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Digests, nobleDigests } from '../../model/crypto/digests.ts';

/** As Latin-1 text, which Node has sooner than a buffer of a few bytes. */
const by =
  (algorithm: string) =>
  (bytes: Uint8Array): Uint8Array => {
    const text = hash(algorithm, bytes, 'binary');
    const digest = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) digest[at] = text.charCodeAt(at);
    return digest;
  };

function zlibCrc32(bytes: Uint8Array): Uint8Array {
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(bytes));
  return checksum;
}

/** Digests of Node. Arrays it returns are plain Uint8Arrays; Node has no CRC-32C and no CRC-64/NVME. */
export const nodeDigests: Digests = {
  ...nobleDigests,
  CRC32: zlibCrc32,
  SHA1: by('sha1'),
  SHA256: by('sha256'),
  SHA512: by('sha512'),
  // A Node in FIPS mode refuses MD5, S3 does not.
  ...(getFips() === 0 ? { MD5: by('md5') } : {}),
};
