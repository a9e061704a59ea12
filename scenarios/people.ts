/**
 * The people of the scenarios: who makes the calls. They exist in every simulated world from the start; on another target
 * they are mapped to whatever credentials there are.
 */
import type { Caller } from '../model/call.ts';
import type { PrincipalDeclaration } from '../model/iam/state.ts';

/** Account of the scenarios. */
export const ACCOUNT = '123456789012';
/** A second account, where the outsider lives. */
export const OTHER_ACCOUNT = '210987654321';
/** Region of the scenarios. */
export const REGION = 'us-east-1';

const user = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:user/${name}`;
const document = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });

/** Somebody who makes calls. */
export interface Person {
  readonly caller: Caller;
  /** How likely random runs let this person call, an integer. */
  readonly weight: number;
  /** What IAM knows of the person, where the world does not know it anyway. */
  readonly declaration?: PrincipalDeclaration;
}

/** By name. */
export const people: Readonly<Record<string, Person>> = {
  /** May do everything that IAM can allow. */
  admin: { caller: { principal: user('admin') }, weight: 24 },
  /** The root user of the account. */
  root: { caller: { principal: `arn:aws:iam::${ACCOUNT}:root` }, weight: 2 },
  /** Uses S3 and KMS keys, but an explicit deny keeps Decrypt away. */
  writer: {
    caller: { principal: user('writer') },
    weight: 2,
    declaration: {
      arn: user('writer'),
      policies: {
        write: document(
          { Effect: 'Allow', Action: ['s3:*', 'ec2:*', 'kms:*'], Resource: '*' },
          { Effect: 'Deny', Action: ['kms:Decrypt', 'kms:ReEncryptFrom'], Resource: '*' },
        ),
      },
    },
  },
  /** Has no policy at all: what this person may do, grants and key policies gave. */
  guest: { caller: { principal: user('guest') }, weight: 2, declaration: { arn: user('guest') } },
  /** An administrator of another account. */
  outsider: {
    caller: { principal: user('outsider', OTHER_ACCOUNT) },
    weight: 1,
    declaration: {
      arn: user('outsider', OTHER_ACCOUNT),
      managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    },
  },
};

/** What IAM must know from the start. */
export const declarations: readonly PrincipalDeclaration[] = Object.values(people).flatMap((person) =>
  person.declaration ? [person.declaration] : [],
);
