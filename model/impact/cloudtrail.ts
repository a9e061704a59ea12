/**
 * What CloudTrail asks of a key, as itself and through S3: a data key for each log file, under the key of the trail or the
 * default key of its bucket. The trail goes blind when the next file is due; CloudTrail keeps trying for thirty days.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/services-cloudtrail.html (documented).
 */

import { base64, utf8 } from '../bytes.ts';
import { DELIVERY_RULES, RETRY_MS } from '../cloudtrail/delivery.ts';
import { cloudtrailFor, folderOf } from '../cloudtrail/files.ts';
import type { Trail } from '../cloudtrail/state.ts';
import { usesKms } from '../s3/encryption.ts';
import { VIA } from '../s3/kmsCalls.ts';
import type { World } from '../world.ts';
import type { Settings } from './changes.ts';
import { type Dependency, type Dependents, seenError } from './dependency.ts';

/** Trails that log. */
export const cloudtrailDependents: Dependents = function* (world, _keyArn, settings) {
  for (const trail of world.cloudtrail.trails.values())
    if (trail.state === 'Logging' && trail.delivery.state === 'Healthy') yield* delivering(world, trail, settings);
};

function* delivering(world: World, trail: Trail, { rules }: Settings): Generator<Dependency> {
  const bucket = world.s3.buckets.get(trail.settings.S3BucketName);
  if (!bucket) return;
  const { KmsKeyId } = trail.settings;
  const suppliedContext = base64(utf8(JSON.stringify({ 'aws:cloudtrail:arn': trail.arn })));
  const headers = KmsKeyId
    ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KmsKeyId, SSEKMSEncryptionContext: suppliedContext }
    : {};
  const choice = rules.s3.chooseEncryption(headers, bucket.encryption);
  if (!usesKms(choice.mode)) return;
  yield {
    resource: {
      service: 'cloudtrail',
      kind: 'trail',
      id: trail.name,
      account: trail.account,
      region: trail.homeRegion,
    },
    when: 'nextPoll',
    probe: { service: 'cloudtrail', operation: 'GetTrailStatus', input: { Name: trail.arn } },
    what: 'delivers no log files; what they would tell is kept and tried again for thirty days',
    asks: [
      {
        operation: 'GenerateDataKey',
        caller: { ...cloudtrailFor(trail), via: VIA },
        region: bucket.region,
        keyId: choice.kmsKeyId!,
        encryptionContext: rules.s3.encryptionContext(bucket.name, folderOf(trail, 'CloudTrail'), choice),
      },
    ],
    seen: ({ error }) => seenError(rules.s3.translateKmsError(error)),
    windowMs: RETRY_MS,
    rule: DELIVERY_RULES['delivery-retries'],
  };
}
