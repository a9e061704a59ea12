/**
 * ModifySnapshotAttribute and DescribeSnapshotAttribute: who else may create volumes of a snapshot.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html (documented).
 */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { ec2ErrorRules, invalidParameterValue, missingParameter } from '../errors.ts';
import { ec2Operation } from '../operation.ts';
import { putSnapshot } from '../rows.ts';
import type { Snapshot } from '../state.ts';
import { ownSnapshot } from './find.ts';
import { snapshotUse } from './use.ts';

type Input = InputOf<'ec2', 'ModifySnapshotAttribute'>;

/** Account ids, or `all`, to add and to take away. */
interface Change {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html */
export const modifySnapshotAttribute = ec2Operation('ModifySnapshotAttribute', {
  readOnly: false,
  request: shownRequest,
  response: () => ({ _return: true }),
  uses: (context, input) => [snapshotUse(context, ownSnapshot(context, input.SnapshotId!))],
  run(context, input) {
    const snapshot = ownSnapshot(context, input.SnapshotId!);
    if (input.Attribute === 'productCodes')
      invalidParameterValue(
        "Value (productCodes) for parameter attribute is invalid. Only 'createVolumePermission' can be changed.",
      );
    const change = changeOf(input);
    checkShareable(context, snapshot, change.add);
    const kept = snapshot.sharedWith.filter((one) => !change.remove.includes(one) && !change.add.includes(one));
    putSnapshot(context.transaction, { ...snapshot, sharedWith: [...kept, ...change.add] });
    return {};
  },
});

/** The request has two spellings: CreateVolumePermission, or OperationType with UserIds and GroupNames. */
function changeOf(input: Input): Change {
  const permission = input.CreateVolumePermission;
  const of = (items: NonNullable<typeof permission>['Add']) =>
    (items ?? []).flatMap(({ UserId, Group }) => [UserId, Group].filter((one) => one !== undefined));
  if (permission) return checked({ add: of(permission.Add), remove: of(permission.Remove) });
  if (!input.OperationType) return missingParameter('OperationType');
  const who = [...(input.UserIds ?? []), ...(input.GroupNames ?? [])];
  return checked(input.OperationType === 'add' ? { add: who, remove: [] } : { add: [], remove: who });
}

function checked(change: Change): Change {
  for (const one of [...change.add, ...change.remove])
    if (one !== 'all' && !/^\d{12}$/.test(one))
      refuse('InvalidUserID.Malformed', `Invalid user id: "${one}" (expecting "self" or 12 digits)`, {
        rule: ec2ErrorRules['malformed-id'],
      });
  return change;
}

function checkShareable(context: Context, snapshot: Snapshot, add: readonly string[]): void {
  if (!snapshot.encrypted || add.length === 0) return;
  if (context.world.kms.keys.get(snapshot.kmsKeyId ?? '')?.manager === 'AWS')
    refuse('OperationNotPermitted', 'Encrypted snapshots with EBS default key cannot be shared', {
      rule: ec2ErrorRules['default-key-not-shared'],
    });
  if (add.includes('all'))
    refuse('UnsupportedOperation', "Encrypted snapshots can't be shared publicly. Specify another snapshot.", {
      rule: ec2ErrorRules['encrypted-not-public'],
    });
}

/** As in published records: `createVolumePermission { add: { items: [{ userId }] } }`. */
function shownRequest(input: Input): Record<string, unknown> {
  const { add, remove } = changeOf(input);
  const items = (who: readonly string[]) => ({
    items: who.map((one) => (one === 'all' ? { group: one } : { userId: one })),
  });
  return {
    snapshotId: input.SnapshotId,
    attributeType: 'CREATE_VOLUME_PERMISSION',
    createVolumePermission: {
      ...(add.length > 0 ? { add: items(add) } : {}),
      ...(remove.length > 0 ? { remove: items(remove) } : {}),
    },
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshotAttribute.html */
export const describeSnapshotAttribute = ec2Operation('DescribeSnapshotAttribute', {
  readOnly: true,
  uses: (context, input) => [snapshotUse(context, ownSnapshot(context, input.SnapshotId!))],
  run(context, input) {
    const { id: SnapshotId, sharedWith } = ownSnapshot(context, input.SnapshotId!);
    if (input.Attribute === 'productCodes') return { SnapshotId, ProductCodes: [] };
    const CreateVolumePermissions = sharedWith.map((one) =>
      one === 'all' ? { Group: 'all' as const } : { UserId: one },
    );
    return { SnapshotId, CreateVolumePermissions };
  },
});
