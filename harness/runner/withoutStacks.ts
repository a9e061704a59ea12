/** Runs by the thousand, without the stacks of their refusals. */

/** Refusals are thrown by the thousand and nobody reads their stacks, which cost more than the rest of the refusal. */
export async function withoutStacks<T>(act: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await act();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
