/** What the tests of S3 share: a world with a bucket, people with different leave, and tables written as text. */
import { aws } from '../../../model/aws.ts';
import type { Caller, Connection, Outcome, Service } from '../../../model/call.ts';
import type { PrincipalDeclaration } from '../../../model/iam/state.ts';
import type { Rules } from '../../../model/rules.ts';
import type { Bucket } from '../../../model/s3/state.ts';
import { type Duration, elapse, step } from '../../../model/step.ts';
import type { TrailEntry } from '../../../model/trail.ts';
import type { WorldEvent } from '../../../model/transaction.ts';
import { genesis, type World } from '../../../model/world.ts';

export const ACCOUNT = '123456789012';
export const OTHER_ACCOUNT = '444455556666';
export const REGION = 'us-east-1';
export const BUCKET = 'lab-bucket';
export const user = (name: string, account = ACCOUNT): Caller => ({
  principal: `arn:aws:iam::${account}:user/${name}`,
});
export const ADMIN = user('admin');
/** May do everything in S3 and nothing in KMS. */
export const STORER = user('storer');
/** May do everything in KMS and nothing in S3. */
export const KEEPER = user('keeper');
/** May get and put objects, not list. */
export const CLERK = user('clerk');
/** Administrator of another account. */
export const STRANGER = user('admin', OTHER_ACCOUNT);
export const ANONYMOUS: Caller = { principal: 'anonymous' };

const allow = (Action: string | string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

/** The principals of the lab beside `user/admin`. */
const PRINCIPALS: readonly PrincipalDeclaration[] = [
  { arn: STORER.principal, policies: { all: allow('s3:*') } },
  { arn: KEEPER.principal, policies: { all: allow('kms:*') } },
  { arn: CLERK.principal, policies: { some: allow(['s3:GetObject', 's3:PutObject', 'kms:*']) } },
  { arn: STRANGER.principal, policies: { all: allow('*') } },
];

// biome-ignore lint/suspicious/noExplicitAny: tests read outputs freely
type Any = any;

/** Who calls, where, over what. */
export interface How {
  readonly as?: Caller;
  readonly region?: string;
  readonly connection?: Partial<Connection>;
}

/** A world under test. */
export class Lab {
  world: World;
  readonly rules: Rules;
  events: WorldEvent[] = [];

  constructor(seed = '53', rules: Rules = aws) {
    this.world = genesis(seed, { principals: PRINCIPALS });
    this.rules = rules;
  }

  try(operation: string, input: object = {}, how: How = {}): Outcome<Any> {
    const [service, name] = operation.includes(':') ? operation.split(':') : ['s3', operation];
    const call = {
      service: service as Service,
      operation: name!,
      input: input as Record<string, unknown>,
      caller: how.as ?? ADMIN,
      region: how.region ?? REGION,
      connection: how.connection,
    };
    const result = step(this.world, call, this.rules);
    this.world = result.world;
    this.events.push(...result.events);
    return result.outcome;
  }

  /** As `try`, for calls that must succeed. Operations of S3 go without prefix, others as `kms:CreateKey`. */
  do(operation: string, input: object = {}, how: How = {}): Any {
    const outcome = this.try(operation, input, how);
    if (!outcome.ok) throw new Error(`${operation}: ${outcome.error.code} ${outcome.error.message}`);
    return outcome.output;
  }

  /** The error of a call that must be refused. */
  refuse(operation: string, input: object = {}, how: How = {}) {
    const outcome = this.try(operation, input, how);
    if (outcome.ok) throw new Error(`${operation} was not refused`);
    return outcome.error;
  }

  /** As `refuse`, in one line: `400 Code: message`. */
  refusal(operation: string, input: object = {}, how: How = {}): string {
    const { status, code, message } = this.refuse(operation, input, how);
    return `${status} ${code}${message === undefined ? '' : `: ${message}`}`;
  }

  wait(duration: Duration): void {
    this.world = elapse(this.world, duration, this.rules).world;
  }

  bucket(name = BUCKET): Bucket {
    return this.world.s3.buckets.get(name)!;
  }

  /** ARN of a new customer managed key. */
  key(input: object = {}, how: How = {}): string {
    return this.do('kms:CreateKey', input, how).KeyMetadata.Arn;
  }

  /** The trail's entries since a call number. */
  trailSince(number: number): TrailEntry[] {
    return [...this.world.trail.values(number)];
  }

  /** Names of the KMS calls that an operation makes, in order. */
  kmsCallsOf(operation: string, input: object, how: How = {}): string[] {
    const from = this.world.sequence;
    this.try(operation, input, how);
    return this.trailSince(from)
      .filter((entry) => entry.service === 'kms')
      .map((entry) => entry.eventName);
  }

  /** Moves along a lifecycle, as `from>EVENT>to`. */
  moves(lifecycle: string): string[] {
    return this.events.flatMap((event) =>
      event.type === 'transition' && event.lifecycle === lifecycle ? [`${event.from}>${event.event}>${event.to}`] : [],
    );
  }
}

/** A lab with its bucket. */
export function labWithBucket(seed?: string, rules?: Rules): Lab {
  const lab = new Lab(seed, rules);
  lab.do('CreateBucket', { Bucket: BUCKET });
  return lab;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (from: Uint8Array): string => new TextDecoder().decode(from);

/** A table written as text: rows of cells between bars, the first row the names of the columns. */
export function rows(table: string): Record<string, string>[] {
  const lines = table
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^[\s|-]+$/.test(line));
  const cellsOf = (line: string): string[] => line.split('|').map((cell) => cell.trim());
  const names = cellsOf(lines[0]!);
  return lines.slice(1).map((line) => {
    const cells = cellsOf(line);
    if (cells.length !== names.length) throw new Error(`${cells.length} cells, expected ${names.length}: ${line}`);
    return Object.fromEntries(names.map((name, index) => [name, cells[index]!]));
  });
}

/** Members of PutObject and its like for SSE-KMS under a key. */
export const under = (key: string) => ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });

/** A bucket default, as the one rule of PutBucketEncryption. */
export const defaultRule = (rule: object) => ({
  Bucket: BUCKET,
  ServerSideEncryptionConfiguration: { Rules: [rule] },
});

/** A default of SSE-KMS under a key. */
export const kmsDefault = (key: string | undefined, bucketKeyEnabled = false) =>
  defaultRule({
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
    BucketKeyEnabled: bucketKeyEnabled,
  });

/** Opens the bucket to customer-provided keys. */
export const allowCustomerKeys = defaultRule({ BlockedEncryptionTypes: { EncryptionType: ['NONE'] } });
