/** The parts of KMS that decide and can be bent by a broken world. */
import type { AuthorizedUse } from './authorize.ts';
import type { grantLifecycle } from './grant.machine.ts';
import type { KeyState, keyLifecycle } from './key.machine.ts';
import type { keyStoreLifecycle } from './keyStore.machine.ts';
import type { materialLifecycle } from './material.machine.ts';
import type { EncryptionContext, Grant, KeyMaterial } from './state.ts';

/** What decides in KMS beside the operations themselves. */
export interface KmsRules {
  readonly keyLifecycle: typeof keyLifecycle;
  readonly grantLifecycle: typeof grantLifecycle;
  readonly materialLifecycle: typeof materialLifecycle;
  readonly keyStoreLifecycle: typeof keyStoreLifecycle;
  /** Refuses an operation that the key's state forbids. */
  readonly checkKeyState: (operation: string, keyArn: string, state: KeyState) => void;
  /** Whether a grant covers a use of its key by its grantee: operation and constraints. */
  readonly grantCovers: (grant: Grant, use: AuthorizedUse) => boolean;
  /** The encryption context that a ciphertext is bound to, for a context as given. */
  readonly boundContext: (context: EncryptionContext | undefined) => EncryptionContext | undefined;
  /** Whether material that is due to expire at `validToMs` still works at `nowMs`. */
  readonly materialIsValid: (validToMs: number | undefined, nowMs: number) => boolean;
  /** The generations that stay after a rotation to a new one. */
  readonly keptMaterials: (materials: readonly KeyMaterial[]) => readonly KeyMaterial[];
  /** Length of a waiting period in milliseconds. */
  readonly waitingPeriodMs: (days: number) => number;
}
