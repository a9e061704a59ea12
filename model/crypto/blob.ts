/**
 * The opaque ciphertext of a symmetric KMS key. AWS does not publish its format; ours does what the documentation says
 * of it: the blob names the key that made it (so Decrypt needs no KeyId) and the key material (so old blobs open after
 * a rotation), is bound to that key and to the encryption context, and is of the size of AWS's.
 *
 *     version 1 | key kind 1 | key id 16 | key material id 32 | account 5 | region length 1 | region
 *     zeros up to 124 | nonce 12 | sealed plaintext and tag
 *
 * The part before the zeros goes into the associated data, so a blob whose header was altered does not open. There is
 * one encoding of each blob and `decodeBlob` takes no other.
 */
import { concat } from '../bytes.ts';
import { assumed, defineRules, documented } from '../evidence.ts';
import { type Cipher, NONCE_BYTES, TAG_BYTES } from './cipher.ts';

/** What we know of AWS's symmetric ciphertexts. */
export const BLOB_RULES = defineRules('kms', {
  'blob-names-its-key': {
    sentence: 'A symmetric ciphertext carries what KMS needs to find the key and the key material that made it.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html'),
  },
  'blob-limit': {
    sentence: 'A CiphertextBlob has 1 to 6144 bytes.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html'),
  },
  'blob-overhead': {
    sentence: 'The ciphertext of a 32 byte data key has 184 bytes (167 in the older examples of this page).',
    ...assumed('https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/message-format-examples.html'),
  },
  'context-is-exact': {
    sentence: 'A ciphertext opens only with the same encryption context, case-sensitive, in any order.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html'),
  },
  'empty-context-is-none': {
    sentence: 'An empty encryption context is the same as none.',
    ...assumed('https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html'),
  },
});

/** The most bytes that KMS takes as a ciphertext. */
export const BLOB_LIMIT_BYTES = 6144;
/** What a blob adds to its plaintext, in bytes. */
export const BLOB_OVERHEAD_BYTES = 152;

/** Which key, and which of its materials, made a blob. */
export interface BlobKey {
  /** Region of the key that made the blob; a related multi-Region key of another Region opens it as well. */
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** A lower-case UUID, or `mrk-` and 32 hexadecimal digits for a multi-Region key and all its replicas. */
  readonly keyId: string;
  /** AWS's KeyMaterialId: 64 lower-case hexadecimal digits. */
  readonly keyMaterialId: string;
}

/** A blob in its parts. */
export interface Blob extends BlobKey {
  readonly nonce: Uint8Array;
  /** Ciphertext and tag, as `Cipher.seal` made them. */
  readonly sealed: Uint8Array;
}

/** A blob taken apart. */
export interface DecodedBlob extends Blob {
  /** Everything before the zeros, as it stood there: `encodeBlob` writes no other, so nothing need be written again to open it. */
  readonly header: Uint8Array;
}

const VERSION = 1;
const KINDS = { uuid: 0, multiRegion: 1 } as const;
const AT = { kind: 1, keyId: 2, keyMaterialId: 18, account: 50, regionLength: 55, region: 56 } as const;
const SEALED_AT = BLOB_OVERHEAD_BYTES - TAG_BYTES;
const NONCE_AT = SEALED_AT - NONCE_BYTES;

/** Writes a blob. Throws a TypeError if key, account, Region or nonce are not of the documented shape. */
export function encodeBlob(blob: Blob): Uint8Array {
  return assemble(headerBytes(blob), blob.nonce, blob.sealed);
}

/** Reads a blob; undefined for anything that `encodeBlob` does not write. Never throws. Shares no memory with `bytes`. */
export function decodeBlob(bytes: Uint8Array): DecodedBlob | undefined {
  if (bytes.length < BLOB_OVERHEAD_BYTES || bytes.length > BLOB_LIMIT_BYTES || bytes[0] !== VERSION) return undefined;
  const keyId = readKeyId(bytes);
  const account = readAccount(bytes);
  const region = readRegion(bytes);
  if (keyId === undefined || account === undefined || region === undefined) return undefined;
  return {
    region,
    account,
    keyId,
    keyMaterialId: hexDigits(bytes, AT.keyMaterialId, AT.account),
    nonce: bytes.slice(NONCE_AT, SEALED_AT),
    sealed: bytes.slice(SEALED_AT),
    header: bytes.slice(0, AT.region + region.length),
  };
}

/** Encrypts a plaintext under a key's material (32 bytes) into a blob that names the key. */
export function sealBlob(
  cipher: Cipher,
  material: Uint8Array,
  key: BlobKey,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  context: Readonly<Record<string, string>> | undefined,
): Uint8Array {
  const header = headerBytes(key);
  return assemble(header, nonce, cipher.seal(material, nonce, plaintext, bind(header, context)));
}

/** The plaintext of a blob, or undefined if material, header, context or a byte is not what `sealBlob` had. */
export function openBlob(
  cipher: Cipher,
  material: Uint8Array,
  blob: DecodedBlob,
  context: Readonly<Record<string, string>> | undefined,
): Uint8Array | undefined {
  return cipher.open(material, blob.nonce, blob.sealed, bind(blob.header, context));
}

/**
 * An encryption context as bytes: independent of order, different for different contexts, empty for none and `{}`.
 * Keys in order of their UTF-16 units; each text as its length and its units, so that no text, lone surrogates included,
 * is confused with another.
 */
