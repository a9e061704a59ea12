/** The words of one `aws` command: options and values as bash and the CLI read them. */
import { base64 } from '../../model/bytes.ts';
import type { WrappingAlgorithm } from '../../model/crypto/wrapping.ts';
import { shapes } from '../../model/kms/shapes.ts';
import { type Duration, durationMs } from '../../model/step.ts';
import type { Constraint } from '../../model/validation/constraints.ts';
import type { CallEntry, PartOfBytes, PlannedCall, PlannedValue, WrappedMaterial } from '../../scenarios/contract.ts';
import { IMAGE_ID } from '../../scenarios/vocabulary/places.ts';
import type { Variables } from './shellVariables.ts';

/** Words of a command, and the lines that make files for them. */
export interface Words {
  readonly before: readonly string[];
  readonly words: readonly string[];
}

/** What the words of a call are made with. */
interface Making {
  readonly planned: PlannedCall;
  readonly variables: Variables;
  /** Of the files that the call needs. */
  readonly number: number;
}

/** The words after the command. */
export function argumentsOf({ call }: CallEntry, making: Making): Words {
  if (call.service === 'kms' && lacksRequired(call.operation, call.input)) return asJsonInput(call.input, making);
  const before: string[] = [];
  const words: string[] = [];
  for (const [member, value] of Object.entries(call.input)) {
    if (call.operation === 'RunInstances' && (member === 'MinCount' || member === 'MaxCount')) continue;
    const option = `--${dashed(member)}`;
    const planned = making.planned.input[member];
    if (member === 'Body' && value instanceof Uint8Array) {
      before.push(`${bytesCommand(value, making.variables.byText)} > body-${making.number}`);
      words.push(option, `body-${making.number}`);
    } else if (isWrapped(planned)) {
      before.push(...wrapLines(planned.$wrap, making));
      words.push(option, `fileb://wrapped-${making.number}`);
    } else if (typeof value === 'boolean') words.push(value ? option : `--no-${dashed(member)}`);
    else words.push(option, ...wordsOf(value, planned, making));
  }
  if (call.operation === 'RunInstances') words.push('--count', `${call.input.MinCount}:${call.input.MaxCount}`);
  if (call.service === 's3' && call.operation === 'GetObject') words.push(`body-${making.number}`);
  return { before, words };
}

/** The CLI itself insists on what AWS requires, unless the input comes as a document. */
const lacksRequired = (operation: string, input: Readonly<Record<string, unknown>>): boolean =>
  Object.entries<Constraint>(shapes[operation as keyof typeof shapes] ?? {}).some(
    ([member, { required }]) => required === true && /^\w+$/.test(member) && input[member] === undefined,
  );

function asJsonInput(input: Readonly<Record<string, unknown>>, { variables }: Making): Words {
  return { before: [], words: ['--cli-input-json', quoted(jsonOf(input), variables.byText)] };
}

function wordsOf(value: unknown, planned: PlannedValue | undefined, { variables }: Making): readonly string[] {
  const { byText } = variables;
  if (value instanceof Uint8Array) return [fileOf(value, planned, variables)];
  if (typeof value === 'number') return [timeWord(value, planned) ?? String(value)];
  if (typeof value !== 'object' || value === null) return [quoted(String(value), byText)];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return value.map((item) => quoted(item, byText));
  return [quoted(jsonOf(value), byText)];
}

const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array ? base64(part) : part));

/** Moments are milliseconds in a history; the CLI wants them written. */
const LEAST_TIME_MS = 1e12;

function timeWord(value: number, planned: PlannedValue | undefined): string | undefined {
  if (value < LEAST_TIME_MS) return undefined;
  if (typeof planned !== 'object' || planned === null || !('$now' in planned)) return new Date(value).toISOString();
  const seconds = Math.round(durationMs(planned.$now as Duration) / 1000);
  return `"$(date -u -d '${seconds < 0 ? '-' : '+'}${Math.abs(seconds)} seconds' +%Y-%m-%dT%H:%M:%SZ)"`;
}

