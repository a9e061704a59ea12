/**
 * ModifyDBSnapshotAttribute, DescribeDBSnapshotAttributes: who else may copy or restore a snapshot.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html (documented).
 */
import type { Context } from '../../context.ts';
import { invalidCombination, invalidValue, wrongSnapshotStatus } from '../errors.ts';
import { rdsFacts } from '../facts.ts';
import { rdsOperation } from '../operation.ts';
import { putSnapshot } from '../rows.ts';
import type { DbSnapshot } from '../state.ts';
import { ownSnapshot, snapshotUse } from './find.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSnapshotAttribute.html */
export const modifyDBSnapshotAttribute = rdsOperation('ModifyDBSnapshotAttribute', {
  readOnly: false,
  uses: (context, input) => [snapshotUse(context, 'snapshot', input.DBSnapshotIdentifier!)],
  run(context, input) {
    const snapshot = ownSnapshot(context, 'snapshot', input.DBSnapshotIdentifier!);
    if (input.AttributeName !== 'restore') invalidValue(`Invalid attribute name: ${input.AttributeName}`);
    if (snapshot.state !== 'available')
      wrongSnapshotStatus('snapshot', `Snapshot ${snapshot.id} is not in available state.`);
    const added = input.ValuesToAdd ?? [];
    const removed = input.ValuesToRemove ?? [];
    for (const value of [...added, ...removed])
      if (value !== 'all' && !/^\d{12}$/.test(value)) invalidValue(`Invalid value: ${value}`);
    if (added.length > 0) mustBeSharable(context, snapshot, added);
    const sharedWith = [...new Set([...snapshot.sharedWith, ...added])].filter((value) => !removed.includes(value));
    const after = { ...snapshot, sharedWith };
    putSnapshot(context.transaction, after);
    return { DBSnapshotAttributesResult: attributesOf(after) };
  },
});

function mustBeSharable(context: Context, snapshot: DbSnapshot, added: readonly string[]): void {
  const rule = rdsFacts['default-key-not-shared'];
  const { encrypted, kmsKeyArn } = snapshot.storage;
  if (!encrypted) return;
  if (added.includes('all')) invalidCombination('Encrypted snapshots cannot be shared publicly.', rule);
  if (kmsKeyArn === undefined || context.world.kms.keys.get(kmsKeyArn)?.manager === 'AWS')
    invalidCombination(
      'Sharing snapshots encrypted with the default service key for RDS is currently not supported.',
      rule,
    );
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshotAttributes.html */
export const describeDBSnapshotAttributes = rdsOperation('DescribeDBSnapshotAttributes', {
  readOnly: true,
  uses: (context, input) => [snapshotUse(context, 'snapshot', input.DBSnapshotIdentifier!)],
  run: (context, input) => ({
    DBSnapshotAttributesResult: attributesOf(ownSnapshot(context, 'snapshot', input.DBSnapshotIdentifier!)),
  }),
});

const attributesOf = (snapshot: DbSnapshot) => ({
  DBSnapshotIdentifier: snapshot.id,
  DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [...snapshot.sharedWith] }],
});
