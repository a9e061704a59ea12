/** What failed, when a failing history was opened. */
import { failure, goTo, story, wrongLink } from './state.ts';
import { t } from './words.ts';

/** That the address holds a story which cannot be opened. */
export function LinkNote() {
  const told = wrongLink.value;
  if (told === undefined) return null;
  return (
    <p class="note failure" role="alert">
      {told}
    </p>
  );
}

/** The note, if there is something to tell. */
export function FailureNote() {
  const told = failure.value;
  if (!told) return null;
  const lines = (['expected', 'observed', 'why', 'rule'] as const).filter((name) => told[name] !== undefined);
  return (
    <section class="note failure" aria-labelledby="failure-title">
      <h2 id="failure-title">{t('failure.title')}</h2>
      <p lang="en">
        <strong>{told.sentence}</strong>
      </p>
      <p lang="en">{told.message}</p>
      <dl>
        {lines.map((name) => (
          <div key={name}>
            <dt>{t(`failure.${name}`)}</dt>
            <dd lang="en">{told[name]}</dd>
          </div>
        ))}
      </dl>
      <button
        type="button"
        onClick={() => goTo(story.value.moments.findLastIndex(({ planIndex }) => planIndex === told.step))}
      >
        {t('failure.show')}
      </button>
    </section>
  );
}
