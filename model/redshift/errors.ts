/** What Redshift says when it refuses. Evidence stands in `facts.ts`; texts without evidence of their own are assumed. */
import { type ErrorOutcome, refuse } from '../errors.ts';
import type { Rule } from '../evidence.ts';
import { redshiftFacts } from './facts.ts';
import type { Cluster } from './state.ts';

/** Refuses a cluster that does not exist. */
export const clusterNotFound = (id: string): never =>
  refuse('ClusterNotFound', `Cluster ${id} not found.`, { status: 404, rule: redshiftFacts['not-found'] });

/** Refuses a snapshot that does not exist. */
export const snapshotNotFound = (id: string): never =>
  refuse('ClusterSnapshotNotFound', `Snapshot not found: ${id}`, { status: 404, rule: redshiftFacts['not-found'] });

/** Refuses a snapshot copy grant that does not exist. */
export const copyGrantNotFound = (name: string): never =>
  refuse('SnapshotCopyGrantNotFoundFault', `The snapshot copy grant ${name} was not found.`, {
    rule: redshiftFacts['copy-grant'],
  });

/** Refuses an identifier that a cluster has already. */
export const clusterExists = (): never =>
  refuse('ClusterAlreadyExists', 'Cluster already exists', { rule: redshiftFacts['exists-already'] });

/** Refuses an identifier that a snapshot has already. */
export const snapshotExists = (id: string): never =>
  refuse(
    'ClusterSnapshotAlreadyExists',
    `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
    { rule: redshiftFacts['exists-already'] },
  );

/** Refuses a cluster whose status does not allow the operation. */
export const wrongStatus = (message: string, rule: Rule = redshiftFacts['wrong-status']): never =>
  refuse('InvalidClusterState', message, { rule });

/** An operation that needs the status available. */
export const notAvailable = (cluster: Cluster): never =>
  wrongStatus(`Cluster ${cluster.id} is not in the available state: it is ${cluster.state}.`);

/** Refuses a snapshot whose status does not allow the operation. */
export const wrongSnapshotStatus = (message: string): never =>
  refuse('InvalidClusterSnapshotState', message, { rule: redshiftFacts['wrong-status'] });

/** Refuses a value that a parameter cannot have. */
export const invalidValue = (message: string, rule: Rule = redshiftFacts.parameters): never =>
  refuse('InvalidParameterValue', message, { rule });

/** Refuses parameters that do not go together. */
export const invalidCombination = (message: string, rule: Rule = redshiftFacts.parameters): never =>
  refuse('InvalidParameterCombination', message, { rule });

const answer = (code: string, message: string, rule: Rule): ErrorOutcome => ({
  code,
  message,
  status: 400,
  rule: rule.id,
});

/**
 * What becomes of a refusal of KMS.
 *
 * | KMS                                   | Redshift                               |
 * |---------------------------------------|----------------------------------------|
 * | AccessDeniedException                 | UnauthorizedOperation                  |
 * | LimitExceededException                | LimitExceededFault                     |
 * | ThrottlingException                   | DependentServiceRequestThrottlingFault |
 * | KMSInternal, DependencyTimeout        | DependentServiceUnavailableFault       |
 * | all others: disabled, pending, absent | InvalidParameterValue (assumed)        |
 */
export function translateKmsError(error: ErrorOutcome, key: string): ErrorOutcome {
  const message = error.message ?? error.code;
  switch (error.code) {
    case 'AccessDeniedException':
      return answer('UnauthorizedOperation', message, redshiftFacts['key-not-permitted']);
    case 'LimitExceededException':
      return answer(
        'LimitExceededFault',
        'The encryption key has exceeded its grant limit in Amazon Web Services KMS.',
        redshiftFacts['grant-limit'],
      );
    case 'ThrottlingException':
      return answer('DependentServiceRequestThrottlingFault', message, redshiftFacts['kms-throttles']);
    case 'KMSInternalException':
    case 'DependencyTimeoutException':
      return answer('DependentServiceUnavailableFault', message, redshiftFacts['kms-unavailable']);
    default:
      return answer(
        'InvalidParameterValue',
        `The KMS key ${key} cannot be used: ${message}`,
        redshiftFacts['key-not-usable'],
      );
  }
}
