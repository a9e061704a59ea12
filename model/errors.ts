/**
 * The one way an operation refuses: an AwsError carries AWS's own code, message and HTTP status, and the rule that
 * decided, so that a failing scenario can say why.
 */
import type { Rule } from './evidence.ts';

/** What a refused call answers, as plain data. */
export interface ErrorOutcome {
  /** As the API gives it, e.g. `DisabledException`, `KMS.DisabledException`, `InvalidVolume.NotFound`. */
  readonly code: string;
  /** AWS sends some errors without any message. */
  readonly message?: string;
  /** HTTP status. */
  readonly status: number;
  /** Further members of the error body, by their wire names (S3: `ArgumentName`, `Resource`...). */
  readonly fields?: Readonly<Record<string, string>>;
  /** Id of the rule that decided. */
  readonly rule?: string;
}

/**
 * Thrown by operations inside a step; `step` turns it into an outcome. It never leaves the model, so nobody reads a stack
 * of it, and capturing one costs more than the rest of a refusal: it is an Error without one.
 */
export class AwsError {
  declare readonly name: string;
  readonly message: string;
  readonly outcome: ErrorOutcome;
  /** CloudTrail's errorCode where it is not the API's code (`AccessDenied`, `Client.` prefixes). */
  readonly trailCode: string | undefined;

  constructor(outcome: ErrorOutcome, trailCode?: string) {
    this.message = `${outcome.code}: ${outcome.message ?? ''}`;
    this.outcome = outcome;
    this.trailCode = trailCode;
  }
}

// `extends Error` would run its constructor, which captures the stack.
Object.setPrototypeOf(AwsError.prototype, Error.prototype);

/** Refuses with a code, an optional message and the rule that says so. Status 400 unless told otherwise. */
export function refuse(
  code: string,
  message?: string,
  options: { rule?: Rule; status?: number; fields?: Readonly<Record<string, string>>; trailCode?: string } = {},
): never {
  // Member by member: runs are refused by the thousand, and spreads took longer than the throwing.
  const outcome: { -readonly [Member in keyof ErrorOutcome]: ErrorOutcome[Member] } = {
    code,
    status: options.status ?? 400,
  };
  if (message !== undefined) outcome.message = message;
  if (options.fields) outcome.fields = options.fields;
  if (options.rule) outcome.rule = options.rule.id;
  throw new AwsError(outcome, options.trailCode);
}

/** A defect of the model itself, never AWS's answer: a rule of the house was broken. */
export class ModelDefect extends Error {}
