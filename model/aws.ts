/** AWS: all operations, handlers and rules of all services, assembled. The default of `step` and `elapse`. */
import { cloudtrailFace, cloudtrailHandlers, cloudtrailOperations, cloudtrailRules } from './cloudtrail/index.ts';
import { nobleCipher } from './crypto/cipher.ts';
import { nobleDigests } from './crypto/digests.ts';
import { ebsFace, ebsHandlers, ebsOperations } from './ec2/direct/index.ts';
import { ec2Face, ec2Handlers, ec2Operations, ec2Rules } from './ec2/index.ts';
import { decide } from './iam/decide.ts';
import { identityOf } from './iam/identity.ts';
import { iamFace, iamOperations } from './iam/index.ts';
import { kmsFace, kmsHandlers, kmsOperations, kmsRules } from './kms/index.ts';
import { rdsFace, rdsHandlers, rdsOperations, rdsRules } from './rds/index.ts';
import { redshiftFace, redshiftHandlers, redshiftOperations, redshiftRules } from './redshift/index.ts';
import type { Rules } from './rules.ts';
import { s3Face, s3Handlers, s3Operations, s3Rules } from './s3/index.ts';
import { stsFace, stsOperations } from './sts/index.ts';

/** What AWS does. */
export const aws: Rules = {
  operations: {
    ...kmsOperations,
    ...s3Operations,
    ...ec2Operations,
    ...ebsOperations,
    ...cloudtrailOperations,
    ...iamOperations,
    ...stsOperations,
    ...rdsOperations,
    ...redshiftOperations,
  },
  handlers: {
    ...kmsHandlers,
    ...s3Handlers,
    ...ec2Handlers,
    ...ebsHandlers,
    ...cloudtrailHandlers,
    ...rdsHandlers,
    ...redshiftHandlers,
  },
  services: {
    kms: kmsFace,
    s3: s3Face,
    ec2: ec2Face,
    ebs: ebsFace,
    cloudtrail: cloudtrailFace,
    iam: iamFace,
    sts: stsFace,
    rds: rdsFace,
    redshift: redshiftFace,
  },
  identityOf,
  decide,
  cipher: nobleCipher,
  digests: nobleDigests,
  kms: kmsRules,
  s3: s3Rules,
  ec2: ec2Rules,
  cloudtrail: cloudtrailRules,
  rds: rdsRules,
  redshift: redshiftRules,
};
