// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policy variables are written
// Policy variables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
import { describe, expect, it } from 'vitest';
import { decide } from '../../../model/iam/decide.ts';
import { keys, parsed, request, user } from './cases.ts';

const context = {
  'aws:username': 'alice',
  'aws:PrincipalTag/team': 'red*',
  'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/alice',
  'aws:TagKeys': ['one', 'two'],
};

/** Whether a policy with this one statement allows `s3:GetObject` on the resource. */
function allows(statement: object, resource = 'arn:aws:s3:::bucket/alice/file', version = '2012-10-17'): boolean {
  const document = {
    Version: version,
    Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement },
  };
  const identity = user([parsed(document)]);
  return decide(request({ identity, action: 's3:GetObject', resource, conditions: keys(context) })).allowed;
}

describe('policy variables in Resource', () => {
  it.each([
    ['arn:aws:s3:::bucket/${aws:username}/*', 'arn:aws:s3:::bucket/alice/file', true],
    ['arn:aws:s3:::bucket/${AWS:UserName}/*', 'arn:aws:s3:::bucket/alice/file', true],
    ['arn:aws:s3:::bucket/${aws:username}/*', 'arn:aws:s3:::bucket/bob/file', false],
    ['arn:aws:s3:::bucket/${aws:PrincipalTag/team}', 'arn:aws:s3:::bucket/red*', true],
    ['arn:aws:s3:::bucket/${aws:PrincipalTag/team}', 'arn:aws:s3:::bucket/redder', false],
    ['arn:aws:s3:::bucket/${*}', 'arn:aws:s3:::bucket/*', true],
    ['arn:aws:s3:::bucket/${*}', 'arn:aws:s3:::bucket/x', false],
    ['arn:aws:s3:::bucket/${?}${$}', 'arn:aws:s3:::bucket/?$', true],
    ['arn:aws:s3:::bucket/${aws:nothing}', 'arn:aws:s3:::bucket/', false],
    ["arn:aws:s3:::bucket/${aws:nothing, 'shared'}", 'arn:aws:s3:::bucket/shared', true],
    ["arn:aws:s3:::bucket/${aws:username, 'shared'}", 'arn:aws:s3:::bucket/shared', false],
    ['arn:aws:s3:::bucket/${aws:TagKeys}', 'arn:aws:s3:::bucket/one', false],
    ['arn:aws:${aws:username}:::bucket', 'arn:aws:alice:::bucket', false],
  ])('%s on %s: %s', (pattern, resource, expected) => {
    expect(allows({ Resource: pattern }, resource)).toBe(expected);
  });

  it('are plain text in policies of version 2008-10-17', () => {
    const pattern = 'arn:aws:s3:::bucket/${aws:username}';
    expect(allows({ Resource: pattern }, 'arn:aws:s3:::bucket/alice', '2008-10-17')).toBe(false);
    expect(allows({ Resource: pattern }, pattern, '2008-10-17')).toBe(true);
  });

  it('without value void a NotResource statement', () => {
    expect(allows({ Resource: undefined, NotResource: 'arn:aws:s3:::bucket/${aws:nothing}' })).toBe(false);
    expect(allows({ Resource: undefined, NotResource: 'arn:aws:s3:::bucket/${aws:username}' })).toBe(true);
  });
});

describe('policy variables in Condition', () => {
  it.each([
    ['StringEquals', '${aws:username}', true],
    ['StringLike', 'al*${aws:username}', false],
    ['StringLike', '${aws:username}*', true],
    ['StringEquals', '${aws:nothing}', false],
    ['StringNotEquals', '${aws:nothing}', false],
    ['StringNotEquals', '${aws:username}x', true],
  ])('%s %s: %s', (operator, value, expected) => {
    expect(allows({ Condition: { [operator]: { 'aws:username': value } } })).toBe(expected);
  });

  it('can be whole ARNs', () => {
    const condition = (operator: string) => ({ [operator]: { 'aws:PrincipalArn': '${aws:PrincipalArn}' } });
    expect(allows({ Condition: condition('ArnEquals') })).toBe(true);
    expect(allows({ Condition: condition('ArnNotEquals') })).toBe(false);
  });
});
