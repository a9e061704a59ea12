import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../../model/cloudtrail/index.ts';
import { ACCOUNT, REGION, Scene } from './trailWorld.ts';

/** Names of members that hold what a record must not show. */
const SECRET =
  /^(Plaintext|CiphertextBlob|SourceCiphertext|DestinationCiphertext|PrivateKey\w*|ImportToken|EncryptedKeyMaterial|GrantToken|GrantTokens|Message|Signature|Mac|SharedSecret|Body|SSECustomerKey|CopySourceSSECustomerKey)$/;

/** Every text under a secret name, in the forms in which it could show. */
function secretsOf(value: unknown, secret = false): string[] {
  if (value instanceof Uint8Array) {
    if (!secret || value.length < 8) return [];
    const bytes = Buffer.from(value);
    return [
      bytes.toString('base64'),
      bytes.toString('hex'),
      bytes.toString('latin1'),
      JSON.stringify([...bytes]),
      JSON.stringify(value),
    ];
  }
  if (typeof value === 'string') return secret && value.length >= 8 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => secretsOf(member, secret || SECRET.test(name)));
}

/** A session in which every kind of secret comes up; the steps refer to the key and blob of the scene. */
type Step = (
  scene: Scene,
  state: { key: string; blob: Uint8Array; grant?: { id: string; token: string } },
  seen: string[],
) => void;

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(`${text}-0123456789`));
const context = { purpose: 'test' };

function use(scene: Scene, seen: string[], service: string, operation: string, input: object) {
  const output = scene.call(service, operation, input);
  seen.push(...secretsOf(input), ...secretsOf(output));
  return output;
}

