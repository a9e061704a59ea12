/**
 * The data key in the memory of an instance's host: it comes by a grant when the volume is attached to a running instance or
 * the instance starts, and stays until the volume is detached or the instance stops. Nothing that happens to the KMS key in
 * between matters to it.
 * Sources: https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html (documented),
 * https://docs.aws.amazon.com/kms/latest/developerguide/unusable-kms-keys.html (documented); calls and their order recorded
 * (CloudTrail records published with an AWS Academy lab, us-east-1, May 2026).
 */
import { defineRules, documented } from '../../evidence.ts';
import type { InstanceState } from '../instances/instance.machine.ts';
import type { KeyRefusal, KeyUser, LoadedKey } from '../rules.ts';
import type { Attachment, Volume } from '../state.ts';
import { createGrant, decryptInSession, refusalOf, retireGrant } from './keyCalls.ts';

const EBS = 'https://docs.aws.amazon.com/ebs/latest/userguide';

/** Where the plaintext data key of a volume is, and where it is not. */
export const hostKeyRules = defineRules('ec2', {
  'host-holds-data-key': {
    sentence:
      'The plaintext data key of a volume is in the memory of the host that its instance runs on, and nowhere else.',
    ...documented(`${EBS}/how-ebs-encryption-works.html`),
  },
  'encrypted-in-transit': {
    sentence:
      'What travels between an instance and its encrypted volume is ciphertext: the host of the instance encrypts and decrypts.',
    ...documented(`${EBS}/ebs-encryption.html`),
  },
});

/** CreateGrant as the caller, then Decrypt as the host; both records show one request id. */
export function loadDataKey(user: KeyUser, volume: Volume, instanceId: string): LoadedKey | KeyRefusal {
  const dataKey = volume.dataKey!;
  const granted = createGrant(user, dataKey.kmsKeyArn, instanceId, dataKey.contextId);
  if (!granted.ok) return refusalOf('CreateGrant', granted);
  const grant = { keyArn: dataKey.kmsKeyArn, id: (granted.output as { GrantId: string }).GrantId };
  const opened = decryptInSession(user, instanceId, dataKey, granted.call);
  if (opened.ok) return { grant, loadedKey: (opened.output as { Plaintext: Uint8Array }).Plaintext };
  retireGrant(user, grant);
  return refusalOf('Decrypt', opened);
}

/** Forgets the plaintext and retires the grant; that EC2 does so at once is assumed. */
export function unloadDataKey(user: Omit<KeyUser, 'call'>, attachment: Attachment): Attachment {
  const { loadedKey: _, grant, ...rest } = attachment;
  if (grant) retireGrant(user, grant);
  return rest;
}

/** Only a running instance needs the data key now; one that is stopped needs it when it starts (assumed). */
export const attachLoadsDataKey = (state: InstanceState): boolean => state === 'running';
