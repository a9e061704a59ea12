/** Limits of a run against something that may be slow, hang or die: what is not answered in time is an `error`. */
import { tellDuration } from '../runner/explain.ts';
import type { Attempted } from './attempt.ts';

/** How long things may take, in real time. */
export interface Limits {
  readonly behaviourMs: number;
  readonly wholeMs: number;
  /** After so many behaviours in a row that broke, the target is given up. */
  readonly brokenInARow: number;
}

/** The usual limits. */
export const LIMITS: Limits = { behaviourMs: 30_000, wholeMs: 15 * 60_000, brokenInARow: 10 };

/** Runs attempts one after the other within limits. */
export class Limited {
  readonly #limits: Limits;
  readonly #untilMs: number;
  #broken = 0;
  #gaveUp: string | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#untilMs = Date.now() + limits.wholeMs;
  }

  /** Runs an attempt, or says by `instead` why it could not be run to its end. */
  async run(
    attempt: (signal: AbortSignal) => Promise<Attempted>,
    instead: (why: string) => Attempted,
  ): Promise<Attempted> {
    const { behaviourMs, wholeMs, brokenInARow } = this.#limits;
    const leftMs = this.#untilMs - Date.now();
    if (leftMs <= 0) return instead(`not tried: the ${tellDuration(wholeMs)} of the whole run were over`);
    if (this.#gaveUp !== undefined) return instead(`not tried: ${this.#gaveUp}`);
    const mostMs = Math.min(behaviourMs, leftMs);
    const attempted = await withinMs(mostMs, attempt, () =>
      instead(`no end within ${Math.ceil(mostMs / 1000)} seconds`),
    );
    this.#broken = attempted.verdict === 'error' ? this.#broken + 1 : 0;
    if (this.#broken >= brokenInARow)
      this.#gaveUp = `${brokenInARow} in a row broke, the last one: ${attempted.observed}`;
    return attempted;
  }
}

/** Runs something for so long at most; then tells it to stop and gives something else. */
async function withinMs<Result>(
  mostMs: number,
  act: (signal: AbortSignal) => Promise<Result>,
  instead: () => Result,
): Promise<Result> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result>((resolve) => {
    timer = setTimeout(() => {
      controller.abort(new Error('its time is over'));
      resolve(instead());
    }, mostMs);
  });
  try {
    return await Promise.race([act(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
