/**
 * Whether a new volume or a copy of a snapshot is encrypted, and under which key: AWS's table.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/encryption-examples.html (documented).
 */
import { assumed, defineRules, documented, reported } from '../../evidence.ts';
import { encryptionStays, keyRequiresEncrypted } from '../errors.ts';
import type { EncryptionDecision, EncryptionRequest } from '../rules.ts';

const EBS = 'https://docs.aws.amazon.com/ebs/latest/userguide';

/** How encryption of volumes and copies is decided. */
export const encryptionRules = defineRules('ec2', {
  'plain-unless-asked': {
    sentence:
      'A volume or copy of nothing encrypted is unencrypted unless the request or the account asks for encryption.',
    ...documented(`${EBS}/encryption-examples.html`),
  },
  'by-default': {
    sentence: "With encryption by default, new volumes and copies are encrypted under the account's default key.",
    ...documented(`${EBS}/encryption-by-default.html`),
  },
  'by-default-cannot-be-refused': {
    sentence: 'With encryption by default, a request for an unencrypted volume gives an encrypted one.',
    ...assumed(`${EBS}/encryption-by-default.html`),
  },
  'asked-without-key': {
    sentence: "Encryption asked for without a key uses the account's default key.",
    ...documented('https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html'),
  },
  'asked-with-key': { sentence: 'The key of the request wins.', ...documented(`${EBS}/encryption-examples.html`) },
  'key-without-encrypted': {
    sentence:
      'A key without Encrypted is an InvalidParameterDependency, unless encryption by default asks for encryption.',
    ...reported('https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html'),
  },
  'own-source-keeps-key': {
    sentence: 'What is made of an own encrypted snapshot without naming a key keeps the key of the snapshot.',
    ...documented(`${EBS}/encryption-examples.html`),
  },
  'shared-source-takes-default-key': {
    sentence: "What is made of another account's encrypted snapshot without naming a key takes the own default key.",
    ...documented(`${EBS}/encryption-examples.html`),
  },
  'never-removed': {
    sentence: 'Encryption is never removed: an encrypted source gives nothing unencrypted.',
    ...documented(`${EBS}/ebs-encryption.html`),
  },
});

/** The table. */
export function decideEncryption(request: EncryptionRequest): EncryptionDecision {
  const { source, encrypted, kmsKeyId, encryptionByDefault, defaultKmsKeyId } = request;
  if (source?.encrypted && encrypted === false) return { error: 'EncryptionCannotBeRemoved' };
  if (kmsKeyId !== undefined && !encrypted && !encryptionByDefault) return { error: 'KmsKeyIdRequiresEncrypted' };
  if (kmsKeyId !== undefined) return { encrypted: true, kmsKeyId };
  if (source?.encrypted) return { encrypted: true, kmsKeyId: source.owned ? source.kmsKeyId! : defaultKmsKeyId };
  return encrypted || encryptionByDefault ? { encrypted: true, kmsKeyId: defaultKmsKeyId } : { encrypted: false };
}

/** The key that a decision chose; undefined for no encryption. Refuses where the decision is an error. */
export function chosenKey(decision: EncryptionDecision): string | undefined {
  if (!('error' in decision)) return decision.encrypted ? decision.kmsKeyId : undefined;
  return decision.error === 'KmsKeyIdRequiresEncrypted' ? keyRequiresEncrypted() : encryptionStays();
}
