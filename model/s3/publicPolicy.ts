/**
 * When a bucket policy is public: it allows something to everybody without tying it to fixed values of a key that
 * names somebody.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, “The meaning of
 * public” (documented).
 */
import type { Policy, PrincipalElement, Statement } from '../iam/types.ts';

/** Keys whose fixed values keep a statement from being public, in lower case. */
const FIXING_KEYS = new Set([
  'aws:sourceip',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:userid',
  'aws:viaawsservice',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

const FIXING_OPERATORS = ['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike', 'IpAddress', 'StringEqualsIgnoreCase'];

/** Whether the policy lets in people that nobody named. */
export const isPublicPolicy = (policy: Policy): boolean => policy.statements.some(isPublicStatement);

function isPublicStatement(statement: Statement): boolean {
  if (statement.effect !== 'Allow') return false;
  if (statement.notPrincipal) return true;
  return isEverybody(statement.principal) && !isTied(statement);
}

const isEverybody = (principal: PrincipalElement | undefined): boolean =>
  principal === '*' || (principal?.AWS?.includes('*') ?? false);

function isTied(statement: Statement): boolean {
  return Object.entries(statement.condition ?? {}).some(
    ([operator, keys]) =>
      FIXING_OPERATORS.includes(operator) &&
      Object.entries(keys).some(([key, values]) => FIXING_KEYS.has(key.toLowerCase()) && values.every(isFixed)),
  );
}

/** A value without wildcards or variables; ranges of addresses must not be nearly everybody (IPv4 /1 to /7). */
function isFixed(value: string): boolean {
  const prefix = /\/(\d+)$/.exec(value);
  if (prefix && /^[\d.:a-f]+\/\d+$/i.test(value)) return Number(prefix[1]) >= (value.includes(':') ? 32 : 8);
  return !/[*?]|\$\{/.test(value);
}
