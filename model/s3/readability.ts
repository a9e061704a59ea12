/**
 * Whether an object version can be read, which follows from its key: not a state of the version, but a view on two
 * states. Nothing about the object changes when its key is disabled, and nothing brings it back when the key is gone.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html (documented).
 */
import type { World } from '../world.ts';
import type { ObjectVersion } from './state.ts';

/** `unreadable` may become readable again; `lost` never. */
export type Readability = 'readable' | 'unreadable' | 'lost';

/** Readability as the key's state has it; permissions and bucket-level keys that are kept do not count. */
export function readabilityOf(world: World, version: ObjectVersion): Readability {
  const keyArn = version.encryption?.kms?.keyArn;
  if (keyArn === undefined) return 'readable';
  const key = world.kms.keys.get(keyArn);
  if (!key) return 'lost';
  return key.state === 'Enabled' || key.state === 'Updating' ? 'readable' : 'unreadable';
}
