/** Words in which recorded cases are written. */
import type { Service } from '../../../../model/call.ts';
import { type Planned, type PlannedCall, type PlannedValue, ref } from '../../../contract.ts';
import { ACCOUNT, REGION } from '../../../people.ts';
import { type Behaviour, type Expectation, OK, patterns } from '../../behaviour.ts';
import { kms, type PlannedInput } from '../keyKinds.ts';

/** A case: something that AWS was seen to do. */
export interface RecordedCase {
  /** Last part of the behaviour's id. */
  readonly id: string;
  readonly behaviour: string;
  /** Name of the recorded test, its step, and when it was recorded. */
  readonly recording: string;
  readonly plan: readonly Planned[];
  /** Of the call named `answer`, or of several by name. */
  readonly expect: Expectation | Readonly<Record<string, Expectation>>;
  readonly service?: Service;
}

/** A case as a behaviour. */
export function behaviourOf(recorded: RecordedCase): Behaviour {
  const { id, behaviour, recording, plan, expect, service = 'kms' } = recorded;
  return {
    id: `kms/recorded/${id}`,
    service,
    behaviour,
    grade: 'recorded',
    source: `LocalStack test-suite, recorded on AWS: ${recording}`,
    plan,
    expect: isOne(expect) ? { answer: expect } : expect,
  };
}

const isOne = (expect: RecordedCase['expect']): expect is Expectation => 'answers' in expect;

/** The call whose answer was recorded. */
export const answer = (operation: string, input: PlannedInput, more: Partial<PlannedCall> = {}): PlannedCall =>
  kms(operation, input, { name: 'answer', ...more });

/** CreateKey. */
export const createKey = (input: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  kms('CreateKey', input, { name: 'key', ...more });

/** Id and ARN of the key that `createKey` made. */
export const keyId = ref('key.KeyMetadata.KeyId');
export const keyArn = ref('key.KeyMetadata.Arn');

/** Success, with its whole output if given. */
export const ok = (output?: PlannedValue): Expectation => ({
  answers: [OK],
  ...(output === undefined ? {} : { output }),
});

/** A refusal with its text; empty: AWS sent none. */
export const refused = (code: string, message: PlannedValue): Expectation => ({
  answers: [code],
  status: 400,
  message,
});

/** The key's ARN and some words. */
export const arnSays = (words: string): PlannedValue => ({ $text: [keyArn, words] });

/** `arn:aws:kms:REGION:ACCOUNT:key/ID` in the Region that is called. */
export const localArn = (id: PlannedValue): PlannedValue => ({
  $text: [`arn:aws:kms:${REGION}:${ACCOUNT}:key/`, id],
});

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** KeyMetadata of a default symmetric key, with what is otherwise. */
export const metadata = (otherwise: PlannedInput = {}): PlannedInput => ({
  AWSAccountId: ACCOUNT,
  Arn: { $like: `^arn:aws:kms:[a-z0-9-]+:${ACCOUNT}:key/${UUID}$` },
  CreationDate: patterns.time,
  CurrentKeyMaterialId: patterns.hex64,
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  Description: '',
  Enabled: true,
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  KeyId: { $like: `^${UUID}$` },
  KeyManager: 'CUSTOMER',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyState: 'Enabled',
  KeyUsage: 'ENCRYPT_DECRYPT',
  MultiRegion: false,
  Origin: 'AWS_KMS',
  ...otherwise,
});

/** Bytes of a text. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
