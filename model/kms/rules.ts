/** The parts of KMS that decide and can be bent by a broken world. */
import type { AuthorizedUse } from './authorize.ts';
import type { keyLifecycle, KeyState } from './key.machine.ts';
import type { grantLifecycle } from './grant.machine.ts';
import type { Grant } from './state.ts';

/** What decides in KMS beside the operations themselves. */
export interface KmsRules {
  readonly keyLifecycle: typeof keyLifecycle;
  readonly grantLifecycle: typeof grantLifecycle;
  /** Refuses an operation that the key's state forbids. */
  readonly checkKeyState: (operation: string, keyArn: string, state: KeyState) => void;
  /** Whether a grant covers a use of its key by its grantee: operation and constraints. */
  readonly grantCovers: (grant: Grant, use: AuthorizedUse) => boolean;
  /** The bytes that an encryption context adds to the authenticated data of a ciphertext. */
  readonly contextBytes: (context: Readonly<Record<string, string>> | undefined) => Uint8Array;
  /** Length of a waiting period in milliseconds. */
  readonly waitingPeriodMs: (days: number) => number;
}
