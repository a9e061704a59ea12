/**
 * Key pairs as the API carries them: public keys as SubjectPublicKeyInfo (RFC 5280), private keys as PKCS #8 (RFC 5208,
 * RFC 5958), both DER. Decoders answer undefined for anything that is not a key of a spec that KMS has; they never throw. Encoders write what OpenSSL writes.
 */
import { equalBytes } from '../bytes.ts';
import { bitLength, bytesOf, integerOf as integerOfBytes } from './bigIntegers.ts';
import {
  CURVE_IDENTIFIERS,
  CURVES,
  EC_IDENTIFIER,
  EDWARDS,
  EDWARDS_IDENTIFIER,
  keyWith,
  LATTICES,
  MLDSA_IDENTIFIERS,
  RSA_IDENTIFIER,
} from './curves.ts';
import * as der from './der.ts';
import type { CurveSpec, KeyPairSpec, MlDsaSpec, RsaSpec } from './keySpecs.ts';
import { isConsistent, type RsaPrivateKey, type RsaPublicKey } from './rsa.ts';

/** A decoded public key. */
export type PublicKey =
  | { readonly spec: RsaSpec; readonly rsa: RsaPublicKey }
  /** `point`: uncompressed, 0x04 and both coordinates. */
  | { readonly spec: CurveSpec; readonly point: Uint8Array }
  | { readonly spec: 'ECC_NIST_EDWARDS25519' | MlDsaSpec; readonly bytes: Uint8Array };

/** A decoded private key. */
export type PrivateKey =
  | { readonly spec: RsaSpec; readonly rsa: RsaPrivateKey }
  /** `scalar`: big-endian, as long as the order of the curve. */
  | { readonly spec: CurveSpec; readonly scalar: Uint8Array }
  /** `seed`: 32 bytes from which everything else of the key follows. */
  | { readonly spec: 'ECC_NIST_EDWARDS25519' | MlDsaSpec; readonly seed: Uint8Array };

