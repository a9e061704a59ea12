/** A rule: its sentence, how it is known, and where to read it. */
import type { Rule } from '../../../model/evidence.ts';
import { ruleOf } from './rules.ts';
import { t } from './words.ts';

/** The rule, in one paragraph. In the page, rules know their sentence only by their id. */
export function RuleNote({ rule }: { readonly rule: Pick<Rule, 'sentence' | 'grade' | 'source'> & Partial<Rule> }) {
  const sentence = (rule.id === undefined ? undefined : ruleOf(rule.id)?.sentence) ?? rule.sentence;
  const page = /https:\/\/[^\s,)]+/.exec(rule.source)?.[0];
  return (
    <p class="rule">
      {sentence && (
        <span lang="en">
          <span class="label">{t('detail.rule')}:</span> {sentence}{' '}
        </span>
      )}
      <span class={`grade ${rule.grade}`}>{t(`grade.${rule.grade}`)}</span>{' '}
      {page ? (
        <a href={page} target="_blank" rel="noreferrer">
          {t('detail.page')}
        </a>
      ) : (
        <span lang="en">
          {t('detail.source')}: {rule.source}
        </span>
      )}
    </p>
  );
}
