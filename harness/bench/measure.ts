/** Measuring small things fairly: many short batches, taken in turns, and the median of each. */

/** Something to measure. */
export interface Subject {
  readonly name: string;
  /** Does it once. The result is kept from being optimised away. */
  readonly once: () => unknown;
}

/** What was measured. */
export interface Measurement {
  readonly name: string;
  /** Median time of one call, in microseconds. */
  readonly medianUs: number;
}

const BATCH = 8;
/** So many that the calls are compiled for good. */
const WARM_UP_BATCHES = 300;

/** Where results go so that no call can be left out. */
let kept: unknown;

/** Nanoseconds that a batch takes, per call. */
function batchNs({ once }: Subject): number {
  const start = process.hrtime.bigint();
  for (let call = 0; call < BATCH; call++) kept = once();
  return Number(process.hrtime.bigint() - start) / BATCH;
}

/** Measures subjects in turns, so that whatever else the machine does meets all of them alike. */
export function measure(subjects: readonly Subject[], batches = 300): readonly Measurement[] {
  for (const subject of subjects) for (let batch = 0; batch < WARM_UP_BATCHES; batch++) batchNs(subject);
  const samples = subjects.map((): number[] => []);
  for (let batch = 0; batch < batches; batch++)
    for (const [index, subject] of subjects.entries()) samples[index]?.push(batchNs(subject));
  return subjects.map(({ name }, index) => ({ name, medianUs: median(samples[index] ?? []) / 1000 }));
}

/** The last result measured; reading it keeps the measured calls alive. */
export const lastResult = (): unknown => kept;

/** The middle one. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.trunc(sorted.length / 2)] ?? Number.NaN;
}
