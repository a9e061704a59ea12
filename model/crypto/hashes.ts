/** The hash functions of KMS's algorithms, by the names that those algorithms contain. */
import { sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';

/** A hash as AWS's algorithm names spell it, e.g. the end of `RSASSA_PSS_SHA_256`. */
export type HashName = keyof typeof HASHES;

/** The function itself, in the form that @noble/hashes/hmac.js takes; `.outputLen` is its length in bytes. */
export const HASHES = { SHA_1: sha1, SHA_224: sha224, SHA_256: sha256, SHA_384: sha384, SHA_512: sha512 } as const;

/** The digest of a message. */
export const digest = (hash: HashName, message: Uint8Array): Uint8Array => HASHES[hash](message);

/** Length of a digest, in bytes. */
export const digestBytes = (hash: HashName): number => HASHES[hash].outputLen;
