/**
 * Why instances change their state, in AWS's words.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html (documented).
 */
import { assumed, defineRules, recorded } from '../../evidence.ts';
import { isoTime } from '../../time.ts';
import type { StateReason } from '../state.ts';

/** How failed starts and launches show. */
export const failureRules = defineRules('ec2', {
  'start-falls-back': {
    sentence: 'A start whose volume key cannot be used answers pending and falls back to stopped.',
    ...recorded('https://repost.aws/knowledge-center/kms-iam-ec2-permission'),
  },
  'start-failure-reason': {
    sentence:
      'Its StateReason is Client.InternalError: recorded for a missing permission, assumed for other states of the key.',
    ...assumed('https://repost.aws/knowledge-center/kms-iam-ec2-permission'),
  },
  'launch-terminates': {
    sentence:
      'A launch whose volume key cannot be used answers pending and ends terminated with Client.InvalidKMSKey.InvalidState.',
    ...recorded('https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-instancelaunchfailure.html'),
  },
});

/** Of an instance that is being made or started (recorded, ct-ec2two). */
export const PENDING: StateReason = { code: 'pending', message: 'pending' };

/** Of an instance that somebody stopped or terminated through the API. */
export const USER_SHUTDOWN: StateReason = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};

/** Of an instance that somebody hibernated; the code is documented, the text after it assumed. */
export const USER_HIBERNATE: StateReason = {
  code: 'Client.UserInitiatedHibernate',
  message: 'Client.UserInitiatedHibernate: User initiated hibernate',
};

/** Rule `start-failure-reason`. */
export const START_REFUSED: StateReason = {
  code: 'Client.InternalError',
  message: 'Client.InternalError: Client error on launch',
};

/** Rule `launch-terminates`. */
export const LAUNCH_REFUSED: StateReason = {
  code: 'Client.InvalidKMSKey.InvalidState',
  message: 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state',
};

/** StateTransitionReason of a failed start (recorded) and a failed launch (assumed to be the same). */
export const SERVER_ERROR = 'Server.InternalError';

/** StateTransitionReason of what a user did: `User initiated (2026-01-05 09:00:00 GMT)`. */
export const userInitiated = (atMs: number): string =>
  `User initiated (${isoTime(atMs).replace('T', ' ').replace('Z', ' GMT')})`;
