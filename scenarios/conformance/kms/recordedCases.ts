/**
 * What AWS itself was seen to answer: cases that LocalStack's public test-suite recorded against AWS
 * (tests/aws/services/kms and s3, Apache-2.0), retold as plans and expectations.
 */
import type { BehaviourTable } from '../behaviour.ts';
import { cryptographyCases } from './recorded/cryptography.ts';
import { keyCases } from './recorded/keys.ts';
import { managementCases } from './recorded/management.ts';
import { materialCases } from './recorded/materials.ts';
import { behaviourOf } from './recorded/support.ts';

/** Every recorded case. */
export const kmsRecordedCases: BehaviourTable = {
  id: 'kms/recorded',
  title: 'KMS: answers recorded on AWS',
  behaviours: () => [...keyCases, ...cryptographyCases, ...materialCases, ...managementCases].map(behaviourOf),
};
