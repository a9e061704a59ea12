/** `--target`: what the calls are made to. */
import { InvalidArgumentError, Option } from 'commander';
import type { BrokenWorld } from '../../scenarios/contract.ts';
import { brokenWorlds } from '../../scenarios/index.ts';
import { rulesOf } from '../runner/suite.ts';
import type { Aws } from '../targets/endpoint/aws.ts';
import { endpoint } from '../targets/endpoint/endpoint.ts';
import type { Switch } from '../targets/endpoint/switches.ts';
import { simulator } from '../targets/simulator.ts';
import type { Target } from '../targets/target.ts';
import { EngineError } from '../targets/unable.ts';
import { type AwsChoices, openAws, thenClean } from './aws.ts';
import { type Io, UsageError } from './io.ts';

/** `--target` */
export const targetOption = (kinds: readonly ('sim' | 'aws' | 'URL')[] = ['sim', 'URL']): Option => {
  const says = { sim: 'the built-in simulation', URL: 'an endpoint such as http://127.0.0.1:4566', aws: 'AWS itself' };
  const told = kinds.map((kind) => says[kind]).join(', ');
  const option = new Option(`--target <${kinds.join('|')}>`, `what to call: ${told}`);
  option.argParser((text: string) => readTarget(text, kinds));
  return kinds.includes('sim') ? option.default('sim') : option;
};

function readTarget(text: string, kinds: readonly string[]): string {
  if (text !== 'URL' && kinds.includes(text)) return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const words = kinds.filter((kind) => kind !== 'URL').map((kind) => `${kind} or `);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError(`It must be ${words.join('')}a URL such as http://127.0.0.1:4566.`);
  if (/(?:^|\.)amazonaws\.com(?:\.cn)?$|\.api\.aws$/.test(url.hostname))
    throw new InvalidArgumentError('That is AWS itself, which is only called by --target aws.');
  return url.href.replace(/\/$/, '');
}

/** A target, ready to be called. */
export interface OpenTarget {
  readonly target: Target;
  /** What it is known not to do. */
  readonly switches: readonly Switch[];
  /** Does something with it, and leaves it as it should be left. */
  readonly around: <T>(act: () => Promise<T>) => Promise<T>;
}

/**
 * Opens what `--target` names; `confirm` is asked before anything is made at AWS. Where nobody answers, or may be called, that
 * is a UsageError.
 */
export async function openTarget(
  options: AwsChoices & { readonly target: string },
  world: BrokenWorld | undefined,
  io: Io,
  confirm: (aws: Aws) => Promise<void>,
): Promise<OpenTarget> {
  if (options.target === 'sim')
    return { target: simulator({ rules: rulesOf(brokenWorlds, world?.id) }), switches: [], around: (act) => act() };
  if (world) throw new UsageError('--broken bends the simulation; leave it out with --target, or run against "sim"');
  if (options.target !== 'aws') return openEndpoint(options.target);
  const aws = await openAws(options, io);
  try {
    await confirm(aws);
  } catch (error) {
    aws.close();
    throw error;
  }
  return { target: aws.target(), switches: [], around: (act) => thenClean(aws, io, act) };
}

/** Opens an endpoint on a URL. */
export async function openEndpoint(url: string): Promise<OpenTarget> {
  try {
    const target = await endpoint({ url });
    return { target, switches: target.known?.switches ?? [], around: (act) => act().finally(target.close) };
  } catch (error) {
    if (error instanceof EngineError)
      throw new UsageError(`${error.message}; start the endpoint first, for example by "npx keystate serve"`);
    throw error;
  }
}
