/**
 * ReplicateKey, UpdatePrimaryRegion: multi-Region keys.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html (documented).
 */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { defineRules, documented } from '../../evidence.ts';
import type { TrailEntry } from '../../trail.ts';
import type { Transaction } from '../../transaction.ts';
import { authorizeKey } from '../authorize.ts';
import { newKeyConditions } from '../conditions.ts';
import { invalid } from '../errors.ts';
import { isComplete, materialsToImport } from '../importing.ts';
import { mustBePrimary } from '../kinds.ts';
import { checkNewPolicy } from '../lockout.ts';
import { defaultPolicyText, keyPolicyOf, putKey, resourceOf, storeKey } from '../make.ts';
import { keyMetadata, recordedMetadata } from '../metadata.ts';
import { echoKeyArn, keyOperation } from '../operation.ts';
import { scheduledAs, updateRelated } from '../related.ts';
import { type Key, keyArnOf } from '../state.ts';
import { tagsOf } from '../tags.ts';
import { authorizeByIdentity } from './keys.ts';

const rules = defineRules('kms', {
  'replica-exists': {
    sentence: 'A Region holds one related key of a multi-Region key.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html'),
  },
  'primary-moves-to-replica': {
    sentence: 'The primary Region can only become a Region that has a replica in state Enabled.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdatePrimaryRegion.html'),
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html */
export const replicateKey = keyOperation('ReplicateKey', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      keyId: input.KeyId,
      replicaRegion: input.ReplicaRegion,
      bypassPolicyLockoutSafetyCheck: input.BypassPolicyLockoutSafetyCheck ?? false,
      description: input.Description ?? '',
      ...(input.Policy ? { policy: input.Policy } : {}),
    }),
  },
  facts: (input) => ({ more: { 'kms:replicaregion': [input.ReplicaRegion ?? ''] } }),
  kind: (_context, key) => mustBePrimary(key),
  run(context, key, input) {
    const region = input.ReplicaRegion!;
    if (context.world.kms.keys.has(keyArnOf(region, key.account, key.id))) {
      refuse('AlreadyExistsException', `Multi-region replica key already exists in region ${region}.`, {
        rule: rules['replica-exists'],
      });
    }
    authorizeByIdentity(context, 'CreateKey', '*', newKeyConditions(key, 'REPLICA'));
    if (input.Tags) authorizeByIdentity(context, 'TagResource');
    const policy = keyPolicyOf(input.Policy ?? defaultPolicyText(key.account));
    const bypassLockoutCheck = input.BypassPolicyLockoutSafetyCheck;
    if (input.Policy) checkNewPolicy(context, { policy, bypassLockoutCheck });
    const tags = tagsOf(input.Tags);
    const { replica } = addReplica(context, key, region, { description: input.Description ?? '', policy, tags });
    context.record.responseElements = {
      replicaKeyMetadata: recordedMetadata(replica),
      replicaPolicy: policy.text,
    };
    recordElsewhere(context, region, {
      eventName: 'CreateKey',
      requestParameters: recordedRequest(replica),
      responseElements: { keyMetadata: recordedMetadata(replica) },
      resources: [resourceOf(replica)],
    });
    return {
      ReplicaKeyMetadata: keyMetadata(replica),
      ReplicaPolicy: policy.text,
      ReplicaTags: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    };
  },
});

/** What CreateKey is asked for when KMS makes a replica; no example is published (assumed). */
const recordedRequest = ({ description, origin, keySpec, keyUsage }: Key) => ({
  description,
  origin,
  bypassPolicyLockoutSafetyCheck: false,
  customerMasterKeySpec: keySpec,
  keySpec,
  keyUsage,
  multiRegion: true,
});

/**
 * Writes the record of what KMS does for the caller in the other Region.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/ct-update-primary-region.html, ct-replicate-key.html
 * (documented).
 */
function recordElsewhere(
  context: Context,
  region: string,
  entry: Pick<TrailEntry, 'eventName' | 'requestParameters' | 'responseElements' | 'resources'>,
): void {
  const { caller, connection } = context.call;
  context.transaction.recordServiceEvent({
    service: 'kms',
    eventType: 'AwsApiCall',
    readOnly: false,
    region,
    accounts: [context.account],
    caller: { ...caller, via: { service: 'kms', invokedBy: 'kms.amazonaws.com' } },
    connection,
    requestOf: context.number,
    ...entry,
  });
}

