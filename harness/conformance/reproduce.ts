/** A behaviour that differs as a bash script of `aws` commands: the least calls that show it. */
import type { Behaviour } from '../../scenarios/conformance/index.ts';
import { isCall, type Planned, type PlannedCall } from '../../scenarios/contract.ts';
import { ACCOUNT } from '../../scenarios/people.ts';
import { scriptOf } from '../report/shell.ts';
import { namesIn, referencesIn, type ScriptStep } from '../report/shellVariables.ts';
import { cut } from '../report/tree.ts';
import type { Registry } from '../runner/registry.ts';
import type { Judgement } from './judge.ts';

/** A step of a behaviour as it was played, judged if something was expected of it. */
export interface PlayedStep extends ScriptStep {
  readonly judgement?: Judgement;
}

/** Where a script goes, and as whom. */
export interface ScriptPlace {
  /** Undefined: AWS itself, with whatever credentials the reader has. */
  readonly endpointUrl?: string;
}

/** The script. Ends with the first call that is not as expected. */
export function reproduction(
  behaviour: Behaviour,
  played: readonly PlayedStep[],
  registry: Registry,
  { endpointUrl }: ScriptPlace,
): string {
  const last = played.findIndex(({ judgement }) => judgement !== undefined && judgement.verdict !== 'pass');
  const needed = neededSteps(last < 0 ? played : played.slice(0, last + 1));
  const steps = needed.map((step) => ({ ...step, ...(step.judgement ? { notes: notesOf(step.judgement) } : {}) }));
  const about = [`# ${behaviour.behaviour}.`, `# ${behaviour.grade}: ${behaviour.source}`];
  const command = endpointUrl === undefined ? 'aws' : 'aws --endpoint-url "$url"';
  return scriptOf([...about, ...openingLines(endpointUrl, needed)], steps, registry, { command, lean: true });
}

const notesOf = ({ expected, observed }: Judgement): readonly string[] => [
  `expected  ${cut(oneLine(expected))}`,
  `observed  ${cut(oneLine(observed))}`,
];

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** What must stand before the calls: where they go, as whom, and that the CLI lets pass what AWS is to refuse. */
function openingLines(endpointUrl: string | undefined, steps: readonly ScriptStep[]): readonly string[] {
  const work = ['set -u', 'cd "$(mktemp -d)"'];
  if (endpointUrl === undefined)
    return ['# This makes real resources and costs money: run it in an account made for experiments.', ...work];
  const callers = steps.map(({ planned }) => (isCall(planned) ? planned.caller : undefined));
  const profiles = [...new Set(callers.filter((caller) => typeof caller === 'string'))];
  const sections = ['default', ...profiles.map((name) => `profile ${name}`)];
  return [
    '# Usage: bash FILE [URL]',
    `url=\${1:-${endpointUrl}}`,
    ...work,
    'export AWS_CONFIG_FILE="$PWD/config" AWS_SHARED_CREDENTIALS_FILE="$PWD/none" AWS_PAGER=',
    'cat > config <<END',
    ...sections.flatMap((section) => [`[${section}]`, ...PROFILE]),
    'END',
  ];
}

/** Some emulators take an access key id of twelve digits for the account, all others any. */
const PROFILE = [`aws_access_key_id = ${ACCOUNT}`, 'aws_secret_access_key = test', 'parameter_validation = false'];

/** The steps that the last one depends on: what it refers to, what changes the same things, and the time in between. */
function neededSteps(steps: readonly PlayedStep[]): readonly PlayedStep[] {
  const last = steps.at(-1);
  if (!last) return [];
  const needed = new Set([last]);
  for (let grown = true; grown; ) {
    grown = false;
    const touched = new Set([...needed].flatMap(({ planned }) => touchedBy(planned)));
    for (const step of steps) {
      if (needed.has(step) || !isNeeded(step.planned, touched)) continue;
      needed.add(step);
      grown = true;
    }
  }
  return steps.filter((step) => needed.has(step));
}

function isNeeded(planned: Planned, touched: ReadonlySet<string>): boolean {
  if (!isCall(planned)) return true;
  if (planned.name !== undefined && touched.has(planned.name)) return true;
  return !isLook(planned) && touchedBy(planned).some((thing) => touched.has(thing));
}

const isLook = ({ operation, name }: PlannedCall): boolean =>
  name === undefined && /^(Describe|Get|Head|List|Lookup)/.test(operation);

/** What a call is about: the calls whose answers it refers to, and the names that it says itself. */
function touchedBy(planned: Planned): readonly string[] {
  if (!isCall(planned)) return [];
  const own = Object.entries(planned.input).flatMap(([member, value]) =>
    typeof value === 'string' && NAMING.test(member) ? [`${member}=${value}`] : [],
  );
  return [
    ...namesIn(planned),
    ...own,
    ...(referencesIn(planned.input).size === 0 && own.length === 0 ? [planned.service] : []),
  ];
}

/** Members by which callers name things themselves. */
const NAMING = /(Bucket|Identifier|Name|Key)$/;
