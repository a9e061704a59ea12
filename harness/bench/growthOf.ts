/**
 * One scene of growth, measured in a process of its own: worlds with a hundred thousand things leave a heap behind that
 * would slow down what is measured next.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Scene, scenes } from './growth.ts';
import { type Measurement, measure } from './measure.ts';

/** What a call costs with few and with many things of its service. */
export interface Growth {
  readonly things: string;
  readonly few: Measurement;
  readonly many: Measurement;
}

/** Heap for a world with a hundred thousand databases, their snapshots and their keys' grants. */
const HEAP_MIB = 8192;

/** Measures a scene in a child process. Rejects where the scene is refused or the process dies. */
export function growthOf({ things }: Scene, few: number, many: number): Promise<readonly Growth[]> {
  const child = fork(fileURLToPath(import.meta.url), [things, String(few), String(many)], {
    execArgv: [...process.execArgv, `--max-old-space-size=${HEAP_MIB}`],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (growth: readonly Growth[]) => resolve(growth));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`growth of ${things} ended with status ${code}`)));
  });
}

function measureScene({ things, subjects }: Scene, few: number, many: number): readonly Growth[] {
  const [small, large] = [subjects(few), subjects(many)];
  const measured = measure([...small, ...large]);
  return small.map((_, at) => ({ things, few: measured[at]!, many: measured[at + small.length]! }));
}

const [things, few, many] = process.argv.slice(2);
const scene = scenes.find((candidate) => candidate.things === things);
if (process.send && scene) process.send(measureScene(scene, Number(few), Number(many)));
