/** All labs, in the order of the suite. */
import type { Lab } from '../contract.ts';
import { dataVolume } from './dataVolume.ts';
import { deletion } from './deletion.ts';
import { inFrench } from './french/index.ts';
import { inTransit } from './inTransit.ts';
import { intruder } from './intruder.ts';
import { rdsLab } from './rds.ts';
import { redshiftLab } from './redshift.ts';
import { rootVolume } from './rootVolume.ts';

export const labs: readonly Lab[] = [rootVolume, dataVolume, inTransit, deletion, intruder, rdsLab, redshiftLab].map(
  inFrench,
);
