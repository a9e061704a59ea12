/**
 * A history as a bash script of `aws` commands: what was simulated can be done by hand on an account of one's own.
 * Ids that calls make become variables; calls that were refused are expected to be refused.
 */
import { base64 } from '../../model/bytes.ts';
import { durationMs } from '../../model/step.ts';
import { type CallEntry, type Entry, isCall, type Planned } from '../../scenarios/contract.ts';
import { IMAGE_ID } from '../../scenarios/vocabulary/places.ts';
import type { Attempt } from '../runner/attempt.ts';
import { tellDuration } from '../runner/explain.ts';
import type { Registry, Thing } from '../runner/registry.ts';

/** The script. `title` is said in its first comment. */
export function shellScript(title: string, plan: readonly Planned[], tried: Attempt): string {
  const variables = variablesOf(tried.registry);
  const body = plan.flatMap((planned, index) => {
    const entries = tried.history.filter((entry) => entry.planIndex === index);
    return ['', `# ${index + 1}`, ...itemLines(planned, entries, tried.registry, variables)];
  });
  return [
    '#!/usr/bin/env bash',
    `# ${title}`,
    '# This makes real resources and costs money: run it in an account made for experiments, and clean up afterwards.',
    'set -u',
    ...body,
    '',
  ].join('\n');
}

/** Text as it stands in answers -> the variable that holds it. */
type Variables = ReadonlyMap<string, string>;

/** Which facets of a thing get variables, and where the answer has them (JMESPath). */
const outputs: Readonly<Record<string, readonly (readonly [facet: string, suffix: string, path: string])[]>> = {
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

function variablesOf(registry: Registry): Variables {
  const variables = new Map<string, string>();
  for (const thing of registry.things())
    for (const [facet, suffix] of outputs[thing.kind] ?? []) {
      const value = thing.facets[facet];
      const text = value instanceof Uint8Array ? base64(value) : value;
      if (typeof text === 'string' && !variables.has(text)) variables.set(text, thing.name + suffix);
    }
  // Longest first: an ARN contains its id.
  return new Map([...variables].sort(([a], [b]) => b.length - a.length));
}

function itemLines(
  planned: Planned,
  entries: readonly Entry[],
  registry: Registry,
  variables: Variables,
): readonly string[] {
  if (!isCall(planned)) return [sleepLine(durationMs(planned.elapse))];
  const entry = entries.find((one) => one.type === 'call');
  if (!entry) return [`# ${planned.operation} is left out: what it refers to was never made`];
  const wait = planned.wait ? [sleepLine(durationMs(planned.wait))] : [];
  return [...callLines(entry, planned, registry, variables), ...wait];
}

const LONGEST_SLEEP_MS = 15 * 60_000;

function sleepLine(ms: number): string {
  if (ms > LONGEST_SLEEP_MS) return `# now ${tellDuration(ms)} must pass`;
  return `sleep ${Math.ceil(ms / 1000)}`;
}

function callLines(entry: CallEntry, planned: Planned, registry: Registry, variables: Variables): readonly string[] {
  const { call, outcome, planIndex } = entry;
  const service = call.service === 's3' ? 's3api' : call.service;
  const quote = (text: string) => quoted(text, variables);
  const { before, words } = argumentsOf(entry, quote);
  const command = ['aws', service, dashed(call.operation), ...words, ...profile(planned, call.region)].join(' ');
  const made = [...registry.things()].filter((thing) => thing.planIndex === planIndex);
  const lines = outcome.ok
    ? captureLines(command, made, variables)
    : [`${command} || true   # expect ${outcome.error.code}`];
  return [...before, ...lines];
}

function profile(planned: Planned, region: string): readonly string[] {
  const caller = isCall(planned) ? planned.caller : undefined;
  return [...(typeof caller === 'string' ? ['--profile', caller] : []), '--region', region];
}

/** A command, its output read into the variables of what it made. */
function captureLines(command: string, made: readonly Thing[], variables: Variables): readonly string[] {
  const [instance] = made.filter((thing) => thing.kind === 'instance');
  const others = made.filter((thing) => !(instance && thing.kind === 'volume'));
  const wanted = others.flatMap((thing) =>
    (outputs[thing.kind] ?? [])
      .map(([facet, suffix, path]) => ({ value: thing.facets[facet], name: thing.name + suffix, path }))
      .filter(({ name }) => [...variables.values()].includes(name)),
  );
  const names = wanted.map(({ name }) => name).join(' ');
  const paths = wanted.map(({ path }) => path).join(', ');
  const first = names ? `read -r ${names} <<< "$(${command} --query '[${paths}]' --output text)"` : command;
  const volumes = instance ? made.filter((thing) => thing.kind === 'volume') : [];
  return [first, ...volumes.map((volume, index) => volumeLine(volume, index, instance as Thing))];
}

const volumeLine = (volume: Thing, index: number, instance: Thing): string =>
  `${volume.name}=$(aws ec2 describe-volumes --filters Name=attachment.instance-id,Values="$${instance.name}" --query 'Volumes[${index}].VolumeId' --output text)`;

/** The words after the command, and the lines that make files for them. */
function argumentsOf({ call, planIndex }: CallEntry, quote: (text: string) => string) {
  const before: string[] = [];
  const words: string[] = [];
  for (const [member, value] of Object.entries(call.input)) {
    if (call.operation === 'RunInstances' && (member === 'MinCount' || member === 'MaxCount')) continue;
    const option = `--${dashed(member)}`;
    if (member === 'Body' && value instanceof Uint8Array) {
      before.push(`${decodeCommand(value)} > body-${planIndex + 1}`);
      words.push(option, `body-${planIndex + 1}`);
    } else if (typeof value === 'boolean') words.push(value ? option : `--no-${dashed(member)}`);
    else words.push(option, wordOf(value, quote));
  }
  if (call.operation === 'RunInstances') words.push('--count', `${call.input.MinCount}:${call.input.MaxCount}`);
  if (call.service === 's3' && call.operation === 'GetObject') words.push(`body-${planIndex + 1}`);
  return { before, words };
}

const decodeCommand = (bytes: Uint8Array): string => `base64 -d <<< '${base64(bytes)}'`;

function wordOf(value: unknown, quote: (text: string) => string): string {
  if (value instanceof Uint8Array) return quote(base64(value));
  if (typeof value !== 'object' || value === null) return quote(String(value));
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.map(quote).join(' ');
  return quote(JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array ? base64(part) : part)));
}

/** The simulation's image is invented; AWS names its own by this parameter. */
const IMAGE = 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

/** A word of bash: variables where ids stand, everything else literally. */
function quoted(given: string, variables: Variables): string {
  const text = given === IMAGE_ID ? IMAGE : given;
  const used = [...variables].filter(([id]) => text.includes(id));
  if (used.length === 0) return /^[\w./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text.replaceAll(/[\\"$`]/g, '\\$&');
  return `"${used.reduce((word, [id, name]) => word.replaceAll(id, `\${${name}}`), escaped)}"`;
}

/** The CLI's spelling of an operation or a parameter: `SSEKMSKeyId` is `ssekms-key-id`, as botocore derives it. */
export const dashed = (name: string): string =>
  name
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('_', '-')
    .toLowerCase();
