/**
 * A history as a bash script of `aws` commands: what was tried can be done by hand, on an account of one's own or at the
 * endpoint where it was tried. Ids that calls make become variables; calls that were refused are expected to be refused.
 */
import { durationMs } from '../../model/step.ts';
import { type CallEntry, type Entry, isCall, type Planned } from '../../scenarios/contract.ts';
import type { Attempt } from '../runner/attempt.ts';
import { tellDuration } from '../runner/explain.ts';
import type { Registry } from '../runner/registry.ts';
import { type ScriptStep, thingsMadeBy, type Variables, variablesOf } from './shellVariables.ts';
import { argumentsOf, dashed } from './shellWords.ts';

/** The script of a history. `title` is said in its first comment. */
export function shellScript(title: string, plan: readonly Planned[], tried: Attempt): string {
  const steps = plan.map((planned, planIndex) => ({ planned, planIndex, entry: callOf(tried.history, planIndex) }));
  const opening = [
    '# This makes real resources and costs money: run it in an account made for experiments, and clean up afterwards.',
    'set -u',
  ];
  return scriptOf([`# ${title}`, ...opening], steps, tried.registry);
}

const callOf = (history: readonly Entry[], planIndex: number): CallEntry | undefined =>
  history.find((entry): entry is CallEntry => entry.type === 'call' && entry.planIndex === planIndex);

/** How a script is written. */
export interface ScriptStyle {
  /** `aws` and its global options. */
  readonly command?: string;
  /** Only what the last call needs: no variable that nothing uses, no output of calls that only prepare. */
  readonly lean?: boolean;
}

/** A script: its first lines, then each step. */
export function scriptOf(
  opening: readonly string[],
  steps: readonly ScriptStep[],
  registry: Registry,
  style: ScriptStyle = {},
): string {
  const script = new Script(steps, registry, style);
  const body = steps.flatMap((step, index) => ['', `# ${index + 1}`, ...script.stepLines(step, index + 1)]);
  return ['#!/usr/bin/env bash', ...opening, ...body, ''].join('\n');
}

const LONGEST_SLEEP_MS = 15 * 60_000;

function sleepLine(ms: number): string {
  if (ms > LONGEST_SLEEP_MS) return `# now ${tellDuration(ms)} must pass`;
  return `sleep ${Math.ceil(ms / 1000)}`;
}

/** The lines of one script. */
class Script {
  readonly #registry: Registry;
  readonly #command: string;
  readonly #lean: boolean;
  readonly #variables: Variables;
  readonly #isUsed: (variable: string) => boolean;

  constructor(steps: readonly ScriptStep[], registry: Registry, { command = 'aws', lean = false }: ScriptStyle) {
    this.#registry = registry;
    this.#command = command;
    this.#lean = lean;
    this.#variables = variablesOf(steps, registry);
    const said = lean ? steps.map((step) => this.#saidBy(step)).join('\n') : '';
    this.#isUsed = lean ? (variable) => said.includes(`\${${variable}}`) : () => true;
  }

  #saidBy({ planned, entry }: ScriptStep): string {
    if (!isCall(planned) || !entry) return '';
    const { before, words } = argumentsOf(entry, { planned, variables: this.#variables, number: 0 });
    return [...before, ...words].join('\n');
  }

  stepLines(step: ScriptStep, number: number): readonly string[] {
    const { planned, notes = [] } = step;
    if (!isCall(planned)) return [sleepLine(durationMs(planned.elapse))];
    if (!step.entry) return [`# ${planned.operation} is left out: what it refers to was never made`];
    const wait = planned.wait ? [sleepLine(durationMs(planned.wait))] : [];
    return [...notes.map((note) => `# ${note}`), ...this.#callLines(step, step.entry, number), ...wait];
  }

  #callLines(step: ScriptStep, entry: CallEntry, number: number): readonly string[] {
    const { call, outcome } = entry;
    const { planned } = step;
    if (!isCall(planned)) return [];
    const service = call.service === 's3' ? 's3api' : call.service;
    const { before, words } = argumentsOf(entry, { planned, variables: this.#variables, number });
    const who = typeof planned.caller === 'string' ? ['--profile', planned.caller] : [];
    const command = [this.#command, service, dashed(call.operation), ...words, ...who, '--region', call.region].join(
      ' ',
    );
    if (outcome.ok) return [...before, ...this.#captureLines(command, step)];
    return [...before, step.notes ? command : `${command} || true   # expect ${outcome.error.code}`];
  }

  /** A command, its output read into the variables of what it made. */
  #captureLines(command: string, step: ScriptStep): readonly string[] {
    const made = thingsMadeBy(step.planIndex, this.#registry);
    const [instance] = made.filter((thing) => thing.kind === 'instance');
    const volumes = instance ? made.filter((thing) => thing.kind === 'volume') : [];
    const captures = (this.#variables.captures.get(step) ?? []).filter(
      ({ name }) =>
        !volumes.some((volume) => volume.name === name) &&
        (this.#isUsed(name) || (name === instance?.name && volumes.some((volume) => this.#isUsed(volume.name)))),
    );
    const names = captures.map(({ name }) => name).join(' ');
    const paths = captures.map(({ path }) => path).join(', ');
    const quiet = this.#lean && !step.notes ? `${command} > /dev/null` : command;
    const first = names ? `read -r ${names} <<< "$(${command} --query '[${paths}]' --output text)"` : quiet;
    const region = step.entry?.call.region;
    return [
      first,
      ...volumes.flatMap(({ name }, index) =>
        this.#isUsed(name)
          ? [
              `${name}=$(${this.#command} ec2 describe-volumes --filters Name=attachment.instance-id,Values="$${instance?.name}" --region ${region} --query 'Volumes[${index}].VolumeId' --output text)`,
            ]
          : [],
      ),
    ];
  }
}
