/** The services whose resources hang on keys, in the order in which they are told. */
import { cloudtrailDependents } from './cloudtrail.ts';
import type { Dependents } from './dependency.ts';
import { ec2Dependents } from './ec2.ts';
import { kmsDependents } from './kms.ts';
import { rdsDependents } from './rds.ts';
import { redshiftDependents } from './redshift.ts';
import { s3Dependents } from './s3.ts';

/** All of them. */
export const dependents: readonly Dependents[] = [
  kmsDependents,
  s3Dependents,
  ec2Dependents,
  rdsDependents,
  redshiftDependents,
  cloudtrailDependents,
];
