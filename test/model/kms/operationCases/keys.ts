/** Operations on keys themselves. */
import { expect } from 'vitest';
import { AWAY, bytes, material } from '../cloud.ts';
import { badMarker, type Case, external, MESSAGE, multiRegion, NOBODY, symmetric, tags, unknownKey } from './case.ts';

/** The cases. */
export const keysCases: readonly Case[] = [
  {
    operation: 'CancelKeyDeletion',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.ok('ScheduleKeyDeletion', { KeyId });
      return { KeyId };
    },
    output: (output, cloud, input) => {
      expect(output).toEqual({ KeyId: input.KeyId });
      expect(cloud.state(input.KeyId)).toBe('Disabled');
    },
    wrong: (input) => input,
    code: 'KMSInvalidStateException',
  },
  {
    operation: 'CreateKey',
    input: () => ({ Description: 'for tests', Tags: tags }),
    output: (output) => expect(output.KeyMetadata).toMatchObject({ Description: 'for tests', KeyState: 'Enabled' }),
    wrong: () => ({ Policy: 'not a policy' }),
    code: 'MalformedPolicyDocumentException',
  },
  {
    operation: 'DeleteImportedKeyMaterial',
    input: (cloud) => {
      const { KeyId } = external(cloud);
      cloud.import(KeyId, material(1));
      return { KeyId };
    },
    output: (output, cloud, input) => {
      expect(output).toEqual({ KeyId: input.KeyId, KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(cloud.state(input.KeyId)).toBe('PendingImport');
    },
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'DescribeKey',
    input: (cloud) => ({ KeyId: cloud.describe(cloud.key()).KeyId }),
    output: (output, _, input) => expect(output.KeyMetadata.KeyId).toBe(input.KeyId),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'DisableKey',
    input: symmetric,
    output: (_, cloud, input) => expect(cloud.state(input.KeyId)).toBe('Disabled'),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'DisableKeyRotation',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.ok('EnableKeyRotation', { KeyId });
      return { KeyId };
    },
    output: (_, cloud, input) => expect(cloud.ok('GetKeyRotationStatus', input).KeyRotationEnabled).toBe(false),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'EnableKey',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.ok('DisableKey', { KeyId });
      return { KeyId };
    },
    output: (_, cloud, input) => expect(cloud.state(input.KeyId)).toBe('Enabled'),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'EnableKeyRotation',
    input: (cloud) => ({ ...symmetric(cloud), RotationPeriodInDays: 180 }),
    output: (_, cloud, { KeyId }) =>
      expect(cloud.ok('GetKeyRotationStatus', { KeyId })).toMatchObject({ RotationPeriodInDays: 180 }),
    wrong: (input) => ({ ...input, RotationPeriodInDays: 89 }),
    code: 'ValidationException',
  },
  {
    operation: 'GetKeyLastUsage',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.encrypt(KeyId, MESSAGE);
      return { KeyId };
    },
    output: (output) => expect(output.KeyLastUsage.Operation).toBe('Encrypt'),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'GetKeyRotationStatus',
    input: symmetric,
    output: (output) => expect(output.KeyRotationEnabled).toBe(false),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'GetParametersForImport',
    input: (cloud) => ({
      ...external(cloud),
      WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      WrappingKeySpec: 'RSA_2048',
    }),
    output: (output, cloud) => expect(output.ParametersValidTo).toBe(cloud.world.nowMs + 24 * 3_600_000),
    wrong: (input) => ({ ...input, WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256' }),
    code: 'UnsupportedOperationException',
  },
  {
    operation: 'ImportKeyMaterial',
    input: (cloud) => cloud.wrapped(cloud.key({ Origin: 'EXTERNAL' }), material(1)),
    output: (_, cloud, input) => expect(cloud.state(input.KeyId)).toBe('Enabled'),
    wrong: (input) => ({ ...input, ImportToken: bytes('another token') }),
    code: 'InvalidImportTokenException',
  },
  {
    operation: 'ListKeyRotations',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.ok('RotateKeyOnDemand', { KeyId });
      cloud.wait({ minutes: 1 });
      return { KeyId };
    },
    output: (output) => expect(output.Rotations).toMatchObject([{ RotationType: 'ON_DEMAND' }]),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ListKeys',
    input: (cloud) => {
      cloud.key();
      return { Limit: 10 };
    },
    output: (output) => expect(output.Keys).toHaveLength(1),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ReplicateKey',
    input: multiRegion,
    output: (output) => expect(output.ReplicaKeyMetadata.KeyState).toBe('Creating'),
    wrong: (input) => input,
    code: 'AlreadyExistsException',
  },
  {
    operation: 'RotateKeyOnDemand',
    input: symmetric,
    output: (output, _, input) => expect(output).toEqual({ KeyId: input.KeyId }),
    wrong: (input) => input,
    code: 'ConflictException',
  },
  {
    operation: 'ScheduleKeyDeletion',
    input: (cloud) => ({ ...symmetric(cloud), PendingWindowInDays: 7 }),
    output: (output, cloud) => expect(output.DeletionDate).toBe(cloud.world.nowMs + 7 * 86_400_000),
    wrong: (input) => input,
    code: 'KMSInvalidStateException',
  },
  {
    operation: 'UpdateKeyDescription',
    input: (cloud) => ({ ...symmetric(cloud), Description: 'another' }),
    output: (_, cloud, { KeyId }) => expect(cloud.describe(KeyId).Description).toBe('another'),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'UpdatePrimaryRegion',
    input: (cloud) => {
      const input = multiRegion(cloud);
      cloud.ok('ReplicateKey', input);
      cloud.wait({ minutes: 1 });
      return { KeyId: input.KeyId, PrimaryRegion: AWAY };
    },
    output: (_, cloud, { KeyId }) => expect(cloud.state(KeyId)).toBe('Updating'),
    wrong: (input) => ({ ...input, KeyId: NOBODY }),
    code: 'NotFoundException',
  },
];
