/** All tables of EC2 and EBS. */
import type { BehaviourTable } from '../behaviour.ts';
import { ec2Decisions } from './decisions.ts';
import { ec2KeyStates } from './keyStates.ts';
import { ec2Keys } from './keys.ts';
import { ec2KmsCalls } from './kmsCalls.ts';
import { ec2Settings } from './settings.ts';

/** In the order of the report. */
export const ec2Tables: readonly BehaviourTable[] = [ec2KeyStates, ec2Decisions, ec2Settings, ec2Keys, ec2KmsCalls];
