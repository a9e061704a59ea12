/** Leftovers in IAM: the users that were made for the people of the scenarios. */
import { all, type Finder, inOrder, type Members } from './clean.ts';

/** Users, with their access keys and policies. */
export const users: Finder = async (owner, mine) => {
  const listed = await all(owner, 'iam', 'ListUsers', ['Users', 'Marker', 'Marker']);
  const found = await Promise.all(
    listed.map(async ({ UserName }) => {
      const told = await owner('iam', 'GetUser', { UserName });
      const user = told.ok ? (told.output.User as Members) : {};
      return mine(user.Tags as Members[] | undefined) ? [UserName as string] : [];
    }),
  );
  return found.flat().map((UserName) => ({
    kind: 'user',
    id: UserName,
    remove: async () => {
      const keys = await all(owner, 'iam', 'ListAccessKeys', ['AccessKeyMetadata', 'Marker', 'Marker'], { UserName });
      const policies = await owner('iam', 'ListUserPolicies', { UserName });
      const names = policies.ok ? ((policies.output.PolicyNames ?? []) as string[]) : [];
      return inOrder(owner, [
        ...keys.map(({ AccessKeyId }: Members) => ['iam', 'DeleteAccessKey', { UserName, AccessKeyId }] as const),
        ...names.map((PolicyName) => ['iam', 'DeleteUserPolicy', { UserName, PolicyName }] as const),
        ['iam', 'DeleteUser', { UserName }],
      ]);
    },
  }));
};
