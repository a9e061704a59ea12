// Each row: operator, values in the policy, values in the request (`-` = key absent), whether the condition holds.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../../model/iam/conditions.ts';
import { keys } from './cases.ts';

const TABLE = `
StringEquals                          | a             | a              | yes
StringEquals                          | a             | A              | no
StringEquals                          | a b           | b              | yes
StringEquals                          | a*            | ab             | no
StringEquals                          | a             | -              | no
StringEqualsIfExists                  | a             | -              | yes
StringEqualsIfExists                  | a             | b              | no
StringNotEquals                       | a             | b              | yes
StringNotEquals                       | a b           | b              | no
StringNotEquals                       | a             | -              | yes
StringEqualsIgnoreCase                | Tag           | tAG            | yes
StringNotEqualsIgnoreCase             | Tag           | tAG            | no
StringLike                            | a*c?          | abcd           | yes
StringLike                            | a*c?          | abc            | no
StringLike                            | *             | -              | no
StringLike                            | a/*           | a/b/c:d        | yes
StringNotLike                         | a*            | b              | yes
StringNotLike                         | a*            | abc            | no
stringlike                            | A*            | Abc            | yes
NumericEquals                         | 10            | 10.0           | yes
NumericEquals                         | 10            | ten            | no
NumericNotEquals                      | 10            | 11             | yes
NumericNotEquals                      | 10            | -              | yes
NumericLessThan                       | 10            | 9              | yes
NumericLessThan                       | 10            | 10             | no
NumericLessThanEquals                 | 10            | 10             | yes
NumericLessThanEquals                 | 10            | -              | no
NumericGreaterThan                    | 10            | 9              | no
NumericGreaterThan                    | 7 100         | 8              | yes
NumericGreaterThanEquals              | -5            | -5             | yes
DateEquals                            | 2020-01-01    | 2020-01-01T00:00:00Z | yes
DateNotEquals                         | 2020-01-01    | 2020-01-01T00:00:00Z | no
DateLessThan                          | 2020-01-01T00:00:01Z | 2020-01-01T00:00:00Z | yes
DateLessThanEquals                    | 2020-01-01T01:00:00+01:00 | 2020-01-01T00:00:00Z | yes
DateGreaterThan                       | 1577836800    | 2020-01-01T00:00:01Z | yes
DateGreaterThan                       | 2019          | 1577836800     | yes
DateEquals                            | 2020-06       | 2020-06-01T00:00Z | yes
DateEquals                            | 2020-13       | 2020-06-01     | no
DateGreaterThanEquals                 | tomorrow      | 2020-01-01     | no
Bool                                  | true          | true           | yes
Bool                                  | True          | true           | yes
Bool                                  | true          | false          | no
Bool                                  | false         | -              | no
BoolIfExists                          | false         | -              | yes
BinaryEquals                          | QmluYXJ5      | QmluYXJ5       | yes
BinaryEquals                          | QmluYXJ5      | qmluYXJ5       | no
IpAddress                             | 203.0.113.0/24 | 203.0.113.77  | yes
IpAddress                             | 203.0.113.0/24 | 203.0.114.1   | no
IpAddress                             | 203.0.113.5   | 203.0.113.5    | yes
IpAddress                             | 203.0.113.5   | 203.0.113.6    | no
IpAddress                             | 10.0.0.0/8 2001:DB8:1234:5678::/64 | 2001:db8:1234:5678::1 | yes
IpAddress                             | 2001:DB8:1234:5678::/64 | 2001:db8:1234:5679::1 | no
IpAddress                             | 2001:db8::1   | 2001:db8:0:0:0:0:0:1 | yes
IpAddress                             | ::ffff:192.0.2.1 | ::ffff:c000:201 | yes
IpAddress                             | 0.0.0.0/0     | 2001:db8::1    | no
IpAddress                             | 203.0.113.0/24 | kms.amazonaws.com | no
IpAddress                             | 203.0.113.0/24 | -             | no
NotIpAddress                          | 203.0.113.0/24 | 198.51.100.1  | yes
NotIpAddress                          | 203.0.113.0/24 | 203.0.113.1   | no
NotIpAddress                          | 203.0.113.0/24 | -             | yes
ArnLike                               | arn:aws:someservice:*:111122223333:finance/* | arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt | no
StringLike                            | arn:aws:someservice:*:111122223333:finance/* | arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt | yes
ArnEquals                             | arn:aws:iam::*:role/team/* | arn:aws:iam::111122223333:role/team/a:b | yes
ArnEquals                             | arn:aws:sns:*:*:x | arn:aws:sns:us-east-1:111122223333:X | no
ArnLike                               | *             | arn:aws:iam::111122223333:root | no
ArnNotEquals                          | arn:aws:iam::111122223333:user/* | arn:aws:iam::111122223333:user/alice | no
ArnNotLike                            | arn:aws:iam::111122223333:user/* | arn:aws:iam::111122223333:role/x | yes
ArnNotLike                            | arn:aws:iam::111122223333:user/* | -  | yes
Null                                  | true          | -              | yes
Null                                  | true          | a              | no
Null                                  | false         | -              | no
Null                                  | false         | a              | yes
ForAllValues:StringEquals             | a b           | a b            | yes
ForAllValues:StringEquals             | a b c         | a              | yes
ForAllValues:StringEquals             | a b           | a c            | no
ForAllValues:StringEquals             | a             | -              | yes
ForAllValues:StringEquals             | a             | (empty)        | yes
ForAllValues:StringNotEquals          | a             | b c            | yes
ForAllValues:StringNotEquals          | a             | a b            | no
ForAllValues:StringLike               | Created*      | CreatedBy CreatedAt | yes
ForAnyValue:StringEquals              | a b           | c b            | yes
ForAnyValue:StringEquals              | a b           | c d            | no
ForAnyValue:StringEquals              | a             | -              | no
ForAnyValue:StringEquals              | a             | (empty)        | no
ForAnyValue:StringNotEquals           | a             | a b            | yes
ForAnyValue:StringNotEquals           | a             | a              | no
ForAnyValue:StringNotEquals           | a             | -              | no
ForAnyValue:StringEqualsIfExists      | a             | -              | yes
ForAnyValue:ArnLike                   | arn:aws:iam::*:role/x | arn:aws:iam::111122223333:role/x | yes
`;

const rows = TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()) as [string, string, string, string]);

describe('condition operators', () => {
  it.each(rows)('%s %s of %s: %s', (operator, operands, given, answer) => {
    const values = given === '(empty)' ? [''] : given.split(' ');
    const context = keys(given === '-' ? {} : { 'Some:Key': values });
    const clauses = compileCondition({ [operator]: { 'some:kEY': operands.split(' ') } }, true);
    expect(clauses.every((holds) => holds(context))).toBe(answer === 'yes');
  });

  it('asks that all operators and all keys hold', () => {
    const clauses = compileCondition({ StringEquals: { a: ['1'], b: ['2'] }, Bool: { c: ['true'] } }, true);
    const holds = (context: Parameters<typeof keys>[0]) => clauses.every((clause) => clause(keys(context)));
    expect(holds({ a: '1', b: '2', c: 'true' })).toBe(true);
    expect(holds({ a: '1', b: '3', c: 'true' })).toBe(false);
    expect(holds({ a: '1', b: '2', c: 'false' })).toBe(false);
  });
});