/** A parameter of bytes: both versions of the CLI read a file as it is. */
function fileOf(bytes: Uint8Array, planned: PlannedValue | undefined, { byPath, byText }: Variables): string {
  if (bytes.length === 0) return 'fileb:///dev/null';
  const whole = isPart(planned) ? byPath.get(pathOf(planned.$part.of)) : undefined;
  if (whole === undefined || !isPart(planned)) return `fileb://<(${bytesCommand(bytes, byText)})`;
  const { from, to } = planned.$part;
  const cut = [...(to === undefined ? [] : [`head -c ${to}`]), ...(from === 0 ? [] : [`tail -c +${from + 1}`])];
  return `fileb://<(${[`base64 -d <<< "\${${whole}}"`, ...cut].join(' | ')})`;
}

const isPart = (planned: PlannedValue | undefined): planned is PartOfBytes =>
  typeof planned === 'object' && planned !== null && '$part' in planned;

const pathOf = (planned: PlannedValue): string =>
  typeof planned === 'object' && planned !== null && '$ref' in planned ? String(planned.$ref) : '';

/** A command that writes bytes to its output. */
function bytesCommand(bytes: Uint8Array, byText: ReadonlyMap<string, string>): string {
  const text = base64(bytes);
  const variable = byText.get(text);
  if (variable !== undefined) return `base64 -d <<< "\${${variable}}"`;
  const first = bytes[0] ?? 0;
  if (bytes.length > 64 && bytes.every((byte) => byte === first)) {
    const octal = `\\${first.toString(8).padStart(3, '0')}`;
    return `head -c ${bytes.length} /dev/zero${first === 0 ? '' : ` | tr '\\000' '${octal}'`}`;
  }
  return `base64 -d <<< '${text}'`;
}

const isWrapped = (planned: PlannedValue | undefined): planned is WrappedMaterial =>
  typeof planned === 'object' && planned !== null && '$wrap' in planned;

/** Wrapping key material as its owner would: RSA-OAEP, or an AES key so wrapped and the material under that. */
function wrapLines(
  { material, publicKey, algorithm }: WrappedMaterial['$wrap'],
  { number, variables }: Making,
): string[] {
  const file = (what: string) => `${what}-${number}`;
  const from = (value: PlannedValue): string =>
    value instanceof Uint8Array
      ? bytesCommand(value, variables.byText)
      : `base64 -d <<< "\${${variables.byPath.get(pathOf(value))}}"`;
  const digest = algorithm.endsWith('_1') ? 'sha1' : 'sha256';
  const oaep = `openssl pkeyutl -encrypt -pubin -keyform DER -inkey ${file('public')} -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:${digest} -pkeyopt rsa_mgf1_md:${digest}`;
  const begin = [`${from(publicKey)} > ${file('public')}`, `${from(material)} > ${file('material')}`];
  if (!isAesKeyWrap(algorithm)) return [...begin, `${oaep} -in ${file('material')} -out ${file('wrapped')}`];
  return [
    ...begin,
    `openssl rand -out ${file('aes')} 32`,
    `${oaep} -in ${file('aes')} -out ${file('wrapped')}`,
    `openssl enc -id-aes256-wrap-pad -K "$(od -An -v -tx1 ${file('aes')} | tr -d ' \\n')" -iv A65959A6 -in ${file('material')} >> ${file('wrapped')}`,
  ];
}

const isAesKeyWrap = (algorithm: WrappingAlgorithm): boolean => algorithm.startsWith('RSA_AES');

/** The simulation's image is invented; AWS names its own by this parameter. */
const IMAGE = 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

/** A word of bash: variables where ids stand, everything else literally. */
export function quoted(given: string, byText: ReadonlyMap<string, string>): string {
  const text = given === IMAGE_ID ? IMAGE : given;
  const used = [...byText].filter(([id]) => text.includes(id));
  if (used.length === 0 && /^(\w)\1{200,}$/.test(text)) return `"$(printf '${text[0]}%.0s' {1..${text.length}})"`;
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
