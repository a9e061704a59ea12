/** What the browser remembers; where it will not, the page forgets and goes on. */

/** A remembered text. */
export function read(name: string): string | undefined {
  try {
    return localStorage.getItem(`keystate.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a text. */
export function write(name: string, text: string): void {
  try {
    localStorage.setItem(`keystate.${name}`, text);
  } catch {
    // Private windows and full disks: nothing depends on it.
  }
}
