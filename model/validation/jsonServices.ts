/** The JSON services as validators: what KMS and CloudTrail refuse, and with which codes. */
import type { Violation } from './constraints.ts';
import { type JsonService, type MemberRefusal, validateJson } from './jsonTexts.ts';
import { jsonRules } from './rules.ts';

/** KMS: every violated constraint is a ValidationException. */
export const kmsService: JsonService = { code: 'ValidationException' };

/** CloudTrail: some members have exceptions of their own. */
export const cloudTrailService: JsonService = {
  code: 'ValidationException',
  rule: jsonRules['cloudtrail-codes'],
  refusalOf: cloudTrailRefusal,
};

/** Validator of a KMS operation: `validateKmsShape(shapes.Encrypt)` makes it once, and it refuses bad input. */
export const validateKmsShape = validateJson(kmsService);
/** Validator of a CloudTrail operation, made as KMS's. */
export const validateCloudTrailShape = validateJson(cloudTrailService);

/** Exception by top-level member. */
const CLOUD_TRAIL_CODES: Readonly<Record<string, string>> = {
  MaxResults: 'InvalidMaxResultsException',
  LookupAttributes: 'InvalidLookupAttributesException',
  EventCategory: 'InvalidEventCategoryException',
  EventSelectors: 'InvalidEventSelectorsException',
  AdvancedEventSelectors: 'InvalidEventSelectorsException',
  TagsList: 'InvalidTagParameterException',
};

function cloudTrailRefusal(violation: Violation): MemberRefusal | undefined {
  if (violation.member === 'Name' || violation.member === 'TrailName')
    return {
      code: 'InvalidTrailNameException',
      message: 'Trail name cannot be blank!',
      rule: jsonRules['blank-trail-name'],
    };
  const code = CLOUD_TRAIL_CODES[String(violation.path[0])];
  return code === undefined ? undefined : { code, rule: jsonRules['cloudtrail-codes'] };
}
