/** Calls of the EBS direct API of random runs: they read blocks that an opening listed by the names given here. */
import type { PlannedValue } from '../contract.ts';
import type { Template } from './draw.ts';

/** Input of GetSnapshotBlock for the first block of a list: `snapshot` and `list` are names of earlier calls. */
export const firstBlock = (snapshot: string, list: string): { readonly [member: string]: PlannedValue } => ({
  SnapshotId: { $ref: `${snapshot}.SnapshotId` },
  BlockIndex: { $ref: `${list}.Blocks.0.BlockIndex` },
  BlockToken: { $ref: `${list}.Blocks.0.BlockToken` },
});

/** All templates of the EBS direct API. */
export const ebsTemplates: readonly Template[] = [
  { group: 'ebs', weight: 3, service: 'ebs', operation: 'GetSnapshotBlock', input: firstBlock('plain', 'plainBlocks') },
  { group: 'ebs', weight: 9, service: 'ebs', operation: 'GetSnapshotBlock', input: firstBlock('copy', 'copyBlocks') },
];
