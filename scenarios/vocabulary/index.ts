/**
 * The calls that random runs draw from, by group:
 * `kms-keys`, `kms-crypto`, `kms-aliases`, `kms-grants`, `kms-policies`, `kms-tags`, `kms-rotation`, `kms-import`, `kms-replicas`, `s3-buckets`, `s3-objects`,
 * `ec2-volumes`, `ec2-snapshots`, `ec2-instances`, `ec2-defaults`, `ebs`, `cloudtrail`, `time`; and for families that name them `lost-keys`, `rds-instances`,
 * `rds-snapshots`, `rds-time`, `redshift-clusters`, `redshift-snapshots`, `redshift-time`, `trails`.
 */
import type { Template } from './draw.ts';
import { maybe, number, oneOf } from './draw.ts';
import { ebsTemplates } from './ebs.ts';
import { ec2Templates } from './ec2.ts';
import { kmsTemplates } from './kms.ts';
import { kmsMaterialTemplates } from './kmsMaterial.ts';
import { keyTemplates, rdsTemplates } from './rds.ts';
import { redshiftTemplates } from './redshift.ts';
import { s3Templates } from './s3.ts';
import { trailTemplates } from './trails.ts';

/** All templates. */
export const vocabulary: readonly Template[] = [
  ...kmsTemplates,
  ...kmsMaterialTemplates,
  ...s3Templates,
  ...ec2Templates,
  ...ebsTemplates,
  {
    group: 'cloudtrail',
    weight: 2,
    service: 'cloudtrail',
    operation: 'LookupEvents',
    input: {
      LookupAttributes: maybe([
        {
          AttributeKey: 'EventName',
          AttributeValue: oneOf('DisableKey', 'CreateGrant', 'Decrypt'),
        },
      ]),
      MaxResults: maybe(number(1, 50)),
    },
  },
  {
    group: 'time',
    weight: 6,
    elapse: [{ seconds: 30 }, { minutes: 6 }, { hours: 20 }, { days: 6 }, { days: 7 }, { days: 30 }, { days: 95 }],
  },
  ...keyTemplates,
  ...rdsTemplates,
  ...redshiftTemplates,
  ...trailTemplates,
];
