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

/** A script: its first lines, then each step. `command` stands for `aws` and its global options. */
export function scriptOf(
  opening: readonly string[],
  steps: readonly ScriptStep[],
  registry: Registry,
  command = 'aws',
): string {
  const script = new Script(steps, registry, command);
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
  readonly #variables: Variables;

  constructor(steps: readonly ScriptStep[], registry: Registry, command: string) {
    this.#registry = registry;
    this.#command = command;
    this.#variables = variablesOf(steps, registry);
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
      ({ name }) => !volumes.some((volume) => volume.name === name),
    );
    const names = captures.map(({ name }) => name).join(' ');
    const paths = captures.map(({ path }) => path).join(', ');
    const first = names ? `read -r ${names} <<< "$(${command} --query '[${paths}]' --output text)"` : command;
    return [
      first,
      ...volumes.map(
        ({ name }, index) =>
          `${name}=$(${this.#command} ec2 describe-volumes --filters Name=attachment.instance-id,Values="$${instance?.name}" --query 'Volumes[${index}].VolumeId' --output text)`,
      ),
    ];
  }
}
