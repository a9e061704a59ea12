/** Planned calls that name keys by their ids instead of their ARNs, for endpoints that do not take ARNs everywhere. */
import type { PlannedCall, PlannedValue } from '../../scenarios/contract.ts';

/** Members by which calls of KMS name a key. */
const KEY_MEMBERS = ['KeyId', 'TargetKeyId', 'SourceKeyId', 'DestinationKeyId'] as const;

/** The call with ids in the place of ARNs; undefined if it names no key by its ARN. */
export function withKeyIds(planned: PlannedCall): PlannedCall | undefined {
  if (planned.service !== 'kms') return undefined;
  const input: Record<string, PlannedValue> = { ...planned.input };
  let changed = false;
  for (const member of KEY_MEMBERS) {
    const id = idOf(input[member]);
    if (id === undefined) continue;
    input[member] = id;
    changed = true;
  }
  return changed ? { ...planned, input } : undefined;
}

function idOf(value: PlannedValue | undefined): PlannedValue | undefined {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return undefined;
  const path = String(value.$ref);
  return path.endsWith('KeyMetadata.Arn') ? { $ref: path.replace(/Arn$/, 'KeyId') } : undefined;
}
