/** Which values of a history become variables of its script, and where the answers of `aws` have them. */
import { base64 } from '../../model/bytes.ts';
import { type CallEntry, isCall, type Planned, type PlannedCall } from '../../scenarios/contract.ts';
import { type Registry, readPath, type Thing } from '../runner/registry.ts';

/** A value that an answer brings: the variable that holds it, and its place (JMESPath). */
export interface Capture {
  readonly name: string;
  readonly path: string;
}

/** All variables of a script. */
export interface Variables {
  /** Text as it stands in answers -> the variable that holds it; longest first: an ARN contains its id. */
  readonly byText: ReadonlyMap<string, string>;
  /** Reference by name (`key.KeyMetadata.Arn`) -> the variable that holds what it stands for. */
  readonly byPath: ReadonlyMap<string, string>;
  /** What the answer of each step is read into. */
  readonly captures: ReadonlyMap<ScriptStep, readonly Capture[]>;
}

/** An item of a plan and what it came to. */
export interface ScriptStep {
  readonly planned: Planned;
  /** Undefined for time that passes, and for calls that were not made. */
  readonly entry: CallEntry | undefined;
  /** Position in the plan as the registry counts it. */
  readonly planIndex: number;
  /** Comments that stand above the command. */
  readonly notes?: readonly string[];
}

/** Which facets of a thing get variables, and where the answer has them. */
const OUTPUTS: Readonly<Record<string, readonly (readonly [facet: string, suffix: string, path: string])[]>> = {
  key: [
    ['id', '', 'KeyMetadata.KeyId'],
    ['arn', '_arn', 'KeyMetadata.Arn'],
  ],
  grant: [
    ['id', '', 'GrantId'],
    ['token', '_token', 'GrantToken'],
  ],
  ciphertext: [['blob', '', 'CiphertextBlob']],
  object: [['versionId', '_version', 'VersionId']],
  volume: [['id', '', 'VolumeId']],
  snapshot: [['id', '', 'SnapshotId']],
  instance: [['id', '', 'Instances[0].InstanceId']],
  database: [['arn', '_arn', 'DBInstance.DBInstanceArn']],
  databaseSnapshot: [['arn', '_arn', 'DBSnapshot.DBSnapshotArn']],
  clusterSnapshot: [['arn', '_arn', 'Snapshot.SnapshotArn']],
};

/** The variables of a script: ids of the things that calls make, and whatever else of an answer a later call refers to. */
export function variablesOf(steps: readonly ScriptStep[], registry: Registry): Variables {
  const byText = new Map<string, string>();
  const captures = new Map<ScriptStep, Capture[]>();
  const keep = (step: ScriptStep, value: unknown, capture: Capture) => {
    const text = textOf(value);
    if (text === undefined || text === '' || byText.has(text)) return;
    byText.set(text, capture.name);
    captures.set(step, [...(captures.get(step) ?? []), capture]);
  };
  for (const step of steps) for (const [value, capture] of thingCaptures(step, registry)) keep(step, value, capture);
  const paths = referencesIn(steps.map(({ planned }) => planned));
  for (const step of steps) for (const [value, capture] of namedCaptures(step, paths)) keep(step, value, capture);
  const byPath = new Map<string, string>();
  for (const path of paths) {
    const variable = byText.get(textOf(readReference(path, registry)) ?? '');
    if (variable !== undefined) byPath.set(path, variable);
  }
  return { byText: new Map([...byText].sort(([a], [b]) => b.length - a.length)), byPath, captures };
}

/** A value as it stands in the text output of the CLI: bytes as base64. */
const textOf = (value: unknown): string | undefined =>
  value instanceof Uint8Array ? base64(value) : typeof value === 'string' ? value : undefined;

function readReference(path: string, { outputs }: Registry): unknown {
  const [name = '', ...rest] = path.split('.');
  return readPath(outputs.get(name), rest);
}

function thingCaptures({ planIndex }: ScriptStep, registry: Registry): (readonly [unknown, Capture])[] {
  return thingsMadeBy(planIndex, registry).flatMap((thing) =>
    (OUTPUTS[thing.kind] ?? []).map(
      ([facet, suffix, path]) => [thing.facets[facet], { name: thing.name + suffix, path }] as const,
    ),
  );
}

/** The things that a call made. */
export const thingsMadeBy = (planIndex: number, registry: Registry): readonly Thing[] =>
  [...registry.things()].filter((thing) => thing.planIndex === planIndex);

function namedCaptures({ planned, entry }: ScriptStep, paths: ReadonlySet<string>): (readonly [unknown, Capture])[] {
  if (!isCall(planned) || planned.name === undefined || !entry?.outcome.ok) return [];
  const { output } = entry.outcome;
  return [...paths].flatMap((path) => {
    const [name, ...rest] = path.split('.');
    if (name !== planned.name) return [];
    return [[readPath(output, rest), { name: variableName(path), path: jmesPath(rest) }] as const];
  });
}

/** `key.KeyMetadata.Arn` -> `key_key_metadata_arn`. */
const variableName = (path: string): string =>
  path
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/\W+/g, '_')
    .toLowerCase();

const jmesPath = (path: readonly string[]): string =>
  path
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : part))
    .join('.')
    .replaceAll('.[', '[');

/** All references by name in some planned items. */
export function referencesIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || part instanceof Uint8Array) return;
    if ('$ref' in part) found.add(String(part.$ref));
    for (const inner of Object.values(part)) look(inner);
  };
  look(value);
  return found;
}

/** What a planned call depends on by name. */
export const namesIn = ({ input, caller }: PlannedCall): readonly string[] =>
  [...referencesIn([input, caller])].map((path) => path.split('.')[0] as string);