const STEPS: Readonly<Record<string, Step>> = {
  encrypt: (scene, state, seen) => {
    const { CiphertextBlob } = use(scene, seen, 'kms', 'Encrypt', {
      KeyId: state.key,
      Plaintext: bytesOf('the secret itself'),
      EncryptionContext: context,
    });
    state.blob = CiphertextBlob ?? state.blob;
  },
  decrypt: (scene, { blob }, seen) =>
    use(scene, seen, 'kms', 'Decrypt', { CiphertextBlob: blob, EncryptionContext: context }),
  'decrypt in vain': (scene, { blob }, seen) => use(scene, seen, 'kms', 'Decrypt', { CiphertextBlob: blob }),
  'data key': (scene, { key }, seen) => use(scene, seen, 'kms', 'GenerateDataKey', { KeyId: key, KeySpec: 'AES_256' }),
  'data key alone': (scene, { key }, seen) =>
    use(scene, seen, 'kms', 'GenerateDataKeyWithoutPlaintext', { KeyId: key, NumberOfBytes: 64 }),
  'data key pair': (scene, { key }, seen) =>
    use(scene, seen, 'kms', 'GenerateDataKeyPair', { KeyId: key, KeyPairSpec: 'ECC_NIST_P256' }),
  reencrypt: (scene, { key, blob }, seen) =>
    use(scene, seen, 'kms', 'ReEncrypt', {
      CiphertextBlob: blob,
      SourceEncryptionContext: context,
      DestinationKeyId: key,
    }),
  random: (scene, _, seen) => use(scene, seen, 'kms', 'GenerateRandom', { NumberOfBytes: 32 }),
  grant: (scene, state, seen) => {
    const output = use(scene, seen, 'kms', 'CreateGrant', {
      KeyId: state.key,
      GranteePrincipal: `arn:aws:iam::${ACCOUNT}:user/admin`,
      Operations: ['Decrypt'],
    });
    if (output.GrantToken) state.grant = { id: output.GrantId, token: output.GrantToken };
  },
  'use a grant token': (scene, { blob, grant }, seen) =>
    grant &&
    use(scene, seen, 'kms', 'Decrypt', {
      CiphertextBlob: blob,
      EncryptionContext: context,
      GrantTokens: [grant.token],
    }),
  'retire a grant': (scene, { grant }, seen) =>
    grant && use(scene, seen, 'kms', 'RetireGrant', { GrantToken: grant.token }),
  sign: (scene, _, seen) => {
    const key = scene.must('kms', 'CreateKey', { KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_P256' }).KeyMetadata.Arn;
    const asked = { KeyId: key, Message: bytesOf('the message'), SigningAlgorithm: 'ECDSA_SHA_256' };
    const { Signature } = use(scene, seen, 'kms', 'Sign', asked);
    use(scene, seen, 'kms', 'Verify', { ...asked, Signature });
  },
  mac: (scene, _, seen) => {
    const key = scene.must('kms', 'CreateKey', { KeyUsage: 'GENERATE_VERIFY_MAC', KeySpec: 'HMAC_256' }).KeyMetadata
      .Arn;
    const asked = { KeyId: key, Message: bytesOf('the message'), MacAlgorithm: 'HMAC_SHA_256' };
    const { Mac } = use(scene, seen, 'kms', 'GenerateMac', asked);
    use(scene, seen, 'kms', 'VerifyMac', { ...asked, Mac });
  },
  import: (scene, _, seen) => {
    const { Arn } = scene.must('kms', 'CreateKey', { Origin: 'EXTERNAL' }).KeyMetadata;
    const asked = { KeyId: Arn, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' };
    const { ImportToken } = use(scene, seen, 'kms', 'GetParametersForImport', asked);
    use(scene, seen, 'kms', 'ImportKeyMaterial', {
      KeyId: Arn,
      ImportToken,
      EncryptedKeyMaterial: new Uint8Array(256).fill(7),
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    });
  },
  'put object': (scene, { key }, seen) =>
    use(scene, seen, 's3', 'PutObject', {
      Bucket: 'reports',
      Key: 'a',
      Body: bytesOf('the body of the object'),
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: key,
    }),
  'get object': (scene, _, seen) => use(scene, seen, 's3', 'GetObject', { Bucket: 'reports', Key: 'a' }),
  'customer key': (scene, _, seen) =>
    use(scene, seen, 's3', 'PutObject', {
      Bucket: 'reports',
      Key: 'b',
      Body: bytesOf('another body'),
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey: Buffer.alloc(32, 9).toString('base64'),
    }),
  'disable the key': (scene, { key }, seen) => use(scene, seen, 'kms', 'DisableKey', { KeyId: key }),
  'enable the key': (scene, { key }, seen) => use(scene, seen, 'kms', 'EnableKey', { KeyId: key }),
};
const NAMES = Object.keys(STEPS);

function play(names: readonly string[]): { readonly scene: Scene; readonly secrets: readonly string[] } {
  const scene = new Scene();
  scene.must('s3', 'CreateBucket', { Bucket: 'reports' });
  const state = { key: scene.must('kms', 'CreateKey').KeyMetadata.Arn as string, blob: new Uint8Array(200) };
  const secrets: string[] = [];
  for (const name of ['encrypt', ...names]) STEPS[name]!(scene, state, secrets);
  return { scene, secrets: secrets.filter((secret) => secret.length >= 8) };
}

const recordsText = (scene: Scene): string =>
  JSON.stringify(recordsOf(scene.world, { account: ACCOUNT, region: REGION }));

describe('no record shows', () => {
  it('plaintext, ciphertext, key material, tokens, signatures or bodies, in whatever order calls are made', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...NAMES), { maxLength: 12, size: 'max' }), (names) => {
        const { scene, secrets } = play(names);
        const text = recordsText(scene);
        expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  it('any of the secrets of one session that has them all', () => {
    const { scene, secrets } = play([...NAMES, ...NAMES.reverse()]);
    const names = new Set(
      recordsOf(scene.world, { account: ACCOUNT, region: REGION }).map((record) => record.eventName),
    );
    for (const name of [
      'Encrypt',
      'Decrypt',
      'GenerateDataKeyPair',
      'ReEncrypt',
      'RetireGrant',
      'Sign',
      'VerifyMac',
      'ImportKeyMaterial',
      'PutObject',
      'GetObject',
    ])
      expect(names).toContain(name);
    expect(secrets.length).toBeGreaterThan(80);
    const text = recordsText(scene);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });
});
