/**
 * Stand-ins for the modules of the second script. Touching one before that script is there notes that it is wanted and
 * throws; since a step changes nothing until it is through, the page loads the script and takes the step again.
 */

declare global {
  var keystateLate: Record<string, Record<string, unknown>> | undefined;
}

/** Whether something was touched that is not there yet. */
export const wanted = { late: false };

/** Thrown where the second script is needed first. */
export class NotLoaded extends Error {}

function real(module: string, name: string): Record<PropertyKey, unknown> {
  const found = globalThis.keystateLate?.[module]?.[name];
  if (found !== undefined) return found as Record<PropertyKey, unknown>;
  wanted.late = true;
  throw new NotLoaded(`${name} is in the second script`);
}

/** The export `name` of a late module; a list tells its length already. */
export function late(module: string, name: string, length: number): unknown {
  return new Proxy(() => undefined, {
    get: (_, member) => (member === 'length' && length > 0 ? length : real(module, name)[member]),
    has: (_, member) => member in real(module, name),
    apply: (_, self, given) => Reflect.apply(real(module, name) as unknown as () => unknown, self, given),
  });
}

let loading: Promise<void> | undefined;

/** Loads the second script, once. */
export function loadLate(): Promise<void> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = 'late.js';
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('late.js, which belongs beside this page, could not be loaded.'));
    document.head.append(script);
  });
  return loading;
}

/** Does something that may need the second script: at once where it does not. */
export async function withLate<T>(make: () => T): Promise<T> {
  wanted.late = false;
  let result: T | undefined;
  try {
    result = make();
  } catch (error) {
    if (!wanted.late) throw error;
  }
  if (!wanted.late) return result as T;
  await loadLate();
  return make();
}
