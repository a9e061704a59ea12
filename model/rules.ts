/**
 * All that decides, in one value: operations, lifecycles, the evaluator, the cipher, limits. `step` and `elapse` take it
 * as an argument whose default is AWS (`aws.ts`). This is the one seam for broken worlds: a test suite is worth what it
 * catches, so `scenarios/broken` replaces one part of it by a wrong one and expects to be caught.
 */

import type { Caller, Service } from './call.ts';
import type { CloudTrailRules } from './cloudtrail/rules.ts';
import type { Cipher } from './crypto/cipher.ts';
import type { Digests } from './crypto/digests.ts';
import type { Ec2Rules } from './ec2/rules.ts';
import type { IamState } from './iam/state.ts';
import type { AuthorizationRequest, Decision, Identity } from './iam/types.ts';
import type { KmsRules } from './kms/rules.ts';
import type { AnyOperation, Handler } from './operation.ts';
import type { RdsRules } from './rds/rules.ts';
import type { RedshiftRules } from './redshift/rules.ts';
import type { S3Rules } from './s3/rules.ts';

/** What every service says in its own words. */
export interface ServiceFace {
  /** Refuses an operation that the service does not have (or that this project does not simulate). */
  readonly unknownOperation: (operation: string) => never;
  /** Refuses credentials that belong to nobody. */
  readonly unknownCaller: (caller: Caller) => never;
}

/** Everything that decides. */
export interface Rules {
  /** By `service:Operation`, e.g. `kms:Encrypt`. */
  readonly operations: Readonly<Record<string, AnyOperation>>;
  readonly services: Readonly<Record<Service, ServiceFace>>;
  /** By the kind of due thing, e.g. `kms.deleteKey`. */
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly identityOf: (iam: IamState, caller: Caller) => Identity | undefined;
  readonly decide: (request: AuthorizationRequest) => Decision;
  readonly cipher: Cipher;
  /** Digests of objects and of blocks of disks: a port like the cipher, since those are large. */
  readonly digests: Digests;
  readonly kms: KmsRules;
  readonly s3: S3Rules;
  readonly ec2: Ec2Rules;
  readonly cloudtrail: CloudTrailRules;
  readonly rds: RdsRules;
  readonly redshift: RedshiftRules;
}
