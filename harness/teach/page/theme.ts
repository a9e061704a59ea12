/** Light or dark: as the system has it, until the reader chooses. */
import { signal } from '@preact/signals';
import { read, write } from './storage.ts';

const system = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark. */
export const dark = signal((read('theme') ?? (system.matches ? 'dark' : 'light')) === 'dark');

system.addEventListener('change', ({ matches }) => {
  if (read('theme') !== undefined) return;
  dark.value = matches;
  applyTheme();
});

/** Puts the theme on the page. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = dark.value ? 'dark' : 'light';
}

/** The other theme, from now on. */
export function toggleTheme(): void {
  dark.value = !dark.value;
  write('theme', dark.value ? 'dark' : 'light');
  applyTheme();
}
