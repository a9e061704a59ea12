// Actions: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html (case-insensitive)
// Incomplete ARNs: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
// Resources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../model/iam/decide.ts';
import { matchesPattern, wildcardMatcher, wildcardPattern } from '../../../model/iam/match.ts';
import { KEY, policy, request, user } from './cases.ts';

const allows = (statement: object, action: string, resource = KEY) =>
  decide(request({ identity: user([policy(statement)]), action, resource })).allowed;

describe('actions', () => {
  it.each([
    ['*', 'kms:Encrypt', true],
    ['kms:*', 'kms:Encrypt', true],
    ['KMS:encrypt', 'kms:Encrypt', true],
    ['kms:En*t', 'kms:Encrypt', true],
    ['kms:?ncrypt', 'kms:Encrypt', true],
    ['kms:Encryp?', 'kms:Encrypt', true],
    ['kms:Encrypt?', 'kms:Encrypt', false],
    ['kms:Generate*', 'kms:Encrypt', false],
    ['s3:*', 'kms:Encrypt', false],
  ])('%s and %s: %s', (pattern, action, expected) => {
    expect(allows({ Action: pattern }, action)).toBe(expected);
    expect(allows({ NotAction: pattern }, action)).toBe(!expected);
    expect(allows({ Action: ['ec2:RunInstances', pattern] }, action)).toBe(expected);
  });
});

describe('resources', () => {
  it.each([
    ['*', KEY, true],
    [KEY, KEY, true],
    [KEY.toUpperCase(), KEY, false],
    ['arn:aws:kms:*:111122223333:key/*', KEY, true],
    ['arn:aws:kms:us-east-1:*', KEY, true],
    ['arn:aws:kms:*', KEY, true],
    ['arn:aws:kms:us-east-?:*:key/*', KEY, true],
    ['arn:aws:kms', KEY, true],
    ['arn:aws:kms:us-east-1', KEY, true],
    ['arn:aws:s3', KEY, false],
    ['arn:aws:kms:us-west-2:*', KEY, false],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/a/c:d', true],
    ['arn:aws:s3:::b', 'arn:aws:s3:::b/a', false],
    ['arn:aws:s3:::b*', 'arn:aws:s3:::b/a', true],
  ])('%s and %s: %s', (pattern, resource, expected) => {
    expect(allows({ Resource: pattern }, 'kms:Encrypt', resource)).toBe(expected);
    expect(allows({ NotResource: pattern }, 'kms:Encrypt', resource)).toBe(!expected);
    expect(allows({ Resource: ['arn:aws:ec2:::x', pattern] }, 'kms:Encrypt', resource)).toBe(expected);
  });

  it('of fewer than six components count only in policies of callers', () => {
    const resourcePolicy = policy({ Principal: '*', Resource: 'arn:aws:kms' });
    expect(decide(request({ resourcePolicy })).allowed).toBe(false);
  });

  it('a statement without Action or Resource has no effect', () => {
    expect(allows({ Action: undefined, Resource: '*' }, 'kms:Encrypt')).toBe(false);
    expect(allows({ Action: '*', Resource: undefined }, 'kms:Encrypt')).toBe(false);
  });
});

describe('wildcards', () => {
  it('match what the regular expression of the same meaning matches', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 }).map((units) => units.join(''));
    const subject = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }).map((units) => units.join(''));
    fc.assert(
      fc.property(text, subject, (pattern, given) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(given);
        expect(matchesPattern(wildcardPattern(pattern), given)).toBe(expected);
        expect(wildcardMatcher(pattern)(given)).toBe(expected);
      }),
      { seed: 20261105, numRuns: 3000 },
    );
  });
});
