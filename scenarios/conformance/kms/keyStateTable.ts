/**
 * AWS's table of key states, in own compact words: what each operation answers in each state of the key it names.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html (documented). Written from that page and not
 * from the model; `test/scenarios/conformance` compares the two.
 */

/** The page that the table is from. */
export const KEY_STATE_PAGE = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html';

/**
 * What a cell says:
 * `ok` works; `disabled`, `deleting`, `import`, `unavailable`, `creating`, `updating` refused for that state;
 * `deleting*` refused as deleting, or (never seen) as disabled; `scheduled` refused because no deletion is scheduled;
 * `new-target` refused if the new target is being deleted; `origin` refused unless the key takes imported material, then
 * ok; `import-origin` refused because imported keys do not do that; `store` refused in custom key stores, else ok;
 * `store-` with another word: that word, in custom key stores either; `origin-deleting` refused, by origin or as deleting;
 * `none` no key that the operation is for can be in that state.
 */
export type CellWord =
  | 'ok'
  | 'disabled'
  | 'deleting'
  | 'deleting*'
  | 'scheduled'
  | 'import'
  | 'import-origin'
  | 'unavailable'
  | 'creating'
  | 'updating'
  | 'origin'
  | 'origin-deleting'
  | 'store'
  | 'store-disabled'
  | 'store-deleting'
  | 'store-unavailable'
  | 'none';

/** States of a key, as columns of the matrix. The page has one column for both pending deletions. */
export const keyStates = [
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Unavailable',
  'Creating',
  'Updating',
] as const;

/** A state of a key that exists. */
export type SeenKeyState = (typeof keyStates)[number];

// The words stand in the order: Enabled, Disabled, pending deletion, PendingImport, Unavailable, Creating, Updating.
const ROWS = `
CancelKeyDeletion                   scheduled scheduled ok scheduled scheduled scheduled scheduled
CreateAlias                         ok ok deleting ok ok ok ok
CreateGrant                         ok disabled deleting* import ok creating ok
Decrypt                             ok disabled deleting* import unavailable creating ok
DeleteAlias                         ok ok ok ok ok ok ok
DeleteImportedKeyMaterial           origin origin origin ok none creating updating
DeriveSharedSecret                  ok disabled deleting* import none creating ok
DescribeKey                         ok ok ok ok ok ok ok
DisableKey                          ok ok deleting import ok creating updating
DisableKeyRotation                  store store-disabled store-deleting import-origin store-unavailable creating store
EnableKey                           ok ok deleting import ok creating updating
EnableKeyRotation                   store store-disabled store-deleting import-origin store-unavailable creating store
Encrypt                             ok disabled deleting* import unavailable creating ok
GenerateDataKey                     ok disabled deleting* import unavailable creating ok
GenerateDataKeyPair                 ok disabled deleting* import store-unavailable creating ok
GenerateDataKeyPairWithoutPlaintext ok disabled deleting* import store-unavailable creating ok
GenerateDataKeyWithoutPlaintext     ok disabled deleting* import unavailable creating ok
GenerateMac                         ok disabled deleting* import none creating ok
GetKeyLastUsage                     ok ok ok ok ok ok ok
GetKeyPolicy                        ok ok ok ok ok ok ok
GetKeyRotationStatus                store store store import-origin store-unavailable store store
GetParametersForImport              origin origin origin-deleting ok origin creating updating
GetPublicKey                        ok ok deleting* ok none creating ok
ImportKeyMaterial                   origin origin origin-deleting ok origin creating ok
ListAliases                         ok ok ok ok ok ok ok
ListGrants                          ok ok ok ok ok ok ok
ListKeyPolicies                     ok ok ok ok ok ok ok
ListKeyRotations                    store store store ok store-unavailable store store
ListResourceTags                    ok ok ok ok ok ok ok
PutKeyPolicy                        ok ok ok ok ok ok ok
ReEncrypt                           ok disabled deleting* import unavailable creating ok
ReplicateKey                        ok disabled deleting* import none creating updating
RetireGrant                         ok ok ok ok ok ok ok
RevokeGrant                         ok ok ok ok ok ok ok
RotateKeyOnDemand                   store store-disabled store-deleting import store-unavailable creating store
ScheduleKeyDeletion                 ok ok deleting ok ok ok updating
Sign                                ok disabled deleting* import none creating ok
TagResource                         ok ok deleting ok ok ok ok
UntagResource                       ok ok deleting ok ok ok ok
UpdateAlias                         ok ok deleting ok ok ok ok
UpdateKeyDescription                ok ok deleting ok ok ok ok
UpdatePrimaryRegion                 ok disabled deleting* import none creating ok
Verify                              ok disabled deleting* import none creating ok
VerifyMac                           ok disabled deleting* import none creating ok
`;

/** Cells of one operation. */
export type KeyStateRow = Readonly<Record<SeenKeyState, CellWord>>;

function readRow(line: string): readonly [string, KeyStateRow] {
  const [operation = '', enabled, disabled, deleting, pendingImport, unavailable, creating, updating] = line.split(
    /\s+/,
  ) as [string, ...CellWord[]];
  const row = {
    Enabled: enabled!,
    Disabled: disabled!,
    PendingDeletion: deleting!,
    PendingReplicaDeletion: deleting!,
    PendingImport: pendingImport!,
    Unavailable: unavailable!,
    Creating: creating!,
    Updating: updating!,
  };
  return [operation, row];
}

/** By operation. GetKeyLastUsage, newer than the page, names no state among its errors: it works in all (assumed). */
export const keyStateTable: Readonly<Record<string, KeyStateRow>> = Object.fromEntries(
  ROWS.trim().split('\n').map(readRow),
);
