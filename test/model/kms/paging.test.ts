import { describe, expect, it } from 'vitest';
import { Cloud, people } from './cloud.ts';

// biome-ignore lint/suspicious/noExplicitAny: lists of every operation
type Any = any;

/** A cloud with several of everything that is listed. */
function full() {
  const cloud = new Cloud();
  const KeyId = cloud.key({ Tags: Array.from({ length: 7 }, (_, n) => ({ TagKey: `tag${n}`, TagValue: '' })) });
  for (let n = 0; n < 6; n++) cloud.key();
  for (let n = 0; n < 7; n++) cloud.ok('CreateAlias', { AliasName: `alias/${n}`, TargetKeyId: KeyId });
  const input = { KeyId, GranteePrincipal: people.guest.principal, RetiringPrincipal: people.friend.principal };
  for (let n = 0; n < 7; n++) cloud.ok('CreateGrant', { ...input, Operations: ['Decrypt'] });
  for (let n = 0; n < 7; n++) {
    cloud.ok('RotateKeyOnDemand', { KeyId });
    cloud.wait({ minutes: 1 });
  }
  return { cloud, KeyId };
}

const lists: [string, string, object][] = [
  ['ListKeys', 'Keys', {}],
  ['ListAliases', 'Aliases', {}],
  ['ListAliases', 'Aliases', { KeyId: 'key' }],
  ['ListGrants', 'Grants', { KeyId: 'key' }],
  ['ListRetirableGrants', 'Grants', { RetiringPrincipal: people.friend.principal }],
  ['ListResourceTags', 'Tags', { KeyId: 'key' }],
  ['ListKeyRotations', 'Rotations', { KeyId: 'key' }],
];

describe('paging', () => {
  it.each(lists)('%s gives everything once, in pages of any size (%s %o)', (operation, member, given) => {
    const { cloud, KeyId } = full();
    const input = 'KeyId' in given ? { ...given, KeyId } : given;
    const whole = cloud.ok(operation, input);
    expect(whole[member]).toHaveLength(7);
    expect(whole).toMatchObject({ Truncated: false });
    expect(whole).not.toHaveProperty('NextMarker');
    for (const Limit of [1, 3, 7]) {
      const pages: Any[] = [];
      for (let Marker: string | undefined; ; ) {
        const page = cloud.ok(operation, { ...input, Limit, ...(Marker ? { Marker } : {}) });
        pages.push(...page[member]);
        expect(page.Truncated).toBe(page.NextMarker !== undefined);
        if (!page.Truncated) break;
        Marker = page.NextMarker;
      }
      expect(pages).toEqual(whole[member]);
    }
  });

  it.each(lists)('%s refuses a marker that was not given out (%s %o)', (operation, _, given) => {
    const { cloud, KeyId } = full();
    const input = 'KeyId' in given ? { ...given, KeyId } : given;
    for (const Marker of ['x', 'bm90IGEgbWFya2Vy', '{}'])
      expect(cloud.code(operation, { ...input, Marker })).toBe('InvalidMarkerException');
  });

  it.each(lists)('%s refuses the marker of another list (%s %o)', (operation, _, given) => {
    const { cloud, KeyId } = full();
    const other = cloud.key();
    const input = 'KeyId' in given ? { ...given, KeyId } : given;
    const Marker = cloud.ok(operation, { ...input, Limit: 1 }).NextMarker;
    for (const [name, , asked] of lists) {
      if (name === operation && 'KeyId' in asked === 'KeyId' in given) continue;
      const from = 'KeyId' in asked ? { ...asked, KeyId } : asked;
      expect(cloud.code(name, { ...from, Marker })).toBe('InvalidMarkerException');
    }
    if ('KeyId' in given) expect(cloud.code(operation, { KeyId: other, Marker })).toBe('InvalidMarkerException');
    expect(cloud.code(operation, { ...input, Marker }, { region: 'eu-west-1' })).toMatch(/InvalidMarker|NotFound/);
  });

  it.each([
    ['ListAliases', 100],
    ['ListGrants', 100],
    ['ListRetirableGrants', 100],
    ['ListResourceTags', 50],
  ])('%s takes a Limit of %i at most', (operation, most) => {
    const { cloud, KeyId } = full();
    const input = operation === 'ListRetirableGrants' ? { RetiringPrincipal: people.friend.principal } : { KeyId };
    expect(cloud.try(operation, { ...input, Limit: most }).ok).toBe(true);
    expect(cloud.code(operation, { ...input, Limit: most + 1 })).toBe('ValidationException');
  });

  it('goes on where it was when what is listed changes meanwhile', () => {
    const { cloud } = full();
    const first = cloud.ok('ListAliases', { Limit: 3 });
    cloud.ok('DeleteAlias', { AliasName: 'alias/2' });
    cloud.ok('DeleteAlias', { AliasName: 'alias/4' });
    const rest = cloud.ok('ListAliases', { Marker: first.NextMarker });
    expect(rest.Aliases.map((one: Any) => one.AliasName)).toEqual(['alias/3', 'alias/5', 'alias/6']);
  });
});
