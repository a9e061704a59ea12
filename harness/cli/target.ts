/** `--target`: what the calls are made to. */
import { InvalidArgumentError, Option } from 'commander';
import type { BrokenWorld } from '../../scenarios/contract.ts';
import { brokenWorlds } from '../../scenarios/index.ts';
import { rulesOf } from '../runner/suite.ts';
import { endpoint } from '../targets/endpoint/endpoint.ts';
import type { Switch } from '../targets/endpoint/known.ts';
import { simulator } from '../targets/simulator.ts';
import type { Target } from '../targets/target.ts';
import { EngineError } from '../targets/unable.ts';
import { UsageError } from './io.ts';

/** `--target` */
export const targetOption = (): Option =>
  new Option(
    '--target <sim|URL>',
    'what to call: the built-in simulation, or an endpoint such as http://127.0.0.1:4566',
  )
    .default('sim')
    .argParser(readTarget);

function readTarget(text: string): string {
  if (text === 'sim') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('It must be sim or a URL such as http://127.0.0.1:4566.');
  if (/(?:^|\.)amazonaws\.com(?:\.cn)?$|\.api\.aws$/.test(url.hostname))
    throw new InvalidArgumentError('That is AWS itself, which is not called by its URL.');
  return url.href.replace(/\/$/, '');
}

/** A target, ready to be called. */
export interface OpenTarget {
  readonly target: Target;
  /** What it is known not to do. */
  readonly switches: readonly Switch[];
  readonly close: () => void;
}

/** Opens what `--target` names. Where nobody answers, that is a UsageError. */
export async function openTarget(named: string, world: BrokenWorld | undefined): Promise<OpenTarget> {
  if (named === 'sim')
    return { target: simulator({ rules: rulesOf(brokenWorlds, world?.id) }), switches: [], close: () => {} };
  if (world) throw new UsageError('--broken bends the simulation; leave it out with --target, or run against "sim"');
  try {
    const target = await endpoint({ url: named });
    return { target, switches: target.known?.switches ?? [], close: target.close };
  } catch (error) {
    if (error instanceof EngineError)
      throw new UsageError(`${error.message}; start the endpoint first, for example by "npx keystate serve"`);
    throw error;
  }
}
