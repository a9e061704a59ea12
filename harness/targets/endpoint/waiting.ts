/** Waiting for what is on its way. */

/** Waits until something holds, looking every so often, no longer than `mostMs`. */
export async function waitUntil(holds: () => Promise<boolean>, mostMs: number, pollMs: number): Promise<boolean> {
  const untilMs = Date.now() + mostMs;
  for (;;) {
    if (await holds()) return true;
    const leftMs = untilMs - Date.now();
    if (leftMs <= 0) return false;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pollMs, leftMs)));
  }
}
