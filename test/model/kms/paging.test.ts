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

  it('goes on where it was when what is listed changes meanwhile', () => {
    const { cloud } = full();
    const first = cloud.ok('ListAliases', { Limit: 3 });
    cloud.ok('DeleteAlias', { AliasName: 'alias/2' });
    cloud.ok('DeleteAlias', { AliasName: 'alias/4' });
    const rest = cloud.ok('ListAliases', { Marker: first.NextMarker });
    expect(rest.Aliases.map((one: Any) => one.AliasName)).toEqual(['alias/3', 'alias/5', 'alias/6']);
  });
});
