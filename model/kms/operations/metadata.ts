/** UpdateKeyDescription, GetKeyLastUsage. */
import { eventIdOf, requestIdOf } from '../../ids.ts';
import { putKey } from '../make.ts';
import { keyOperation } from '../operation.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html */
export const updateKeyDescription = keyOperation('UpdateKeyDescription', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, description: input.Description }) },
  run(context, key, input) {
    putKey(context, { ...key, description: input.Description! });
    return {};
  },
});

/**
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html: the last successful cryptographic use;
 * KeyLastUsage is empty when none is known. AWS tracks since 2026-04-23; a simulated key is tracked from its creation.
 */
export const getKeyLastUsage = keyOperation('GetKeyLastUsage', {
  readOnly: true,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }) },
  run(context, key) {
    const { seed, kms } = context.world;
    const last = kms.lastUses.get(key.arn);
    return {
      KeyId: key.id,
      KeyLastUsage: last
        ? {
            Operation: last.operation as never,
            Timestamp: last.atMs,
            CloudTrailEventId: eventIdOf(seed, last.call, key.account),
            KmsRequestId: requestIdOf(seed, last.call),
          }
        : {},
      TrackingStartDate: key.createdMs,
      KeyCreationDate: key.createdMs,
    };
  },
});
