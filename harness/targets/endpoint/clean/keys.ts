/** Leftovers in KMS: keys, with the aliases that point to them. Grants go with their key. */
import type { Outcome } from '../../../../model/call.ts';
import { all, type Finder, type Leftover, type Members, type Owner } from './clean.ts';

const PAGES = ['NextMarker', 'Marker'] as const;
/** The shortest waiting period there is. */
const DAYS = 7;

/** Keys that are not pending deletion. */
export const keys: Finder = async (owner, mine) => {
  const listed = await all(owner, 'kms', 'ListKeys', ['Keys', ...PAGES]);
  const found = await Promise.all(
    listed.map(async ({ KeyId }): Promise<readonly Leftover[]> => {
      const tags = await owner('kms', 'ListResourceTags', { KeyId });
      if (!tags.ok || !mine(tags.output.Tags as Members[])) return [];
      const told = await owner('kms', 'DescribeKey', { KeyId });
      const state = told.ok ? (told.output.KeyMetadata as Members).KeyState : undefined;
      if (typeof state === 'string' && /^Pending(?:Replica)?Deletion$/.test(state)) return [];
      return [{ kind: 'key', id: KeyId as string, remove: () => remove(owner, KeyId as string) }];
    }),
  );
  return found.flat();
};

async function remove(owner: Owner, KeyId: string): Promise<Outcome> {
  for (const { AliasName } of await all(owner, 'kms', 'ListAliases', ['Aliases', ...PAGES], { KeyId }))
    await owner('kms', 'DeleteAlias', { AliasName });
  return owner('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: DAYS });
}
