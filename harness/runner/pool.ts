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

/** Runs jobs in `size` processes. Call `close` when all is done. */
export class Pool {
  readonly #size: number;
  readonly #progress: (doing: string) => void;
  readonly #idle: ChildProcess[] = [];
  readonly #all: ChildProcess[] = [];
  readonly #waiting: ((worker: ChildProcess) => void)[] = [];

  constructor(size: number, progress: (doing: string) => void = () => {}) {
    this.#size = size;
    this.#progress = progress;
  }

  /** Asks for the job as soon as a process is free, and has it done. */
  async run(prepare: () => FamilyJob | undefined): Promise<FamilyPart | undefined> {
    const worker = await this.#take();
    try {
      const job = prepare();
      return job && (await this.#work(worker, job));
    } finally {
      const next = this.#waiting.shift();
      if (next) next(worker);
      else this.#idle.push(worker);
    }
  }

  /** Ends the processes. */
  close(): void {
    for (const worker of this.#all) worker.disconnect();
  }

  async #take(): Promise<ChildProcess> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#all.length >= this.#size) return new Promise((resolve) => this.#waiting.push(resolve));
    const worker = fork(WORKER, { serialization: 'advanced', execArgv: [...process.execArgv, YOUNG_SPACE] });
    this.#all.push(worker);
    return worker;
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
