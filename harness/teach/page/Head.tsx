/** The head of the page: what to do, language, theme, sharing. */
import { type Mode, mode, shareOpen } from './state.ts';
import { dark, toggleTheme } from './theme.ts';
import { language, speak, t } from './words.ts';

const modes: readonly Mode[] = ['labs', 'play', 'impact'];

/** The head. */
export function Head() {
  const other = language.value === 'en' ? 'fr' : 'en';
  return (
    <header>
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <circle cx="11" cy="11" r="7" />
          <path d="M16 16l12 12m-6-6l4-4" />
        </svg>
        keystate
      </h1>
      <p class="tagline">{t('tagline')}</p>
      <nav aria-label={t('nav.modes')}>
        {modes.map((one) => (
          <button
            key={one}
            type="button"
            aria-current={mode.value === one ? 'page' : undefined}
            onClick={() => {
              mode.value = one;
            }}
          >
            {t(`mode.${one}`)}
          </button>
        ))}
      </nav>
      <div class="tools">
        <button type="button" lang={other} onClick={() => speak(other)}>
          {t('nav.language')}
        </button>
        <button type="button" onClick={toggleTheme}>
          {t(dark.value ? 'nav.theme.light' : 'nav.theme.dark')}
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            shareOpen.value = true;
          }}
        >
          {t('nav.share')}
        </button>
      </div>
    </header>
  );
}
