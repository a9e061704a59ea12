/**
 * What a world may be born with beside AWS's rules: the limits and delays of a service under load. All are off by default,
 * so that a scenario that does not ask for them is not disturbed by them.
 */

/** Settings of a world. */
export interface Faults {
  /**
   * Whether the quota of keys and the request quotas hold, these on virtual time. The numbers of `kms/requestQuotas.ts` can be replaced by name:
   * `{ Decrypt: 5 }` or `{ 'symmetric cryptography': 100 }`, in requests per second.
   */
  readonly quotas: boolean;
  readonly requestsPerSecond: Readonly<Record<string, number>>;
  /**
   * For how long at most, in milliseconds, reads and uses of KMS may still see things as they were before a change. Each
   * change takes a time of its own, drawn from the seed; 0: changes are seen at once.
   */
  readonly propagationMs: number;
}

/** Nothing in the way. */
export const noFaults: Faults = { quotas: false, requestsPerSecond: {}, propagationMs: 0 };