function addReplica(context: Context, primary: Key, region: string, own: Pick<Key, 'description' | 'policy' | 'tags'>) {
  const multiRegion = {
    primaryRegion: primary.region,
    replicaRegions: [...primary.multiRegion!.replicaRegions, region],
  };
  const external = primary.origin === 'EXTERNAL';
  const replica: Key = {
    ...primary,
    ...own,
    arn: keyArnOf(region, primary.account, primary.id),
    region,
    state: 'Creating',
    createdMs: context.nowMs,
    materials: external ? materialsToImport(primary) : primary.materials,
    multiRegion,
    deletion: undefined,
    rotation: scheduledAs(primary.rotation, undefined),
  };
  const { transaction } = context;
  updateRelated(transaction, primary, (related) => ({ ...related, multiRegion }));
  storeKey(transaction, replica);
  transaction.schedule(context.world.options.timings.multiRegionMs, 'kms.finishReplica', { keyArn: replica.arn });
  return { replica };
}

/** A replica is ready. */
export function finishReplica(transaction: Transaction, detail: { keyArn: string }): void {
  const replica = transaction.world.kms.keys.get(detail.keyArn);
  if (replica?.state !== 'Creating') return;
  const event = isComplete(replica) ? 'CREATED' : 'CREATED_WITHOUT_MATERIAL';
  storeKey(transaction, transaction.move(transaction.rules.kms.keyLifecycle, replica.arn, replica, event));
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdatePrimaryRegion.html: both keys are Updating for a while. */
export const updatePrimaryRegion = keyOperation('UpdatePrimaryRegion', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, primaryRegion: input.PrimaryRegion }) },
  facts: (input) => ({ more: { 'kms:primaryregion': [input.PrimaryRegion ?? ''] } }),
  kind: (_context, key) => mustBePrimary(key),
  run(context, key, input) {
    const region = input.PrimaryRegion!;
    if (region === key.region) invalid(`${key.arn} is already the primary key.`, rules['primary-moves-to-replica']);
    const replica = context.world.kms.keys.get(keyArnOf(region, key.account, key.id));
    if (!replica) {
      return refuse('NotFoundException', `Key '${keyArnOf(region, key.account, key.id)}' does not exist`, {
        rule: rules['primary-moves-to-replica'],
      });
    }
    // The permission is needed on both keys (documented: multi-region-update).
    authorizeKey(context, replica, { action: 'UpdatePrimaryRegion', more: { 'kms:primaryregion': [region] } });
    context.rules.kms.checkKeyState('UpdatePrimaryRegion', replica.arn, replica.state);
    const { transaction } = context;
    const lifecycle = context.rules.kms.keyLifecycle;
    for (const one of [key, replica]) putKey(context, transaction.move(lifecycle, one.arn, one, 'UPDATE_PRIMARY'));
    const detail = { oldArn: key.arn, newArn: replica.arn };
    transaction.schedule(context.world.options.timings.multiRegionMs, 'kms.finishPrimaryUpdate', detail);
    echoKeyArn(context, key);
    recordElsewhere(context, region, {
      eventName: 'UpdatePrimaryRegion',
      requestParameters: { keyId: replica.arn, primaryRegion: region },
      responseElements: { keyId: replica.arn },
    });
    return {};
  },
});

/** The primary Region has moved: the former primary is a replica now; rotation goes on at the new primary. */
export function finishPrimaryUpdate(transaction: Transaction, detail: { oldArn: string; newArn: string }): void {
  const former = transaction.world.kms.keys.get(detail.oldArn);
  const next = transaction.world.kms.keys.get(detail.newArn);
  if (!former || !next) return;
  const others = former.multiRegion!.replicaRegions.filter((region) => region !== next.region);
  const multiRegion = { primaryRegion: next.region, replicaRegions: [...others, former.region] };
  updateRelated(transaction, former, (related) => ({ ...related, multiRegion }));
  for (const arn of [former.arn, next.arn]) {
    const now = transaction.world.kms.keys.get(arn)!;
    if (now.state === 'Updating') {
      storeKey(transaction, transaction.move(transaction.rules.kms.keyLifecycle, arn, now, 'UPDATED'));
    }
  }
  moveRotation(transaction, former.arn, next.arn);
}

/** The new primary takes over the schedule, the count and a rotation that is under way. */
function moveRotation(transaction: Transaction, formerArn: string, nextArn: string): void {
  const former = transaction.world.kms.keys.get(formerArn)!;
  const next = transaction.world.kms.keys.get(nextArn)!;
  const { automatic } = former.rotation;
  transaction.cancel(automatic?.due);
  const due =
    automatic &&
    transaction.schedule(automatic.nextMs - transaction.nowMs, 'kms.rotateAutomatically', { keyArn: nextArn });
  storeKey(transaction, { ...former, rotation: scheduledAs(former.rotation, undefined) });
  storeKey(transaction, { ...next, rotation: scheduledAs(former.rotation, due) });
}
