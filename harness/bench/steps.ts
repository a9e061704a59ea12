/** The calls whose cost is promised, in a small world, and the raw cipher beside those that seal. */
import { nobleCipher } from '../../model/crypto/cipher.ts';
import type { Subject } from './measure.ts';
import { Bench } from './worlds.ts';

/** How much the sealing calls seal, in bytes. */
export const PLAINTEXTS = [32, 4096] as const;

/** The raw cipher on the bytes that Encrypt has to seal. */
export function rawCipher(bytes: number): Subject {
  const [key, nonce, plaintext, data] = [32, 12, bytes, 100].map((length) => new Uint8Array(length).fill(7)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return { name: `raw AES-256-GCM, ${bytes} bytes`, once: () => nobleCipher.seal(key, nonce, plaintext, data) };
}

const KEYS = 10;

/** The calls, each to be made again and again from the same world. */
export function stepSubjects(): readonly Subject[] {
  const bench = new Bench();
  const KeyId = bench.makeKey();
  for (let n = 1; n < KEYS; n++) bench.makeKey();
  bench.makeObjects('keystate-bench', KEYS);
  const instance = bench.makeStoppedInstance(KeyId);
  const seal = PLAINTEXTS.flatMap((bytes) => {
    const Plaintext = new Uint8Array(bytes).fill(7);
    const { CiphertextBlob } = bench.make('kms', 'Encrypt', { KeyId, Plaintext });
    return [
      { name: `Encrypt, ${bytes} bytes`, once: bench.again('kms', 'Encrypt', { KeyId, Plaintext }) },
      { name: `Decrypt, ${bytes} bytes`, once: bench.again('kms', 'Decrypt', { CiphertextBlob }) },
    ];
  });
  const object = { Bucket: 'keystate-bench', Key: 'new', Body: new Uint8Array(1024).fill(7) };
  const underKey = { ...object, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyId };
  return [
    { name: 'DescribeKey', once: bench.again('kms', 'DescribeKey', { KeyId }) },
    ...seal,
    { name: 'PutObject, 1 KiB, SSE-KMS', once: bench.again('s3', 'PutObject', underKey) },
    { name: 'StartInstances', once: bench.again('ec2', 'StartInstances', { InstanceIds: [instance] }) },
  ];
}
