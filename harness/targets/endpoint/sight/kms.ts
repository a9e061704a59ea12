/** Looking at KMS: ListKeys, DescribeKey, GetKeyPolicy, ListAliases, ListGrants. */
import type { SeenGrant, SeenKey } from '../../../../scenarios/contract.ts';
import type { Place } from '../places.ts';
import { type Ask, defined, type Members, pages, type Sight } from './sight.ts';

/** What to look at. */
export interface KeysWanted {
  /** Which keys there are. */
  readonly list: boolean;
  /** Which keys to describe, beside new ones. */
  readonly describe: (key: SeenKey) => boolean;
  /** Whose grants to list, beside those of new ones. */
  readonly grants: (key: SeenKey) => boolean;
  /** What is new was made by a call for it, and has neither aliases nor grants. */
  readonly created?: boolean;
  readonly policies: boolean;
  readonly aliases: boolean;
}

const LIST = { next: 'NextMarker', marker: 'Marker' };

const placeOf = (arn: string): Place => {
  const [, , , region = '', account = ''] = arn.split(':');
  return { region, account };
};
const lies = (arn: string, { account, region }: Place): boolean => arn.includes(`:${region}:${account}:`);

/** Looks at the keys of some places. */
export async function lookAtKeys(ask: Ask, sight: Sight, places: readonly Place[], wanted: KeysWanted): Promise<void> {
  const before = [...sight.rows('keys').values()];
  const found = wanted.list ? (await Promise.all(places.map((place) => listKeys(ask, sight, place)))).flat() : [];
  const known = before.filter((key) => sight.rows('keys').has(key.arn));
  const described = known.filter(wanted.describe);
  // With a key go its aliases, and one that a service made has one.
  const made = found.length > 0 && !wanted.created;
  const otherKeys = made || known.length < before.length;
  await Promise.all([
    ...found.map((arn) => describe(ask, sight, arn, true)),
    ...described.map(({ arn }) => describe(ask, sight, arn, wanted.policies)),
    ...[...(wanted.created ? [] : found), ...known.filter(wanted.grants).map(({ arn }) => arn)].map((arn) =>
      listGrants(ask, sight, arn),
    ),
    ...(wanted.aliases || otherKeys ? places.map((place) => listAliases(ask, sight, place)) : []),
  ]);
}

/** Forgets keys that are gone; gives the ARNs of new ones. */
async function listKeys(ask: Ask, sight: Sight, place: Place): Promise<readonly string[]> {
  const keys = await pages(ask, place, ['kms', 'ListKeys'], {}, { items: 'Keys', ...LIST });
  if (!keys) return [];
  const arns = new Set(keys.map(({ KeyArn }) => KeyArn as string));
  sight.replace('keys', ({ arn }) => lies(arn, place) && !arns.has(arn), []);
  sight.replace('grants', ({ keyArn }) => lies(keyArn, place) && !arns.has(keyArn), []);
  return [...arns].filter((arn) => !sight.rows('keys').has(arn) && sight.isMine({ arn }));
}

async function describe(ask: Ask, sight: Sight, arn: string, withPolicy: boolean): Promise<void> {
  const place = placeOf(arn);
  const [described, policy] = await Promise.all([
    ask(place, 'kms', 'DescribeKey', { KeyId: arn }),
    withPolicy ? ask(place, 'kms', 'GetKeyPolicy', { KeyId: arn }) : undefined,
  ]);
  if (!described.ok) {
    if (described.error.code === 'NotFoundException') sight.replace('keys', (key) => key.arn === arn, []);
    return;
  }
  const known = sight.rows('keys').get(arn);
  const text = policy?.ok ? String(policy.output.Policy) : (known?.policy ?? '');
  sight.replace('keys', (key) => key.arn === arn, [
    [arn, seenKey(described.output.KeyMetadata as Members, place, text)],
  ]);
}

const seenKey = (told: Members, { account, region }: Place, policy: string): SeenKey => ({
  arn: told.Arn as string,
  id: told.KeyId as string,
  account,
  region,
  state: told.KeyState as string,
  manager: told.KeyManager as 'AWS' | 'CUSTOMER',
  spec: told.KeySpec as string,
  usage: told.KeyUsage as string,
  origin: told.Origin as string,
  description: (told.Description ?? '') as string,
  ...(told.DeletionDate === undefined ? {} : { deletionDateMs: told.DeletionDate as number }),
  policy,
});

async function listAliases(ask: Ask, sight: Sight, place: Place): Promise<void> {
  const aliases = await pages(ask, place, ['kms', 'ListAliases'], {}, { items: 'Aliases', ...LIST });
  if (!aliases) return;
  const rows = aliases
    .filter(({ TargetKeyId }) => TargetKeyId !== undefined)
    .map(({ AliasArn, AliasName, TargetKeyId }) => {
      const targetKeyArn = `arn:aws:kms:${place.region}:${place.account}:key/${TargetKeyId}`;
      return [AliasArn as string, { arn: AliasArn as string, name: AliasName as string, targetKeyArn }] as const;
    });
  sight.replace('aliases', ({ arn }) => lies(arn, place), rows as [string, (typeof rows)[number][1]][]);
}

async function listGrants(ask: Ask, sight: Sight, keyArn: string): Promise<void> {
  const grants = await pages(
    ask,
    placeOf(keyArn),
    ['kms', 'ListGrants'],
    { KeyId: keyArn },
    { items: 'Grants', ...LIST },
  );
  if (!grants) return;
  sight.replace(
    'grants',
    (grant) => grant.keyArn === keyArn,
    grants.map((told) => [told.GrantId as string, seenGrant(told, keyArn)]),
  );
}

function seenGrant(told: Members, keyArn: string): SeenGrant {
  const constraints = told.Constraints as Members | undefined;
  return defined<SeenGrant>({
    id: told.GrantId as string,
    keyArn,
    granteePrincipal: (told.GranteePrincipal ?? told.GranteeServicePrincipal) as string,
    retiringPrincipal: (told.RetiringPrincipal ?? told.RetiringServicePrincipal) as string | undefined,
    operations: told.Operations as string[],
    contextEquals: constraints?.EncryptionContextEquals as Record<string, string> | undefined,
    contextSubset: constraints?.EncryptionContextSubset as Record<string, string> | undefined,
  });
}
