// Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../model/iam/parse.ts';

const statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
const withStatement = (more: object) => JSON.stringify({ Statement: [{ ...statement, ...more }] });

describe('parsePolicy', () => {
  it('makes lists of single operands and strings of Booleans and numbers, and keeps the text', () => {
    const text = JSON.stringify({
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: {
        Sid: 'One',
        Effect: 'Allow',
        Principal: {
          AWS: 'arn:aws:iam::111122223333:root',
          Service: ['s3.amazonaws.com'],
          Federated: 'www.amazon.com',
        },
        Action: 'kms:*',
        Resource: ['*'],
        Condition: { Bool: { 'kms:GrantIsForAWSResource': true }, NumericEquals: { 'x:n': [1, '2'] } },
      },
    });
    expect(parsePolicy(text)).toEqual({
      policy: {
        text,
        version: '2012-10-17',
        id: 'key-default-1',
        statements: [
          {
            sid: 'One',
            effect: 'Allow',
            principal: { AWS: ['arn:aws:iam::111122223333:root'], Service: ['s3.amazonaws.com'] },
            action: ['kms:*'],
            resource: ['*'],
            condition: { Bool: { 'kms:GrantIsForAWSResource': ['true'] }, NumericEquals: { 'x:n': ['1', '2'] } },
          },
        ],
      },
    });
  });

  it('takes version 2008-10-17 when none is given', () => {
    expect(parsePolicy(withStatement({}))).toMatchObject({ policy: { version: '2008-10-17' } });
  });

  it('accepts a statement without Action or Resource, as KMS does', () => {
    expect(parsePolicy('{"Statement":[{"Effect":"Allow","Principal":"*"}]}')).toMatchObject({
      policy: { statements: [{ effect: 'Allow', principal: '*' }] },
    });
  });

  it.each([
    ['text that is not JSON', 'not json', 'not JSON'],
    ['a JSON list', '[]', 'must be a JSON object'],
    ['an unknown top-level element', JSON.stringify({ Statement: statement, Statements: [] }), '"Statements"'],
    ['an unknown version', JSON.stringify({ Version: '2020-01-01', Statement: statement }), 'Version must be'],
    ['no Statement', '{"Version":"2012-10-17"}', 'Statement must be'],
    ['an empty Statement list', '{"Statement":[]}', 'Statement must be'],
    ['a statement that is no object', '{"Statement":["x"]}', 'Statement 1 must be an object'],
    ['a wrong Effect', withStatement({ Effect: 'allow' }), 'Effect must be "Allow" or "Deny", not "allow"'],
    ['a missing Effect', '{"Statement":[{"Action":"*"}]}', 'not missing'],
    ['both Action and NotAction', withStatement({ NotAction: 'kms:*' }), 'both Action and NotAction'],
    ['both Resource and NotResource', withStatement({ NotResource: '*' }), 'both Resource and NotResource'],
    ['both Principal and NotPrincipal', withStatement({ Principal: '*', NotPrincipal: '*' }), 'both Principal and'],
    ['an unknown statement element', withStatement({ Actions: '*' }), 'Statement 1 has the unknown element "Actions"'],
    ['an unknown principal type', withStatement({ Principal: { User: 'x' } }), 'unknown element "User"'],
    ['a principal that is a plain name', withStatement({ Principal: 'alice' }), 'Principal must be "*"'],
    ['an action that is no string', withStatement({ Action: [1] }), 'Action must be a string or a list'],
    ['an unknown operator', withStatement({ Condition: { StringIs: { a: 'b' } } }), 'unknown operator "StringIs"'],
    ['Null with IfExists', withStatement({ Condition: { NullIfExists: { a: 'true' } } }), '"NullIfExists"'],
    ['a null condition value', withStatement({ Condition: { Bool: { a: null } } }), 'Condition.Bool.a must be'],
  ])('refuses %s', (_what, text, sentence) => {
    const result = parsePolicy(text);
    expect(result).toHaveProperty('error');
    expect((result as { error: string }).error).toContain(sentence);
  });
});
