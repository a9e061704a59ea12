/** Words, colours and columns of the text reports. Colours vanish by themselves where nobody sees them. */
import { createColors } from 'picocolors';
import type { Verdict } from '../runner/results.ts';

/** Colours for one stream. */
export type Colors = ReturnType<typeof createColors>;

/** Colours if `wanted`: a terminal that did not ask to be spared. */
export const colors = (wanted: boolean): Colors => createColors(wanted);

/** A verdict as the first word of a line, four letters wide at least. */
export function badge(verdict: Verdict, c: Colors): string {
  const paint = { pass: c.green, skip: c.yellow, assumed: c.yellow, fail: c.red, error: c.magenta }[verdict];
  return paint(verdict.toUpperCase().padEnd(4));
}

/** `1 run`, `200 runs`. */
export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Text wrapped at words, each line indented; a no-break space keeps its words together. */
export function wrap(text: string, indent: string, width = 100): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \n]+/)) {
    if (line && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(line);
  return lines.map((part) => indent + part).join('\n');
}
