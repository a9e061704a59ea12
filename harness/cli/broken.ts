/** `--broken`: a world that is bent, by name. Apart from the other options, since it brings all scenarios with it. */
import { Option } from 'commander';
import type { BrokenWorld } from '../../scenarios/contract.ts';
import { brokenWorlds } from '../../scenarios/index.ts';
import { UsageError } from './io.ts';
import { nearest } from './nearest.ts';

/** `--broken` */
export const brokenOption = (): Option =>
  new Option('--broken <name>', 'simulate a broken world: for testing that the suite catches it');

/** The broken world of a name, or a UsageError that lists the nearest. */
export function brokenWorld(name: string | undefined): BrokenWorld | undefined {
  if (name === undefined) return undefined;
  const world = brokenWorlds.find(({ id }) => id === name);
  if (world) return world;
  const ids = brokenWorlds.map(({ id }) => id);
  throw new UsageError(
    `there is no broken world "${name}"; the nearest are ${nearest(name, ids).join(', ') || '(none)'}`,
  );
}
