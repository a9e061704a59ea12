/** The language of the page: one dictionary each, chosen by the reader and remembered. */
import { signal } from '@preact/signals';
import type { Language, Text } from '../../../scenarios/contract.ts';
import { spanOf } from '../core/deadlines.ts';
import { en, type Key } from '../text/en.ts';
import { fr } from '../text/fr.ts';
import { read, write } from './storage.ts';

const dictionaries: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { en, fr };

function firstLanguage(): Language {
  const asked = /[?&]lang=(en|fr)/.exec(location.search)?.[1] ?? read('language');
  if (asked === 'en' || asked === 'fr') return asked;
  return navigator.language.startsWith('fr') ? 'fr' : 'en';
}

/** The language that is spoken. */
export const language = signal<Language>(firstLanguage());

/** Speaks another language from now on. */
export function speak(next: Language): void {
  language.value = next;
  document.documentElement.lang = next;
  document.title = t('title');
  write('language', next);
}

/** A text of the dictionary, with values for its `{names}`. */
export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  const text = dictionaries[language.value][key];
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** Whether the dictionaries have a key. */
export const has = (key: string): key is Key => Object.hasOwn(en, key);

/** A text of a lab in the language spoken. */
export const told = (text: Text): string => text[language.value] ?? text.en;

/** A length of time: `6 d 4 h`. */
export const span = (ms: number): string =>
  spanOf(ms)
    .map(([count, unit]) => `${count} ${t(`unit.${unit}`)}`)
    .join(' ');

const clocks = new Map<Language, Intl.DateTimeFormat>();

/** Formats are dear to make. */
function clockOf(spoken: Language): Intl.DateTimeFormat {
  let format = clocks.get(spoken);
  if (!format) {
    const two = '2-digit';
    const parts = { day: 'numeric', month: 'short', hour: two, minute: two, second: two, hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat(spoken, { ...parts, timeZone: 'UTC' });
    clocks.set(spoken, format);
  }
  return format;
}

/** A moment of virtual time: `5 Jan, 09:00:12` in UTC. */
export const clock = (ms: number): string => clockOf(language.value).format(ms);
