/** All tables of S3. */
import type { BehaviourTable } from '../behaviour.ts';
import { s3Answers } from './answers.ts';
import { s3Copies } from './copies.ts';
import { s3CustomerKeys } from './customerKeys.ts';
import { s3DataEvents } from './dataEvents.ts';
import { s3Defaults } from './defaults.ts';
import { s3KeyStates } from './keyStates.ts';
import { s3KmsCalls } from './kmsCalls.ts';
import { s3Policies } from './policies.ts';
import { s3Recovery } from './recovery.ts';
import { s3Requests } from './requests.ts';
import { s3Transport } from './transport.ts';

/** In the order of the report. */
export const s3Tables: readonly BehaviourTable[] = [
  s3KeyStates,
  s3KmsCalls,
  s3Recovery,
  s3Defaults,
  s3Answers,
  s3Copies,
  s3Requests,
  s3Transport,
  s3Policies,
  s3CustomerKeys,
  s3DataEvents,
];
