/** Leftovers in S3: buckets with all versions of all objects in them. */
import type { Outcome } from '../../../../model/call.ts';
import { all, type Finder, inOrder, type Members, type Owner } from './clean.ts';

/** Buckets. A policy may forbid their owner to empty them, but never to delete the policy. */
export const buckets: Finder = async (owner, mine) => {
  const found = await all(owner, 's3', 'ListBuckets', ['Buckets', 'ContinuationToken', 'ContinuationToken']);
  const tagged = await Promise.all(
    found.map(async ({ Name }) => {
      const told = await owner('s3', 'GetBucketTagging', { Bucket: Name });
      return told.ok && mine(told.output.TagSet as Members[]) ? [Name as string] : [];
    }),
  );
  return tagged.flat().map((name) => ({ kind: 'bucket', id: name, remove: () => remove(owner, name) }));
};

async function remove(owner: Owner, Bucket: string): Promise<Outcome> {
  await owner('s3', 'DeleteBucketPolicy', { Bucket });
  for (;;) {
    const listed = await owner('s3', 'ListObjectVersions', { Bucket });
    if (!listed.ok) return listed;
    const { Versions = [], DeleteMarkers = [] } = listed.output;
    const versions = [...(Versions as Members[]), ...(DeleteMarkers as Members[])];
    if (versions.length === 0) return owner('s3', 'DeleteBucket', { Bucket });
    const calls = versions.map(({ Key, VersionId }) => ['s3', 'DeleteObject', { Bucket, Key, VersionId }] as const);
    const emptied = await inOrder(owner, calls);
    if (!emptied.ok) return emptied;
  }
}
