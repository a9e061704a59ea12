/** Looking at observations: what invariants of several families ask of them. */
import type { CallEntry, Entry, Observation, SeenInstance, SeenKey, SeenVolume } from '../contract.ts';
import { people } from '../people.ts';

/** States in which a key does cryptographic work. Source: the KMS developer guide's table of key states. */
export const isUsable = (state: string): boolean => state === 'Enabled' || state === 'Updating';

/** State of a key by its ARN; `gone` where there is none (any more). */
export const keyState = (seen: Observation, keyArn: string): string => seen.keys.get(keyArn)?.state ?? 'gone';

/** Whether a key that existed before this entry, or ever, cannot be used now. */
export const isLost = (seen: Observation, keyArn: string): boolean => !isUsable(keyState(seen, keyArn));

/** A row that an entry changed; `undefined` where it was not, or is no longer, there. */
export interface Change<Row> {
  readonly id: string;
  readonly was: Row | undefined;
  readonly is: Row | undefined;
}

/** The rows that differ between two maps of observations. Costs nothing where nothing changed. */
export function* changes<Row>(
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
): Generator<Change<Row>> {
  if (before === after) return;
  for (const [id, is] of after) {
    const was = before.get(id);
    if (was !== is && !saysTheSame(was, is)) yield { id, was, is };
  }
  for (const [id, was] of before) if (!after.has(id)) yield { id, was, is: undefined };
}

/** Whether two rows say the same. Most members that did not change are identical: only others are written out to be compared. */
function saysTheSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [was, is] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  for (const name in was) {
    if (was[name] !== is[name] && JSON.stringify(was[name]) !== JSON.stringify(is[name])) return false;
  }
  for (const name in is) if (was[name] === undefined && is[name] !== undefined) return false;
  return true;
}

/** The encrypted volumes of an instance whose key is known. */
export function encryptedVolumes(seen: Observation, instance: SeenInstance): (SeenVolume & { kmsKeyArn: string })[] {
  return Object.values(instance.volumes).flatMap((id) => {
    const volume = seen.volumes.get(id);
    return volume?.encrypted && volume.kmsKeyArn ? [{ ...volume, kmsKeyArn: volume.kmsKeyArn }] : [];
  });
}

/** The key that an identifier means, as the caller's own account sees it: id, ARN, alias name, alias ARN. */
export function findKey(seen: Observation, given: unknown, account: string, region: string): SeenKey | undefined {
  if (typeof given !== 'string') return undefined;
  const arn = given.startsWith('arn:')
    ? given
    : `arn:aws:kms:${region}:${account}:${given.startsWith('alias/') ? given : `key/${given}`}`;
  return seen.keys.get(arn) ?? seen.keys.get(seen.aliases.get(arn)?.targetKeyArn ?? '');
}

/** Account of a caller's principal ARN; empty for others. */
export const accountOf = (principal: string): string => /^arn:aws:[a-z]+::(\d{12}):/.exec(principal)?.[1] ?? '';

/** The key that a call's KeyId (or another member) means. */
export function keyNamedBy(seen: Observation, entry: CallEntry, member = 'KeyId'): SeenKey | undefined {
  return findKey(seen, entry.call.input[member], accountOf(entry.call.caller.principal), entry.call.region);
}

const administrators = ['admin', 'root'].map((name) => people[name]?.caller.principal);

/** Whether a call is made by somebody who may do everything, directly and over TLS. */
export const byAdministrator = (entry: CallEntry): boolean =>
  administrators.includes(entry.call.caller.principal) &&
  !entry.call.caller.via &&
  entry.call.connection?.secureTransport !== false;

interface WrittenStatement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Condition?: unknown;
}

/** Statements of a policy text, none if it is no policy. */
export function statementsOf(policy: string | undefined): readonly WrittenStatement[] {
  try {
    const { Statement = [] } = JSON.parse(policy ?? '{}') as { Statement?: WrittenStatement | WrittenStatement[] };
    return Array.isArray(Statement) ? Statement : [Statement];
  } catch {
    return [];
  }
}

/** One value or a list of them, as a list. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Keys whose policy lets their account decide and denies nothing; keys never change, a changed key is a new value. */
const plain = new WeakMap<SeenKey, boolean>();

function isPlainPolicy(key: SeenKey): boolean {
  const statements = statementsOf(key.policy);
  const root = `arn:aws:iam::${key.account}:root`;
  return (
    statements.every(({ Effect }) => Effect === 'Allow') &&
    statements.some(
      ({ Principal, Action, Condition }) =>
        listOf((Principal as { AWS?: unknown } | undefined)?.AWS).includes(root) &&
        listOf(Action).includes('kms:*') &&
        Condition === undefined,
    )
  );
}

/** Whether nothing but its state can keep the administrators of an account from using a key. */
export function isFreeFor(account: string, key: SeenKey | undefined): boolean {
  if (key?.account !== account) return false;
  const known = plain.get(key) ?? isPlainPolicy(key);
  plain.set(key, known);
  return known;
}

/** Ids in an EC2 call's list of instances. */
export const instanceIds = (entry: CallEntry): readonly unknown[] => listOf(entry.call.input.InstanceIds);

/** Whether an entry is a successful call of one of these operations. */
export function succeeded(entry: Entry, service: string, ...operations: readonly string[]): entry is Succeeded {
  return (
    entry.type === 'call' &&
    entry.outcome.ok &&
    entry.call.service === service &&
    (operations.length === 0 || operations.includes(entry.call.operation))
  );
}

/** A call that succeeded. */
export type Succeeded = CallEntry & { readonly outcome: { readonly ok: true } };

/** A member of a successful call's output. */
export const output = (entry: Succeeded, member: string): unknown => entry.outcome.output[member];

/** Words for why a thing cannot have its data key. */
export const underLostKey = (thing: string, keyArn: string, seen: Observation): string =>
  `${thing} is encrypted under ${keyArn}, which is ${keyState(seen, keyArn)}`;
