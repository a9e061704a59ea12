/**
 * DescribeInstanceTypes: a small table of common types; RunInstances takes all names.
 * Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html (documented).
 */
import type { _InstanceType as InstanceType } from '@aws-sdk/client-ec2';
import { refuse } from '../../errors.ts';
import { type FilterValues, filtered, page } from '../describe.ts';
import { ec2ErrorRules } from '../errors.ts';
import { ec2Operation } from '../operation.ts';

interface TypeRow {
  readonly name: InstanceType;
  readonly vCpus: number;
  readonly memoryMiB: number;
  readonly arm: boolean;
  readonly burstable: boolean;
}

/** name vCPUs memory in GiB. */
const TABLE = `
t2.micro 1 1
t2.small 1 2
t2.medium 2 4
t3.nano 2 0.5
t3.micro 2 1
t3.small 2 2
t3.medium 2 4
t3.large 2 8
t3a.micro 2 1
t3a.medium 2 4
t4g.nano 2 0.5
t4g.micro 2 1
t4g.small 2 2
t4g.medium 2 4
m5.large 2 8
m5.xlarge 4 16
m6i.large 2 8
m6g.large 2 8
m7g.large 2 8
c5.large 2 4
c6g.large 2 4
r5.large 2 16
r6g.large 2 16
`;

const rows: readonly TypeRow[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [name, vCpus, memoryGiB] = line.split(' ') as [InstanceType, string, string];
    const family = name.split('.')[0]!;
    return {
      name,
      vCpus: Number(vCpus),
      memoryMiB: Number(memoryGiB) * 1024,
      arm: /\dg$/.test(family),
      burstable: family.startsWith('t'),
    };
  });

const FILTERS: FilterValues<TypeRow> = {
  'bare-metal': () => false,
  'burstable-performance-supported': (row) => row.burstable,
  'current-generation': (row) => !row.name.startsWith('t2'),
  'ebs-info.encryption-support': () => 'supported',
  'instance-type': (row) => row.name,
  'memory-info.size-in-mib': (row) => row.memoryMiB,
  'processor-info.supported-architecture': (row) => (row.arm ? 'arm64' : 'x86_64'),
  'vcpu-info.default-vcpus': (row) => row.vCpus,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html */
export const describeInstanceTypes = ec2Operation('DescribeInstanceTypes', {
  readOnly: true,
  run(_context, input) {
    const wanted = input.InstanceTypes ?? [];
    const unknown = wanted.filter((name) => !rows.some((row) => row.name === name));
    if (unknown.length > 0)
      refuse('InvalidInstanceType', `The following supplied instance types do not exist: [${unknown.join(', ')}]`, {
        rule: ec2ErrorRules['not-found'],
      });
    const chosen = rows.filter((row) => wanted.length === 0 || wanted.includes(row.name));
    const found = page(
      filtered(chosen, input.Filters, FILTERS, () => ({})),
      input,
    );
    return {
      InstanceTypes: found.rows.map((row) => ({
        InstanceType: row.name,
        CurrentGeneration: !row.name.startsWith('t2'),
        SupportedUsageClasses: ['on-demand' as const, 'spot' as const],
        SupportedRootDeviceTypes: ['ebs' as const],
        SupportedVirtualizationTypes: ['hvm' as const],
        BareMetal: false,
        Hypervisor: row.name.startsWith('t2') ? ('xen' as const) : ('nitro' as const),
        ProcessorInfo: { SupportedArchitectures: [row.arm ? ('arm64' as const) : ('x86_64' as const)] },
        VCpuInfo: { DefaultVCpus: row.vCpus },
        MemoryInfo: { SizeInMiB: row.memoryMiB },
        InstanceStorageSupported: false,
        EbsInfo: { EbsOptimizedSupport: 'default' as const, EncryptionSupport: 'supported' as const },
        BurstablePerformanceSupported: row.burstable,
      })),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});
