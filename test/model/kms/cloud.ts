/** A small driver for tests of KMS: calls, time, and what CloudTrail would show. */
import { aws } from '../../../model/aws.ts';
import type { Caller, Outcome } from '../../../model/call.ts';
import { type CloudTrailRecord, renderRecord } from '../../../model/cloudtrail/record.ts';
import { type WrappingAlgorithm, wrapKeyMaterial } from '../../../model/crypto/wrapping.ts';
import type { ErrorOutcome } from '../../../model/errors.ts';
import { Random, seedState } from '../../../model/random.ts';
import type { Rules } from '../../../model/rules.ts';
import { type Duration, elapse, step } from '../../../model/step.ts';
import { type GenesisOptions, genesis, type World } from '../../../model/world.ts';

export const ACCOUNT = '123456789012';
export const OTHER_ACCOUNT = '210987654321';
export const REGION = 'us-east-1';
export const AWAY = 'eu-west-1';

const arnOf = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:user/${name}`;
const ADMINISTRATOR = ['arn:aws:iam::aws:policy/AdministratorAccess'];

/** Who calls: `admin` and `root` of the account, `guest` without any policy, `boss` of another account. */
export const people = {
  admin: { principal: arnOf('admin') },
  root: { principal: `arn:aws:iam::${ACCOUNT}:root` },
  guest: { principal: arnOf('guest') },
  friend: { principal: arnOf('friend') },
  boss: { principal: arnOf('boss', OTHER_ACCOUNT) },
} satisfies Record<string, Caller>;

export type Person = keyof typeof people;

const principals = [
  { arn: people.guest.principal },
  { arn: people.friend.principal },
  { arn: people.boss.principal, managedPolicies: ADMINISTRATOR },
];

// biome-ignore lint/suspicious/noExplicitAny: tests read outputs freely
type Any = any;

/** Where and as whom, where that is not as usual. */
export interface CallOptions {
  readonly as?: Person | Caller;
  readonly region?: string;
}

export class Cloud {
  world: World;
  readonly rules: Rules;

  constructor(seed = '7', options: GenesisOptions = {}, rules: Rules = aws) {
    this.world = genesis(seed, { ...options, principals: [...principals, ...(options.principals ?? [])] });
    this.rules = rules;
  }

  try(operation: string, input: object = {}, { as = 'admin', region = REGION }: CallOptions = {}): Outcome<Any> {
    const caller = typeof as === 'string' ? people[as] : as;
    const call = { service: 'kms' as const, operation, input: input as Record<string, unknown>, caller, region };
    const result = step(this.world, call, this.rules);
    this.world = result.world;
    return result.outcome;
  }

  /** The output of a call that must succeed. */
  ok(operation: string, input: object = {}, options: CallOptions = {}): Any {
    const outcome = this.try(operation, input, options);
    if (!outcome.ok) throw new Error(`${operation}: ${outcome.error.code} ${outcome.error.message ?? ''}`);
    return outcome.output;
  }

  /** The refusal of a call that must not succeed. */
  error(operation: string, input: object = {}, options: CallOptions = {}): ErrorOutcome {
    const outcome = this.try(operation, input, options);
    if (outcome.ok) throw new Error(`${operation} was not refused`);
    return outcome.error;
  }

  /** The code of the refusal. */
  code(operation: string, input: object = {}, options: CallOptions = {}): string {
    return this.error(operation, input, options).code;
  }

  wait(duration: Duration): void {
    this.world = elapse(this.world, duration, this.rules).world;
  }

  /** ARN of a new key. */
  key(input: object = {}, options: CallOptions = {}): string {
    return this.ok('CreateKey', input, options).KeyMetadata.Arn;
  }

  describe(KeyId: string, options: CallOptions = {}): Any {
    return this.ok('DescribeKey', { KeyId }, options).KeyMetadata;
  }

  state(KeyId: string, options: CallOptions = {}): string {
    return this.describe(KeyId, options).KeyState;
  }

  encrypt(KeyId: string, Plaintext: Uint8Array, more: object = {}, options: CallOptions = {}): Uint8Array {
    return this.ok('Encrypt', { KeyId, Plaintext, ...more }, options).CiphertextBlob;
  }

  decrypt(CiphertextBlob: Uint8Array, more: object = {}, options: CallOptions = {}): Uint8Array {
    return this.ok('Decrypt', { CiphertextBlob, ...more }, options).Plaintext;
  }

  /** ImportKeyMaterial's input for some material, wrapped as its owner would. */
  wrapped(
    KeyId: string,
    material: Uint8Array,
    more: object = {},
    options: CallOptions = {},
    WrappingAlgorithm: WrappingAlgorithm = 'RSAES_OAEP_SHA_256',
  ): object {
    const input = { KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' };
    const { PublicKey, ImportToken } = this.ok('GetParametersForImport', input, options);
    const random = new Random(seedState('5'));
    const EncryptedKeyMaterial = wrapKeyMaterial(PublicKey, WrappingAlgorithm, material, (n) => random.bytes(n));
    return { KeyId, ImportToken, EncryptedKeyMaterial, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE', ...more };
  }

  import(KeyId: string, material: Uint8Array, more: object = {}, options: CallOptions = {}): string {
    return this.ok('ImportKeyMaterial', this.wrapped(KeyId, material, more, options), options).KeyMaterialId;
  }

  /** CloudTrail's records since a number of the world, oldest first. */
  records(since = 0): CloudTrailRecord[] {
    return Array.from(this.world.trail.entries(since), ([, entry]) => renderRecord(this.world, entry));
  }

  /** The record of the last call that somebody made, or the last record with a name. */
  record(eventName?: string): CloudTrailRecord {
    const records = this.records().filter((one) =>
      eventName === undefined ? one.userIdentity.invokedBy === undefined : one.eventName === eventName,
    );
    const last = records.at(-1);
    if (!last) throw new Error(`CloudTrail has no ${eventName ?? 'record'}`);
    return last;
  }

  get next(): number {
    return this.world.sequence;
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const material = (fill: number, length = 32): Uint8Array => new Uint8Array(length).fill(fill);

export const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
/** The statement that lets the account decide by IAM policies. */
export const ACCOUNT_DECIDES = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};
export const allow = (person: Person, Action: string | string[], Condition?: object): object => ({
  Effect: 'Allow',
  Principal: { AWS: people[person].principal },
  Action,
  Resource: '*',
  ...(Condition ? { Condition } : {}),
});
