/**
 * The agenda: what the world does by itself, and when. Waiting periods, boots, deliveries and expiries stand here as
 * plain data; `elapse` raises them in order of (time, sequence).
 */
import { Table } from './table.ts';

/** Something due. */
export interface Due {
  /** Milliseconds since 1970 of virtual time. */
  readonly atMs: number;
  /** Name of the handler, e.g. `kms.deleteKey`. */
  readonly kind: string;
  /** What the handler needs to know; plain data. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Due things, keyed so that the order of keys is the order of (time, sequence). */
export type Agenda = Table<string, Due>;

/** Key of a due thing: enough to take it off the agenda again. */
export type AgendaKey = string;

/** An empty agenda. */
export const emptyAgenda = (): Agenda => Table.empty();

/** The key of the `sequence`th thing ever put on the agenda, due at `atMs`. */
export function agendaKey(atMs: number, sequence: number): AgendaKey {
  return `${atMs.toString().padStart(15, '0')}/${sequence.toString().padStart(12, '0')}`;
}

/** The first thing due, if any. */
export function firstDue(agenda: Agenda): { key: AgendaKey; due: Due } | undefined {
  const key = agenda.firstKey();
  return key === undefined ? undefined : { key, due: agenda.get(key)! };
}
