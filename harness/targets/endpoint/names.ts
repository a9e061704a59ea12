/**
 * The bijection between what scenarios call things and what they are called at an endpoint that holds other things as well:
 * chosen names get a prefix of their session, the account and its people are those that the credentials belong to.
 * Ids that the endpoint gives are taken as they come, since scenarios refer to them symbolically.
 */
import type { AnyCall, Outcome } from '../../../model/call.ts';

/** Two texts that stand for each other, the scenario's first. */
export type Pair = readonly [scenario: string, endpoint: string];

/** Members whose values are names that their maker chooses. */
const CHOSEN = new Set([
  'Bucket',
  'S3BucketName',
  'CopySource',
  'ClientToken',
  'DBClusterIdentifier',
  'DBClusterSnapshotIdentifier',
  'DBInstanceIdentifier',
  'SourceDBInstanceIdentifier',
  'SourceDBClusterSnapshotIdentifier',
  'SourceIdentifier',
  'TargetDBClusterSnapshotIdentifier',
  'TargetDBInstanceIdentifier',
  'NewDBInstanceIdentifier',
  'NewClusterIdentifier',
  'DBSnapshotIdentifier',
  'SourceDBSnapshotIdentifier',
  'TargetDBSnapshotIdentifier',
  'FinalDBSnapshotIdentifier',
  'ClusterIdentifier',
  'SnapshotIdentifier',
  'SnapshotClusterIdentifier',
  'SourceSnapshotIdentifier',
  'TargetSnapshotIdentifier',
  'FinalClusterSnapshotIdentifier',
  'SnapshotCopyGrantName',
]);

/** Operations of EC2 whose `Name` is chosen; elsewhere it names a filter. */
const NAMES_IMAGE = /^(?:Copy|Create|Register)Image$/;

/** Whether the value of a member is a name that its maker chooses. */
export const isChosenName = (member: string, value: string): boolean =>
  CHOSEN.has(member) || /^(?:arn:aws:kms:[^:]*:\d*:)?alias\//.test(value);

/** Names inside ARNs, aliases included; those of AWS itself stay. */
const IN_ARNS =
  /(arn:aws:s3:::|:db:|:snapshot:|:cluster:|:cluster-snapshot:|(?:^|[:"])alias\/)(?!aws\/|aws:|rds:|\*)(?=[A-Za-z0-9])/g;

/** Translates calls on their way out and answers on their way back. */
export class Names {
  readonly #prefix: string;
  readonly #out: readonly Pair[];
  /** Names of users, which event history is asked for and tells by themselves. */
  readonly #users: readonly Pair[];

  /** `prefix` goes before chosen names; `pairs` are replaced wherever they stand, the first that fits first. */
  constructor(prefix: string, pairs: readonly Pair[]) {
    this.#prefix = prefix;
    this.#out = pairs.filter(([scenario, endpoint]) => scenario !== endpoint);
    this.#users = this.#out
      .filter(([scenario]) => scenario.includes(':user/'))
      .map(([scenario, endpoint]) => [lastPart(scenario), lastPart(endpoint)]);
  }

  /** A call as the endpoint must hear it. */
  call(call: AnyCall): AnyCall {
    const input = this.#said(call.input) as AnyCall['input'];
    if (call.operation === 'LookupEvents') return { ...call, input: this.#lookup(input) };
    const names = call.service === 'ec2' && NAMES_IMAGE.test(call.operation) && typeof input.Name === 'string';
    return { ...call, input: names ? { ...input, Name: `${this.#prefix}${input.Name}` } : input };
  }

  /** An outcome as the scenario must hear it. */
  outcome(outcome: Outcome): Outcome {
    return this.#heard(outcome) as Outcome;
  }

  /** A text as the endpoint must hear it. */
  text(text: string, member?: string): string {
    const chosen = member !== undefined && CHOSEN.has(member) && text !== '' && !/^(?:arn:|rds:)/.test(text);
    const named = chosen
      ? `${this.#prefix}${text}`
      : text.replaceAll(IN_ARNS, (found: string) => `${found}${this.#prefix}`);
    return this.#out.reduce((said, [scenario, endpoint]) => said.replaceAll(scenario, endpoint), named);
  }

  #lookup({ LookupAttributes, ...input }: AnyCall['input']): AnyCall['input'] {
    if (!Array.isArray(LookupAttributes)) return { ...input };
    const said = LookupAttributes.map((attribute: { AttributeKey?: string; AttributeValue?: string }) => {
      const user = this.#users.find(([scenario]) => scenario === attribute.AttributeValue);
      return user && attribute.AttributeKey === 'Username' ? { ...attribute, AttributeValue: user[1] } : attribute;
    });
    return { ...input, LookupAttributes: said };
  }

  #said(value: unknown, member?: string): unknown {
    if (typeof value === 'string') return this.text(value, member);
    return mapped(value, (part, name) => this.#said(part, name ?? member));
  }

  #heard(value: unknown, member?: string): unknown {
    if (typeof value !== 'string') return mapped(value, (part, name) => this.#heard(part, name));
    const user = member === 'Username' ? this.#users.find(([, endpoint]) => endpoint === value) : undefined;
    if (user) return user[0];
    const bare = value.replaceAll(this.#prefix, '');
    return this.#out.reduce((heard, [scenario, endpoint]) => heard.replaceAll(endpoint, scenario), bare);
  }
}

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function mapped(value: unknown, change: (part: unknown, name?: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => change(part));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part, name)]));
}
