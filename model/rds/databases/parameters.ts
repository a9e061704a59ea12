/** Parameters that several operations take, checked as RDS does; the texts are those that people quote, or assumed. */
import type { Tags } from '../../query/authorize.ts';
import { invalidCombination, invalidValue } from '../errors.ts';

const IDENTIFIER = /^[a-z](?:-?[a-z0-9])*$/i;

/** An identifier in lower case, as RDS keeps it, or InvalidParameterValue. */
export function identifierOf(given: string, parameter: string): string {
  if (!IDENTIFIER.test(given) || given.length > (parameter.includes('Snapshot') ? 255 : 63))
    invalidValue(
      `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    );
  return given.toLowerCase();
}

/** Retention of automated backups in days: 0 to 35, 0 turns them off. */
export function retentionOf(given: number | undefined, otherwise: number): number {
  const days = given ?? otherwise;
  if (days < 0 || days > 35) invalidValue(`Invalid backup retention period: ${days}. Must be between 0 and 35.`);
  return days;
}

/** Tags of a request by key. */
export function tagsOfRequest(given: readonly { readonly Key?: string; readonly Value?: string }[] | undefined): Tags {
  const tags: Record<string, string> = {};
  for (const { Key = '', Value = '' } of given ?? []) {
    if (Key.toLowerCase().startsWith('aws:') || Key.toLowerCase().startsWith('rds:'))
      invalidValue('Tag keys cannot start with the reserved prefix for system tags');
    tags[Key] = Value;
  }
  return tags;
}

/** Tags as RDS lists them. */
export const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Name and secret of the master user of a new database. */
export function masterUserOf(input: {
  readonly MasterUsername?: string;
  readonly MasterUserPassword?: string;
  readonly ManageMasterUserPassword?: boolean;
}): string {
  const { MasterUsername: name, MasterUserPassword: password, ManageMasterUserPassword: managed } = input;
  if (!name) return invalidValue('The parameter MasterUsername must be provided and must not be blank.');
  if (managed && password)
    invalidCombination("You can't specify MasterUserPassword when ManageMasterUserPassword is enabled.");
  if (!managed && !password) invalidValue('The parameter MasterUserPassword must be provided and must not be blank.');
  if (password !== undefined && password.length < 8)
    invalidValue('The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.');
  return name;
}
