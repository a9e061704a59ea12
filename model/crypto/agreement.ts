/** DeriveSharedSecret: elliptic curve Diffie-Hellman (SP 800-56A, 5.7.1.2) on the NIST curves. */
import { CURVES } from './curves.ts';
import { decodePrivateKey, decodePublicKey } from './keys.ts';

/**
 * The raw shared secret: the x coordinate, as long as the field (32, 48 or 66 bytes). Undefined if the other public key
 * (SubjectPublicKeyInfo) is malformed, not on the curve or of another curve, or the own key is none of a curve.
 */
export function deriveSharedSecret(privateKey: Uint8Array, otherPublicKey: Uint8Array): Uint8Array | undefined {
  const own = decodePrivateKey(privateKey);
  const other = decodePublicKey(otherPublicKey);
  if (!own || !other || !('scalar' in own) || !('point' in other) || own.spec !== other.spec) return undefined;
  // Compressed form: one byte for the sign of y, then x.
  return CURVES[own.spec].getSharedSecret(own.scalar, other.point, true).slice(1);
}
