/**
 * What EC2 and EBS tell EventBridge.
 * Sources: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-cloud-watch-events.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html (documented).
 */
import { requestIdOf } from '../ids.ts';
import { isoTime } from '../time.ts';
import type { Transaction } from '../transaction.ts';
import { instanceArn, snapshotArn, volumeArn } from './arns.ts';
import type { Instance, Snapshot, Volume } from './state.ts';

/** An event of a volume. `cause` is empty for successes; `callNumber` is the call that it answers, if one does. */
export function notifyVolume(
  transaction: Transaction,
  volume: Volume,
  event: 'createVolume' | 'deleteVolume' | 'attachVolume' | 'modifyVolume',
  result: 'available' | 'deleted' | 'failed' | 'optimizing' | 'completed',
  details: { readonly cause?: string; readonly callNumber?: number; readonly keyArn?: string } = {},
): void {
  const { cause = '', callNumber, keyArn } = details;
  const requestId = callNumber === undefined ? '' : requestIdOf(transaction.world.seed, callNumber);
  const resources = [volumeArn(volume, volume.id), ...(keyArn ? [keyArn] : [])];
  transaction.notify('aws.ec2', 'EBS Volume Notification', resources, {
    event,
    result,
    cause,
    'request-id': requestId,
  });
}

/**
 * A volume's key kept it from its instance. It is told though AttachVolume is refused, so the request id is empty.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-cloud-watch-events.html#attach-fail-key (documented).
 */
export function notifyAttachFailed(transaction: Transaction, volume: Volume, cause: string): void {
  const resources = [volumeArn(volume, volume.id), volume.dataKey!.kmsKeyArn];
  transaction.notifyOfRefusal('aws.ec2', 'EBS Volume Notification', resources, {
    event: 'attachVolume',
    result: 'failed',
    cause,
    'request-id': '',
  });
}

/** An event of a snapshot. `source` is the ARN of the volume or snapshot it was made of. */
export function notifySnapshot(
  transaction: Transaction,
  snapshot: Snapshot,
  event: 'createSnapshot' | 'copySnapshot',
  result: 'succeeded' | 'failed',
  details: { readonly source: string; readonly callNumber: number; readonly cause?: string },
): void {
  const arn = snapshotArn(snapshot.region, snapshot.id);
  transaction.notify('aws.ec2', 'EBS Snapshot Notification', [arn], {
    event,
    result,
    cause: details.cause ?? '',
    'request-id': requestIdOf(transaction.world.seed, details.callNumber),
    snapshot_id: arn,
    source: details.source,
    startTime: isoTime(snapshot.startedMs),
    endTime: isoTime(transaction.nowMs),
  });
}

/** An instance has come into a state. */
export function notifyInstance(transaction: Transaction, instance: Instance): void {
  transaction.notify('aws.ec2', 'EC2 Instance State-change Notification', [instanceArn(instance, instance.id)], {
    'instance-id': instance.id,
    state: instance.state,
  });
}
