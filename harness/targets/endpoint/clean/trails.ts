/** Leftovers in CloudTrail: trails, which would go on writing into buckets. */
import type { Finder, Members } from './clean.ts';

/** Trails of the account itself. */
export const trails: Finder = async (owner, mine) => {
  const listed = await owner('cloudtrail', 'DescribeTrails', { includeShadowTrails: false });
  if (!listed.ok) return [];
  const found = await Promise.all(
    ((listed.output.trailList ?? []) as Members[]).map(async ({ TrailARN }) => {
      const told = await owner('cloudtrail', 'ListTags', { ResourceIdList: [TrailARN] });
      const [tags] = (told.ok ? (told.output.ResourceTagList ?? []) : []) as Members[];
      return mine(tags?.TagsList as Members[] | undefined) ? [TrailARN as string] : [];
    }),
  );
  return found
    .flat()
    .map((id) => ({ kind: 'trail', id, remove: () => owner('cloudtrail', 'DeleteTrail', { Name: id }) }));
};
