/** How snapshots, and what comes of them, are shown; another Region and its key. */
import type { Planned, PlannedValue } from '../../contract.ts';
import { KEY } from '../keyUnderTest.ts';
import { kms, ok, type PlannedInput, type Step, see } from '../telling.ts';
import { describeSnapshot, shownSnapshot } from './words.ts';

/** A member that is not there. */
export const ABSENT = { $absent: true } as const;

/** A database in the clear. */
export const plain = { StorageEncrypted: false, KmsKeyId: ABSENT };

/** One under a key. */
export const encrypted = (key: PlannedValue = KEY) => ({ StorageEncrypted: true, KmsKeyId: key });

/** What the copy is seen to be. */
export const copied = (members: PlannedInput): Step => see(describeSnapshot('copy'), ok(shownSnapshot(members)));

/** A snapshot in the clear. */
export const inClear = { Encrypted: false, KmsKeyId: ABSENT };

/** One under a key. */
export const sealed = (key: PlannedValue = KEY) => ({ Encrypted: true, KmsKeyId: key });

/** Another Region. */
export const ABROAD = 'eu-west-1';

/** Makes a key there. */
export const abroad: Planned = kms('CreateKey', {}, { name: 'abroad', region: ABROAD });

/** That key. */
export const KEY_ABROAD: PlannedValue = { $ref: 'abroad.KeyMetadata.Arn' };
