/**
 * How CloudTrail writes requests and responses of RDS and Redshift: every name with a small first letter
 * (`dBInstanceIdentifier`), lists as lists, secrets as `****`, times as text.
 * Sources: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/logging-using-cloudtrail.html,
 * https://docs.aws.amazon.com/redshift/latest/mgmt/logging-with-cloudtrail.html (documented, by example).
 */
import { logDate } from '../time.ts';

/** Members that are never written. */
const SECRETS = new Set(['MasterUserPassword', 'TdeCredentialPassword']);
/** Members that hold a time. */
const TIME = /(Time|Date|ValidTill)$/;

const small = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function written(name: string, value: unknown): unknown {
  if (SECRETS.has(name)) return '****';
  if (typeof value === 'number' && TIME.test(name)) return logDate(value);
  if (Array.isArray(value)) return value.map((item) => written('', item));
  if (value && typeof value === 'object') return inRecord(value);
  return value;
}

/** Input or output of an operation as a record shows it. */
export function inRecord(value: object): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value))
    if (member !== undefined) shown[small(name)] = written(name, member);
  return shown;
}
