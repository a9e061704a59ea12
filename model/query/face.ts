/**
 * What services of AWS's Query protocol (RDS, Redshift, IAM, STS) say of operations and credentials that they do not know.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html (documented: codes and statuses); the
 * texts are reported by many (`Could not find operation ... for version ...`).
 */
import { refuse } from '../errors.ts';
import { defineRules, documented, reported } from '../evidence.ts';
import type { ServiceFace } from '../rules.ts';

const COMMON_ERRORS = 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html';

/** Rules that all services of the Query protocol share. */
export const queryRules = defineRules('query', {
  'unknown-operation': {
    sentence: 'An operation that the service does not have is refused with InvalidAction, which names the API version.',
    ...reported('https://github.com/localstack/localstack/issues/3054'),
  },
  'operation-not-simulated': {
    sentence:
      'An operation of AWS that this project does not simulate is refused with InvalidAction, as if AWS did not have it, and the text says so.',
    ...documented(COMMON_ERRORS),
  },
  'unknown-credentials': {
    sentence: 'Credentials that belong to nobody are refused with InvalidClientTokenId and HTTP 403.',
    ...documented(COMMON_ERRORS),
  },
  'not-authorized': {
    sentence:
      'A caller without permission is refused with AccessDenied and HTTP 403; the text names action and resource.',
    ...documented('https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html'),
  },
  'max-records': {
    sentence: 'MaxRecords must be from 20 to 100 and is 100 by default.',
    ...documented('https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html'),
  },
});

/** The face of a service. `outside` are operations that AWS has and that are not simulated. */
export function queryFace(apiVersion: string, outside: readonly string[] = []): ServiceFace {
  const known = new Set(outside);
  return {
    unknownOperation(operation) {
      if (known.has(operation))
        return refuse('InvalidAction', `${operation} is an operation of AWS that keystate does not simulate.`, {
          rule: queryRules['operation-not-simulated'],
        });
      return refuse('InvalidAction', `Could not find operation ${operation} for version ${apiVersion}`, {
        rule: queryRules['unknown-operation'],
      });
    },
    unknownCaller: () =>
      refuse('InvalidClientTokenId', 'The security token included in the request is invalid.', {
        status: 403,
        rule: queryRules['unknown-credentials'],
      }),
  };
}
