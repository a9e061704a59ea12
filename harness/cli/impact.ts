/** `keystate impact`: what breaks if a key is lost, when, and until when it can be made good. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { changes } from '../../model/impact/changes.ts';
import { impactOf } from '../../model/impact/impact.ts';
import { otherServices } from '../../model/impact/otherServices.ts';
import type { ChangeId } from '../../model/impact/types.ts';
import type { Key } from '../../model/kms/state.ts';
import { isoTimeMs } from '../../model/time.ts';
import type { World } from '../../model/world.ts';
import { impactText } from '../report/impact.ts';
import { type NamedWorld, worldOf } from './impactWorld.ts';
import { type Io, UsageError } from './io.ts';
import { nearest } from './nearest.ts';
import { jsonOption, seedOption } from './options.ts';

interface ImpactOptions {
  readonly lab?: string;
  readonly step?: number;
  readonly key?: string;
  readonly change?: ChangeId;
  readonly window: number;
  readonly as?: string;
  readonly others: boolean;
  readonly seed: string;
  readonly json?: boolean;
}

/** The command. `finish` takes the exit status. */
export function impactCommand(io: Io, finish: (status: number) => void): Command {
  return new Command('impact')
    .summary('tell what breaks if a key is disabled, deleted, locked up')
    .description(
      'Tells for one key of a world which resources break at once, which at the next start or attachment, which when a cache is over or the service looks, and until when each can be brought back. Nothing is changed.',
    )
    .argument('[world]', 'a replay file, a stored world, or the URL of a running "keystate serve"')
    .option('--lab <name>', 'look at the world of a lab')
    .addOption(
      new Option('--step <number>', 'after this step of the lab')
        .default(undefined, 'its last')
        .argParser(whole(1, 1_000)),
    )
    .option('--key <key>', 'id, ARN or alias of the key; may be left out if there is only one')
    .addOption(
      new Option('--change <change>', 'what happens to the key')
        .choices(changes.map(({ id }) => id))
        .default(undefined, 'each that applies'),
    )
    .addOption(new Option('--window <days>', 'waiting period of a deletion').default(30).argParser(whole(7, 30)))
    .addOption(
      new Option('--as <arn>', 'who changes the key and uses the resources').default(
        undefined,
        "the account's administrator",
      ),
    )
    .option('--no-others', 'leave out the table of services that are not simulated')
    .addOption(seedOption())
    .addOption(jsonOption())
    .action(async (source: string | undefined, options: ImpactOptions) => finish(await impact(source, options, io)));
}

const whole = (least: number, most: number) => (text: string) => {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < least || count > most)
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  return count;
};

async function impact(source: string | undefined, options: ImpactOptions, io: Io): Promise<number> {
  const { lab, step, seed, change, others } = options;
  const named = await worldOf({ source, lab, step, seed });
  const { world, rules } = named;
  const key = keyOf(named, options.key);
  const caller = options.as === undefined ? {} : { caller: callerOf(named, options.as) };
  const impacts = impactOf(world, key.arn, {
    rules,
    asEnabled: true,
    windowDays: options.window,
    ...(change ? { change } : {}),
    ...caller,
  });
  if (options.json) {
    const told = { key: key.arn, state: key.state, world: named.name, time: isoTimeMs(world.nowMs), impacts };
    io.out(`${JSON.stringify(others ? { ...told, otherServices } : told, null, 2)}\n`);
  } else {
    const head = { key: titleOf(world, key), state: key.state, world: named.name, nowMs: world.nowMs };
    io.out(impactText(head, impacts, others, io.colors));
  }
  return 0;
}

function callerOf({ world, rules }: NamedWorld, principal: string) {
  if (!rules.identityOf(world.iam, { principal }))
    throw new UsageError(`there is no principal ${principal} in this world`);
  return { principal };
}

const aliasesOf = ({ kms }: World, { arn }: Key): readonly string[] =>
  Array.from(kms.aliasesOfKey.withPrefix(`${arn}|`), ([, alias]) => kms.aliases.get(alias)!.name);

const titleOf = (world: World, key: Key): string =>
  [...aliasesOf(world, key), key.id, key.region, key.state].join('  ');

/** The key of a name, or the only one that its owner manages. */
function keyOf({ world, name }: NamedWorld, given: string | undefined): Key {
  const keys = [...world.kms.keys.values()];
  const own = keys.filter(({ manager }) => manager === 'CUSTOMER');
  const names = (key: Key): string => aliasesOf(world, key)[0] ?? key.id;
  const some = (found: readonly Key[]): string =>
    found.slice(0, 5).map(names).join(', ') + (found.length > 5 ? ` and ${found.length - 5} more` : '');
  if (given === undefined) {
    if (own.length === 0) throw new UsageError(`${name} has no key`);
    if (own.length > 1) throw new UsageError(`${name} has several keys; say which with --key: ${some(own)}`);
    return own[0]!;
  }
  const meant = keys.filter((key) => key.arn === given || key.id === given || namedSo(world, key, given));
  const [first] = meant;
  if (meant.length > 1)
    throw new UsageError(
      `"${given}" names keys in several Regions; say which by ARN: ${meant.map(({ arn }) => arn).join(', ')}`,
    );
  if (first) return first;
  if (keys.length === 0) throw new UsageError(`${name} has no key`);
  const near = nearest(given, keys.map(names));
  throw new UsageError(`${name} has no key "${given}"; the nearest are ${near.join(', ')}`);
}

/** An alias, with or without its prefix, or its ARN. */
function namedSo({ kms }: World, { arn }: Key, given: string): boolean {
  for (const [, aliasArn] of kms.aliasesOfKey.withPrefix(`${arn}|`)) {
    const { name } = kms.aliases.get(aliasArn)!;
    if (given === aliasArn || given === name || `alias/${given}` === name) return true;
  }
  return false;
}
