/** Operations on what stands beside keys: aliases, grants, policies, tags, custom key stores. */
import { expect } from 'vitest';
import { ACCOUNT_DECIDES, people, policy } from '../cloud.ts';
import {
  badMarker,
  type Case,
  store,
  symmetric,
  tags,
  unknownKey,
  unknownStore,
  withAlias,
  withGrant,
  withStore,
} from './case.ts';

/** The cases. */
export const besideKeysCases: readonly Case[] = [
  {
    operation: 'ConnectCustomKeyStore',
    input: withStore,
    output: (_, cloud) => {
      cloud.wait({ minutes: 5 });
      expect(cloud.ok('DescribeCustomKeyStores').CustomKeyStores[0].ConnectionState).toBe('CONNECTED');
    },
    wrong: (input) => input,
    code: 'CustomKeyStoreInvalidStateException',
  },
  {
    operation: 'CreateAlias',
    input: (cloud) => ({ AliasName: 'alias/one', TargetKeyId: cloud.key() }),
    wrong: (input) => input,
    code: 'AlreadyExistsException',
  },
  {
    operation: 'CreateCustomKeyStore',
    input: () => store,
    output: (output) => expect(output.CustomKeyStoreId).toMatch(/^cks-[0-9a-f]{17}$/),
    wrong: (input) => input,
    code: 'CustomKeyStoreNameInUseException',
  },
  {
    operation: 'CreateGrant',
    input: (cloud) => ({
      ...symmetric(cloud),
      GranteePrincipal: people.guest.principal,
      RetiringPrincipal: people.friend.principal,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextSubset: { purpose: 'test' } },
      Name: 'one',
    }),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'DeleteAlias',
    input: (cloud) => ({ AliasName: withAlias(cloud).AliasName }),
    wrong: (input) => input,
    code: 'NotFoundException',
  },
  {
    operation: 'DeleteCustomKeyStore',
    input: withStore,
    wrong: unknownStore,
    code: 'CustomKeyStoreNotFoundException',
  },
  {
    operation: 'DescribeCustomKeyStores',
    input: withStore,
    output: (output) => expect(output.CustomKeyStores).toHaveLength(1),
    wrong: unknownStore,
    code: 'CustomKeyStoreNotFoundException',
  },
  {
    operation: 'DisconnectCustomKeyStore',
    input: (cloud) => {
      const input = withStore(cloud);
      cloud.ok('ConnectCustomKeyStore', input);
      cloud.wait({ minutes: 5 });
      return input;
    },
    output: (_, cloud) => {
      cloud.wait({ minutes: 5 });
      expect(cloud.ok('DescribeCustomKeyStores').CustomKeyStores[0].ConnectionState).toBe('DISCONNECTED');
    },
    wrong: (input) => input,
    code: 'CustomKeyStoreInvalidStateException',
  },
  {
    operation: 'GetKeyPolicy',
    input: symmetric,
    output: (output) => expect(JSON.parse(output.Policy).Id).toBe('key-default-1'),
    wrong: (input) => ({ ...input, PolicyName: 'other' }),
    code: 'NotFoundException',
  },
  {
    operation: 'ListAliases',
    input: (cloud) => ({ KeyId: withAlias(cloud).TargetKeyId }),
    output: (output) => expect(output.Aliases).toMatchObject([{ AliasName: 'alias/one' }]),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ListGrants',
    input: (cloud) => ({ KeyId: withGrant(cloud).KeyId }),
    output: (output) => expect(output.Grants).toHaveLength(1),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ListKeyPolicies',
    input: symmetric,
    output: (output) => expect(output).toEqual({ PolicyNames: ['default'], Truncated: false }),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'ListResourceTags',
    input: (cloud) => ({ KeyId: cloud.key({ Tags: tags }) }),
    output: (output) => expect(output.Tags).toEqual(tags),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ListRetirableGrants',
    input: (cloud) => {
      withGrant(cloud);
      return { RetiringPrincipal: people.friend.principal };
    },
    output: (output) => expect(output.Grants).toHaveLength(1),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'PutKeyPolicy',
    input: (cloud) => ({ ...symmetric(cloud), PolicyName: 'default', Policy: policy(ACCOUNT_DECIDES) }),
    output: (_, cloud, { KeyId, Policy }) => expect(cloud.ok('GetKeyPolicy', { KeyId }).Policy).toBe(Policy),
    wrong: (input) => ({ ...input, Policy: '{' }),
    code: 'MalformedPolicyDocumentException',
  },
  {
    operation: 'RetireGrant',
    input: withGrant,
    wrong: (input) => input,
    code: 'NotFoundException',
  },
  {
    operation: 'RevokeGrant',
    input: withGrant,
    output: (_, cloud, { KeyId }) => expect(cloud.ok('ListGrants', { KeyId }).Grants).toEqual([]),
    wrong: (input) => input,
    code: 'NotFoundException',
  },
  {
    operation: 'TagResource',
    input: (cloud) => ({ ...symmetric(cloud), Tags: tags }),
    output: (_, cloud, { KeyId }) => expect(cloud.ok('ListResourceTags', { KeyId }).Tags).toEqual(tags),
    wrong: (input) => ({ ...input, Tags: [{ TagKey: 'AWS:team', TagValue: 'blue' }] }),
    code: 'TagException',
  },
  {
    operation: 'UntagResource',
    input: (cloud) => ({ KeyId: cloud.key({ Tags: tags }), TagKeys: ['team'] }),
    output: (_, cloud, { KeyId }) => expect(cloud.ok('ListResourceTags', { KeyId }).Tags).toEqual([]),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'UpdateAlias',
    input: (cloud) => ({ ...withAlias(cloud), TargetKeyId: cloud.key() }),
    wrong: (input) => ({ ...input, AliasName: 'alias/other' }),
    code: 'NotFoundException',
  },
  {
    operation: 'UpdateCustomKeyStore',
    input: (cloud) => ({ ...withStore(cloud), NewCustomKeyStoreName: 'safe' }),
    output: (_, cloud) =>
      expect(cloud.ok('DescribeCustomKeyStores').CustomKeyStores[0].CustomKeyStoreName).toBe('safe'),
    wrong: unknownStore,
    code: 'CustomKeyStoreNotFoundException',
  },
];
