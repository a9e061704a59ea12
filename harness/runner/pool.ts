/**
 * Several processes that make the runs of families side by side. What comes out depends neither on how many there are nor
 * on who is first: each job is done by one process, and `parts.ts` puts them together in the order of the runs.
 * Processes and not threads: TypeScript sources do not load in worker threads on Node 20.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../targets/unable.ts';
import type { FamilyPart } from './parts.ts';
import type { FamilyJob } from './suite.ts';
import type { WorkerMessage } from './worker.ts';

const WORKER = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url));

/** Whether processes can be started: TypeScript sources need tsx, which a process passes on to those it starts. */
export const poolAvailable = (): boolean =>
  WORKER.endsWith('.js') || process.execArgv.some((arg) => arg.includes('tsx'));

/** Worlds and observations live for a run at most: with room for a whole run, collecting them costs a fifth less. */
const YOUNG_SPACE = '--max-semi-space-size=64';

/** One of the processes. */
interface Worker {
  readonly process: ChildProcess;
  /** The family of its last job. */
  family?: string;
}

/** A job that waits for a process. */
interface Waiting {
  readonly family: string;
  readonly begin: (worker: Worker) => void;
}

/** Which of the jobs that wait is next for a process: one of its own family, else of one that nobody is at, else the first. */
export function nextJob(
  waiting: readonly string[],
  own: string | undefined,
  elsewhere: ReadonlySet<string | undefined>,
): number {
  const same = waiting.indexOf(own ?? '');
  const untouched = same >= 0 ? same : waiting.findIndex((family) => !elsewhere.has(family));
  return Math.max(untouched, 0);
}

/**
 * Runs jobs in `size` processes. A process stays with its family as long as there are jobs of it: what it does next is then
 * already compiled and warm, and of each family as few processes as possible have to come to that. Call `close` when all is
 * done.
 */
export class Pool {
  readonly #size: number;
  readonly #progress: (doing: string) => void;
  readonly #idle: Worker[] = [];
  readonly #all: Worker[] = [];
  readonly #waiting: Waiting[] = [];

  constructor(size: number, progress: (doing: string) => void = () => {}) {
    this.#size = size;
    this.#progress = progress;
  }

  /** Asks for the job, which is one of this family, as soon as a process is free, and has it done. */
  async run(prepare: () => FamilyJob | undefined, family: string): Promise<FamilyPart | undefined> {
    const worker = await this.#take(family);
    try {
      const job = prepare();
      return job && (await this.#work(worker.process, job));
    } finally {
      this.#free(worker);
    }
  }

  /** Ends the processes. */
  close(): void {
    for (const worker of this.#all) worker.process.disconnect();
  }

  #take(family: string): Promise<Worker> {
    const taken = new Promise<Worker>((begin) => this.#waiting.push({ family, begin }));
    const idle = this.#idle.pop();
    if (idle) this.#free(idle);
    else if (this.#all.length < this.#size) {
      const worker = {
        process: fork(WORKER, { serialization: 'advanced', execArgv: [...process.execArgv, YOUNG_SPACE] }),
      };
      this.#all.push(worker);
      // Only when all jobs that are asked for in one go are known can each process begin with a family of its own.
      queueMicrotask(() => this.#free(worker));
    }
    return taken;
  }

  /** Gives a process its next job. */
  #free(worker: Worker): void {
    const elsewhere = this.#all.filter((other) => other !== worker).map(({ family }) => family);
    const waiting = this.#waiting.map(({ family }) => family);
    const [next] = this.#waiting.splice(nextJob(waiting, worker.family, new Set(elsewhere)), 1);
    worker.family = next?.family;
    if (next) next.begin(worker);
    else this.#idle.push(worker);
  }

  #work(worker: ChildProcess, job: FamilyJob): Promise<FamilyPart> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        worker.off('message', hear);
        worker.off('exit', end);
        act();
      };
      const end = () => settle(() => reject(new Error(`the process that ran ${job.family} ended early`)));
      const hear = (message: WorkerMessage) => {
        if ('done' in message) this.#progress(`${job.family}, run ${message.done}`);
        else if ('result' in message) settle(() => resolve(message.result));
        else if ('broken' in message) settle(() => reject(new EngineError(message.broken)));
        else settle(() => reject(new Error(message.defect)));
      };
      worker.on('message', hear);
      worker.on('exit', end);
      worker.send(job);
    });
  }
}
