/**
 * When two worlds are alike: an exploration goes on from one of them only. Alike are worlds that differ in nothing that
 * decides what will happen, as far as that can be told from outside the rules:
 *
 * - what is still to come (agenda, deadlines) is compared by how far off it is, what is past by that it is past;
 * - what came about by chance (ids, ciphertexts) is compared by where else it stands, not by what it says;
 * - the trail, the generator and other memories that no rule reads (`NOT_COMPARED`) are left out.
 *
 * Worlds that are alike may be told apart: rows that look the same are compared in the order of their ids.
 *
 * A rule that asks how long ago something happened is thus not told apart by it. `test/harness/explore/alike.slow.test.ts` makes
 * every move in both of two worlds that are taken for alike, and they must come to the same.
 */
import { hex } from '../../model/bytes.ts';
import { Table } from '../../model/table.ts';
import type { World } from '../../model/world.ts';
import type { Exploration } from '../../scenarios/contract.ts';

/**
 * Members that grow or count with everything that happens, and that nothing is decided by; and a member that stands beside
 * them, since people may choose the same name for a tag.
 */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  // When keys were last used; the notices of RDS and Redshift.
  lastUses: 'aliasesOfKey',
  events: 'ownedKeys',
  // Which call of the trail something was begun by.
  callNumber: 'region',
  // Every token of a grant is as good as the others, as long as there is the grant.
  tokens: 'granteePrincipal',
  grantTokens: 'aliasesOfKey',
  // Positions in a history that goes on for ever: the order of rows says the same.
  sequence: 'versionId',
  versionsMade: 'noncurrent',
  // Which of the bundled key pairs comes next.
  keyPairs: 'aliasesOfKey',
};

/** Ids, digests, tokens and ciphertexts as text: what chance, or a cipher, makes; and dates, which stand in names, too. */
const BY_CHANCE =
  /\d{4}-\d\d-\d\d[T -]\d\d[:-]\d\d[:-]\d\d(?:\.\d+)?|\d{8}T\d{4,6}Z|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|(?:AKIA|ASIA|AIDA|AROA)[0-9A-Z]{16}|[0-9A-Za-z+/_]{28,}={0,2}/g;
/** A key of the agenda (`model/agenda.ts`): a time and a number. */
const AGENDA_KEY = /^(\d{15})\/\d{12}$/;
/** Numbers from here on (2001) to there (2096) are times: durations are shorter, and nothing explored is so large. */
const [EARLIEST_TIME_MS, LATEST_TIME_MS] = [1_000_000_000_000, 4_000_000_000_000];

/** What stands in the place of a part in a shape. */
const PART = '\u0001';

/** A value in general: its shape, and the parts that must be compared with others. */
interface Form {
  /** Number of the shape's text. */
  readonly shape: number;
  /** Times are numbers, what came by chance is text, in the order in which they stand. */
  readonly parts: readonly (number | string)[];
}

/** All text that stands in an exploration: none of it came about by chance. */
export function saidIn(exploration: Exploration): string {
  const said = new Set<string>();
  JSON.stringify(exploration, (_, value: unknown) => {
    if (typeof value === 'string') said.add(value);
    return value;
  });
  return [...said].join('\n');
}

/** Tells worlds apart. Remembers rows and tables, which never change, so that a step costs what it changed. */
export class Likeness {
  readonly #shapes = new Map<string, number>();
  readonly #forms = new WeakMap<object, Form>();
  readonly #said: string;

  /** `said` is text that people wrote (`saidIn`). */
  constructor(said = '') {
    this.#said = said;
  }

  /** A text that is the same for worlds that are alike. `known` is what later moves can refer to. */
  of(world: World, known: ReadonlyMap<string, unknown>): string {
    const { agenda, iam, kms, s3, ec2, cloudtrail, rds, redshift, nowMs } = world;
    const numbers = new Map<string, number>();
    let text = '';
    for (const state of [agenda, iam, kms, s3, ec2, cloudtrail, rds, redshift, known]) {
      const { shape, parts } = this.#formOf(state);
      text += `${shape}:`;
      for (const part of parts)
        text += `${typeof part === 'number' ? tellTime(part, nowMs) : tellChance(part, numbers)},`;
    }
    return text;
  }

  #formOf(value: object): Form {
    const before = this.#forms.get(value);
    if (before) return before;
    const parts: (number | string)[] = [];
    const text =
      value instanceof Table || value instanceof Map ? this.#rows(value, parts) : this.#members(value, parts);
    let shape = this.#shapes.get(text);
    if (shape === undefined) {
      shape = this.#shapes.size;
      this.#shapes.set(text, shape);
    }
    const form = { shape, parts };
    this.#forms.set(value, form);
    return form;
  }

  #rows(rows: Table<string | number, unknown> | ReadonlyMap<string, unknown>, parts: (number | string)[]): string {
    const forms = Array.from(rows.entries(), ([key, row]) => {
      const own: (number | string)[] = [];
      const text = `${this.#value(key, own)}=${this.#value(row, own)};`;
      return { text, own };
    });
    // Rows whose keys came by chance stand in an order that did, too. The agenda's order is that of time.
    const agenda = typeof forms[0]?.own[0] === 'number';
    if (!agenda) forms.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    for (const { own } of forms) for (const part of own) parts.push(part);
    return `[${forms.map(({ text }) => text).join('')}]`;
  }

  #members(value: object, parts: (number | string)[]): string {
    const members = value as Readonly<Record<string, unknown>>;
    let text = Array.isArray(value) ? 'list{' : '{';
    for (const name of Object.keys(members).sort()) {
      if (members[name] === undefined || (NOT_COMPARED[name] !== undefined && NOT_COMPARED[name]! in value)) continue;
      text += `${name}=${this.#value(members[name], parts)};`;
    }
    return `${text}}`;
  }

  #value(value: unknown, parts: (number | string)[]): string {
    if (typeof value === 'string') return this.#text(value, parts);
    if (value instanceof Uint8Array) {
      if (value.length > 0) parts.push(hex(value));
      return `bytes ${value.length} ${value.length > 0 ? PART : ''}`;
    }
    if (typeof value === 'object' && value !== null) {
      const form = this.#formOf(value);
      for (const part of form.parts) parts.push(part);
      return `#${form.shape}`;
    }
    if (typeof value === 'number' && value >= EARLIEST_TIME_MS && value < LATEST_TIME_MS) {
      parts.push(value);
      return PART;
    }
    return JSON.stringify(value) ?? '';
  }

  #text(text: string, parts: (number | string)[]): string {
    const due = AGENDA_KEY.exec(text);
    if (due) {
      parts.push(Number(due[1]));
      return PART;
    }
    const shape = text.replaceAll(BY_CHANCE, (found) => {
      if (!this.#said.includes(found)) {
        parts.push(found);
        return PART;
      }
      // A date that somebody wrote may decide something when it comes.
      const atMs = Date.parse(found);
      if (!Number.isNaN(atMs)) parts.push(atMs);
      return found;
    });
    return JSON.stringify(shape);
  }
}

const tellTime = (atMs: number, nowMs: number): string => (atMs > nowMs ? `+${atMs - nowMs}` : 'past');

function tellChance(text: string, numbers: Map<string, number>): number {
  let number = numbers.get(text);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(text, number);
  }
  return number;
}
