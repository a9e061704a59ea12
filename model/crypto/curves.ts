/** The curves and lattices behind the key specs: who computes with them, and the object identifiers of their keys. */
import { ed25519, ed25519ph } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import type { CurveSpec, MlDsaSpec } from './keySpecs.ts';

/** ECDSA and ECDH over short Weierstrass curves. */
export const CURVES = {
  ECC_NIST_P256: p256,
  ECC_NIST_P384: p384,
  ECC_NIST_P521: p521,
  ECC_SECG_P256K1: secp256k1,
} as const satisfies Record<CurveSpec, unknown>;

/** Module lattices. */
export const LATTICES = {
  ML_DSA_44: ml_dsa44,
  ML_DSA_65: ml_dsa65,
  ML_DSA_87: ml_dsa87,
} as const satisfies Record<MlDsaSpec, unknown>;

/** The Edwards curve: messages as they are, and hashed before (RFC 8032, 5.1). */
export const EDWARDS = ed25519;
/** Ed25519 with a digest (Ed25519ph). */
export const EDWARDS_PREHASH = ed25519ph;

/** Named curves: RFC 5480 section 2.1.1.1 and SEC 2 (secp256k1). */
export const CURVE_IDENTIFIERS: Readonly<Record<CurveSpec, string>> = {
  ECC_NIST_P256: '1.2.840.10045.3.1.7',
  ECC_NIST_P384: '1.3.132.0.34',
  ECC_NIST_P521: '1.3.132.0.35',
  ECC_SECG_P256K1: '1.3.132.0.10',
};

/** Algorithms of a key: RFC 8017 A.1, RFC 5480 section 2.1.1, RFC 8410 section 3. */
export const RSA_IDENTIFIER = '1.2.840.113549.1.1.1';
/** OID of keys on elliptic curves. */
export const EC_IDENTIFIER = '1.2.840.10045.2.1';
/** OID of Ed25519 keys. */
export const EDWARDS_IDENTIFIER = '1.3.101.112';

/** RFC 9881, section 2. */
export const MLDSA_IDENTIFIERS: Readonly<Record<MlDsaSpec, string>> = {
  ML_DSA_44: '2.16.840.1.101.3.4.3.17',
  ML_DSA_65: '2.16.840.1.101.3.4.3.18',
  ML_DSA_87: '2.16.840.1.101.3.4.3.19',
};

/** The key of a record that has the given value. */
export const keyWith = <K extends string>(record: Readonly<Record<K, string>>, value: string | undefined) =>
  (Object.keys(record) as K[]).find((key) => record[key] === value);
