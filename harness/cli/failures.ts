/** Replay files of failures. */
import { REPLAY_VERSION, writeReplay } from '../runner/replayFile.ts';
import type { Failure } from '../runner/results.ts';
import { writeInto } from './files.ts';

/**
 * Writes the replay file of a scenario's failure into a directory; gives its path. `name` tells it from other failures:
 * the end of the scenario's id where there is only one.
 */
export function writeFailure(
  scenario: string,
  failure: Failure,
  broken: string | undefined,
  directory: string,
  name = scenario.slice(scenario.indexOf('/') + 1),
): string {
  const replay = {
    keystate: REPLAY_VERSION,
    seed: failure.seed,
    options: {},
    scenario,
    ...(broken === undefined ? {} : { broken }),
    calls: failure.calls,
  } as const;
  return writeInto(directory, `keystate-failure-${name}.json`, writeReplay(replay));
}