export function contextBytes(context: Readonly<Record<string, string>> | undefined): Uint8Array {
  if (context === undefined) return new Uint8Array(0);
  const keys = Object.keys(context);
  if (keys.length > 1) keys.sort();
  let lengthBytes = 0;
  for (const key of keys) lengthBytes += 8 + 2 * (key.length + context[key]!.length);
  const bytes = new Uint8Array(lengthBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const key of keys) at = writeText(view, writeText(view, at, key), context[key]!);
  return bytes;
}

/** Writes a text's length and its units, big-endian; where it ends. */
function writeText(view: DataView, from: number, text: string): number {
  view.setUint32(from, text.length);
  let at = from + 4;
  for (let unit = 0; unit < text.length; unit++, at += 2) view.setUint16(at, text.charCodeAt(unit));
  return at;
}

/** Headers of keys that are named again and again by the same value. Nobody writes into them. */
const headers = new WeakMap<BlobKey, Uint8Array>();

/** Everything before the zeros. */
function headerBytes(key: BlobKey): Uint8Array {
  let header = headers.get(key);
  if (!header) {
    header = writeHeader(key);
    headers.set(key, header);
  }
  return header;
}

function writeHeader(key: BlobKey): Uint8Array {
  checkShape(key);
  const multiRegion = key.keyId.startsWith('mrk-');
  const bytes = new Uint8Array(AT.region + key.region.length);
  bytes[0] = VERSION;
  bytes[AT.kind] = multiRegion ? KINDS.multiRegion : KINDS.uuid;
  writeHex(bytes, AT.keyId, multiRegion ? key.keyId.slice(4) : key.keyId);
  writeHex(bytes, AT.keyMaterialId, key.keyMaterialId);
  let account = Number(key.account);
  for (let at = AT.regionLength - 1; at >= AT.account; at--) {
    bytes[at] = account % 256;
    account = Math.floor(account / 256);
  }
  bytes[AT.regionLength] = key.region.length;
  for (let at = 0; at < key.region.length; at++) bytes[AT.region + at] = key.region.charCodeAt(at);
  return bytes;
}

/** What a blob is bound to besides its key: the header, which ends itself, then the encryption context. */
function bind(header: Uint8Array, context: Readonly<Record<string, string>> | undefined): Uint8Array {
  const pairs = contextBytes(context);
  return pairs.length === 0 ? header : concat(header, pairs);
}

function assemble(header: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array {
  if (nonce.length !== NONCE_BYTES) throw shapeError('nonce', `${NONCE_BYTES} bytes`, `${nonce.length} bytes`);
  const bytes = new Uint8Array(SEALED_AT + sealed.length);
  bytes.set(header);
  bytes.set(nonce, NONCE_AT);
  bytes.set(sealed, SEALED_AT);
  return bytes;
}

function checkShape(key: BlobKey): void {
  if (!KEY_ID.test(key.keyId)) throw shapeError('key id', 'a lower-case UUID or mrk- and 32 digits', key.keyId);
  if (!KEY_MATERIAL_ID.test(key.keyMaterialId)) {
    throw shapeError('key material id', '64 lower-case hexadecimal digits', key.keyMaterialId);
  }
  if (!ACCOUNT.test(key.account)) throw shapeError('account', '12 digits', key.account);
  if (!REGION.test(key.region)) throw shapeError('Region', 'a name such as us-east-1', key.region);
}

const KEY_ID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const KEY_MATERIAL_ID = /^[0-9a-f]{64}$/;
const ACCOUNT = /^[0-9]{12}$/;
/** Lower-case words and a number; 32 letters are far beyond any Region's name and fit before the nonce. */
const REGION = /^(?=.{1,32}$)[a-z]+(-[a-z]+)+-[0-9]+$/;

function readKeyId(bytes: Uint8Array): string | undefined {
  const h = hexDigits(bytes, AT.keyId, AT.keyMaterialId);
  if (bytes[AT.kind] === KINDS.multiRegion) return `mrk-${h}`;
  if (bytes[AT.kind] !== KINDS.uuid) return undefined;
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

function readAccount(bytes: Uint8Array): string | undefined {
  let account = 0;
  for (let at = AT.account; at < AT.regionLength; at++) account = account * 256 + bytes[at]!;
  return account < 1e12 ? account.toString().padStart(12, '0') : undefined;
}

function readRegion(bytes: Uint8Array): string | undefined {
  const end = AT.region + bytes[AT.regionLength]!;
  if (end > NONCE_AT) return undefined;
  for (let at = end; at < NONCE_AT; at++) if (bytes[at] !== 0) return undefined;
  const region = String.fromCharCode(...bytes.subarray(AT.region, end));
  return REGION.test(region) ? region : undefined;
}

/** Hexadecimal digits into bytes, dashes skipped. Own loops here: this runs in every Encrypt and Decrypt. */
function writeHex(bytes: Uint8Array, at: number, digits: string): void {
  let high = -1;
  for (let index = 0; index < digits.length; index++) {
    const code = digits.charCodeAt(index);
    if (code === 0x2d) continue;
    const value = code < 0x3a ? code - 0x30 : code - 0x57;
    if (high < 0) high = value;
    else {
      bytes[at++] = (high << 4) | value;
      high = -1;
    }
  }
}

const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexDigits(bytes: Uint8Array, from: number, to: number): string {
  let digits = '';
  for (let at = from; at < to; at++) digits += HEX_PAIRS[bytes[at]!];
  return digits;
}

const shapeError = (subject: string, expected: string, came: string): TypeError =>
  new TypeError(`A ciphertext blob's ${subject} must be ${expected}, not "${came}".`);
