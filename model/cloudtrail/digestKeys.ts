/**
 * The RSA keys that CloudTrail signs digests with: one pair for each Region and calendar year, which follow from the
 * world's seed. They come from the bundled pool of test keys and protect nothing.
 */
import { md5 } from '@noble/hashes/legacy.js';
import { hex, utf8 } from '../bytes.ts';
import * as der from '../crypto/der.ts';
import { digest } from '../crypto/hashes.ts';
import { keyPair, RSA_PAIRS } from '../crypto/keyPair.ts';
import { decodePrivateKey } from '../crypto/keys.ts';
import { type RsaPrivateKey, signPkcs1 } from '../crypto/rsa.ts';
import { assumed, defineRules, documented } from '../evidence.ts';
import { Random, seedState } from '../random.ts';
import { calendarOf, millisecondsOf } from '../time.ts';

const VALIDATION =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html';

/** What is known of the keys. */
export const DIGEST_KEY_RULES = defineRules('cloudtrail', {
  'digest-keys-by-region': {
    sentence: 'Each Region signs its digests with RSA keys of its own; a digest names its key by fingerprint.',
    ...documented(VALIDATION),
  },
  'digest-signature': {
    sentence:
      'A digest is signed by SHA256withRSA over its end, its place, the SHA-256 of its content and the signature before.',
    ...documented(VALIDATION),
  },
  'public-key-form': {
    sentence: 'ListPublicKeys gives public keys as DER of PKCS #1.',
    ...documented('https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PublicKey.html'),
  },
  'digest-keys-by-year': {
    sentence: 'A key is valid for one calendar year, and its fingerprint is the MD5 of its DER.',
    ...assumed(VALIDATION),
  },
});

/** A public key as ListPublicKeys shows it. */
export interface DigestPublicKey {
  /** DER of PKCS #1. */
  readonly value: Uint8Array;
  /** 32 hexadecimal digits. */
  readonly fingerprint: string;
  readonly fromMs: number;
  /** The first moment at which it is not valid any more. */
  readonly untilMs: number;
}

/** A private key: as PKCS #8 in DER, and its numbers. */
interface DigestPrivateKey {
  readonly pkcs8: Uint8Array;
  readonly rsa: RsaPrivateKey;
}

/** Pairs by their number in the pool: the same number is always the same pair, and making one takes milliseconds. */
const made = new Map<number, DigestPrivateKey>();

/** The private key of a Region in a calendar year; the same object for the same key. */
export function digestPrivateKey(seed: string, region: string, atMs: number): DigestPrivateKey {
  const { year } = calendarOf(atMs);
  const index = new Random(seedState(`digest-key/${region}/${year}:${seed}`)).below(RSA_PAIRS);
  let key = made.get(index);
  if (!key) {
    const pkcs8 = keyPair('RSA_2048', { index, seedBytes: new Uint8Array() }).privateKey;
    key = { pkcs8, rsa: (decodePrivateKey(pkcs8) as { readonly rsa: RsaPrivateKey }).rsa };
    made.set(index, key);
  }
  return key;
}

/** The public key of a Region that is valid at a moment. */
export function digestPublicKey(seed: string, region: string, atMs: number): DigestPublicKey {
  const { year } = calendarOf(atMs);
  return {
    ...publicHalf(digestPrivateKey(seed, region, atMs)),
    fromMs: millisecondsOf({ year, month: 1, day: 1 })!,
    untilMs: millisecondsOf({ year: year + 1, month: 1, day: 1 })!,
  };
}

type PublicHalf = Pick<DigestPublicKey, 'value' | 'fingerprint'>;

/** Every digest names the fingerprint, every hour the same one. */
const publicHalves = new WeakMap<DigestPrivateKey, PublicHalf>();

function publicHalf(key: DigestPrivateKey): PublicHalf {
  let half = publicHalves.get(key);
  if (!half) {
    const value = der.sequence(der.integer(key.rsa.modulus), der.integer(key.rsa.publicExponent));
    half = { value, fingerprint: hex(md5(value)) };
    publicHalves.set(key, half);
  }
  return half;
}

/** The signature of a text by the key of a Region that is valid at a moment, hexadecimal. */
export function signDigest(seed: string, region: string, atMs: number, signed: string): string {
  return hex(signPkcs1(digestPrivateKey(seed, region, atMs).rsa, 'SHA_256', digest('SHA_256', utf8(signed))));
}
