/** Planned calls in few words: `kms('DisableKey', { KeyId })`. */
import type { Service } from '../model/call.ts';
import type { PlannedCall } from './contract.ts';

/** A maker of planned calls of one service. */
export const callsOf =
  (service: Service) =>
  (operation: string, input: PlannedCall['input'] = {}, more: Partial<PlannedCall> = {}): PlannedCall => ({
    service,
    operation,
    input,
    ...more,
  });

/** Planned calls by service. */
export const kms = callsOf('kms');
/** See `kms`. */
export const s3 = callsOf('s3');
/** See `kms`. */
export const ec2 = callsOf('ec2');
/** See `kms`. */
export const ebs = callsOf('ebs');
/** See `kms`. */
export const rds = callsOf('rds');
/** See `kms`. */
export const redshift = callsOf('redshift');
/** See `kms`. */
export const cloudtrail = callsOf('cloudtrail');
/** See `kms`. */
export const iam = callsOf('iam');
/** See `kms`. */
export const sts = callsOf('sts');
