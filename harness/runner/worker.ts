/** A process that makes runs of families for `pool.ts`: a job comes in, what it came to goes out. */
import { brokenWorlds, families, vocabulary } from '../../scenarios/index.ts';
import { simulator } from '../targets/simulator.ts';
import type { FamilyPart } from './parts.ts';
import { type FamilyJob, rulesOf, runJob } from './suite.ts';

/** What a worker says: how far it is, what a job came to, or what broke. */
export type WorkerMessage = { readonly done: number } | { readonly result: FamilyPart } | { readonly defect: string };

const say = (message: WorkerMessage): void => {
  process.send?.(message);
};

/** A message for every run would cost more than the runs. */
const TELL_EVERY = 20;

process.on('message', async (job: FamilyJob) => {
  const target = simulator({ rules: rulesOf(brokenWorlds, job.broken) });
  const progress = (done: number) => {
    if (done % TELL_EVERY === 0) say({ done });
  };
  try {
    say({ result: await runJob({ labs: [], families, vocabulary }, job, target, { progress }) });
  } catch (error) {
    say({ defect: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
