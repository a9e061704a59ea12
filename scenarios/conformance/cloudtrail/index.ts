/** The tables of CloudTrail, in the order of the report. */
import type { BehaviourTable } from '../behaviour.ts';
import { cloudtrailCallers } from './callers.ts';
import { cloudtrailDelivery } from './delivery.ts';
import { cloudtrailDetections } from './detections.ts';
import { cloudtrailDigests } from './digests.ts';
import { cloudtrailHistory } from './history.ts';
import { cloudtrailKeyStates } from './keyStates.ts';
import { cloudtrailRecords } from './records.ts';
import { cloudtrailTrails } from './trails.ts';

/** All of them. */
export const cloudtrailTables: readonly BehaviourTable[] = [
  cloudtrailKeyStates,
  cloudtrailRecords,
  cloudtrailCallers,
  cloudtrailHistory,
  cloudtrailTrails,
  cloudtrailDelivery,
  cloudtrailDigests,
  cloudtrailDetections,
];
