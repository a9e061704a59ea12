/** The tables of IAM and STS, in the order of the report. */
import type { BehaviourTable } from '../behaviour.ts';
import { iamDecisions } from './decisions.ts';
import { iamEntities } from './entities.ts';

/** All of them. */
export const iamTables: readonly BehaviourTable[] = [iamDecisions, iamEntities];
