/** `--report`: the formats in which a command tells what came out, all from one tree. */
import { InvalidArgumentError, Option } from 'commander';
import { htmlPage } from '../report/html.ts';
import { junitXml } from '../report/junit.ts';
import type { Report } from '../report/tree.ts';
import { prepareDirectory, writeInto } from './files.ts';
import type { Io } from './io.ts';
import { nearest } from './nearest.ts';

/** A format, and how its file ends. */
const ENDINGS = { text: 'txt', json: 'json', junit: 'junit.xml', html: 'html', markdown: 'md' } as const;

/** A format of reports. `text` goes to standard output, all others into files. */
export type Format = keyof typeof ENDINGS;

/** The formats of most commands. */
export const FORMATS: readonly Format[] = ['text', 'json', 'junit', 'html'];

/** `--report` */
export const reportOption = (formats: readonly Format[] = FORMATS): Option =>
  new Option(
    '--report <formats>',
    `${formats.join(', ')}, several with commas; text goes to standard output, others to files in --out`,
  )
    .default(['text'])
    .argParser((words: string) => words.split(',').map((word) => readFormat(word.trim(), formats)));

function readFormat(word: string, formats: readonly Format[]): Format {
  const format = formats.find((one) => one === word);
  if (format) return format;
  const [near] = nearest(word, formats);
  throw new InvalidArgumentError(
    `There is no format "${word}"; did you mean ${near}? There are ${formats.join(', ')}.`,
  );
}

/** What came out, in each format that it can have. */
export interface Told {
  /** Files are called `keystate-NAME.html` and so on. */
  readonly name: string;
  readonly text: () => string;
  /** Plain data. */
  readonly json: unknown;
  readonly report: () => Report;
  readonly markdown?: () => string;
}

/** Where and how to tell it. */
export interface Telling {
  readonly report: readonly Format[];
  /** Directory of the files. */
  readonly out: string;
  /** JSON on standard output, instead of text. */
  readonly json?: boolean;
}

/** Makes the directory that files will go to, before what is told of is done: nobody should wait for it in vain. */
export function prepareToTell({ report, out }: Telling): void {
  if (report.some((format) => format !== 'text')) prepareDirectory(out);
}

/** Writes the formats that are wanted; the names of files are told on standard error. */
export function tell(told: Told, { report: formats, out, json }: Telling, io: Io): void {
  if (json) io.out(`${JSON.stringify(told.json, null, 2)}\n`);
  else if (formats.includes('text')) io.out(`${told.text()}\n`);
  for (const format of new Set(formats)) {
    if (format === 'text') continue;
    const file = writeInto(out, `keystate-${told.name}.${ENDINGS[format]}`, content(format, told));
    io.err(`${format.padEnd(7)} ${file}\n`);
  }
}

function content(format: Exclude<Format, 'text'>, { json, report, markdown }: Told): string {
  if (format === 'json') return `${JSON.stringify(json, null, 2)}\n`;
  if (format === 'junit') return `${junitXml(report())}\n`;
  if (format === 'html') return htmlPage(report());
  return markdown?.() ?? '';
}
