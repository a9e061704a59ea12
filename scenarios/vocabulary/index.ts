/**
 * The calls that random runs draw from, by group:
 * `kms-keys`, `kms-crypto`, `kms-aliases`, `kms-grants`, `kms-policies`, `kms-tags`, `s3-buckets`, `s3-objects`,
 * `ec2-volumes`, `ec2-snapshots`, `ec2-instances`, `ec2-defaults`, `cloudtrail`, `time`.
 */
import type { Template } from './draw.ts';

export const vocabulary: readonly Template[] = [];
