/** Names that somebody may have meant. */

/** How many letters must change to make one word of another (Levenshtein's distance). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** The names nearest to what was typed, best first. Only the last part of a path counts where none was typed. */
export function nearest(typed: string, names: readonly string[], most = 3): readonly string[] {
  const comparable = (name: string) => (typed.includes('/') ? name : (name.split('/').at(-1) as string));
  return names
    .map((name) => ({ name, far: distance(typed.toLowerCase(), comparable(name).toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ name }) => name);
}
