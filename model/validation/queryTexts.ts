/**
 * How services of AWS's Query protocol (RDS, Redshift) refuse input: what is missing first, then the first value that
 * breaks a bound. Parameters that an operation does not have are passed over, as in a query string.
 */
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented } from '../evidence.ts';
import { compileShape, type InputShape, type Violation } from './constraints.ts';
import { jsonMessage } from './jsonTexts.ts';

/** Rules of the Query protocol. */
export const queryTextRules = defineRules('validation', {
  'query-missing-parameter': {
    sentence: 'A request without a required parameter is refused with MissingParameter.',
    ...documented('https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html'),
  },
  'query-malformed-input': {
    sentence: 'A value of the wrong type is refused with MalformedInput.',
    ...assumed('https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html names no code for it'),
  },
  'query-validation-error': {
    sentence:
      'A value outside the bounds of the model is refused with ValidationError, in the words that the JSON services use.',
    ...documented('https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html'),
  },
});

/** Makes the validator of one operation from its shape. */
export function validateQuery(shape: InputShape): (input: object) => void {
  const check = compileShape(shape);
  const message = jsonMessage(shape);
  return (input) => {
    const violations = check(input);
    if (violations.length > 0) refuseQuery(violations, message(input));
  };
}

function refuseQuery(violations: readonly Violation[], message: string | undefined): never {
  const missing = violations.find(({ kind }) => kind === 'required');
  if (missing)
    refuse('MissingParameter', `The request must contain the parameter ${nameOf(missing)}`, {
      rule: queryTextRules['query-missing-parameter'],
    });
  const wrong = violations.find(({ kind }) => kind === 'type');
  if (wrong)
    refuse('MalformedInput', `Invalid value for parameter ${nameOf(wrong)}`, {
      rule: queryTextRules['query-malformed-input'],
    });
  return refuse('ValidationError', message, {
    rule: queryTextRules['query-validation-error'],
  });
}

/** `Tags.member.1.Key`: lists count from 1 on the wire. */
const nameOf = ({ path }: Violation): string =>
  path.map((step) => (typeof step === 'number' ? `member.${step + 1}` : step)).join('.');
