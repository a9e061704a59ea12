/** Words in which the calls to KMS are told that a service makes for its callers and, under a grant, for itself. */
import type { PlannedCall, PlannedValue } from '../contract.ts';
import { ACCOUNT, REGION } from '../people.ts';
import { kms } from './telling.ts';

/** Makes records of KMS from a cell: `DescribeKey CreateGrant (Decrypt)`; in brackets what the service calls for itself. */
export const kmsRecordsBy = (
  service: string,
): { forCaller: Recorded; of: (cell: string) => readonly PlannedValue[] } => {
  const invokedBy = `${service}.amazonaws.com`;
  const host = { sourceIPAddress: invokedBy, userAgent: invokedBy };
  const forCaller: Recorded = (eventName) => ({
    eventName,
    ...host,
    userIdentity: { $open: true, type: 'IAMUser', userName: 'admin', invokedBy },
  });
  const forItself: Recorded = (eventName) => ({ eventName, ...host, userIdentity: { type: 'AWSService', invokedBy } });
  const of = (cell: string): readonly PlannedValue[] => {
    let itself = false;
    return cell.split(' ').map((word) => {
      if (word.startsWith('(')) itself = true;
      const record = (itself ? forItself : forCaller)(word.replace(/[()]/g, ''));
      if (word.endsWith(')')) itself = false;
      return record;
    });
  };
  return { forCaller, of };
};

/** The record of an event, by its name. */
type Recorded = (eventName: string) => PlannedValue;

/** ListGrants of a key. */
export const grantsOf = (KeyId: PlannedValue, more: Partial<PlannedCall> = {}): PlannedCall =>
  kms('ListGrants', { KeyId }, more);

/** The service as a grant names it. */
export const principalOf = (service: string): PlannedValue => ({
  $like: `^${service}\\.([a-z0-9-]+\\.)?amazonaws\\.com$`,
});

/** A key policy that lets the account in and denies actions under a condition. */
export const denying = (Action: PlannedValue, Condition: PlannedValue = {}): PlannedValue => ({
  $json: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Deny', Principal: { AWS: '*' }, Action, Resource: '*', Condition },
    ],
  },
});

/** The condition that no service but this asks KMS. */
export const notVia = (service: string): PlannedValue => ({
  StringNotEquals: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` },
});
