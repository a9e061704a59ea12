/** A process that makes runs of families for `pool.ts`: a job comes in, what it came to goes out. */
import { brokenWorlds, families, vocabulary } from '../../scenarios/index.ts';
import { simulator } from '../targets/simulator.ts';
import type { Target } from '../targets/target.ts';
import { EngineError } from '../targets/unable.ts';
import type { FamilyPart } from './parts.ts';
import { type FamilyJob, rulesOf, runJob } from './suite.ts';

/** What a worker says: how far it is, what a job came to, that the target broke, or that keystate did. */
export type WorkerMessage =
  | { readonly done: number }
  | { readonly result: FamilyPart }
  | { readonly broken: string }
  | { readonly defect: string };

const say = (message: WorkerMessage): void => {
  process.send?.(message);
};

/** A message for every run would cost more than the runs. */
const TELL_EVERY = 20;

let opened: Promise<Target> | undefined;

/** The target of a job. At an endpoint each process has a world of its own; it is one endpoint for the life of a process. */
async function targetOf({ url, broken }: FamilyJob): Promise<Target> {
  if (url === undefined) return simulator({ rules: rulesOf(brokenWorlds, broken) });
  opened ??= import('../targets/endpoint/endpoint.ts').then(({ endpoint }) =>
    endpoint({ url, world: `process-${process.pid}` }),
  );
  return opened;
}

// Connections that are kept open would keep the process.
process.on('disconnect', () => process.exit());

process.on('message', async (job: FamilyJob) => {
  const progress = (done: number) => {
    if (done % TELL_EVERY === 0) say({ done });
  };
  try {
    const target = await targetOf(job);
    say({ result: await runJob({ labs: [], families, vocabulary }, job, target, { progress }) });
  } catch (error) {
    if (error instanceof EngineError) say({ broken: error.message });
    else say({ defect: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