/** Both halves of a key pair, DER. */
export interface KeyPairBytes {
  /** PKCS #8. */
  readonly privateKey: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

const RSA_SPECS: Readonly<Record<number, RsaSpec>> = { 2048: 'RSA_2048', 3072: 'RSA_3072', 4096: 'RSA_4096' };
const rsaSpecOf = (modulus: bigint): RsaSpec | undefined => RSA_SPECS[bitLength(modulus)];

// --- public keys ---

/** The public half of a private key. */
export function publicKeyOf(key: PrivateKey): PublicKey {
  if ('rsa' in key) {
    const { modulus, publicExponent } = key.rsa;
    return { spec: key.spec, rsa: { modulus, publicExponent } };
  }
  if ('scalar' in key) return { spec: key.spec, point: CURVES[key.spec].getPublicKey(key.scalar, false) };
  if (key.spec === 'ECC_NIST_EDWARDS25519') return { spec: key.spec, bytes: EDWARDS.getPublicKey(key.seed) };
  return { spec: key.spec, bytes: LATTICES[key.spec].keygen(key.seed).publicKey };
}

/** SubjectPublicKeyInfo of a public key. */
export function encodePublicKey(key: PublicKey): Uint8Array {
  return der.sequence(algorithmIdentifier(key.spec), der.bitString(publicKeyBits(key)));
}

function publicKeyBits(key: PublicKey): Uint8Array {
  if ('rsa' in key) return der.sequence(der.integer(key.rsa.modulus), der.integer(key.rsa.publicExponent));
  return 'point' in key ? key.point : key.bytes;
}

/** The public key in a SubjectPublicKeyInfo, or undefined. Points may be compressed; they must lie on the curve. */
export function decodePublicKey(bytes: Uint8Array): PublicKey | undefined {
  const members = der.readSequence(bytes);
  const bits = der.bitsOf(members?.[1]);
  if (members?.length !== 2 || bits === undefined) return undefined;
  const kind = kindOf(members[0]);
  if (kind === undefined) return undefined;
  if (kind === 'RSA') return rsaPublicKeyOf(bits);
  if (kind in CURVES) return pointOf(kind as CurveSpec, bits);
  const spec = kind as 'ECC_NIST_EDWARDS25519' | MlDsaSpec;
  return bits.length === rawPublicKeyBytes(spec) ? { spec, bytes: bits.slice() } : undefined;
}

const rawPublicKeyBytes = (spec: 'ECC_NIST_EDWARDS25519' | MlDsaSpec): number =>
  spec === 'ECC_NIST_EDWARDS25519' ? 32 : LATTICES[spec].lengths.publicKey!;

function rsaPublicKeyOf(bits: Uint8Array): PublicKey | undefined {
  const members = der.readSequence(bits);
  const modulus = der.integerOf(members?.[0]);
  const publicExponent = der.integerOf(members?.[1]);
  const spec = modulus && rsaSpecOf(modulus);
  if (members?.length !== 2 || !modulus || !publicExponent || !spec) return undefined;
  return { spec, rsa: { modulus, publicExponent } };
}

function pointOf(spec: CurveSpec, bits: Uint8Array): { spec: CurveSpec; point: Uint8Array } | undefined {
  try {
    return { spec, point: CURVES[spec].Point.fromBytes(bits).toBytes(false) };
  } catch {
    // The library throws on every encoding that is not a point of the curve.
    return undefined;
  }
}

// --- private keys ---

/** PKCS #8 of a private key: ML-DSA as its seed (RFC 9881), EC with the public point, as OpenSSL does. */
export function encodePrivateKey(key: PrivateKey): Uint8Array {
  const contents = der.octetString(privateKeyContents(key));
  return der.sequence(der.integer(0n), algorithmIdentifier(key.spec), contents);
}

function privateKeyContents(key: PrivateKey): Uint8Array {
  if ('rsa' in key) {
    const k = key.rsa;
    const parts = [k.modulus, k.publicExponent, k.privateExponent, k.prime1, k.prime2];
    return der.sequence(
      der.integer(0n),
      ...[...parts, k.exponent1, k.exponent2, k.coefficient].map((part) => der.integer(part)),
    );
  }
  if ('scalar' in key) {
    const point = der.element(der.contextTag(1, true), der.bitString(CURVES[key.spec].getPublicKey(key.scalar, false)));
    return der.sequence(der.integer(1n), der.octetString(key.scalar), point);
  }
  if (key.spec === 'ECC_NIST_EDWARDS25519') return der.octetString(key.seed);
  return der.element(der.contextTag(0, false), key.seed);
}

/**
 * The private key in a PKCS #8 structure, or undefined. Whether its parts belong together is not computed here, because
 * every signature decodes its key: see `isSoundPrivateKey`.
 */
export const decodePrivateKey = (bytes: Uint8Array): PrivateKey | undefined => read(bytes)?.key;

/**
 * Whether the bytes are a private key whose parts belong together: RSA factors and exponents, an EC scalar and the
 * public point beside it. For keys that come from outside.
 */
export function isSoundPrivateKey(bytes: Uint8Array): boolean {
  const found = read(bytes);
  if (found === undefined) return false;
  const { key, claimedPoint } = found;
  if ('rsa' in key) return isConsistent(key.rsa);
  if (claimedPoint === undefined || !('scalar' in key)) return true;
  const point = pointOf(key.spec, claimedPoint)?.point;
  return point !== undefined && equalBytes(point, CURVES[key.spec].getPublicKey(key.scalar, false));
}

/** A private key, and the public point that its bytes claim beside it. */
interface Found {
  readonly key: PrivateKey;
  readonly claimedPoint?: Uint8Array;
}

function read(bytes: Uint8Array): Found | undefined {
  const members = der.readSequence(bytes);
  const version = der.integerOf(members?.[0]);
  const contents = der.contentOf(members?.[2], der.TAG.octetString);
  if (!members || contents === undefined || (version !== 0n && version !== 1n)) return undefined;
  const kind = kindOf(members[1]);
  if (kind === undefined) return undefined;
  if (kind === 'RSA') return rsaPrivateKeyOf(contents);
  if (kind in CURVES) return scalarOf(kind as CurveSpec, contents);
  const edwards = kind === 'ECC_NIST_EDWARDS25519';
  return seedOf(
    kind as 'ECC_NIST_EDWARDS25519' | MlDsaSpec,
    contents,
    edwards ? der.TAG.octetString : der.contextTag(0, false),
  );
}

/** RFC 8017, A.1.2, with two primes. */
function rsaPrivateKeyOf(contents: Uint8Array): Found | undefined {
  const numbers = der.readSequence(contents)?.map(der.integerOf);
  if (numbers?.length !== 9 || numbers.includes(undefined) || numbers[0] !== 0n) return undefined;
  const [modulus, publicExponent, privateExponent, prime1, prime2, exponent1, exponent2, coefficient] = numbers
    .slice(1)
    .map((number) => number!) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  const spec = rsaSpecOf(modulus);
  const rsa = { modulus, publicExponent, privateExponent, prime1, prime2, exponent1, exponent2, coefficient };
  return spec && { key: { spec, rsa } };
}

/** RFC 5915: the scalar, perhaps the name of the curve once more, perhaps the point. */
function scalarOf(spec: CurveSpec, contents: Uint8Array): Found | undefined {
  const members = der.readSequence(contents);
  const raw = der.contentOf(members?.[1], der.TAG.octetString);
  if (!members || raw === undefined || der.integerOf(members[0]) !== 1n) return undefined;
  const number = integerOfBytes(raw);
  const curve = CURVES[spec];
  if (number === 0n || number >= curve.Point.Fn.ORDER) return undefined;
  const key = { spec, scalar: bytesOf(number, curve.lengths.secretKey!) };
  let claimedPoint: Uint8Array | undefined;
  for (const member of members.slice(2)) {
    const [inner] = der.readAll(member.content) ?? [];
    if (member.tag === der.contextTag(0, true) && der.identifierOf(inner) !== CURVE_IDENTIFIERS[spec]) return undefined;
    if (member.tag !== der.contextTag(1, true)) continue;
    claimedPoint = der.bitsOf(inner);
    if (claimedPoint === undefined) return undefined;
  }
  return { key, claimedPoint };
}

/** RFC 8410, section 7, and the seed form of RFC 9881, section 6. */
function seedOf(spec: 'ECC_NIST_EDWARDS25519' | MlDsaSpec, contents: Uint8Array, tag: number): Found | undefined {
  const elements = der.readAll(contents);
  const seed = der.contentOf(elements?.[0], tag);
  return elements?.length === 1 && seed?.length === 32 ? { key: { spec, seed: seed.slice() } } : undefined;
}

// --- algorithm identifiers ---

function algorithmIdentifier(spec: KeyPairSpec): Uint8Array {
  if (spec in CURVES) {
    const curve = der.objectIdentifier(CURVE_IDENTIFIERS[spec as CurveSpec]);
    return der.sequence(der.objectIdentifier(EC_IDENTIFIER), curve);
  }
  if (spec in LATTICES) return der.sequence(der.objectIdentifier(MLDSA_IDENTIFIERS[spec as MlDsaSpec]));
  if (spec === 'ECC_NIST_EDWARDS25519') return der.sequence(der.objectIdentifier(EDWARDS_IDENTIFIER));
  return der.sequence(der.objectIdentifier(RSA_IDENTIFIER), der.none());
}

/** What an AlgorithmIdentifier names: RSA of any size, or a spec; undefined for explicit curves and anything else. */
function kindOf(identifier: der.Element | undefined): 'RSA' | Exclude<KeyPairSpec, RsaSpec> | undefined {
  const members = der.membersOf(identifier);
  const algorithm = der.identifierOf(members?.[0]);
  if (algorithm === RSA_IDENTIFIER) return 'RSA';
  if (algorithm === EC_IDENTIFIER) return keyWith(CURVE_IDENTIFIERS, der.identifierOf(members?.[1]));
  if (algorithm === EDWARDS_IDENTIFIER) return 'ECC_NIST_EDWARDS25519';
  return keyWith(MLDSA_IDENTIFIERS, algorithm);
}
