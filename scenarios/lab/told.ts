/** Small words in which labs are told: text, calls and the records they leave. */
import type { RecordPattern, Text } from '../contract.ts';

export { ec2, kms, rds, redshift, s3 } from '../calls.ts';

/** invokedBy of the KMS calls that EC2 makes in the name of its caller. */
export const EC2_FOR_CALLER = 'ec2-frontend-api.amazonaws.com';
/** invokedBy of the KMS calls that S3 makes in the name of its caller. */
export const S3_FOR_CALLER = 'fas.s3.amazonaws.com';
/** invokedBy of what AWS does by itself. */
export const AWS_INTERNAL = 'AWS Internal';

/** invokedBy of the KMS calls that RDS makes, in the name of its caller or its own. */
export const RDS = 'rds.amazonaws.com';
/** invokedBy of the KMS calls that Redshift makes, in the name of its caller or its own. */
export const REDSHIFT = 'redshift.amazonaws.com';

/** English text; the other languages are added beside it. */
export const text = (en: string, fr?: string): Text => (fr === undefined ? { en } : { en, fr });

/** The record of a call that somebody made and that succeeded. */
export const called = (eventName: string): RecordPattern => ({ eventName, errorCode: null, invokedBy: null });

/** The record of a call that somebody made and that was refused. */
export const refused = (eventName: string, errorCode: string): RecordPattern => ({
  eventName,
  errorCode,
  invokedBy: null,
});

/** The record of a call that a service made in the name of the caller. */
export const forCaller = (eventName: string, invokedBy: string): RecordPattern => ({
  eventName,
  errorCode: null,
  invokedBy,
  identityType: 'IAMUser',
});

/** The host of an instance (or EBS, for a volume in the making) decrypts a data key under a grant. */
export const decryptedByHost: RecordPattern = {
  eventName: 'Decrypt',
  errorCode: null,
  invokedBy: AWS_INTERNAL,
  identityType: 'AssumedRole',
};

/** EC2 gives a grant back that it needs no longer. */
export const retiredByEc2: RecordPattern = {
  eventName: 'RetireGrant',
  errorCode: null,
  invokedBy: AWS_INTERNAL,
  identityType: 'AWSService',
};

/** The record of a call that a service made for itself, under its grant; refused with a code, or not. */
export const byService = (eventName: string, invokedBy: string, errorCode: string | null = null): RecordPattern => ({
  eventName,
  errorCode,
  invokedBy,
  identityType: 'AWSService',
});
