/**
 * How EC2 refuses input: unknown parameters first, then missing ones, then values in the order of the request. The order
 * is assumed. All are HTTP 400. See `rules.ts` for the evidence of each text.
 */

import { refuse } from '../errors.ts';
import type { Rule } from '../evidence.ts';
import { compileShape, type InputShape, type Violation } from './constraints.ts';
import { ec2Rules } from './rules.ts';

/** Makes the validator of one EC2 operation from its shape. */
export function validateEc2(shape: InputShape): (input: object) => void {
  const check = compileShape(shape);
  const known = new Set(Object.keys(shape).map((path) => path.split(/[.[]/, 1)[0]!));
  return (input) => {
    refuseUnknown(known, input);
    const violations = check(input);
    const missing = violations.find(({ kind }) => kind === 'required') ?? emptyList(shape, input);
    if (missing) refuseMissing(missing);
    const first = violations[0];
    if (first) refuseValue(first);
    checkIds(input);
  };
}

function refuseUnknown(known: ReadonlySet<string>, input: object): void {
  for (const [name, value] of Object.entries(input))
    if (!known.has(name) && value !== undefined)
      refuse('UnknownParameter', `The parameter ${name} is not recognized`, { rule: ec2Rules['unknown-parameter'] });
}

/** A query has no way to write an empty list: a required list without elements is a parameter that is missing. */
function emptyList(shape: InputShape, input: object): Pick<Violation, 'path' | 'constraint'> | undefined {
  for (const [name, value] of Object.entries(input)) {
    const constraint = shape[name];
    if (constraint?.required && Array.isArray(value) && value.length === 0) return { path: [name], constraint };
  }
  return undefined;
}

function refuseMissing({ path, constraint }: Pick<Violation, 'path' | 'constraint'>): never {
  const name = constraint.wire ?? path.map((step) => (typeof step === 'number' ? step + 1 : step)).join('.');
  refuse('MissingParameter', `The request must contain the parameter ${name}`, { rule: ec2Rules['missing-parameter'] });
}

/** `MaxResults` is `maxResults` in the texts. */
const parameterOf = ({ path }: Pick<Violation, 'path'>): string => {
  const name = String(path.findLast((step) => typeof step === 'string'));
  return name.charAt(0).toLowerCase() + name.slice(1);
};

function refuseValue(violation: Violation): never {
  const { kind, value, constraint, path } = violation;
  if (kind === 'pattern' && (path[0] === 'InstanceType' || path[0] === 'InstanceTypes'))
    invalidValue(`Invalid value '${value}' for InstanceType.`, ec2Rules['instance-type']);
  const subject = `for parameter ${parameterOf(violation)} is invalid.`;
  if (kind === 'min' && typeof value === 'number')
    invalidValue(
      `Value ( ${value} ) ${subject} Expecting a value greater than ${constraint.min}.`,
      ec2Rules['value-too-small'],
    );
  invalidValue(`Value (${String(value)}) ${subject}`, ec2Rules['invalid-value']);
}

function invalidValue(message: string, rule: Rule): never {
  refuse('InvalidParameterValue', message, { rule });
}

/** How EC2 refuses a malformed id of each kind of resource. */
const REFUSALS: Readonly<Record<string, (id: string, parameter: string) => never>> = {
  vol: (id, parameter) =>
    invalidValue(
      `Value (${id}) for parameter ${parameter} is invalid. Expected: 'vol-...'.`,
      ec2Rules['malformed-volume-id'],
    ),
  snap: (id, parameter) => {
    const rule = ec2Rules['malformed-snapshot-id'];
    if (!id.startsWith('snap-'))
      invalidValue(`Value (${id}) for parameter ${parameter} is invalid. Expected: 'snap-...'.`, rule);
    refuse('InvalidSnapshotID.Malformed', `Invalid id: "${id}"`, { rule });
  },
  i: (id) => refuse('InvalidInstanceID.Malformed', `Invalid id: "${id}"`, { rule: ec2Rules['malformed-instance-id'] }),
  ami: (id) => {
    const expected = id.startsWith('ami-') ? '' : ' (expecting "ami-...")';
    refuse('InvalidAMIID.Malformed', `Invalid id: "${id}"${expected}`, { rule: ec2Rules['malformed-image-id'] });
  },
};

/** The members that hold ids, with the prefix of the ids and the parameter's name in texts. */
const ID_MEMBERS: readonly (readonly [member: string, prefix: string, parameter: string])[] = [
  ['VolumeId', 'vol', 'volumeId'],
  ['VolumeIds', 'vol', 'volumes'],
  ['SnapshotId', 'snap', 'snapshotId'],
  ['SnapshotIds', 'snap', 'snapshotIds'],
  ['SourceSnapshotId', 'snap', 'snapshotId'],
  ['InstanceId', 'i', 'instanceId'],
  ['InstanceIds', 'i', 'instanceIds'],
  ['ImageId', 'ami', 'imageId'],
  ['ImageIds', 'ami', 'imageIds'],
  ['SourceImageId', 'ami', 'imageId'],
];

/** Whether a text is an id with this prefix: eight hexadecimal digits (old) or seventeen. */
export const isEc2Id = (prefix: string, id: string): boolean =>
  id.startsWith(`${prefix}-`) && /^(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id.slice(prefix.length + 1));

function checkIds(input: object): void {
  const given = input as Readonly<Record<string, string | readonly string[] | null | undefined>>;
  for (const [member, prefix, parameter] of ID_MEMBERS) {
    const ids = given[member];
    if (ids === undefined || ids === null) continue;
    for (const id of typeof ids === 'string' ? [ids] : ids) if (!isEc2Id(prefix, id)) REFUSALS[prefix]!(id, parameter);
  }
}
