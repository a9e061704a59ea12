/**
 * How we know that AWS behaves so. Every rule of the model names its evidence; what is merely inferred is `assumed`
 * and a difference on it is a question, never a failure.
 */

/** How sure a rule is, strongest first. */
export type Grade = 'recorded' | 'documented' | 'reported' | 'assumed';

/** Where a rule comes from. */
export interface Evidence {
  readonly grade: Grade;
  /** An https:// page, or the name of a published recording. */
  readonly source: string;
}

/** One rule of the world, as a sentence that a person can check against its source. */
export interface Rule extends Evidence {
  /** `service.topic`, unique in the project. */
  readonly id: string;
  readonly sentence: string;
}

/** Seen in answers or CloudTrail records of AWS itself. */
export const recorded = (source: string): Evidence => ({ grade: 'recorded', source });
/** Said by AWS's documentation or API model. */
export const documented = (source: string): Evidence => ({ grade: 'documented', source });
/** Said by people who saw it on AWS. */
export const reported = (source: string): Evidence => ({ grade: 'reported', source });
/** Inferred by us: nothing says otherwise. */
export const assumed = (source: string): Evidence => ({ grade: 'assumed', source });

/**
 * Names the rules of one service. `defineRules('kms', { 'disabled-key-refuses': { sentence, ...documented(url) } })`
 * gives each its full id `kms.disabled-key-refuses`.
 */
export function defineRules<const K extends string>(
  service: string,
  rules: Readonly<Record<K, Omit<Rule, 'id'>>>,
): Readonly<Record<K, Rule>> {
  const named = {} as Record<K, Rule>;
  for (const key of Object.keys(rules) as K[]) named[key] = { id: `${service}.${key}`, ...rules[key] };
  return named;
}
