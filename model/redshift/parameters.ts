/** Parameters that several operations take, checked as Redshift does; the texts are assumed where nobody quotes them. */
import type { Tags } from '../query/authorize.ts';
import { invalidCombination, invalidValue } from './errors.ts';

const IDENTIFIER = /^[a-z](?:-?[a-z0-9])*$/i;

/** An identifier in lower case, as Redshift keeps it, or InvalidParameterValue. */
export function identifierOf(given: string, parameter: string): string {
  if (!IDENTIFIER.test(given) || given.length > (parameter.includes('Snapshot') ? 255 : 63))
    invalidValue(
      `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    );
  return given.toLowerCase();
}

/** Retention of automated snapshots in days: 0 to 35, 0 turns them off. */
export function retentionOf(given: number | undefined, otherwise: number): number {
  const days = given ?? otherwise;
  if (days < 0 || days > 35) invalidValue(`Invalid retention period: ${days}. Must be between 0 and 35.`);
  return days;
}

/** Tags of a request by key. */
export const tagsOfRequest = (given: readonly { readonly Key?: string; readonly Value?: string }[] | undefined): Tags =>
  Object.fromEntries((given ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** Tags as Redshift lists them. */
export const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Nodes of a cluster: one for a single-node cluster, two or more otherwise. */
export function nodesOf(
  input: { readonly ClusterType?: string; readonly NumberOfNodes?: number },
  otherwise: number,
): number {
  const single = input.ClusterType === 'single-node' || (!input.ClusterType && input.NumberOfNodes === undefined);
  if (input.ClusterType === 'single-node' && input.NumberOfNodes !== undefined && input.NumberOfNodes !== 1)
    invalidCombination('Number of nodes for cluster type single-node must be 1.');
  if (input.ClusterType === 'single-node') return 1;
  const nodes = input.NumberOfNodes ?? otherwise;
  if (input.ClusterType === 'multi-node' && nodes < 2)
    invalidCombination('Number of nodes for cluster type multi-node must be greater than or equal to 2.');
  return single ? otherwise : nodes;
}

/** Name of the master user; its password must be fit. */
export function masterUserOf(input: {
  readonly MasterUsername?: string;
  readonly MasterUserPassword?: string;
  readonly ManageMasterPassword?: boolean;
}): string {
  const { MasterUsername: name = '', MasterUserPassword: password, ManageMasterPassword: managed } = input;
  if (managed && password)
    invalidCombination('MasterUserPassword cannot be specified when ManageMasterPassword is true.');
  if (!managed && !password) invalidValue('The parameter MasterUserPassword must be provided and must not be blank.');
  if (
    password !== undefined &&
    !(/[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password) && password.length >= 8)
  )
    invalidValue(
      'The parameter MasterUserPassword must contain at least 8 characters, one upper-case letter, one lower-case letter and one number.',
    );
  return name;
}
