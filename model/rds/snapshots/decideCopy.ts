/**
 * Encryption of a copy of a snapshot.
 *
 * | source      | where it lies        | KmsKeyId | copy                       |
 * |-------------|----------------------|----------|----------------------------|
 * | unencrypted | anywhere             | none     | unencrypted                |
 * | unencrypted | anywhere             | given    | encrypted under that key   |
 * | encrypted   | own, same Region     | none     | encrypted, the same key    |
 * | encrypted   | own, same Region     | given    | encrypted under that key   |
 * | encrypted   | own, other Region    | none     | refused                    |
 * | encrypted   | another account's    | none     | refused                    |
 * | encrypted   | anywhere             | given    | encrypted under that key   |
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CopySnapshot.html (documented).
 */
import type { CopyDecision, CopyRequest } from '../rules.ts';

/** See the head of this file. */
export function decideCopy({ encrypted, kmsKeyId, crossRegion, owned }: CopyRequest): CopyDecision {
  if (kmsKeyId !== undefined) return { key: 'named', kmsKeyId };
  if (!encrypted) return { key: 'none' };
  if (!owned) return { error: 'SharedNeedsKey' };
  return crossRegion ? { error: 'CrossRegionNeedsKey' } : { key: 'same' };
}
